"""One environment, as its file describes it."""

from functools import reduce
from typing import Self

from pydantic import model_validator

from environments.addons import Dapr, Gateway
from environments.application import Application
from environments.azure import Azure, Registry, State
from environments.cluster import Cluster
from environments.connections import ConnectionBudget, connection_budget
from environments.database import Database
from environments.delivery import GitHub
from environments.events import Events
from environments.exposure import Exposure
from environments.monitoring import Alerts, Budgets, Logs
from environments.names import DnsLabel
from environments.network import Network
from environments.relations import problems
from environments.section import Section


class Environment(Section):
    """Everything that distinguishes one deployment from another. Secrets have no place here.

    The rules across sections are in `environments.relations`.

    `may_be_stopped` lets `ops power stop` end its service; docs/decisions/0064-power.md.
    """

    name: DnsLabel
    may_be_stopped: bool = False
    azure: Azure
    state: State
    registry: Registry
    network: Network
    cluster: Cluster
    logs: Logs
    alerts: Alerts
    budgets: Budgets | None = None
    github: GitHub | None = None
    database: Database
    dapr: Dapr
    gateway: Gateway
    events: Events
    exposure: Exposure
    application: Application

    @property
    def connections(self) -> ConnectionBudget:
        """How the release shares the database's connections."""
        return connection_budget(
            self.database,
            backends=self.application.backend.replicas.maximum,
            frontends=self.application.frontend.replicas.maximum,
        )

    @model_validator(mode="after")
    def _sections_agree(self) -> Self:
        if found := list(problems(self._value_of)):
            raise ValueError("\n".join(found))
        return self

    def _value_of(self, key: str) -> object:
        return reduce(getattr, key.split("."), self)
