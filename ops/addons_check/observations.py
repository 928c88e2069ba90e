"""What was seen on a cluster, as plain values on which checks can be computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Part:
    """A Deployment of an add-on: how many of its pods should be ready and how many are."""

    namespace: str
    name: str
    version: str
    wanted: int
    ready: int


@dataclass(frozen=True, kw_only=True)
class UnreadyPod:
    """A pod that is not ready, and why as far as Kubernetes says (for instance ImagePullBackOff)."""

    namespace: str
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Injector:
    """The webhook that gives pods their sidecar. Without a CA bundle the API server cannot call it."""

    has_ca_bundle: bool


@dataclass(frozen=True, kw_only=True)
class Custom:
    """A custom resource with its conditions: type to whether it is true, and the message of each."""

    kind: str
    namespace: str
    name: str
    conditions: Mapping[str, bool]
    messages: Mapping[str, str]

    @property
    def title(self) -> str:
        """Kind, namespace and name, as a person refers to it."""
        return "/".join(part for part in (self.kind, self.namespace, self.name) if part)


@dataclass(frozen=True, kw_only=True)
class Observation:
    """Everything about the add-ons that is judged.

    `mutual_tls` is None where Dapr's configuration is absent, `trust_anchor_ends` where the trust anchor is.
    `definitions` holds what the API server serves, each as `plural.group/version`.
    """

    parts: tuple[Part, ...]
    unready_pods: tuple[UnreadyPod, ...]
    mutual_tls: bool | None
    trust_anchor_ends: datetime | None
    injector: Injector | None
    definitions: frozenset[str]
    gateway_classes: tuple[Custom, ...]
    gateways: tuple[Custom, ...]
    issuers: tuple[Custom, ...]
