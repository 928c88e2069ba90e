"""The add-ons on the cluster: their namespaces, and the Deployments without which they do not work.

The charts name the Deployments.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

#: The Helm release of the gateway's controller, by which its Deployment is selected.
GATEWAY_RELEASE: Final = "envoy-gateway"


class AddonNamespace(StrEnum):
    """The namespaces that the add-ons stack installs into."""

    DAPR = "dapr-system"
    GATEWAY = "envoy-gateway-system"
    CERTIFICATES = "cert-manager"


ADDON_DEPLOYMENTS: Final[Mapping[str, Sequence[str]]] = {
    AddonNamespace.DAPR: ("dapr-operator", "dapr-sentry", "dapr-sidecar-injector"),
    AddonNamespace.GATEWAY: (GATEWAY_RELEASE,),
    AddonNamespace.CERTIFICATES: ("cert-manager", "cert-manager-cainjector", "cert-manager-webhook"),
}
