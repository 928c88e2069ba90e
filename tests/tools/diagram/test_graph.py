from typing import Any

from ops.engine.synthesis.document import StackDocument
from tools.diagram.graph import Address, Read, read_graph


def _address(stack: str, kind: str, name: str) -> Address:
    return Address(stack=stack, type=kind, name=name)


NODE = _address("base", "cloud_node", "one")
NET = _address("base", "cloud_net", "two")
POD = _address("top", "kube_pod", "web")
_CONTENTS: dict[str, dict[str, Any]] = {
    "base": {
        "resource": {
            "cloud_node": {"one": {"subnet": "${cloud_net.two.id}", "note": "cloud_net.nine.id"}},
            "cloud_net": {"two": {"name": "two"}},
        },
        "output": {"host": {"value": "https://${cloud_node.one.fqdn}:443"}, "port": {"value": 443}},
    },
    "top": {
        "provider": {"kube": [{"port": "${data.terraform_remote_state.base.outputs.port}"}]},
        "resource": {
            "kube_pod": {
                "web": {
                    "env": [{"value": '${join("/", [data.terraform_remote_state.base.outputs.host])}'}],
                    "depends_on": ["kube_pod.first"],
                },
                "first": {},
            }
        },
        "output": {},
    },
}
DOCUMENTS = {name: StackDocument(content=content) for name, content in _CONTENTS.items()}


def test_a_resource_refers_to_what_its_expressions_and_its_dependencies_name() -> None:
    graph = read_graph(DOCUMENTS)
    assert (NODE, NET) in graph.references
    assert (POD, _address("top", "kube_pod", "first")) in graph.references


def test_a_reference_to_another_stack_s_output_leads_to_the_resource_behind_it() -> None:
    graph = read_graph(DOCUMENTS)
    assert graph.references >= {(POD, NODE)}
    assert len(graph.references) == 3


def test_what_a_stack_reads_from_another_is_known_also_from_its_providers() -> None:
    assert read_graph(DOCUMENTS).reads == {
        Read(by="top", of="base", output="host"),
        Read(by="top", of="base", output="port"),
    }
