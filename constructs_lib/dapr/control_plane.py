"""The Dapr control plane."""

import json
from typing import Final

from cdktf_cdktf_provider_helm.release import Release
from constructs import Construct

NAMESPACE: Final = "dapr-system"


class DaprControlPlane(Construct):
    """Dapr, installed from its Helm chart, with mutual TLS and JSON logs.

    High availability has to be chosen at the first install: volumes of the placement service cannot be
    changed later. Source: docs.dapr.io, "Production guidelines on Kubernetes".

    Output: `version`.
    """

    def __init__(
        self, scope: Construct, id_: str, *, repository: str, version: str, high_availability: bool
    ) -> None:
        super().__init__(scope, id_)
        values = {
            "global": {
                "ha": {"enabled": high_availability},
                "mtls": {"enabled": True},
                "logAsJson": True,
            }
        }
        release = Release(
            self,
            "Default",
            name="dapr",
            namespace=NAMESPACE,
            create_namespace=True,
            repository=repository,
            chart="dapr",
            version=version,
            values=[json.dumps(values, indent=2)],
            atomic=True,
            cleanup_on_fail=True,
            wait=True,
            timeout=600,
        )
        self.version = release.version
