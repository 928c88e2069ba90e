"""One environment, as its file describes it."""

from typing import Self

from pydantic import model_validator

from environments.addons import Dapr, Gateway
from environments.application import Application
from environments.azure import Azure, Cluster, Logs, Network, Registry, State
from environments.events import Events, RedpandaEvents
from environments.names import DnsLabel
from environments.section import Section


class Environment(Section):
    """Everything that distinguishes one deployment from another. Secrets have no place here."""

    name: DnsLabel
    azure: Azure
    state: State
    registry: Registry
    network: Network
    cluster: Cluster
    logs: Logs
    dapr: Dapr
    gateway: Gateway
    events: Events
    application: Application

    @model_validator(mode="after")
    def _every_replica_gets_events(self) -> Self:
        """Kafka gives a partition to one consumer of a group: more replicas than partitions stand idle."""
        replicas = self.application.backend.replicas.maximum
        if isinstance(self.events, RedpandaEvents) and self.events.partitions < replicas:
            raise ValueError(
                f"events.partitions {self.events.partitions} is less than "
                f"application.backend.replicas.maximum {replicas}: some replicas would get no events"
            )
        return self
