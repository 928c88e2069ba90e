"""The synthesis of each construct, in full: a changed field shows as a readable difference.

Renew the snapshots with `make golden`, and review them with `git diff`.
"""

import inspect
import json
import pkgutil
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import pytest
from constructs import Construct

import constructs_lib
from constructs_lib.image_variable import ImageVariable
from constructs_lib.secret_variable import SecretVariable
from tests.constructs_lib.examples import addons, azure, dapr, events, kubernetes, variables
from tests.support.constructs import synthesized_parts
from tests.support.snapshots import must_equal_snapshot

SNAPSHOTS = Path(__file__).parent / "snapshots"
EXAMPLES: Mapping[str, Callable[..., Construct]] = {
    f"{folder}/{name}": example
    for folder, examples in {
        "addons": addons.EXAMPLES,
        "azure": azure.EXAMPLES,
        "dapr": dapr.EXAMPLES,
        "events": events.EXAMPLES,
        "kubernetes": kubernetes.EXAMPLES,
        "variables": variables.EXAMPLES,
    }.items()
    for name, example in examples.items()
}


def _constructs_of_the_library() -> set[type[Construct]]:
    found = pkgutil.walk_packages(constructs_lib.__path__, prefix="constructs_lib.")
    modules = [import_module(module.name) for module in found]
    return {
        member
        for module in modules
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, Construct) and member.__module__ == module.__name__
    }


def _name(construct: type[Construct]) -> str:
    return construct.__name__


CONSTRUCTS = _constructs_of_the_library()
VARIABLES: set[type[Construct]] = {ImageVariable, SecretVariable}
OTHERS = sorted(CONSTRUCTS - VARIABLES, key=_name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_construct_synthesizes_what_its_snapshot_shows(name: str, request: pytest.FixtureRequest) -> None:
    shown = json.dumps(synthesized_parts(EXAMPLES[name]), indent=2) + "\n"
    must_equal_snapshot(shown, SNAPSHOTS / f"{name}.json", renew=request.config.getoption("--renew-golden"))


def test_every_snapshot_belongs_to_an_example() -> None:
    assert {str(file.relative_to(SNAPSHOTS)) for file in SNAPSHOTS.rglob("*.json")} == {
        f"{name}.json" for name in EXAMPLES
    }


def test_every_construct_has_an_example() -> None:
    shown = {get_type_hints(example)["return"] for example in EXAMPLES.values()}
    assert {construct.__name__ for construct in CONSTRUCTS - shown} == set()


@pytest.mark.parametrize("construct", OTHERS, ids=_name)
def test_a_construct_can_wait_for_something_and_be_waited_for(construct: type[Construct]) -> None:
    """A variable has neither: Terraform knows its value before anything else."""
    assert inspect.signature(construct.__init__).parameters["depends_on"].default == ()
    assert "\n    resource: " in (inspect.getdoc(construct) or "")
