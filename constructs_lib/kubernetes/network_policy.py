"""Who may talk to whom: nothing that is not written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

_NAMESPACE_NAME = "kubernetes.io/metadata.name"


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
                ingress=[_received(flow) for flow in ingress],
                egress=[_sent(flow) for flow in egress],
            ),
        )


def _received(flow: Flow) -> NetworkPolicyV1SpecIngress:
    return NetworkPolicyV1SpecIngress(
        from_=[_sender(flow.peer)],
        ports=[
            NetworkPolicyV1SpecIngressPorts(port=str(port), protocol=protocol)
            for port in flow.ports
            for protocol in flow.protocols
        ],
    )


def _sender(peer: Peer) -> NetworkPolicyV1SpecIngressFrom:
    if isinstance(peer, Addresses):
        return NetworkPolicyV1SpecIngressFrom(ip_block=NetworkPolicyV1SpecIngressFromIpBlock(cidr=peer.cidr))
    namespace = peer.namespace and NetworkPolicyV1SpecIngressFromNamespaceSelector(
        match_labels={_NAMESPACE_NAME: peer.namespace}
    )
    return NetworkPolicyV1SpecIngressFrom(
        pod_selector=NetworkPolicyV1SpecIngressFromPodSelector(match_labels=peer.labels),
        namespace_selector=namespace or None,
    )


def _sent(flow: Flow) -> NetworkPolicyV1SpecEgress:
    return NetworkPolicyV1SpecEgress(
        to=[_receiver(flow.peer)],
        ports=[
            NetworkPolicyV1SpecEgressPorts(port=str(port), protocol=protocol)
            for port in flow.ports
            for protocol in flow.protocols
        ],
    )


def _receiver(peer: Peer) -> NetworkPolicyV1SpecEgressTo:
    if isinstance(peer, Addresses):
        return NetworkPolicyV1SpecEgressTo(ip_block=NetworkPolicyV1SpecEgressToIpBlock(cidr=peer.cidr))
    namespace = peer.namespace and NetworkPolicyV1SpecEgressToNamespaceSelector(
        match_labels={_NAMESPACE_NAME: peer.namespace}
    )
    return NetworkPolicyV1SpecEgressTo(
        pod_selector=NetworkPolicyV1SpecEgressToPodSelector(match_labels=peer.labels),
        namespace_selector=namespace or None,
    )
