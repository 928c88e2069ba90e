"""The whole deployment through the real command lines, engine and state store, as a new user meets it.

The tests of this module share one rehearsal and go through its life in the order in which they stand.
"""

import base64
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.support.rehearsals import Rehearsal, rehearsal
from tests.support.traces import found_in

SECRETS = (
    "DATABASE_URL",
    "DATABASE_LOGIN_KEY",
    "OPENAI_API_KEY",
    "BETTER_AUTH_SECRET",
    "REDPANDA_PASSWORD",
    "POSTGRES_PASSWORD",
)


@pytest.fixture(scope="module")
def markers() -> dict[str, str]:
    """One value a secret that is nowhere else in the world."""
    values = {name: f"marker-{secrets.token_hex(16)}" for name in SECRETS}
    values["DATABASE_URL"] = f"postgresql://todo:{values['DATABASE_URL']}@db.example:5432/todo"
    return values


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, markers: dict[str, str]) -> Iterator[Rehearsal]:
    given = {name: value for name, value in markers.items() if name != "DATABASE_URL"}
    given["TF_VAR_database_url"] = markers["DATABASE_URL"]
    with rehearsal(tmp_path_factory.mktemp("rehearsal"), **given) as made:
        yield made


def test_a_first_deployment_by_hand_is_refused_for_app_before_foundation(shared: Rehearsal) -> None:
    done = shared.by_hand("cdktf deploy app --auto-approve --ignore-missing-stack-dependencies")
    assert done.returncode != 0
    said = " ".join((done.stdout + done.stderr).split())
    assert "The stack 'foundation' of 'production' has no output" in said
    assert "cdktf deploy foundation" in said


def test_one_command_applies_the_three_stacks_and_a_second_plan_is_empty(shared: Rehearsal) -> None:
    done = shared.rehearse("up")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    order = [line.split()[1] for line in lines if line.lstrip().startswith("✓")]
    assert order[-4:] == ["foundation", "addons", "app", "Second"]
    assert "no changes in 3 stacks" in done.stdout
    assert "Rehearsed in" in done.stdout
    assert "(from PyPI)" in done.stdout


def test_it_is_safe_to_run_again(shared: Rehearsal) -> None:
    done = shared.rehearse("up")
    assert done.returncode == 0, done.stdout + done.stderr
    order = [line.split()[1] for line in done.stdout.splitlines() if line.lstrip().startswith("✓")]
    assert order == ["Tools", "Synthesis", "State", "Plan"]
    assert "no changes in 3 stacks since the last rehearsal" in done.stdout
    assert "Rehearsed in" in done.stdout


def test_what_a_shell_synthesizes_during_a_run_is_not_what_the_run_applies(shared: Rehearsal) -> None:
    """On one folder for both, `rehearse up` applied the stacks of the shell, here stacks of nothing."""
    spoiled = shared.home.cdktf_output / "stacks" / "app" / "cdk.tf.json"
    spoil = f"mkdir -p {spoiled.parent}; while :; do echo {{}} > {spoiled}; sleep 0.1; done"
    shell = shared.start_by_hand(f"timeout 600 bash -c '{spoil}'")
    try:
        deadline = time.monotonic() + 60
        while not (spoiled.is_file() and spoiled.read_text() == "{}\n"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        done = shared.rehearse("up")
        assert shell.poll() is None, "the shell ended before the run"
    finally:
        shell.terminate()
        shell.wait()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no changes in 3 stacks since the last rehearsal" in done.stdout
    assert spoiled.read_text() == "{}\n"
    applied = shared.home.synthesized / "stacks" / "app" / "cdk.tf.json"
    assert '"kubernetes_deployment_v1"' in applied.read_text()
    assert applied.is_relative_to((shared.home.root / "latest").resolve())


def test_the_cdktf_cli_deploys_the_three_in_order(shared: Rehearsal) -> None:
    done = shared.by_hand("cdktf deploy foundation addons app --parallelism 1 --auto-approve")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Apply complete!") == 3


def test_the_cdktf_cli_deploys_a_release_without_the_addons(shared: Rehearsal) -> None:
    done = shared.by_hand("cdktf deploy foundation app --auto-approve")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Apply complete!") == 2


def test_the_cdktf_cli_sees_no_difference(shared: Rehearsal) -> None:
    done = shared.by_hand("cdktf diff app")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "found no differences" in done.stdout


def test_status_tells_what_stands(shared: Rehearsal) -> None:
    done = shared.rehearse("status")
    assert done.returncode == 0
    assert "azurerm_kubernetes_cluster" in done.stdout
    assert "helm_release" in done.stdout
    assert "Locked" not in done.stdout


def test_an_object_that_is_deleted_in_the_cloud_is_planned_to_be_created_again(shared: Rehearsal) -> None:
    gone = shared.rehearse("cloud", "rm", "kubernetes_service_v1", "todo-backend")
    assert gone.returncode == 0, gone.stderr
    planned = shared.by_hand("cdktf diff app")
    assert "1 to add, 0 to change, 0 to destroy" in planned.stdout
    restored = shared.rehearse("up")
    assert "1 created" in restored.stdout


def test_an_attribute_that_is_changed_in_the_cloud_is_planned_to_be_changed_back(shared: Rehearsal) -> None:
    changed = shared.rehearse(
        "cloud", "set", "kubernetes_service_v1", "todo-backend", "spec.0.type", "NodePort"
    )
    assert changed.returncode == 0, changed.stderr
    restored = shared.rehearse("up")
    assert "1 updated" in restored.stdout


def test_a_changed_secret_is_noticed_and_written(shared: Rehearsal, markers: dict[str, str]) -> None:
    markers["new OPENAI_API_KEY"] = shared.environment["OPENAI_API_KEY"] = f"marker-{secrets.token_hex(16)}"
    done = shared.rehearse("up")
    assert done.returncode == 0, done.stdout + done.stderr
    app = next(line for line in done.stdout.splitlines() if "✓ app" in line)
    assert "updated" in app


def test_no_secret_value_is_found_anywhere(shared: Rehearsal, markers: dict[str, str]) -> None:
    printed = shared.rehearse("env").stdout
    # Without what surrounds it, a marker is found however a URL is escaped.
    values = [re.findall(r"marker-[0-9a-f]{32}", value)[0] for value in markers.values()]
    patterns = [*values, *(base64.b64encode(value.encode()).decode() for value in values)]
    assert [pattern for pattern in patterns if pattern in printed] == []
    assert found_in(shared.home.root, patterns) == []
    assert found_in(PROJECT, patterns) == []


def test_the_search_for_secrets_would_find_one(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"\0binary\0marker-1\0")
    assert found_in(tmp_path, ["marker-1"]) == [str(tmp_path / "state")]


def test_down_destroys_in_reverse_and_leaves_no_process(shared: Rehearsal) -> None:
    assert shared.processes()
    done = shared.rehearse("down")
    assert done.returncode == 0, done.stdout + done.stderr
    order = [line.split()[1] for line in done.stdout.splitlines() if "destroyed" in line]
    assert order == ["app", "addons", "foundation"]
    assert shared.processes() == []
    assert "Nothing is rehearsed" in shared.rehearse("down").stdout
    assert "empty" in shared.rehearse("cloud", "ls").stdout
