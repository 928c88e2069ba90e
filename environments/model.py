"""One environment, as its file describes it."""

from ipaddress import ip_network
from typing import Final, Self

from pydantic import model_validator

from contract.azure import SURGE_NODES
from environments.addons import Dapr, Gateway
from environments.application import Application
from environments.azure import Azure, Registry, State
from environments.cluster import Cluster
from environments.connections import ConnectionBudget, connection_budget
from environments.database import Database, ExternalDatabase
from environments.delivery import GitHub
from environments.events import Events, RedpandaEvents
from environments.exposure import Exposure
from environments.monitoring import Alerts, Budgets, Logs
from environments.names import DnsLabel
from environments.network import Network
from environments.node_sizes import NODE_SIZES, PRODUCTION_NODE_SIZES
from environments.section import Section

# Sources: learn.microsoft.com, "Azure Virtual Network FAQ" and "Use a public standard load balancer in AKS".
_ADDRESSES_THAT_AZURE_KEEPS: Final = 5
_OUTBOUND_PORTS_OF_AN_ADDRESS: Final = 64_000


class Environment(Section):
    """Everything that distinguishes one deployment from another. Secrets have no place here.

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

    @model_validator(mode="after")
    def _every_replica_gets_events(self) -> Self:
        """Refuse more replicas than partitions: Kafka gives a partition to one consumer of a group."""
        replicas = self.application.backend.replicas.maximum
        if isinstance(self.events, RedpandaEvents) and self.events.partitions < replicas:
            raise ValueError(
                f"events.partitions {self.events.partitions} is less than "
                f"application.backend.replicas.maximum {replicas}: some replicas would get no events"
            )
        return self

    @property
    def connections(self) -> ConnectionBudget:
        """How the release shares the database's connections."""
        return connection_budget(
            self.database,
            backends=self.application.backend.replicas.maximum,
            frontends=self.application.frontend.replicas.maximum,
        )

    @model_validator(mode="after")
    def _every_replica_gets_connections(self) -> Self:
        """Refuse more replicas than the database has connections for, in a rolling update at full scale."""
        budget = self.connections
        if not budget.fits:
            remedy = (
                "raise database.connections if its plan has more"
                if isinstance(self.database, ExternalDatabase)
                else "choose a larger database.sku"
            )
            raise ValueError(
                f"application.backend.replicas.maximum {self.application.backend.replicas.maximum} and "
                f"application.frontend.replicas.maximum {self.application.frontend.replicas.maximum} need "
                f"{budget.needed} connections during an update; the database has {budget.limit}: "
                f"lower them, or {remedy}"
            )
        return self

    @model_validator(mode="after")
    def _production_has_steady_nodes(self) -> Self:
        """Refuse burstable sizes: such a node drops to a fraction of its cores once its credits are spent."""
        size = self.cluster.nodes.size
        if self.name == "production" and NODE_SIZES[size].burstable:
            raise ValueError(
                f"cluster.nodes.size {size} is burstable, which production must not be; "
                f"choose one of {', '.join(PRODUCTION_NODE_SIZES)}"
            )
        return self

    @model_validator(mode="after")
    def _ranges_have_room_for_every_node(self) -> Self:
        """Check the room for all nodes: each needs a /24 for pods, an address, and outbound ports."""
        nodes = self.cluster.nodes.maximum + SURGE_NODES
        networks = ip_network(self.network.pod_cidr).num_addresses // 256
        if networks < nodes:
            raise ValueError(
                f"network.pod_cidr {self.network.pod_cidr} has room for {networks} nodes; "
                f"cluster.nodes.maximum and one for upgrades make {nodes}"
            )
        addresses = ip_network(self.network.node_subnet_cidr).num_addresses - _ADDRESSES_THAT_AZURE_KEEPS
        if addresses < nodes:
            raise ValueError(
                f"network.node_subnet_cidr {self.network.node_subnet_cidr} has {addresses} usable addresses; "
                f"cluster.nodes.maximum and one for upgrades make {nodes}"
            )
        ports = nodes * self.network.outbound_ports_per_node
        if ports > _OUTBOUND_PORTS_OF_AN_ADDRESS:
            raise ValueError(
                f"network.outbound_ports_per_node {self.network.outbound_ports_per_node} on {nodes} nodes "
                f"make {ports}; one public address has {_OUTBOUND_PORTS_OF_AN_ADDRESS}"
            )
        return self
