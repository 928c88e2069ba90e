"""What Dapr's building blocks are made of: components, each for the applications that it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.secret import WriteOnlySecret

API_VERSION: Final = "dapr.io/v1alpha1"


@dataclass(frozen=True, kw_only=True)
class SecretKey:
    """One key of a Secret, as the value of a component's setting."""

    secret: WriteOnlySecret
    key: str


Setting = str | SecretKey


class Component(Construct):
    """A Dapr component that only the applications in `scopes` load; an empty list would mean all of them.

    Its secret settings are read by the sidecar itself, through the component `secret_store`. Without one
    Dapr's operator would read them, with a right to every secret of the namespace.

    Outputs: `name`, `resource`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        type_: str,
        version: str,
        settings: Mapping[str, Setting],
        scopes: Sequence[str],
        labels: Mapping[str, str],
        secret_store: str | None = None,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        if not scopes:
            raise ValueError(f"The component '{name}' names no application in its scopes")
        component = CustomResource(
            self,
            "Default",
            api_version=API_VERSION,
            kind="Component",
            name=name,
            namespace=namespace,
            labels=labels,
            spec={
                "type": type_,
                "version": version,
                "metadata": [_setting(key, value) for key, value in settings.items()],
            },
            parts={
                **({"auth": {"secretStore": secret_store}} if secret_store else {}),
                "scopes": sorted(scopes),
            },
            after=after,
        )
        self.name = name
        self.resource = component.resource


def _setting(name: str, value: Setting) -> dict[str, Any]:
    if isinstance(value, SecretKey):
        return {"name": name, "secretKeyRef": {"name": value.secret.reference, "key": value.key}}
    return {"name": name, "value": value}
