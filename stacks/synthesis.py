"""The synthesis of an environment: one CDKTF application with its three stacks."""

from pathlib import Path

from cdktf import App

from environments import Environment
from stacks.addons import AddonsStack
from stacks.app import AppStack
from stacks.foundation import FoundationStack
from stacks.lock_files import place_lock_files


def build(app: App, environment: Environment) -> None:
    """Add the three stacks; `app` waits for `foundation` alone (docs/decisions/0004-stack-order.md)."""
    foundation = FoundationStack(app, environment=environment)
    AddonsStack(app, environment=environment).add_dependency(foundation)
    AppStack(app, environment=environment).add_dependency(foundation)


def synthesize(environment: Environment, out: Path) -> None:
    """Write the stacks of an environment, with their lock files, into a folder."""
    app = App(outdir=str(out))
    build(app, environment)
    app.synth()
    place_lock_files(out)
