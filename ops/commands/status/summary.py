"""What `ops status` knows of an environment: it reads the state store, no Terraform and no cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azure.storage.blob import ContainerClient

from contract.outputs import AppOutput
from contract.stacks import StackName
from ops.delivery.releases.lease import Holder, find_holder
from ops.delivery.releases.release import BrokenRelease, Release
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.releases.targets import RollbackTargets
from ops.delivery.states.outputs import outputs_of
from ops.delivery.states.report import StateReport, report_of


@dataclass(frozen=True, kw_only=True)
class EnvironmentSummary:
    """An environment at one look.

    Attributes:
        environment: Its name.
        live: The live release; None before the first, and while it is not certain which one is live.
        uncertain: Why it is not certain which release is live; empty when it is.
        last_passed: The newest release that passed and was not rolled back; None for none.
        newest: The newest record where that is another one: a release that runs, failed or cannot be read.
        url: Where people find the application; None before the app stack is applied.
        deploying: Who holds the deployment lock; None when it is free.
        states: One report a stack.
    """

    environment: str
    live: Release | None
    uncertain: str
    last_passed: Release | None
    newest: Release | BrokenRelease | None
    url: str | None
    deploying: Holder | None
    states: Sequence[StateReport]

    @property
    def problems(self) -> Sequence[str]:
        """What keeps the next deployment from starting, each in a line."""
        damaged = [f"the state of {state.stack}: {state.problem}" for state in self.states if state.problem]
        locked = [
            f"the state of {state.stack} is locked by {state.lock.holder}"
            for state in self.states
            if state.lock and not self.deploying
        ]
        return [*damaged, *locked]

    def document(self) -> Mapping[str, Any]:
        """Return it for `--json`."""
        return {
            "environment": self.environment,
            "url": self.url,
            "live": self.live.model_dump(mode="json") if self.live else None,
            "live_uncertain": self.uncertain or None,
            "last_passed": self.last_passed.model_dump(mode="json") if self.last_passed else None,
            "newest": _record(self.newest),
            "deploying": {
                "who": self.deploying.who,
                "since": self.deploying.since,
                "command": self.deploying.command,
            }
            if self.deploying
            else None,
            "states": [state.document() for state in self.states],
            "problems": list(self.problems),
        }


def summarize(container: ContainerClient, *, environment: str) -> EnvironmentSummary:
    """Return the summary of an environment. Reads only; takes no lock."""
    store = ReleaseStore(container, environment=environment)
    states = [report_of(container, environment=environment, stack=stack) for stack in StackName]
    targets = RollbackTargets(store)
    passed = store.find_last_passed()
    newest = next(store.records(), None)
    return EnvironmentSummary(
        environment=environment,
        live=targets.live(),
        uncertain=targets.uncertain(),
        last_passed=passed,
        newest=None if newest and passed and newest.id == passed.id else newest,
        url=next(public_url(state) for state in states if state.stack == StackName.APP),
        deploying=find_holder(container, environment=environment),
        states=states,
    )


def public_url(app: StateReport) -> str | None:
    """Return the URL in the state of the app stack; None without one, or without a readable state."""
    if app.file is None:
        return None
    found = outputs_of(app.file, stack=app.stack).get(AppOutput.PUBLIC_URL)
    return str(found.value) if found else None


def _record(release: Release | BrokenRelease | None) -> Mapping[str, Any] | None:
    if release is None:
        return None
    if isinstance(release, BrokenRelease):
        return {"id": release.id, "problem": release.problem}
    return release.model_dump(mode="json")
