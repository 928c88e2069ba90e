"""The plan of a recovery, by the real Terraform on a real state store: it imports, and never replaces."""

import json
from typing import Any

import pytest

from ops.common.progress import Step
from ops.common.run_folder import new_run
from ops.delivery.deployment.recovery import Recovery, RecoveryRefusedError, imported
from ops.delivery.planning.changes import Action
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import recorded_stack
from ops.engine.terraform.engine import find_engine
from rehearsal.common.home import Home
from rehearsal.session.variables import rehearsal_environment
from rehearsal.state_store.store import StateStore
from tests.support.synthesized import BACKEND, document


def _killed_run(home: Home, *, made: dict[str, str]) -> None:
    """Leave a run whose apply made these objects, and whose log was cut off."""
    run = new_run(home.root / "ops" / "sample")
    run.close()
    (run.path / "logs").mkdir()
    hooks = [
        {"resource": {"addr": address}, "action": "create", "id_key": "id", "id_value": id_}
        for address, id_ in made.items()
    ]
    lines = [json.dumps({"type": "apply_complete", "hook": hook}) for hook in hooks]
    (run.path / "logs" / "app-apply.jsonl").write_text("\n".join([*lines, '{"type": "apply_st']))


def _recovery(home: Home, store: StateStore, resources: dict[str, Any]) -> Recovery:
    run = new_run(home.root / "ops" / "sample")
    content = json.dumps(document("app", resource={"terraform_data": resources})).encode()
    stack = recorded_stack("app", content, folder=run.path / "app")
    workspace = Workspace(
        environment="sample",
        folder=run.path,
        backend=BACKEND,
        stacks=(stack,),
        engine=find_engine(),
        variables=rehearsal_environment(home, store=store),
        run=run,
    )
    return Recovery(
        workspace=workspace,
        stack=stack,
        inputs=ReleaseInputs(images={}, secrets={}, revisions={}),
        step=Step("app"),
    )


def _ids(store: StateStore) -> dict[str, str]:
    state = store.read_state(BACKEND.key)
    assert state is not None
    return {held["name"]: held["instances"][0]["attributes"]["id"] for held in state["resources"]}


def test_only_what_exists_is_imported(home: Home, store: StateStore) -> None:
    _killed_run(home, made={"terraform_data.one": "made-1", "terraform_data.gone_from_the_code": "made-2"})
    recovery = _recovery(home, store, {"one": {"input": "1"}, "two": {"input": "2"}})
    with recovery.workspace.plan_file(recovery.stack) as file:
        plan = recovery.plan(file)
        assert plan
        assert imported(plan) == 1
        assert plan.changes.count(Action.CREATE) == 0
        recovery.apply(file)
    assert _ids(store) == {"one": "made-1"}
    assert not list(recovery.stack.folder.glob("recover*"))
    again = _recovery(home, store, {"one": {"input": "1"}, "two": {"input": "2"}})
    with again.workspace.plan_file(again.stack) as file:
        assert again.plan(file) is None


def test_an_import_that_would_replace_is_refused_with_the_address(home: Home, store: StateStore) -> None:
    _killed_run(home, made={"terraform_data.one": "made-1"})
    recovery = _recovery(home, store, {"one": {"triggers_replace": ["1"]}})
    with (
        recovery.workspace.plan_file(recovery.stack) as file,
        pytest.raises(RecoveryRefusedError, match=r"would delete or replace: terraform_data\.one") as caught,
    ):
        recovery.plan(file)
    assert "nothing was imported" in caught.value.remedy
    assert _ids(store) == {}
