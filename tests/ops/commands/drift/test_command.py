import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from azure.storage.blob import ContainerClient
from typer.testing import CliRunner, Result

from ops.commands.drift import command
from ops.commands.drift.rules import DriftRulesError
from ops.common.errors import ExitCode, UserError
from ops.common.last_check import CheckKind, last_check
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from ops.delivery.releases.lease import Holder, deployment_lease
from ops.engine.terraform.product import TERRAFORM
from tests.ops.clients.github.api import Api
from tests.ops.delivery.planning.plans import plan, resource

ALICE = Holder.now(who="alice@laptop", command="ops deploy")
DRIFTED = plan(drift=(resource("a.web", "update", before={"size": 1}, after={"size": 2}),))


class Workspace(SimpleNamespace):
    """An environment whose states are in a real store."""

    def select(self, names: list[str]) -> list[str]:
        return names

    def container(self) -> "Workspace":
        return self

    def __enter__(self) -> ContainerClient:
        found: ContainerClient = self.store
        return found

    def __exit__(self, *_: object) -> None:
        return


@pytest.fixture(autouse=True)
def _workspace(container: ContainerClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPS_HOME", str(tmp_path / "ops"))
    monkeypatch.setattr(
        command,
        "open_workspace",
        lambda environment: Workspace(
            environment=environment,
            store=container,
            stacks=(),
            run=None,
            engine=SimpleNamespace(product=TERRAFORM),
        ),
    )


def _sees(monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any], *, unseen: str = "") -> None:
    stacks: list[PlannedStack | UnplannedStack] = [
        PlannedStack(changes=read_changes("app", facts), fingerprint="f00d")
    ]
    if unseen:
        stacks.append(UnplannedStack(name="addons", reason=unseen))
    report = PlanReport(environment="drifting", commit="abc", stacks=stacks)
    monkeypatch.setattr(command, "look", lambda workspace, stacks: report)


def _drift(api: Api, *arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    run = ["--environment", "drifting", *arguments]
    result = CliRunner().invoke(app, run, env={**api.environ(), "COLUMNS": "200"})
    if isinstance(result.exception, UserError):
        raise result.exception
    return result


def _titles(api: Api) -> list[str]:
    return sorted(issue["title"] for issue in api.issues.values())


def test_drift_opens_an_issue_beats_and_ends_with_its_exit_code(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sees(monkeypatch, DRIFTED)
    done = _drift(api, "--issues")
    assert done.exit_code == ExitCode.DRIFT
    assert _titles(api) == ["Drift detection of drifting", "Drift: app of drifting"]
    assert "opened" in done.output


def test_without_issues_github_is_not_asked(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    _sees(monkeypatch, DRIFTED)
    assert _drift(api).exit_code == ExitCode.DRIFT
    assert api.calls == []


def test_while_a_deployment_holds_the_lease_nothing_is_judged(
    api: Api, container: ContainerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sees(monkeypatch, DRIFTED)
    with deployment_lease(container, environment="drifting", holder=ALICE):
        done = _drift(api, "--issues")
        document = json.loads(_drift(api, "--json").stdout)
    assert done.exit_code == 0
    assert (
        f"alice@laptop has been deploying since {ALICE.since} (ops deploy): drift is not checked"
        in done.output
    )
    assert document == {
        "judged": False,
        "deploying": {"who": "alice@laptop", "command": "ops deploy", "since": ALICE.since},
    }
    assert _titles(api) == ["Drift detection of drifting"]


def test_a_deployment_that_began_during_the_look_leaves_nothing_to_judge(
    api: Api, container: ContainerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sees(monkeypatch, DRIFTED)
    answers = iter([None, ALICE])
    monkeypatch.setattr(command, "find_holder", lambda container, environment: next(answers))
    assert _drift(api, "--issues").exit_code == 0
    assert _titles(api) == ["Drift detection of drifting"]


def test_a_rule_that_has_expired_stops_it_and_shows_in_the_heartbeat(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sees(monkeypatch, DRIFTED)
    rules = tmp_path / "rules.yaml"
    rules.write_text("- {address: a.web, attribute: size, reason: it was expected, until: 2020-01-31}\n")
    with pytest.raises(DriftRulesError) as error:
        _drift(api, "--issues", "--rules", str(rules))
    assert error.value.exit_code == ExitCode.USAGE
    (beat,) = api.issues.values()
    assert "**it could not look**.\n\n> rules have expired:\n>   a.web size: until 2020-01-31" in beat["body"]


def test_a_stack_that_could_not_be_looked_at_is_an_error_after_the_others_were_told(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sees(monkeypatch, DRIFTED, unseen="the foundation is not applied")
    with pytest.raises(command.NotSeenError, match="could not be checked: addons\nthe foundation is not"):
        _drift(api, "--issues")
    assert _titles(api) == ["Drift detection of drifting", "Drift: app of drifting"]


def test_a_program_gets_what_became_of_the_issues(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    _sees(monkeypatch, DRIFTED)
    document = json.loads(_drift(api, "--issues", "--json").stdout)
    assert document["judged"] is True
    assert document["clean"] is False
    assert document["issues"]["app"].endswith("opened")


@pytest.mark.parametrize(
    ("facts", "arguments", "result"),
    [
        (plan(), (), "no drift"),
        (DRIFTED, (), "drift was found"),
        (DRIFTED, ("app",), "drift was found in app"),
    ],
)
def test_the_result_is_kept_for_the_status(
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    facts: dict[str, Any],
    arguments: tuple[str, ...],
    result: str,
) -> None:
    _sees(monkeypatch, facts)
    _drift(api, *arguments)
    last = last_check(tmp_path / "ops" / "drifting", CheckKind.DRIFT)
    assert last is not None
    assert (last.result, last.passed) == (result, result == "no drift")
