"""Constructs that a test builds alone."""

import json
from collections.abc import Callable
from typing import Any

import cdktf
from cdktf import App
from constructs import Construct

from constructs_lib.azure.placement import Placement
from environments import load_environment
from stacks.deployment_stack import DeploymentStack

PLACEMENT = Placement(resource_group="todo-rg", location="eastus", tags={"owner": "team"})


def resources(build: Callable[[Construct], object]) -> dict[str, Any]:
    """Return the resources of a stack in which `build` has put something, by type and address."""
    made: dict[str, Any] = synthesized_parts(build)["resource"]
    return made


def synthesized_parts(build: Callable[[Construct], object]) -> dict[str, Any]:
    """Return all that `build` puts into a stack: resources, variables, outputs, data sources, locals."""
    stack = DeploymentStack(App(), "sample", environment=load_environment("budget"))
    build(stack)
    document: dict[str, Any] = json.loads(cdktf.Testing.synth(stack))
    return {part: made for part, made in document.items() if part not in ("//", "terraform")}
