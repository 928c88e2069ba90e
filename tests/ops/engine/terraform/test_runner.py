"""Steps of the real engine on a small configuration with local state."""

import json
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ops.engine.terraform.engine import Engine, find_engine
from ops.engine.terraform.events import Event, PlannedChange, Progress, Stage
from ops.engine.terraform.failures import (
    StalePlanError,
    StateLockedError,
    TerraformError,
    TerraformInterruptedError,
)
from ops.engine.terraform.redaction import MASK, Redactor
from ops.engine.terraform.runner import PlanOptions, Terraform

MARKER = 'marker&<"value'


@pytest.fixture(scope="module")
def engine() -> Engine:
    return find_engine()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sample"
    folder.mkdir()
    return folder


def terraform(engine: Engine, folder: Path, configuration: dict[str, Any], **variables: str) -> Terraform:
    (folder / "cdk.tf.json").write_text(json.dumps(configuration))
    return Terraform(
        engine=engine,
        stack="sample",
        folder=folder,
        environment={
            "PATH": os.environ["PATH"],
            "CHECKPOINT_DISABLE": "1",
            **{f"TF_VAR_{name}": value for name, value in variables.items()},
        },
        logs=folder.parent / "logs",
        redactor=Redactor([MARKER]),
    )


def resources(**inputs: str) -> dict[str, Any]:
    return {"resource": {"terraform_data": {name: {"input": value} for name, value in inputs.items()}}}


def test_plan_apply_and_an_empty_second_plan(engine: Engine, folder: Path) -> None:
    heard: list[Event] = []
    configuration = {**resources(one="1", two="2"), "output": {"sum": {"value": 3}}}
    sample = terraform(engine, folder, configuration)
    sample.listener = heard.append
    plan = folder / "saved.tfplan"

    sample.init()
    planned = sample.plan(out=plan)
    assert planned.changed
    assert {(change.address, change.action) for change in planned.changes} == {
        ("terraform_data.one", "create"),
        ("terraform_data.two", "create"),
    }
    assert sample.show(plan)["resource_changes"][0]["change"]["actions"] == ["create"]

    applied = sample.apply(plan)
    assert applied.summary is not None
    assert (applied.summary.operation, applied.summary.add) == ("apply", 2)
    assert sample.outputs()["sum"]["value"] == 3
    assert not sample.plan().changed
    assert any(isinstance(event, PlannedChange) for event in heard)
    assert [e.address for e in heard if isinstance(e, Progress) and e.stage == Stage.DONE]


def test_a_destroy_plan_deletes_what_is_there(engine: Engine, folder: Path) -> None:
    sample = terraform(engine, folder, resources(one="1"))
    plan = folder / "saved.tfplan"
    sample.init()
    sample.plan(out=plan)
    sample.apply(plan)
    planned = sample.plan(out=plan, options=PlanOptions(destroy=True))
    assert [change.action for change in planned.changes] == ["delete"]
    applied = sample.apply(plan)
    assert applied.summary is not None
    assert applied.summary.remove == 1


def test_a_refused_plan_keeps_the_whole_diagnostic(engine: Engine, folder: Path) -> None:
    condition = {"condition": "${var.size > 2}", "error_message": "The size must be above 2."}
    sample = terraform(
        engine, folder, {"variable": {"size": {"type": "number", "validation": [condition]}}}, size="1"
    )
    sample.init()
    with pytest.raises(TerraformError, match="The size must be above 2") as caught:
        sample.plan()
    assert caught.value.diagnostics[0].summary == "Invalid value for variable"


def test_no_secret_value_reaches_a_log_even_when_terraform_prints_it(engine: Engine, folder: Path) -> None:
    careless = {"condition": '${var.plain == ""}', "error_message": "Refused: ${var.plain}."}
    configuration = {"variable": {"plain": {"type": "string", "validation": [careless]}}}
    sample = terraform(engine, folder, configuration, plain=MARKER)
    sample.init()
    with pytest.raises(TerraformError) as caught:
        sample.plan()
    log = (folder.parent / "logs" / "sample-plan.jsonl").read_text()
    assert f"Refused: {MASK}." in log
    for text in (log, str(caught.value)):
        assert MARKER not in text
        assert "marker" not in text


def test_logs_are_for_their_owner_only(engine: Engine, folder: Path) -> None:
    sample = terraform(engine, folder, resources(one="1"))
    sample.init()
    assert (folder.parent / "logs" / "sample-init.jsonl").stat().st_mode & 0o777 == 0o600


