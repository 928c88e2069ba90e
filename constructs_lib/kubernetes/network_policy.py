"""Who may talk to whom: nothing that is not written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

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

_NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"


@dataclass(frozen=True, kw_only=True)
class Pods:
    """Pods with all of `labels`, in the policy's own namespace or in the one that is named."""

    labels: Mapping[str, str]
    namespace: str | None = None


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Addresses outside the cluster.

    Cilium, which enforces the policies, never matches them with a pod or a node, not even where `cidr`
    contains those. Source: learn.microsoft.com, "Configure Azure CNI Powered by Cilium", limitations.
    """

    cidr: str


Peer = Pods | Addresses


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Connections from or to a peer, on ports of the pod that accepts them (not of its Service)."""

    peer: Peer
    ports: Sequence[int]
    protocols: Sequence[str] = ("TCP",)


class DenyByDefault(Construct):
    """Lets no pod of a namespace send or receive anything but what other policies allow."""

    def __init__(self, scope: Construct, id_: str, *, namespace: str, labels: Mapping[str, str]) -> None:
        super().__init__(scope, id_)
        NetworkPolicyV1(
            self,
            "Default",
            metadata=NetworkPolicyV1Metadata(name="deny-by-default", namespace=namespace, labels=labels),
            spec=NetworkPolicyV1Spec(
                pod_selector=NetworkPolicyV1SpecPodSelector(), policy_types=["Ingress", "Egress"]
            ),
        )


class AllowedFlows(Construct):
    """What the pods that `selector` matches may receive (`ingress`) and send (`egress`).

    The kubelet's probes need no rule: a node may always reach its own pods.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        selector: Mapping[str, str],
        labels: Mapping[str, str],
        ingress: Sequence[Flow] = (),
        egress: Sequence[Flow] = (),
    ) -> None:
        super().__init__(scope, id_)
        directions = {"Ingress": ingress, "Egress": egress}
        NetworkPolicyV1(
            self,
            "Default",
            metadata=NetworkPolicyV1Metadata(name=name, namespace=namespace, labels=labels),
            spec=NetworkPolicyV1Spec(
                pod_selector=NetworkPolicyV1SpecPodSelector(match_labels=selector),
                policy_types=[direction for direction, flows in directions.items() if flows],
                ingress=[_RECEIVE.allow(flow) for flow in ingress],
                egress=[_SEND.allow(flow) for flow in egress],
            ),
        )


@dataclass(frozen=True, kw_only=True)
class _Direction:
    """The bindings' structs of one direction, which differ in their names alone."""

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
