"""The comparison of the states with the simulated cloud."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rehearsal.cloud.store import CloudObject
from rehearsal.drills.scene import Scene

#: An object of the cloud: type and id.
Known = tuple[str, str]
# Charts install these; they are in no state.
_OF_CHARTS: Final = frozenset({"custom_resource_definition"})


def differences(scene: Scene) -> list[str]:
    """Return a line for each object that only the cloud or only a state has."""
    objects = scene.cloud.list_objects()
    installed = {("kubernetes_namespace_v1", name) for name in _namespaces_of_charts(objects)}
    cloud = {(item.type, item.id) for item in objects if item.type not in _OF_CHARTS} - installed
    states = set(_in_states(scene))
    lost = [f"{type_} {name} exists and is in no state" for type_, name in sorted(cloud - states)]
    gone = [f"{type_} {name} is in a state and does not exist" for type_, name in sorted(states - cloud)]
    return lost + gone


def _namespaces_of_charts(objects: Iterable[CloudObject]) -> set[str]:
    return {
        str(item.attributes["namespace"])
        for item in objects
        if item.type == "helm_release" and item.attributes.get("create_namespace")
    }


def _in_states(scene: Scene) -> Iterator[Known]:
    for stack in scene.stacks:
        state = scene.store.read_state(stack.backend.key) or {}
        for resource in state.get("resources", ()):
            if resource["mode"] == "managed":
                for instance in resource["instances"]:
                    yield resource["type"], _identity(resource["type"], instance["attributes"])


def _identity(type_: str, attributes: Mapping[str, Any]) -> str:
    """Return the id by which the simulated cloud knows an object of a state."""
    if type_ == "helm_release":
        return f"{attributes['namespace']}/{attributes['name']}"
    if type_ == "kubernetes_manifest":
        manifest = attributes["manifest"]["value"]
        metadata = manifest["metadata"]
        named = {
            "apiVersion": manifest["apiVersion"],
            "kind": manifest["kind"],
            "namespace": metadata.get("namespace"),
            "name": metadata["name"],
        }
        return ",".join(f"{name}={value}" for name, value in named.items() if value)
    return str(attributes["id"])
