"""The review of a change: rehearse the base, plan the head on top, leave nothing behind."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from ops.clients.git.repository import GitRepository
from ops.common.defer_signals import defer_signals
from ops.common.errors import ExitCode, UserError
from ops.common.progress import Steps
from ops.delivery.deployment.apply import apply_stack
from ops.delivery.planning.report import PlanReport, Rehearsed
from ops.delivery.releases.inputs import reviewable_inputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import PROJECT, SynthesisError, synthesize
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from ops.engine.terraform.narrator import Narrator
from rehearsal.commands.review.head import plan_on_top
from rehearsal.commands.review.sides import Sides, history_notes, require_same_backend, version_notes
from rehearsal.commands.review.versions import locked_differently
from rehearsal.common.home import Home
from rehearsal.provider.mirror import write_mirror
from rehearsal.session.failures import StoppedError, report_full_disk
from rehearsal.session.setup import prepare
from rehearsal.session.stop import stop_processes


class BaseRefusedError(UserError):
    """The base cannot be rehearsed: there is nothing to plan the change on."""

    exit_code = ExitCode.SYNTHESIS_FAILED


def review(
    *, base: str, head: str | None, environment: str, steps: Steps, project: Path = PROJECT
) -> PlanReport:
    """Return what the head would change in an environment deployed from the base.

    `head` is the working tree when it is None. Folders, checked-out commits and the state store are removed
    at the end, also after Ctrl-C.
    Raises NoRepositoryError, UnknownCommitError, BaseRefusedError, SynthesisError for the head,
    StoppedError.
    """
    repository = GitRepository.of(project)
    old, new = repository.commit(base), repository.commit(head or "HEAD")
    try:
        with ExitStack() as cleanup:
            scratch = cleanup.enter_context(_scratch())
            home = cleanup.enter_context(_home(scratch / "home"))
            cleanup.enter_context(report_full_disk(home))
            sides = Sides(
                base=old,
                base_folder=cleanup.enter_context(repository.checked_out(old, scratch / "base")),
                head=new,
                head_folder=cleanup.enter_context(repository.checked_out(new, scratch / "head"))
                if head
                else project,
                edited=not head and repository.edited,
            )
            notes = tuple(history_notes(repository, sides))
            return _rehearse(home, sides, notes=notes, environment=environment, steps=steps)
    except (KeyboardInterrupt, TerraformInterruptedError) as error:
        raise StoppedError(remedy="run it again: a review starts from the beginning") from error


def _rehearse(
    home: Home, sides: Sides, *, notes: Sequence[str], environment: str, steps: Steps
) -> PlanReport:
    before = _base(home, sides, environment=environment, steps=steps)
    with steps.step("Head") as step:
        stacks = synthesize(environment=environment, out=home.root / "head", project=sides.head_folder)
        require_same_backend(before.stacks, stacks)
        write_mirror(home, stacks=stacks, platform=before.engine.platform)
        step.result = f"{sides.head[:12]}{' and uncommitted changes' if sides.edited else ''}"
    notes = (*notes, *version_notes(sides, before.stacks, stacks))
    after = replace(before, stacks=stacks, backend=stacks[0].backend)
    planned, refusal = plan_on_top(after, plans=home.root / "plans-of-head", commit=sides.head, steps=steps)
    return PlanReport(
        environment=environment,
        commit=sides.head,
        stacks=planned,
        rehearsed=Rehearsed(base=sides.base, notes=notes, refusal=refusal),
        product=before.engine.product,
    )


def _base(home: Home, sides: Sides, *, environment: str, steps: Steps) -> Workspace:
    """Apply the stacks of the base with the cloud's rules of this checkout, so that both sides share them."""
    try:
        workspace = prepare(home, environment=environment, steps=steps, project=sides.base_folder).workspace
    except SynthesisError as error:
        raise _base_refused(sides, "does not synthesize", error) from error
    inputs = reviewable_inputs(workspace.stacks, last=None)
    for stack in workspace.stacks:
        with steps.step(f"base {stack.name}") as step:
            try:
                applied = apply_stack(workspace, stack, inputs=inputs, listener=Narrator(step))
            except TerraformInterruptedError:
                raise
            except TerraformError as error:
                raise _base_refused(sides, "cannot be applied to the simulated cloud", error) from error
            step.result = applied.summary
    return workspace


def _base_refused(sides: Sides, how: str, error: UserError) -> BaseRefusedError:
    locked = locked_differently(sides.base_folder, sides.head_folder)
    versions = f" It locks other versions than those installed ({', '.join(locked)})." if locked else ""
    return BaseRefusedError(
        f"the base {sides.base[:12]} {how}.{versions} The error:\n{error.what}",
        where=error.where,
        remedy="choose a base that deploys; if there is none, rehearse the head alone: `rehearse up`",
    )


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="rehearse-review-")).resolve()
    try:
        yield folder
    finally:
        with defer_signals():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _home(folder: Path) -> Iterator[Home]:
    """Yield the home of a new rehearsal; its state store is stopped at the end of the block."""
    folder.mkdir()
    home = Home(root=folder)
    try:
        yield home
    finally:
        with defer_signals():
            stop_processes(home)
