"""The network flows of a release: every connection that it needs, and nothing else."""

from dataclasses import dataclass
from typing import Final

from constructs_lib.kubernetes.network_policy import Addresses, Flow, Pods
from constructs_lib.kubernetes.workload import NAME_LABEL, Flows
from contract.addons import AddonNamespace
from contract.workloads import workload_name
from environments.database import Database, ManagedDatabase
from environments.events import Events, ExternalEvents, RedpandaEvents
from environments.network import Network
from stacks.app.specs import BACKEND, FRONTEND, WorkloadSpec

_ANYWHERE: Final = Addresses(cidr="0.0.0.0/0")
_HTTPS: Final = 443
# Where Redpanda Serverless accepts Kafka clients. Source: docs.redpanda.com, "Serverless".
_REDPANDA_PORT: Final = 9092
# CoreDNS, and the two addresses at which LocalDNS answers on each node where it is enabled. AKS enables it by
# itself from Kubernetes 1.36, except on clusters with network policies by Cilium. If it is enabled by hand,
# Cilium 1.17 and newer take the addresses for the node's own and want a CiliumNetworkPolicy besides.
# Sources: learn.microsoft.com/azure/aks/localdns-custom; github.com/Azure/AKS/releases/tag/2026-05-29.
_DNS_PEERS: Final = (
    Pods(labels={"k8s-app": "kube-dns"}, namespace="kube-system"),
    Addresses(cidr="169.254.10.10/32"),
    Addresses(cidr="169.254.10.11/32"),
)
_DNS: Final = tuple(Flow(peer=peer, ports=[53], protocols=("UDP", "TCP")) for peer in _DNS_PEERS)
# Ports of the control plane's pods: the operator hands out components, sentry gives certificates.
_DAPR: Final = (
    Flow(peer=Pods(labels={"app": "dapr-operator"}, namespace=AddonNamespace.DAPR), ports=[6500]),
    Flow(peer=Pods(labels={"app": "dapr-sentry"}, namespace=AddonNamespace.DAPR), ports=[50001]),
)


@dataclass(frozen=True, kw_only=True)
class ReleaseFlows:
    """The connections of one environment; `callers` are the gateway's proxies, where there is a gateway."""

    application: str
    database: Database
    network: Network
    events: Events
    callers: Pods | None

    @property
    def backend(self) -> Flows:
        """The backend's connections.

        Port 443 is for the model API and for Kubernetes' own API, from which its sidecar reads secrets: both
        are outside the cluster, at addresses that change. It gets the keys of sign-in tokens from the
        frontend.
        """
        callers = [Pods(labels={NAME_LABEL: self._name(FRONTEND)}), *([self.callers] if self.callers else [])]
        return Flows(
            ingress=[Flow(peer=caller, ports=[BACKEND.port]) for caller in callers],
            egress=[
                *_DNS,
                *_DAPR,
                self._database,
                *self._kafka,
                Flow(peer=_ANYWHERE, ports=[_HTTPS]),
                self._to(FRONTEND),
            ],
        )

    @property
    def frontend(self) -> Flows:
        """The frontend's connections; without a gateway it is itself on the public address."""
        callers = [Pods(labels={NAME_LABEL: self._name(BACKEND)}), self.callers or _ANYWHERE]
        return Flows(
            ingress=[Flow(peer=caller, ports=[FRONTEND.port]) for caller in callers],
            egress=[*_DNS, *_DAPR, self._database, self._to(BACKEND)],
        )

    @property
    def migration(self) -> list[Flow]:
        """The connections of a step that changes the database: it reaches nothing else."""
        return [*_DNS, self._database]

    @property
    def _database(self) -> Flow:
        if isinstance(self.database, ManagedDatabase):
            cidr = self.network.database_subnet_cidr
            return Flow(peer=Addresses(cidr=cidr), ports=[self.database.port])
        return Flow(peer=_ANYWHERE, ports=[self.database.port])

    @property
    def _kafka(self) -> list[Flow]:
        match self.events:
            case RedpandaEvents():
                return [Flow(peer=_ANYWHERE, ports=[_REDPANDA_PORT])]
            case ExternalEvents() as events:
                ports = {int(server.rpartition(":")[2]) for server in events.bootstrap_servers}
                return [Flow(peer=_ANYWHERE, ports=sorted(ports))]
            case _:
                return []

    def _to(self, part: WorkloadSpec) -> Flow:
        return Flow(peer=Pods(labels={NAME_LABEL: self._name(part)}), ports=[part.port])

    def _name(self, part: WorkloadSpec) -> str:
        return workload_name(part.role, application=self.application)
