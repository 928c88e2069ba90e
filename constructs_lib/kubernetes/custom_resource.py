"""An object of a kind that an add-on has defined."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.manifest import (
    Manifest,
    ManifestTimeouts,
    ManifestWait,
    ManifestWaitCondition,
)
from constructs import Construct


class CustomResource(Construct):
    """A custom resource, written as Kubernetes writes it (`apiVersion`, `backendRefs` …).

    Its definition has to be on the cluster when Terraform plans: it comes with the add-ons stack. One that
    belongs to the whole cluster has no `namespace`. With `ready_when` creating it waits for that condition
    to be True, up to `patience` (such as `10m`). `parts` stand beside `spec`, such as `scopes`.

    Outputs: `name` (as given), `resource` for what has to come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        api_version: str,
        kind: str,
        name: str,
        namespace: str | None,
        labels: Mapping[str, str],
        spec: Mapping[str, Any],
        parts: Mapping[str, Any] | None = None,
        after: Sequence[ITerraformDependable] = (),
        ready_when: str | None = None,
        patience: str = "10m",
    ) -> None:
        super().__init__(scope, id_)
        wait = ready_when and ManifestWait(condition=[ManifestWaitCondition(type=ready_when, status="True")])
        self.name = name
        self.resource = Manifest(
            self,
            "Default",
            manifest={
                "apiVersion": api_version,
                "kind": kind,
                "metadata": {"name": name, **_placed_in(namespace), "labels": dict(labels)},
                "spec": dict(spec),
                **(parts or {}),
            },
            wait=wait or None,
            timeouts=ManifestTimeouts(create=patience, update=patience) if ready_when else None,
            depends_on=list(after) or None,
        )


def _placed_in(namespace: str | None) -> dict[str, str]:
    return {"namespace": namespace} if namespace else {}
