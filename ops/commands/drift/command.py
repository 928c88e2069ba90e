"""`ops drift`."""

import json
import os
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
from ops.commands.drift.report import DriftReport, judge
from ops.commands.drift.rules import RULES_FILE, DriftRule, read_rules
from ops.commands.drift.views import drift_issue, drift_view
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, Stacks
from ops.common.progress import Steps
from ops.delivery.releases.lease import Holder, find_holder
from ops.delivery.workspace import Workspace, open_workspace
from ops.engine.synthesis.stacks import PROJECT


class NotSeenError(UserError):
    """A stack could not be looked at; what was found in the others has been told."""


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(drift)


def drift(
    stacks: Stacks = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    rules: Annotated[
        Path, typer.Option(help="The file of rules for drift that is expected.", metavar="FILE")
    ] = PROJECT / RULES_FILE,
    markdown: Annotated[
        Path | None,
        typer.Option(
            help="Write one Markdown file a stack that has drifted into this folder.", metavar="FOLDER"
        ),
    ] = None,
    issues: Annotated[
        bool, typer.Option("--issues", help="Keep one GitHub issue a stack, and the heartbeat.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare what stands in the cloud with what was applied. Reads only; writes nothing, takes no lock.

    Replicas that an autoscaler has moved are no drift. A Secret that was changed by hand cannot be seen:
    Terraform keeps nothing to compare it with. While a deployment runs nothing is judged.

    With --issues a stack's drift opens an issue, which is updated, closed when the drift is gone, and opened
    again when it comes back; another issue shows when this ran last.

    Exit code 0: no drift but what the rules expect, or a deployment runs. 10: drift. 2: a rule has expired or
    is wrong. 1: a stack could not be looked at.
    """
    console = Console(stderr=as_json)
    kept = _issues(environment) if issues else None
    try:
        known = read_rules(rules, today=datetime.now(UTC).date())
        outcome = _look(open_workspace(environment=environment), stacks or [], known, console=console)
    except UserError as error:
        if kept:
            # What went wrong first is what has to be told, even when GitHub is out of reach as well.
            with suppress(UserError):
                kept.beat(f"**it could not look**.\n\n{quoted(error.what)}")
        raise
    if isinstance(outcome, Holder):
        _tell_deploying(outcome, kept, console=console, as_json=as_json)
        return
    done = _settle(outcome, kept, console=console)
    _tell(outcome, done, console=console, markdown=markdown, as_json=as_json)
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
    """Return what has drifted; or who deploys, because what changes under the look is nobody's drift."""
    chosen = workspace.select(stacks)
    with workspace.container() as container:
        if holder := find_holder(container, environment=workspace.environment):
            return holder
        with Steps(console).step("Looking") as step:
            report = look(workspace, chosen)
            holder = find_holder(container, environment=workspace.environment)
            found = judge(report, rules, whole=not stacks)
            step.result = _result(found)
    return holder or found


def _result(found: DriftReport) -> str:
    if not found.clean:
        return "something has drifted"
    return "no drift in what could be seen" if found.unseen else "no drift"


def _settle(found: DriftReport, kept: DriftIssues | None, *, console: Console) -> dict[str, str]:
    if kept is None:
        return {}
    with Steps(console).step("Issues") as step:
        done = kept.settle(found)
        kept.beat(f"{_result(found)}.", report=found, done=done)
        step.result = ", ".join(told for told in done.values() if told) or "none to open or close"
    return done


def _tell_deploying(holder: Holder, kept: DriftIssues | None, *, console: Console, as_json: bool) -> None:
    told = f"{holder.who} deploys since {holder.since} ({holder.command}): drift is not judged meanwhile"
    if kept:
        kept.beat(f"{told}.")
    if as_json:
        typer.echo(json.dumps({"judged": False, "deploying": asdict(holder)}, indent=2))
    else:
        console.print(Text(told), soft_wrap=True)


def _tell(
    found: DriftReport, done: dict[str, str], *, console: Console, markdown: Path | None, as_json: bool
) -> None:
    if markdown:
        markdown.mkdir(parents=True, exist_ok=True)
        for stack in found.stacks:
            if stack.found:
                text = drift_issue(stack, environment=found.environment)
                (markdown / f"{stack.stack}.md").write_text(text, encoding="utf-8")
    if as_json:
        facts = {
            **asdict(found),
            "unused": [rule.model_dump(mode="json") for rule in found.unused],
        }
        document: dict[str, Any] = {"judged": True, "clean": found.clean, **facts, "issues": done}
        typer.echo(json.dumps(document, indent=2, default=str))
    else:
        console.print(drift_view(found))


def _end(found: DriftReport) -> None:
    if found.unseen:
        names = ", ".join(stack.name for stack in found.unseen)
        raise NotSeenError(
            f"could not be looked at: {names}\n{found.unseen[0].reason}",
            where=f"environment {found.environment}",
            remedy="mend what the message names, then look again: ops drift",
        )
    if not found.clean:
        raise typer.Exit(ExitCode.DRIFT)
