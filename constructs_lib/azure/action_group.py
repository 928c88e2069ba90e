"""Who is told when an alert fires."""

import re
from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_azurerm.monitor_action_group import (
    MonitorActionGroup,
    MonitorActionGroupEmailReceiver,
    MonitorActionGroupWebhookReceiver,
)
from constructs import Construct


class ActionGroup(Construct):
    """An action group with e-mail addresses and webhooks (name → URL), all in the common alert schema.

    `short_name` (1–12 characters) begins every message. Azure first sends a new address a code that somebody
    has to enter. Source: MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/alerts/action-groups.md.

    Output: `id`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        short_name: str,
        resource_group: str,
        emails: Sequence[str],
        webhooks: Mapping[str, str],
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        group = MonitorActionGroup(
            self,
            "Default",
            name=name,
            short_name=short_name,
            resource_group_name=resource_group,
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
            tags=tags,
        )
        self.id = group.id


def _receiver_name(address: str) -> str:
    """Return a name that is stable however many addresses stand before this one."""
    return re.sub(r"[^A-Za-z0-9]+", "-", address)
