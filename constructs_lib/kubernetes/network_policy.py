"""Network policies: which connections pods may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.network_policy_v1 import (
    NetworkPolicyV1,
    NetworkPolicyV1Metadata,
    NetworkPolicyV1Spec,
    NetworkPolicyV1SpecEgress,
    NetworkPolicyV1SpecEgressPorts,
    NetworkPolicyV1SpecEgressTo,
    NetworkPolicyV1SpecEgressToIpBlock,
    NetworkPolicyV1SpecEgressToNamespaceSelector,
    NetworkPolicyV1SpecEgressToPodSelector,
    NetworkPolicyV1SpecIngress,
    NetworkPolicyV1SpecIngressFrom,
    NetworkPolicyV1SpecIngressFromIpBlock,
    NetworkPolicyV1SpecIngressFromNamespaceSelector,
    NetworkPolicyV1SpecIngressFromPodSelector,
    NetworkPolicyV1SpecIngressPorts,
    NetworkPolicyV1SpecPodSelector,
)
from constructs import Construct

from constructs_lib.kubernetes.object_meta import ObjectMeta

Protocol = Literal["TCP", "UDP", "SCTP"]

_NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"


@dataclass(frozen=True, kw_only=True)
class Pods:
    """Pods as a peer.

    Attributes:
        labels: Labels that the pods have, all of them.
        namespace: Their namespace. Default: the policy's.
    """

    labels: Mapping[str, str]
    namespace: str | None = None


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Addresses outside the cluster.

    Cilium, which enforces the policies, never matches them with a pod or a node, not even where `cidr`
    contains those. Source: learn.microsoft.com, "Configure Azure CNI Powered by Cilium", limitations.

    Attributes:
        cidr: The range of addresses.
    """

    cidr: str


Peer = Pods | Addresses


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Connections from or to a peer.

    Attributes:
        peer: The other side.
        ports: Ports of the pod that accepts the connections (not of its Service).
        protocols: Protocols on each port. Default: TCP.
    """

    peer: Peer
    ports: Sequence[int]
    protocols: Sequence[Protocol] = ("TCP",)


class DenyByDefault(Construct):
    """A policy under which no pod of a namespace sends or receives anything but what other policies allow.

    Args:
        metadata: Name, namespace and labels.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The policy, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource: ITerraformDependable = NetworkPolicyV1(
            self,
            "Default",
            metadata=NetworkPolicyV1Metadata(**metadata.arguments),
            spec=NetworkPolicyV1Spec(
                pod_selector=NetworkPolicyV1SpecPodSelector(), policy_types=["Ingress", "Egress"]
            ),
            depends_on=list(depends_on) or None,
        )


class AllowedFlows(Construct):
    """A policy that allows pods to receive and send.

    The kubelet's probes need no rule: a node may always reach its own pods.

    Args:
        metadata: Name, namespace and labels.
        selector: Labels of the pods.
        ingress: What they may receive. Default: the policy says nothing about it.
        egress: What they may send. Default: the policy says nothing about it.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The policy, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        selector: Mapping[str, str],
        ingress: Sequence[Flow] = (),
        egress: Sequence[Flow] = (),
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        directions = {"Ingress": ingress, "Egress": egress}
        self.resource: ITerraformDependable = NetworkPolicyV1(
            self,
            "Default",
            metadata=NetworkPolicyV1Metadata(**metadata.arguments),
            spec=NetworkPolicyV1Spec(
                pod_selector=NetworkPolicyV1SpecPodSelector(match_labels=selector),
                policy_types=[direction for direction, flows in directions.items() if flows],
                ingress=[_RECEIVE.allow(flow) for flow in ingress],
                egress=[_SEND.allow(flow) for flow in egress],
            ),
            depends_on=list(depends_on) or None,
        )


@dataclass(frozen=True, kw_only=True)
class _Direction:
    """The bindings' structs of one direction, which differ in their names only."""

    rule: Any
    peers: str
    peer: Any
    addresses: Any
    namespace: Any
    pods: Any
    port: Any

    def allow(self, flow: Flow) -> Any:
        """Return the rule that allows a flow."""
        ports = [
            self.port(port=str(port), protocol=protocol) for port in flow.ports for protocol in flow.protocols
        ]
        return self.rule(ports=ports, **{self.peers: [self._peer(flow.peer)]})

    def _peer(self, peer: Peer) -> Any:
        if isinstance(peer, Addresses):
            return self.peer(ip_block=self.addresses(cidr=peer.cidr))
        place = self.namespace(match_labels={_NAMESPACE_NAME: peer.namespace}) if peer.namespace else None
        return self.peer(pod_selector=self.pods(match_labels=peer.labels), namespace_selector=place)


_RECEIVE: Final = _Direction(
    rule=NetworkPolicyV1SpecIngress,
    peers="from_",
    peer=NetworkPolicyV1SpecIngressFrom,
    addresses=NetworkPolicyV1SpecIngressFromIpBlock,
    namespace=NetworkPolicyV1SpecIngressFromNamespaceSelector,
    pods=NetworkPolicyV1SpecIngressFromPodSelector,
    port=NetworkPolicyV1SpecIngressPorts,
)
_SEND: Final = _Direction(
    rule=NetworkPolicyV1SpecEgress,
    peers="to",
    peer=NetworkPolicyV1SpecEgressTo,
    addresses=NetworkPolicyV1SpecEgressToIpBlock,
    namespace=NetworkPolicyV1SpecEgressToNamespaceSelector,
    pods=NetworkPolicyV1SpecEgressToPodSelector,
    port=NetworkPolicyV1SpecEgressPorts,
)
