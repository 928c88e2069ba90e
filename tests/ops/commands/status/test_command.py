"""`ops status` and `ops open` on a real state store."""

import json
import os
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from azure.storage.blob import BlobLeaseClient, ContainerClient
from typer.testing import CliRunner, Result

from contract.stacks import state_key
from ops.commands.status import command
from ops.commands.status.command import NoAddressError
from ops.common.last_check import CheckKind, LastCheck, keep_last_check
from ops.delivery.releases.lease import Holder, deployment_lease
from ops.delivery.releases.release import Outcome, Release, release_id
from ops.delivery.releases.store import ReleaseStore
from tests.ops.delivery.states.files import state
from tests.ops.delivery.states.test_kept import failed_run, lock_state, unlock

URL = "https://todo.example.com"
START = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)

Run = Callable[..., Result]


@pytest.fixture
def environment(container: ContainerClient, request: pytest.FixtureRequest) -> str:
    """Return the name of an environment of the test's own, with a state of the app stack."""
    name = f"status-{abs(hash(request.node.name))}"
    outputs = {"public_url": {"value": URL, "type": "string"}}
    facts = {"version": 4, "serial": 3, "lineage": "one", "resources": [], "outputs": outputs}
    container.upload_blob(state_key(environment=name, stack="app"), json.dumps(facts), overwrite=True)
    return name


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the runs of all environments."""
    monkeypatch.setenv("OPS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def run(container: ContainerClient, environment: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in that environment."""
    monkeypatch.setattr(command, "open_state", lambda **_: nullcontext(container))
    monkeypatch.setenv("COLUMNS", "100")
    app = typer.Typer()
    command.register(app)
    return lambda *arguments: CliRunner().invoke(app, [*arguments, "--environment", environment])


def _saved(container: ContainerClient, environment: str, number: int, outcome: Outcome) -> Release:
    started = START + timedelta(minutes=number)
    release = Release(
        id=release_id(started_at=started, commit=f"{number}123abcd"),
        environment=environment,
        commit=f"{number}123abcd",
        images={"backend_image": f"registry.example.com/backend:v{number}"},
        revisions={},
        fingerprints={},
        by="operator",
        started_at=started,
        finished_at=started + timedelta(minutes=1),
        outcome=outcome,
        reason="smoke test: 503" if outcome is Outcome.FAILED else "",
    )
    ReleaseStore(container, environment=environment).save(release)
    return release


def test_an_environment_that_was_never_released_is_told_as_such(run: Run) -> None:
    shown = run("status").stdout
    assert "no release has passed yet" in shown
    assert "nobody" in shown


@pytest.mark.parametrize(
    ("outcome", "why"), [(Outcome.FAILED, "did not pass"), (Outcome.RUNNING, "has no recorded end")]
)
def test_after_a_release_that_did_not_pass_live_is_not_certain_and_both_are_named(
    run: Run, container: ContainerClient, environment: str, outcome: Outcome, why: str
) -> None:
    passed = _saved(container, environment, 1, Outcome.PASSED)
    newest = _saved(container, environment, 2, outcome)
    document = json.loads(run("status", "--json").stdout)
    assert document["live"] is None
    assert document["live_uncertain"] == f"the newest release, {newest.id}, {why}"
    assert (document["last_passed"]["id"], document["newest"]["id"]) == (passed.id, newest.id)
    assert document["url"] == URL
    shown = " ".join(run("status").stdout.split())
    assert f"Live not certain: the newest release, {newest.id}, {why}" in shown
    assert f"Last passed {passed.id}" in shown
    assert f"Newest {newest.id}" in shown
    assert ("smoke test: 503" in shown) == (outcome is Outcome.FAILED)


def test_after_a_newest_record_that_is_cut_in_half_live_is_not_certain(
    run: Run, container: ContainerClient, environment: str
) -> None:
    passed = _saved(container, environment, 1, Outcome.PASSED)
    newest = _saved(container, environment, 2, Outcome.PASSED)
    name = f"{environment}/releases/{newest.id}/release.json"
    container.upload_blob(name, b'{"id": "2026', overwrite=True)
    shown = " ".join(run("status").stdout.split())
    assert f"Live not certain: the record of the newest release, {newest.id}, cannot be read" in shown
    assert f"Last passed {passed.id}" in shown


def test_a_live_release_that_is_the_newest_stands_there_once(
    run: Run, container: ContainerClient, environment: str
) -> None:
    live = _saved(container, environment, 1, Outcome.PASSED)
    document = json.loads(run("status", "--json").stdout)
    assert (document["live"]["id"], document["newest"]) == (live.id, None)
    assert run("status").stdout.count(live.id) == 1


def test_who_deploys_is_named_while_the_lock_is_held(
    run: Run, container: ContainerClient, environment: str
) -> None:
    holder = Holder.now(who="ada@laptop", command="ops deploy app")
    with deployment_lease(container, environment=environment, holder=holder):
        assert json.loads(run("status", "--json").stdout)["deploying"]["who"] == "ada@laptop"
    assert json.loads(run("status", "--json").stdout)["deploying"] is None


