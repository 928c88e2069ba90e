"""What Dapr's building blocks are made of: components, each for the applications that it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.secret import WriteOnlySecret

API_VERSION: Final = "dapr.io/v1alpha1"


@dataclass(frozen=True, kw_only=True)
class SecretKey:
    """One key of a Secret, as the value of a component's setting.

    Attributes:
        secret: The Secret.
        key: The key in it.
    """

    secret: WriteOnlySecret
    key: str


Setting = str | SecretKey


class Component(Construct):
    """A Dapr component that only the applications in `scopes` load; an empty list would mean all of them.

    Its secret settings are read by the sidecar itself, through the component `secret_store`. Without one
    Dapr's operator would read them, with a right to every secret of the namespace.

    Args:
        metadata: Name, namespace and labels.
        component_type: Dapr's type, such as `state.postgresql`.
        version: Version of the type, such as `v1`.
        settings: The component's metadata fields.
        scopes: Dapr app-ids that load it; one at least.
        secret_store: The component that its secret settings are read through. Default: none.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as given.
        resource: The component, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        component_type: str,
        version: str,
        settings: Mapping[str, Setting],
        scopes: Sequence[str],
        secret_store: str | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        if not scopes:
            raise ValueError(f"The component '{metadata.name}' names no application in its scopes")
        component = CustomResource(
            self,
            "Default",
            api_version=API_VERSION,
            kind="Component",
            metadata=metadata,
            spec={
                "type": component_type,
                "version": version,
                "metadata": [_setting(key, value) for key, value in settings.items()],
            },
            fields={
                **({"auth": {"secretStore": secret_store}} if secret_store else {}),
                "scopes": sorted(scopes),
            },
            depends_on=depends_on,
        )
        self.name: str = metadata.name
        self.resource: ITerraformDependable = component.resource


def _setting(name: str, value: Setting) -> dict[str, Any]:
    if isinstance(value, SecretKey):
        return {"name": name, "secretKeyRef": {"name": value.secret.reference, "key": value.key}}
    return {"name": name, "value": value}
