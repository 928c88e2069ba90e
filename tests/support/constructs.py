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
    stack = DeploymentStack(App(), "sample", environment=load_environment("budget"))
    build(stack)
    made: dict[str, Any] = json.loads(cdktf.Testing.synth(stack))["resource"]
    return made
