from pathlib import Path

import pytest

from ops.engine.synthesis.document import STACK_FILE, RequiredProvider, StackDocument, StateBackend, Variable
from tests.support.synthesized import document, reads_state_of

CONTENT = document(
    "top",
    resource={"a": {"one": {"size": 1}, "two": {"size": 2}}, "b": {"three": {}}},
    output={"host": {"value": "${a.one.id}", "description": "Where it is"}},
    variable={"key": {"ephemeral": True}, "size": {"default": 1}},
    provider={"kubernetes": [{"host": "here"}]},
    data=reads_state_of("base"),
)
DOCUMENT = StackDocument(content=CONTENT)


def test_resources_have_their_addresses_and_arguments() -> None:
    assert {each.address: each.arguments for each in DOCUMENT.resources} == {
        "a.one": {"size": 1},
        "a.two": {"size": 2},
        "b.three": {},
    }
    assert DOCUMENT.arguments_of("a") == [{"size": 1}, {"size": 2}]
    assert DOCUMENT.arguments_of("c") == []


def test_the_only_resource_of_a_type_is_returned_and_anything_else_refused() -> None:
    assert DOCUMENT.single("b") == {}
    for type_ in ("a", "c"):
        with pytest.raises(KeyError, match=type_):
            DOCUMENT.single(type_)


def test_inputs_outputs_and_providers_are_read() -> None:
    assert DOCUMENT.variables == (
        Variable(name="key", ephemeral=True, required=True),
        Variable(name="size", ephemeral=False, required=False),
    )
    assert DOCUMENT.outputs == {"host": "${a.one.id}"}
    assert DOCUMENT.provider_settings("kubernetes") == [{"host": "here"}]
    assert DOCUMENT.provider_settings("helm") == []


def test_backend_and_the_states_that_are_read() -> None:
    assert DOCUMENT.backend == StateBackend(
        account="samplestate", container="tfstate", key="sample/top.tfstate"
    )
    assert DOCUMENT.read_state_keys == {"sample/base.tfstate"}


def test_expressions_leave_out_what_refers_to_nothing() -> None:
    assert set(DOCUMENT.expressions) == {"resource", "provider", "output"}


def test_required_providers_have_full_sources() -> None:
    content = {"terraform": {"required_providers": {"helm": {"source": "helm", "version": "3.1.1"}}}}
    assert StackDocument(content=content).required_providers == (
        RequiredProvider(source="registry.terraform.io/hashicorp/helm", version="3.1.1"),
    )


def test_a_document_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / STACK_FILE).write_text('{"output": {"host": {"value": 1}}}')
    assert StackDocument.read(tmp_path).outputs == {"host": 1}
