"""The structs of a pod, under the name that the bindings give them for one resource."""

from importlib import import_module
from typing import Any


class PodStructs:
    """Makes the structs of a pod template for one resource, such as `job_v1`.

    The bindings declare a pod's some 300 structs once for each resource that has a pod template, under
    that resource's name (`DeploymentV1SpecTemplateSpecContainer`, `JobV1SpecTemplateSpecContainer`), and
    refuse one resource's struct for another's. Calling with the part that they share makes the right one:
    `PodStructs("job_v1", "JobV1")("Container", name="migrate")`. A wrong name raises AttributeError, a
    wrong argument TypeError.
    """

    def __init__(self, module: str, prefix: str) -> None:
        self._module = import_module(f"cdktf_cdktf_provider_kubernetes.{module}")
        self._prefix = prefix

    def __call__(self, part: str = "", **values: Any) -> Any:
        """Return the struct of `part` of the pod's specification; of the specification itself without one."""
        return getattr(self._module, f"{self._prefix}SpecTemplateSpec{part}")(**values)
