"""Deployment and rollback: lease, stacks in apply order, checks, release record."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from azure.storage.blob import ContainerClient

from contract.stacks import StackName
from ops.common.clean_up import noting_failure
from ops.common.errors import ExitCode, UserError
from ops.common.progress import Step, Steps
from ops.delivery.deployment.apply import Review, Watch, Watcher, apply_stack
from ops.delivery.deployment.checks import ReleaseCheck
from ops.delivery.deployment.exclusive import exclusively
from ops.delivery.deployment.interrupted import remember_release
from ops.delivery.deployment.kept_states import kept_beside_the_state
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.releases.lease import Holder
from ops.delivery.releases.release import Outcome, Release, release_id
from ops.delivery.releases.source import Source
from ops.delivery.releases.store import BrokenReleaseError, ReleaseStore, UnknownReleaseError
from ops.delivery.states.whole import require_states_to_read
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.document import STACK_FILE
from ops.engine.synthesis.stacks import Stack, recorded_stack
from ops.engine.terraform.failures import TerraformKilledError
from ops.engine.terraform.narrator import Narrator
from ops.engine.terraform.runner import Terraform

#: The stack that a release consists of; the other stacks are never rolled back.
RELEASED: Final = StackName.APP

# No rollback after these: the stack was not changed, a person stopped the run and may want to resume, or the
# state is not known.
_NO_ROLLBACK: Final = (
    ExitCode.NOT_REVIEWED,
    ExitCode.LOCKED,
    ExitCode.INTERRUPTED,
    ExitCode.STATE_NOT_SAVED,
)


class ReleaseFailedError(UserError):
    """A failed release. The message names the failure and the release that is live now."""

    exit_code = ExitCode.RELEASE_FAILED


@dataclass(frozen=True, kw_only=True)
class Deployer:
    """Deploys and rolls back one environment, one run at a time."""

    workspace: Workspace
    container: ContainerClient
    holder: Holder
    steps: Steps
    checks: Sequence[ReleaseCheck] = ()
    lock_timeout: str = "60s"
    rolls_back: bool = True
    watcher: Watcher | None = None
    releases: ReleaseStore = field(init=False)

    def __post_init__(self) -> None:
        store = ReleaseStore(self.container, environment=self.workspace.environment)
        object.__setattr__(self, "releases", store)

    def deploy(
        self, stacks: Sequence[Stack], *, inputs: ReleaseInputs, source: Source, review: Review | None = None
    ) -> Release | None:
        """Apply stacks in order, check and record the release; roll back when a check fails.

        Returns None without the released stack: the other stacks make no release. Raises ReleaseFailedError,
        with or without a rollback, NotReviewedError, TerraformError, DamagedStateBlobError or
        DeploymentRunningError.
        """
        with self._lease():
            require_states_to_read(self.workspace, self.container)
            if all(stack.name != RELEASED for stack in stacks):
                self._apply(stacks, inputs=inputs, review=review)
                return None
            return self._release(stacks, inputs=inputs, source=source, review=review)

    def _release(
        self, stacks: Sequence[Stack], *, inputs: ReleaseInputs, source: Source, review: Review | None
    ) -> Release:
        release = self._begin(inputs=inputs, source=source)
        self.releases.save_stack(release.id, self._released_document())
        begun: list[str] = []
        try:
            applied = self._apply(stacks, inputs=inputs, review=review, begun=begun)
            # What is live is checked also where nothing had to be changed.
            begun.append(RELEASED)
            self._check()
        except UserError as error:
            self._record_failure(release, error, begun=begun)
            if self.rolls_back and RELEASED in begun and _can_be_undone(error):
                raise self._undo(release, error, inputs=inputs) from error
            raise
        except BaseException as error:
            self._record_failure(release, error, begun=begun)
            raise
        return self._end(release, Outcome.PASSED, fingerprints=applied)

    def recorded(self, release: Release) -> Stack:
        """Return the recorded stack of a release, ready to apply; raise BrokenReleaseError."""
        document = self.releases.stack(release.id)
        folder = self.workspace.folder / "rollback" / release.id
        try:
            stack = recorded_stack(RELEASED, document, folder=folder)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self.releases.broken_stack(release.id, size=len(document)) from error
        self.workspace.reuse_providers(stack)
        return stack

    def roll_back(self, *, to: Release, inputs: ReleaseInputs, undoes: str | None = None) -> Release:
        """Apply and check the recorded stack and images of an earlier release, with the current secrets."""
        with self._lease():
            require_states_to_read(self.workspace, self.container)
            return self._roll_back(to, inputs=inputs, undoes=undoes)

    def _roll_back(self, to: Release, *, inputs: ReleaseInputs, undoes: str | None) -> Release:
        images = ReleaseInputs(images=to.images, secrets=inputs.secrets, revisions=inputs.revisions)
        source = Source(commit=to.commit, uncommitted=to.uncommitted)
        stack = self.recorded(to)
        release = self._begin(inputs=images, source=source, rolls_back=undoes)
        self.releases.save_stack(release.id, (stack.folder / STACK_FILE).read_bytes())
        begun: list[str] = []
        try:
            applied = self._apply([stack], inputs=images, begun=begun)
            begun.append(RELEASED)
            self._check()
        except BaseException as error:
            self._record_failure(release, error, begun=begun)
            raise
        return self._end(release, Outcome.PASSED, fingerprints=applied)

    def _undo(self, failed: Release, error: UserError, *, inputs: ReleaseInputs) -> ReleaseFailedError:
        """Roll back to the last release that passed; return an error that names the live release."""
        good = self._target(failed)
        if good is None:
            return _failed(
                failed, error, outcome="there is no earlier release to roll back to: the failed one is live"
            )
        try:
            self._roll_back(good, inputs=inputs, undoes=failed.id)
        except UserError as again:
            return _failed(failed, error, outcome=f"the rollback to {good.id} failed as well: {again.what}")
        return _failed(
            failed, error, outcome=f"rolled back to {good.id}, which passed its checks and is live"
        )

    def _target(self, failed: Release) -> Release | None:
        """Return the last release that passed before `failed` and whose recorded stack can be read."""
        for release in self.releases.passed(other_than=failed.id):
            with suppress(BrokenReleaseError, UnknownReleaseError):
                self.recorded(release)
                return release
        return None

    def _apply(
        self,
        stacks: Sequence[Stack],
        *,
        inputs: ReleaseInputs,
        review: Review | None = None,
        begun: list[str] | None = None,
    ) -> dict[str, str]:
        """Apply the stacks and return their fingerprints; append each whose apply begins to `begun`."""
        fingerprints = {}
        for stack in stacks:
            with self.steps.step(stack.name) as step:
                with kept_beside_the_state(self.workspace, self.container):
                    applied = apply_stack(
                        self.workspace,
                        stack,
                        inputs=inputs,
                        listener=Narrator(step),
                        review=review,
                        watch=_noting(stack.name, begun, self._watch(stack, step)),
                        lock_timeout=self.lock_timeout,
                    )
                fingerprints[stack.name] = applied.fingerprint
                step.result = applied.summary
        return fingerprints

    def _watch(self, stack: Stack, step: Step) -> Watch | None:
        watcher = self.watcher
        if watcher is None or stack.name != RELEASED:
            return None
        return lambda plan, terraform: watcher(stack, plan, step, terraform)

    def _check(self) -> None:
        for check in self.checks:
            with self.steps.step(check.name) as step:
                step.result = check.run(step)

    def _lease(self) -> AbstractContextManager[None]:
        return exclusively(self.workspace, self.container, holder=self.holder, steps=self.steps)

    def _begin(self, *, inputs: ReleaseInputs, source: Source, rolls_back: str | None = None) -> Release:
        now = self.releases.next_start()
        release = Release(
            id=release_id(started_at=now, commit=source.commit),
            environment=self.workspace.environment,
            commit=source.commit,
            images=dict(inputs.images),
            revisions=dict(inputs.revisions),
            fingerprints={},
            by=self.holder.who,
            started_at=now,
            rolls_back=rolls_back,
            uncommitted=source.uncommitted,
        )
        self.releases.save(release)
        remember_release(self.workspace.folder, release)
        return release

    def _record_failure(self, release: Release, error: BaseException, *, begun: Sequence[str]) -> None:
        with noting_failure(error, doing="recording the failed release"):
            self._end_failed(release, error, begun=begun)

    def _end_failed(self, release: Release, error: BaseException, *, begun: Sequence[str]) -> None:
        """Record a failure; a release that met a locked state or began no apply is no release."""
        locked = isinstance(error, UserError) and error.exit_code is ExitCode.LOCKED
        if begun and not locked:
            self._end(release, Outcome.FAILED, reason=getattr(error, "what", "it was stopped"))
            return
        self.releases.discard(release.id)
        if not begun:
            error.add_note("nothing was changed, no release was recorded, and nothing was rolled back")

    def _end(
        self,
        release: Release,
        outcome: Outcome,
        *,
        reason: str = "",
        fingerprints: Mapping[str, str] | None = None,
    ) -> Release:
        ended = release.ended(
            outcome,
            at=max(self.releases.now(), release.started_at),
            reason=reason,
            fingerprints=dict(fingerprints or {}),
        )
        self.releases.save(ended)
        return ended

    def _released_document(self) -> bytes:
        return (self.workspace.stack(RELEASED).folder / STACK_FILE).read_bytes()


def _can_be_undone(error: UserError) -> bool:
    # A killed engine leaves its lock, which a rollback would wait for and then fail.
    return error.exit_code not in _NO_ROLLBACK and not isinstance(error, TerraformKilledError)


def _noting(stack: str, begun: list[str] | None, watch: Watch | None) -> Watch | None:
    """Return a watch that notes when the apply of a stack begins; `watch` is only entered for an apply."""
    if begun is None:
        return watch

    def noted(plan: Mapping[str, Any], terraform: Terraform) -> AbstractContextManager[object]:
        begun.append(stack)
        return watch(plan, terraform) if watch else nullcontext()

    return noted


def _failed(release: Release, error: UserError, *, outcome: str) -> ReleaseFailedError:
    return ReleaseFailedError(
        f"release {release.id} failed: {error.what}\n{outcome}",
        where=error.where,
        remedy=error.remedy,
    )