def test_a_damaged_state_is_a_problem_and_does_not_end_the_command(
    run: Run, container: ContainerClient, environment: str
) -> None:
    container.upload_blob(
        state_key(environment=environment, stack="app"), b'{"version": 4, "ser', overwrite=True
    )
    answer = run("status")
    assert answer.exit_code == 0
    shown = " ".join(answer.stdout.split())
    assert "Problem: the state of app: this is not a state" in shown
    assert f"`ops state push app --environment {environment} --force FILE`" in shown
    assert "URL not known: see the state of app below" in shown
    assert URL not in shown


def test_a_locked_state_is_a_problem_with_its_command(
    run: Run, container: ContainerClient, environment: str
) -> None:
    lock_state(container, environment=environment, at=START)
    try:
        shown = " ".join(run("status").stdout.split())
    finally:
        unlock(container, environment=environment)
    assert "the state of app is locked by ana@" in shown
    assert f"only if that run is dead: ops state unlock app --environment {environment}" in shown


def test_a_state_that_waits_is_the_problem_and_not_the_lock_that_its_run_left(
    run: Run, container: ContainerClient, environment: str, home: Path
) -> None:
    path = failed_run(home / environment, state(serial=4, lineage="one", resources=["a.two"]))
    lock_state(container, environment=environment, at=datetime.now(UTC))
    os.utime(path)
    try:
        [problem] = json.loads(run("status", "--json").stdout)["problems"]
    finally:
        unlock(container, environment=environment)
    assert "only it knows 1 resources (a.two)" in problem
    assert str(path) in problem
    assert f"`ops state push app --environment {environment}`" in problem
    assert "unlock" not in problem


def test_a_state_that_waits_and_is_damaged_does_not_end_the_command(
    run: Run, environment: str, home: Path
) -> None:
    path = failed_run(home / environment, b'{"version": 4')
    [problem] = json.loads(run("status", "--json").stdout)["problems"]
    assert "it is not JSON" in problem
    assert str(path) in problem


def test_a_broken_record_is_shown_as_broken(run: Run, container: ContainerClient, environment: str) -> None:
    container.upload_blob(
        f"{environment}/releases/20261124T030000Z-0123abc/release.json", b"", overwrite=True
    )
    assert "its record cannot be read: it is empty" in run("status").stdout


def test_status_takes_no_lock_and_reads_a_state_that_is_leased(
    run: Run, container: ContainerClient, environment: str
) -> None:
    blob = container.get_blob_client(state_key(environment=environment, stack="app"))
    lease = BlobLeaseClient(blob)
    lease.acquire(lease_duration=-1)
    try:
        answer = run("status")
    finally:
        lease.release()
    assert answer.exit_code == 0
    assert URL in answer.stdout


def test_open_opens_the_url_in_the_browser(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(typer, "launch", opened.append)
    assert run("open").stdout == f"{URL}\n"
    assert opened == [URL]


def test_open_with_print_opens_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(typer, "launch", opened.append)
    assert run("open", "--print").stdout == f"{URL}\n"
    assert opened == []


def test_open_in_a_rehearsal_says_that_nothing_answers_there(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPS_SIMULATED", "1")
    refused = run("open").exception
    assert isinstance(refused, NoAddressError)
    assert URL in refused.what


def test_a_rehearsal_is_named_as_what_it_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "World" not in run("status").stdout
    monkeypatch.setenv("OPS_SIMULATED", "1")
    monkeypatch.setenv("REHEARSAL_HOME", "/home/me/rehearsed")
    assert "simulated, rehearsal in /home/me/rehearsed" in run("status").stdout


def test_open_before_the_first_deployment_says_what_to_do(
    run: Run, container: ContainerClient, environment: str
) -> None:
    container.delete_blob(state_key(environment=environment, stack="app"))
    refused = run("open").exception
    assert isinstance(refused, NoAddressError)
    assert "ops deploy" in refused.remedy


def test_the_last_checks_of_this_machine_are_shown_with_the_command_that_repeats_them(
    run: Run, home: Path, environment: str
) -> None:
    shown = run("status").stdout
    assert f"not checked from this machine: ops drift --environment {environment}" in shown
    assert f"not checked from this machine: ops health --environment {environment}" in shown
    last = LastCheck(result="drift was found\x1b", passed=False, at=START)
    keep_last_check(home / environment, CheckKind.DRIFT, last)
    shown = run("status").stdout
    assert f"drift was found\\u001b at {START.astimezone():%Y-%m-%d %H:%M:%S %Z}" in shown
    document = json.loads(run("status", "--json").stdout)
    assert document["drift"] == {"result": "drift was found\x1b", "passed": False, "at": START.isoformat()}
    assert document["health"] is None
