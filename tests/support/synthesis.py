"""Synthesized stacks for tests: each environment is synthesized once a test process."""

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from cdktf import App

from environments import Environment, load_environment
from ops.engine.synthesis.document import StackDocument
from stacks.synthesis import build

ENVIRONMENTS = ("production", "staging", "budget")
STACKS = ("foundation", "addons", "app")


def synthesize(environment: Environment, folder: Path) -> dict[str, str]:
    """Synthesize an environment into `folder`; return the text of each stack's file by the stack's name."""
    app = App(outdir=str(folder))
    build(app, environment)
    app.synth()
    return {stack: (folder / "stacks" / stack / "cdk.tf.json").read_text() for stack in STACKS}


@cache
def synthesized_texts(environment: str) -> dict[str, str]:
    """Return the synthesized files of one of the reference environments."""
    with tempfile.TemporaryDirectory() as folder:
        return synthesize(load_environment(environment), Path(folder))


def synthesized(environment: str, stack: str) -> dict[str, Any]:
    """Return one synthesized stack as parsed JSON, a fresh copy for each caller."""
    parsed: dict[str, Any] = json.loads(synthesized_texts(environment)[stack])
    return parsed


def synthesized_document(environment: str, stack: str) -> StackDocument:
    """Return one synthesized stack as `ops` reads it, a fresh copy for each caller."""
    return StackDocument(content=synthesized(environment, stack))


def synthesized_variant(environment: Environment, stack: str) -> dict[str, Any]:
    """Return one synthesized stack of an environment that a test has made up."""
    with tempfile.TemporaryDirectory() as folder:
        parsed: dict[str, Any] = json.loads(synthesize(environment, Path(folder))[stack])
        return parsed
