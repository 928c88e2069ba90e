"""Settings of monitoring: logs, alerts, budgets."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from environments.names import EmailAddress, WorkspaceName, matching
from environments.section import Section

Percent = Annotated[int, Field(ge=1, le=100)]

Month = Annotated[
    str,
    AfterValidator(
        matching(r"20[0-9]{2}-(0[1-9]|1[0-2])", rule='must be a month in quotes, for instance "2026-11"')
    ),
]


class Logs(Section):
    """The Log Analytics workspace; `daily_cap_gb` bounds what a noisy day may cost.

    Without `container_insights` nothing is collected from the cluster, and nothing that logs know is
    watched: its agent would take a fifth of a small node.

    Azure keeps a workspace's tables for 30 days at least without asking for more money; the containers'
    logs have a shorter life of their own, because they may hold what users wrote.
    """

    workspace: WorkspaceName
    retention_days: Annotated[int, Field(ge=30, le=730)] = 30
    container_retention_days: Annotated[int, Field(ge=4, le=730)] = 7
    container_insights: bool = True
    daily_cap_gb: Annotated[float, Field(gt=0, le=100, strict=False)]


class Webhook(Section):
    """A receiver that understands Azure Monitor's common alert schema. Its URL must hold no secret."""

    name: Annotated[
        str, AfterValidator(matching(r"[\w -]{1,60}", rule="must be 1–60 letters, digits or spaces"))
    ]
    url: str

    # A rule of the whole section: the message of a rule of `url` alone would repeat the URL.
    @model_validator(mode="after")
    def _url_holds_no_secret(self) -> Self:
        if self.url.startswith("https://hooks.slack.com/"):
            raise ValueError(
                "url is a secret in itself, and Slack does not understand Azure's alerts there; "
                "use the channel's e-mail address under emails (docs/deployment/monitoring.md)"
            )
        if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s?#@]*)?", self.url):
            raise ValueError(
                "url must be a full https URL without a query, such as https://relay.example.com/alerts: "
                "what follows a ? is usually a secret, and this file and the Terraform state must hold none"
            )
        return self


class Alerts(Section):
    """Receivers and thresholds of the alerts."""

    short_name: Annotated[
        str, AfterValidator(matching(r"[A-Za-z0-9-]{1,12}", rule="must be 1–12 letters, digits or hyphens"))
    ] = "todo"
    emails: Annotated[list[EmailAddress], Field(min_length=1)]
    webhooks: list[Webhook] = Field(default_factory=list)
    error_percent: Percent = 5
    slow_milliseconds: Annotated[int, Field(ge=50, le=60_000)] = 1000
    # Rates mean nothing on a handful of requests: one failure of three would be 33%.
    minimum_requests: Annotated[int, Field(ge=1)] = 10
    quiet_minutes: Literal[15, 30, 45, 60, 120, 180, 240, 300, 360] = 60
    restarts: Annotated[int, Field(ge=1)] = 3
    node_cpu_percent: Percent = 85
    node_memory_percent: Percent = 85
    node_disk_percent: Percent = 80

    @model_validator(mode="after")
    def _receivers_differ(self) -> Self:
        names = [webhook.name for webhook in self.webhooks]
        for values, key in ((self.emails, "emails"), (names, "webhooks")):
            if len(set(values)) != len(values):
                raise ValueError(f"{key}: a receiver is written twice; keep one")
        return self


class Budgets(Section):
    """Monthly budgets on the whole subscription, in its billing currency.

    `start_month` is written once, when the budgets are first made, and then stays: Azure refuses a month
    that is past when a budget is created, and a change would replace the budget.
    """

    start_month: Month
    amounts: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1)]
    emails: Annotated[list[EmailAddress], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _amounts_differ(self) -> Self:
        if len(set(self.amounts)) != len(self.amounts):
            raise ValueError(f"amounts {self.amounts} holds an amount twice; keep one")
        return self
