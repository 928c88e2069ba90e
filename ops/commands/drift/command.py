"""`ops drift`."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ops.clients.github.environment import connect, own_login, run_link
from ops.clients.github.managed_issue import DRIFT, ManagedIssues
from ops.commands.drift.detect import look
from ops.commands.drift.issues import DriftIssues, quoted
from ops.commands.drift.report import DriftReport, evaluate
from ops.commands.drift.rules import RULES_FILE, DriftRule, read_rules
from ops.commands.drift.views import drift_issue, drift_view
from ops.common.arguments import checked_folder, checked_input
from ops.common.errors import ExitCode, UserError
from ops.common.last_check import CheckKind, LastCheck, keep_last_check
from ops.common.markdown_file import make_markdown_folder, write_markdown
from ops.common.markdown_text import fitted
from ops.common.options import (
    DEFAULT_ENVIRONMENT,
    AsJson,
    Environment,
    PlanFiles,
    Stacks,
    refuse_beside_plan_files,
)
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.delivery.deployment.kept_states import waiting
from ops.delivery.deployment.survivors import surviving
from ops.delivery.deployment.unwritten import unwritten_line
from ops.delivery.planning.plan_file import report_of_files
from ops.delivery.releases.lease import Holder, find_holder
from ops.delivery.states.whole import require_states_to_read
from ops.delivery.workspace import Workspace, open_workspace, runs_of
from ops.engine.synthesis.stacks import PROJECT


class NotSeenError(UserError):
    """A stack could not be checked; the drift of the others has been reported."""


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(drift)


def drift(
    stacks: Stacks = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    rules: Annotated[
        Path, typer.Option(help="Rules for expected drift.", metavar="FILE", callback=checked_input)
    ] = PROJECT / RULES_FILE,
    markdown: Annotated[
        Path | None,
        typer.Option(
            help="Write a Markdown file for each stack with drift into this folder.",
            metavar="FOLDER",
            callback=checked_folder,
        ),
    ] = None,
    issues: Annotated[
        bool, typer.Option("--issues", help="Maintain one GitHub issue per stack, and the heartbeat issue.")
    ] = False,
    plan_files: PlanFiles = None,
    as_json: AsJson = False,
) -> None:
    """Compare the cloud with what was applied. Read-only; takes no lock.

    What services change by themselves, such as replicas under an autoscaler, is not drift. A manual change
    of a Secret's value is not detected: Terraform keeps no value to compare with. Skipped while a deployment
    runs.

    With --issues, drift opens an issue per stack, which is updated, closed when the drift is gone, and
    reopened when it returns. A heartbeat issue shows the last run.

    Exit code 0: no unexpected drift, or a deployment runs. 10: drift. 2: a rule is invalid or has expired.
    1: a stack could not be checked.

    With --from, the drift that a saved plan found, of any project.
    """
    if plan_files:
        refuse_beside_plan_files(stacks=stacks, __issues=issues)
        _of_files(plan_files, environment, rules=rules, markdown=markdown, as_json=as_json)
        return
    console = progress_console(as_json=as_json)
    kept = _issues(environment) if issues else None
    try:
        known = read_rules(rules, today=datetime.now(UTC).date())
        outcome = _look(open_workspace(environment=environment), stacks or [], known, console=console)
    except UserError as error:
        if kept:
            # The first error is the one to report, even if GitHub is unreachable too.
            with suppress(UserError):
                kept.beat(f"**it could not look**.\n\n{quoted(error.what)}")
        raise
    if isinstance(outcome, Holder):
        _emit_deploying(outcome, kept, as_json=as_json)
        return
    keep_last_check(runs_of(environment), CheckKind.DRIFT, _last(outcome, stacks or []))
    done = _settle(outcome, kept, console=console)
    _emit_drift(outcome, done, markdown=markdown, as_json=as_json)
    _end(outcome)


def _of_files(
    files: list[Path], environment: str, *, rules: Path, markdown: Path | None, as_json: bool
) -> None:
    known = read_rules(rules, today=datetime.now(UTC).date())
    found = report_of_files(files, environment=environment)
    # Rules for what these files do not contain are not unused.
    outcome = evaluate(found, known, whole=False)
    _emit_drift(outcome, {}, markdown=markdown, as_json=as_json)
    _end(outcome)


def _issues(environment: str) -> DriftIssues:
    github = connect()
    return DriftIssues(
        issues=ManagedIssues(github, author=own_login(github), label=DRIFT),
        environment=environment,
        now=datetime.now(UTC),
        run=run_link(os.environ),
    )


def _look(
    workspace: Workspace, stacks: list[str], rules: tuple[DriftRule, ...], *, console: Console
) -> DriftReport | Holder:
    """Return the drift; or the holder of the lease, because changes of a running deployment are not drift."""
    chosen = workspace.select(stacks)
    with workspace.container() as container:
        if holder := find_holder(container, environment=workspace.environment):
            return holder
        require_states_to_read(workspace, container)
        with Steps(console).step("Comparing") as step:
            report = look(workspace, chosen)
            for warning in (
                *report.warnings,
                *surviving(workspace),
                *(
                    unwritten_line(kept, environment=workspace.environment)
                    for kept in waiting(workspace, container)
                ),
            ):
                step.warn(warning)
            holder = find_holder(container, environment=workspace.environment)
            found = evaluate(report, rules, whole=not stacks)
            step.result = _result(found)
    return holder or found


def _result(found: DriftReport) -> str:
    if not found.clean:
        return "drift was found"
    return "no drift in what could be seen" if found.unseen else "no drift"


def _last(found: DriftReport, stacks: Sequence[str]) -> LastCheck:
    scope = f" in {', '.join(stacks)}" if stacks else ""
    return LastCheck(
        result=f"{_result(found)}{scope}",
        passed=found.clean and not found.unseen,
        at=datetime.now(UTC),
    )


def _settle(found: DriftReport, kept: DriftIssues | None, *, console: Console) -> dict[str, str]:
    if kept is None:
        return {}
    with Steps(console).step("Issues") as step:
        done = kept.settle(found)
        kept.beat(f"{_result(found)}.", report=found, done=done)
        step.result = ", ".join(action for action in done.values() if action) or "none to open or close"
    return done


def _emit_deploying(holder: Holder, kept: DriftIssues | None, *, as_json: bool) -> None:
    message = f"{holder.who} has been deploying since {holder.since} ({holder.command}): drift is not checked"
    if kept:
        kept.beat(f"{message}.")
    # The process is for other commands on that machine.
    deploying = {"who": holder.who, "command": holder.command, "since": holder.since}
    emit(
        CommandOutput(document={"judged": False, "deploying": deploying}, view=[Text(message)]),
        as_json=as_json,
    )


def _emit_drift(found: DriftReport, done: dict[str, str], *, markdown: Path | None, as_json: bool) -> None:
    if markdown:
        make_markdown_folder(markdown)
        for stack in found.stacks:
            if stack.found:
                text = drift_issue(
                    stack, environment=found.environment, project=found.project, product=found.product
                )
                write_markdown(markdown / f"{stack.stack}.md", fitted(text))
    document: dict[str, Any] = {
        "judged": True,
        "clean": found.clean,
        "masked": found.masked,
        "fingerprints": {stack.stack: stack.fingerprint for stack in found.stacks},
        **asdict(found),
        "project": found.project.value,
        "unused": [rule.model_dump(mode="json") for rule in found.unused],
        "issues": done,
    }
    emit(CommandOutput(document=document, view=[drift_view(found)]), as_json=as_json)


def _end(found: DriftReport) -> None:
    if found.unseen:
        names = ", ".join(stack.name for stack in found.unseen)
        raise NotSeenError(
            f"could not be checked: {names}\n{found.unseen[0].reason}",
            where=f"environment {found.environment}",
            remedy="fix the problem above and run the command again: ops drift",
        )
    if not found.clean:
        raise typer.Exit(ExitCode.DRIFT)
