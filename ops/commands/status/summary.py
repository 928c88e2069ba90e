"""What `ops status` knows of an environment: it reads the state store, no Terraform and no cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azure.storage.blob import ContainerClient

from contract.outputs import AppOutput
from contract.stacks import StackName
from ops.common.last_check import CheckKind, LastCheck, last_check
from ops.delivery.deployment.unwritten import held_by_failed_run, unwritten_line
from ops.delivery.releases.lease import Holder, find_holder
from ops.delivery.releases.release import BrokenRelease, Release
from ops.delivery.releases.state_locks import unlock_command
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.releases.targets import live_of, why_uncertain
from ops.delivery.states.kept import KeptState, kept_states
from ops.delivery.states.outputs import outputs_of
from ops.delivery.states.report import StateReport, report_of
from ops.delivery.states.state_file import DamagedStateError
from ops.delivery.states.whole import damages_of
from ops.delivery.workspace import runs_of


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
        damages: By stack, what is damaged or lost, with the remedy.
        kept: The states that could not be written and wait.
        unreadable: Why these cannot be read; empty when they can.
        checks: The last result of each check that this machine made; None for none.
    """

    environment: str
    live: Release | None
    uncertain: str
    last_passed: Release | None
    newest: Release | BrokenRelease | None
    url: str | None
    deploying: Holder | None
    states: Sequence[StateReport]
    damages: Mapping[str, str]
    kept: Sequence[KeptState]
    unreadable: Sequence[str]
    checks: Mapping[CheckKind, LastCheck | None]

    @property
    def problems(self) -> Sequence[str]:
        """What keeps the next deployment from starting, each in a line with its remedy."""
        locked = [
            f"the state of {state.stack} is locked by {state.lock.holder}; "
            + unlock_command(state.lock, environment=self.environment)
            for state in self.states
            if state.lock and not self.deploying and not held_by_failed_run(self.kept, state.lock)
        ]
        unwritten = [unwritten_line(kept, environment=self.environment) for kept in self.kept]
        return [*self.damages.values(), *self.unreadable, *unwritten, *locked]

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
            **{check: last.document() if last else None for check, last in self.checks.items()},
            "states": [state.document() for state in self.states],
            "problems": list(self.problems),
        }


def summarize(container: ContainerClient, *, environment: str) -> EnvironmentSummary:
    """Return the summary of an environment. Reads only; takes no lock."""
    store = ReleaseStore(container, environment=environment)
    states = [report_of(container, environment=environment, stack=stack) for stack in StackName]
    kept, unreadable = _kept(container, environment=environment)
    passed = store.find_last_passed()
    newest = next(store.records(), None)
    return EnvironmentSummary(
        environment=environment,
        live=live_of(newest),
        uncertain=why_uncertain(newest),
        last_passed=passed,
        newest=None if newest and passed and newest.id == passed.id else newest,
        url=next(public_url(state) for state in states if state.stack == StackName.APP),
        deploying=find_holder(container, environment=environment),
        states=states,
        damages=damages_of(container, states, environment=environment),
        kept=kept,
        unreadable=unreadable,
        checks={check: last_check(runs_of(environment), check) for check in CheckKind},
    )


def public_url(app: StateReport) -> str | None:
    """Return the URL in the state of the app stack; None without one, or without a readable state."""
    if app.file is None:
        return None
    found = outputs_of(app.file, stack=app.stack).get(AppOutput.PUBLIC_URL)
    return str(found.value) if found else None


def _kept(container: ContainerClient, *, environment: str) -> tuple[Sequence[KeptState], Sequence[str]]:
    try:
        found = kept_states(container, environment=environment, home=runs_of(environment))
    except DamagedStateError as error:
        return (), (f"a state that could not be written cannot be read: {error.why}; {error.where}",)
    return tuple(kept for kept in found if not kept.settled), ()


def _record(release: Release | BrokenRelease | None) -> Mapping[str, Any] | None:
    if release is None:
        return None
    if isinstance(release, BrokenRelease):
        return {"id": release.id, "problem": release.problem}
    return release.model_dump(mode="json")
