"""The people and systems that an alert notifies."""

import re
from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.monitor_action_group import (
    MonitorActionGroup,
    MonitorActionGroupEmailReceiver,
    MonitorActionGroupWebhookReceiver,
)
from constructs import Construct

from constructs_lib.azure.placement import Placement


class ActionGroup(Construct):
    """An action group with e-mail addresses and webhooks, all in the common alert schema.

    Azure first sends a new address a code that somebody has to enter. Source:
    MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/alerts/action-groups.md.

    Args:
        name: The group's name in Azure.
        short_name: What every message begins with, 1 to 12 characters.
        placement: Resource group and tags. The group is global: the location is not used.
        emails: Addresses that are written to.
        webhooks: URLs that are called, by a name for each.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        id: ARM id, for alerts and budgets.
        resource: The group, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        short_name: str,
        placement: Placement,
        emails: Sequence[str],
        webhooks: Mapping[str, str],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        group = MonitorActionGroup(
            self,
            "Default",
            name=name,
            short_name=short_name,
            resource_group_name=placement.resource_group,
            email_receiver=[
                MonitorActionGroupEmailReceiver(
                    name=_receiver_name(address), email_address=address, use_common_alert_schema=True
                )
                for address in emails
            ],
            webhook_receiver=[
                MonitorActionGroupWebhookReceiver(name=title, service_uri=url, use_common_alert_schema=True)
                for title, url in webhooks.items()
            ],
            tags=placement.tags,
            depends_on=list(depends_on) or None,
        )
        self.id: str = group.id
        self.resource: ITerraformDependable = group


def _receiver_name(address: str) -> str:
    """Return a name that is stable whatever addresses come before this one."""
    return re.sub(r"[^A-Za-z0-9]+", "-", address)