def slow_destroyer() -> dict[str, Any]:
    """Return a resource whose creation takes long enough to be interrupted."""
    command = {"local-exec": {"command": "sleep 20"}}
    return {"resource": {"terraform_data": {"slow": {"input": "1", "provisioner": [command]}}}}


def applying(sample: Terraform, plan: Path) -> threading.Thread:
    """Start an apply in a thread and return once its resource is being created."""
    started = threading.Event()
    sample.listener = lambda event: started.set() if isinstance(event, Progress) else None

    def apply() -> None:
        with pytest.raises(TerraformInterruptedError):
            sample.apply(plan)

    thread = threading.Thread(target=apply)
    thread.start()
    assert started.wait(30)
    return thread


def test_an_interrupt_ends_the_step_and_gives_the_lock_back(engine: Engine, folder: Path) -> None:
    sample = terraform(engine, folder, slow_destroyer())
    plan = folder / "saved.tfplan"
    sample.init()
    sample.plan(out=plan)
    before = time.monotonic()
    thread = applying(sample, plan)
    assert not sample.interrupted
    sample.interrupt()
    assert sample.interrupted
    thread.join(15)
    assert not thread.is_alive()
    assert time.monotonic() - before < 15
    assert not list(folder.glob(".terraform.tfstate.lock.info"))
    again = terraform(engine, folder, resources(one="1"))
    assert again.plan().changed


def test_a_second_run_on_a_locked_state_names_the_holder(engine: Engine, folder: Path) -> None:
    first = terraform(engine, folder, slow_destroyer())
    plan = folder / "saved.tfplan"
    first.init()
    first.plan(out=plan)
    thread = applying(first, plan)
    try:
        second = terraform(engine, folder, slow_destroyer())
        with pytest.raises(StateLockedError) as caught:
            second.plan()
        assert caught.value.holder.operation == "apply"
        assert "@" in caught.value.holder.who
        assert caught.value.holder.lock_id
        assert "break the lock: ops state unlock" in caught.value.remedy
    finally:
        first.interrupt()
        thread.join(15)


def test_an_apply_waits_for_the_lock_of_another_run(engine: Engine, folder: Path) -> None:
    first = terraform(engine, folder, slow_destroyer())
    first.init()
    for name in ("first.tfplan", "second.tfplan"):
        first.plan(out=folder / name)
    second = terraform(engine, folder, slow_destroyer())
    thread = applying(first, folder / "first.tfplan")
    try:
        with pytest.raises(StateLockedError):
            second.apply(folder / "second.tfplan")
        threading.Timer(1, first.interrupt).start()
        # It gets the lock, and then finds that the first run has changed the state.
        with suppress(StalePlanError, TerraformInterruptedError):
            second.apply(folder / "second.tfplan", lock_timeout="60s")
    finally:
        first.interrupt()
        thread.join(15)


def test_ctrl_c_in_the_main_thread_reaches_terraform_once(engine: Engine, folder: Path) -> None:
    sample = terraform(engine, folder, slow_destroyer())
    plan = folder / "saved.tfplan"
    sample.init()
    sample.plan(out=plan)
    sample.listener = lambda event: (
        os.kill(os.getpid(), signal.SIGINT)
        if isinstance(event, Progress) and event.stage == Stage.STARTED
        else None
    )
    with pytest.raises(TerraformInterruptedError):
        sample.apply(plan)
    assert not list(folder.glob(".terraform.tfstate.lock.info"))


def test_a_failure_on_this_side_leaves_no_run_and_no_lock(engine: Engine, folder: Path) -> None:
    sample = terraform(engine, folder, slow_destroyer())
    plan = folder / "saved.tfplan"
    sample.init()
    sample.plan(out=plan)

    def fail(event: Event) -> None:
        if isinstance(event, Progress):
            raise OSError("no space left on device")

    sample.listener = fail
    with pytest.raises(OSError, match="no space left"):
        sample.apply(plan)
    assert not list(folder.glob(".terraform.tfstate.lock.info"))


def test_what_is_forgotten_is_in_the_state_no_more_and_nothing_is_destroyed(
    engine: Engine, folder: Path
) -> None:
    sample = terraform(engine, folder, resources(one="1", two="2"))
    plan = folder / "saved.tfplan"
    sample.init()
    sample.plan(out=plan)
    sample.apply(plan)
    sample.forget(["terraform_data.one"])
    sample.plan(out=plan)
    planned = {one["address"]: one["change"]["actions"] for one in sample.show(plan)["resource_changes"]}
    assert planned == {"terraform_data.one": ["create"], "terraform_data.two": ["no-op"]}
    with pytest.raises(TerraformError, match="forget of sample failed"):
        sample.forget(["terraform_data.never"])
