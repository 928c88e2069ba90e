"""Releases, rotations and hand-made changes of the app stack, as plans of the real engine show them.

The tests share one rehearsal. Each leaves it as it was; the last ones apply.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT
from rehearsal.cloud.store import SimulatedCloud
from tests.support.environment_files import EnvironmentFile
from tests.support.rehearsals import Rehearsal, rehearsal
from tests.support.traces import found_in

SECRETS = (
    "OPENAI_API_KEY",
    "BETTER_AUTH_SECRET",
    "REDPANDA_PASSWORD",
    "POSTGRES_PASSWORD",
    "DATABASE_LOGIN_KEY",
)
_PLAN = """
cd "$REHEARSAL_HOME/latest/cdktf.out/stacks/app"
"$TERRAFORM_BINARY_NAME" init -input=false >&2
"$TERRAFORM_BINARY_NAME" plan -input=false -lock=false {arguments} -out=test.tfplan >&2
"$TERRAFORM_BINARY_NAME" show -json test.tfplan
"""
REPLACED = ["delete", "create"]
_ACCESS_JOBS = dict.fromkeys(
    ("kubernetes_job_v1.database_grant", "kubernetes_job_v1.database_retire"), REPLACED
)
Changes = dict[str, list[str]]


@pytest.fixture(scope="module")
def markers() -> dict[str, str]:
    return {name: f"marker-{secrets.token_hex(16)}" for name in SECRETS}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, markers: dict[str, str]) -> Iterator[Rehearsal]:
    with rehearsal(tmp_path_factory.mktemp("release"), **markers) as made:
        up = made.rehearse("up")
        assert up.returncode == 0, up.stdout + up.stderr
        yield made


def _plan(made: Rehearsal, *arguments: str, before: str = "") -> dict[str, Any]:
    done = made.by_hand(before + _PLAN.format(arguments=" ".join(arguments)))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    plan: dict[str, Any] = json.loads(done.stdout)
    return plan


def _changes(plan: dict[str, Any]) -> Changes:
    return {
        change["address"]: change["change"]["actions"]
        for change in plan["resource_changes"]
        if change["change"]["actions"] not in (["no-op"], ["read"])
    }


def _differences(before: Any, after: Any, path: str = "") -> set[str]:
    """Return the paths at which two values differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = before.keys() | after.keys()
        return set().union(*(_differences(before.get(k), after.get(k), f"{path}/{k}") for k in keys))
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return set().union(*(_differences(*pair, f"{path}/{number}") for number, pair in pairs))
    return set() if before == after else {path}


def _changed_paths(plan: dict[str, Any], address: str) -> set[str]:
    (change,) = [item["change"] for item in plan["resource_changes"] if item["address"] == address]
    return _differences(change["before"], change["after"])


def test_a_release_changes_the_deployments_in_place_and_replaces_their_migrations(
    released: Rehearsal,
) -> None:
    plan = _plan(
        released,
        "-var=backend_image=hackathontodoacr.azurecr.io/todo-backend:2.0.0",
        "-var=frontend_image=hackathontodoacr.azurecr.io/todo-frontend:2.0.0",
    )
    assert _changes(plan) == {
        **_ACCESS_JOBS,
        "kubernetes_deployment_v1.todo_backend_deployment": ["update"],
        "kubernetes_deployment_v1.todo_frontend_deployment": ["update"],
        "kubernetes_job_v1.todo_backend_migration": REPLACED,
        "kubernetes_job_v1.todo_frontend_migration": REPLACED,
    }
    image = "/spec/0/template/0/spec/0/container/0/image"
    assert _changed_paths(plan, "kubernetes_deployment_v1.todo_backend_deployment") == {image}


def test_a_release_of_one_workload_leaves_the_other_alone(released: Rehearsal) -> None:
    plan = _plan(released, "-var=frontend_image=hackathontodoacr.azurecr.io/todo-frontend:2.0.1")
    assert _changes(plan) == {
        "kubernetes_deployment_v1.todo_frontend_deployment": ["update"],
        "kubernetes_job_v1.todo_frontend_migration": REPLACED,
    }


# Secret, and whose pods are replaced. No pod has the administrator's password.
ROTATIONS = {
    "OPENAI_API_KEY": ({"openai-credentials"}, {"todo_backend"}),
    "BETTER_AUTH_SECRET": ({"auth-credentials"}, {"todo_frontend"}),
    "POSTGRES_PASSWORD": ({"database-credentials"}, set()),
    "DATABASE_LOGIN_KEY": (
        {"database-logins", "backend-database", "sidecar-database", "frontend-database"},
        {"todo_backend", "todo_frontend"},
    ),
    "REDPANDA_PASSWORD": ({"redpanda-credentials"}, {"todo_backend"}),
}


@pytest.mark.parametrize("variable", ROTATIONS)
def test_a_rotation_changes_one_revision_and_rolls_exactly_the_pods_that_use_it(
    released: Rehearsal, markers: dict[str, str], variable: str
) -> None:
    names, workloads = ROTATIONS[variable]
    markers[f"new {variable}"] = f"marker-{secrets.token_hex(16)}"
    rotated = Rehearsal(
        home=released.home, environment={**released.environment, variable: markers[f"new {variable}"]}
    )
    plan = _plan(rotated)
    written = {f"kubernetes_secret_v1.{name.replace('-', '_')}" for name in names}
    deployments = {f"kubernetes_deployment_v1.{name}_deployment" for name in workloads}
    jobs = _ACCESS_JOBS if "database-logins" in names else {}
    assert _changes(plan) == {**{address: ["update"] for address in written | deployments}, **jobs}
    for address in written:
        assert _changed_paths(plan, address) == {"/data_wo_revision"}
    annotations = {f"/spec/0/template/0/metadata/0/annotations/secret-revision/{name}" for name in names}
    for deployment in deployments:
        changed = _changed_paths(plan, deployment)
        assert changed
        assert changed <= annotations


def test_replicas_that_the_autoscaler_has_moved_are_left_alone(released: Rehearsal) -> None:
    scaled = released.rehearse(
        "cloud", "set", "kubernetes_deployment_v1", "todo-backend", "spec.0.replicas", '"4"'
    )
    assert scaled.returncode == 0, scaled.stderr
    plan = _plan(released)
    assert _changes(plan) == {}
    # The refresh notices it, as it notices everything: but nothing else, and nobody wants it back.
    (noticed,) = [drift["change"] for drift in plan["resource_drift"]]
    assert _differences(noticed["before"], noticed["after"]) == {"/spec/0/replicas"}


def test_a_label_that_was_edited_by_hand_is_drift_and_is_put_back(released: Rehearsal) -> None:
    edited = released.rehearse(
        "cloud", "set", "kubernetes_deployment_v1", "todo-backend", "metadata.0.labels", '{"who": "me"}'
    )
    assert edited.returncode == 0, edited.stderr
    address = "kubernetes_deployment_v1.todo_backend_deployment"
    plan = _plan(released)
    assert _changes(plan) == {address: ["update"]}
    (noticed,) = [drift for drift in plan["resource_drift"] if drift["address"] == address]
    assert "/metadata/0/labels/who" in _differences(noticed["change"]["before"], noticed["change"]["after"])
    assert released.rehearse("up").returncode == 0
    assert _changes(_plan(released)) == {}


def test_an_image_without_registry_or_tag_is_refused(released: Rehearsal) -> None:
    for image in ("todo-backend:1.0", "hackathontodoacr.azurecr.io/todo-backend"):
        done = released.by_hand(_PLAN.format(arguments=f"-var=backend_image={image}"))
        assert done.returncode != 0
        said = " ".join(done.stderr.replace("│", " ").split())
        assert f"backend_image is '{image}', which does not name a registry" in said


def test_a_secret_that_is_missing_is_named_and_nothing_is_planned(released: Rehearsal) -> None:
    done = released.by_hand("unset TF_VAR_openai_api_key\n" + _PLAN.format(arguments=""))
    assert done.returncode != 0
    said = " ".join(done.stderr.replace("│", " ").split())
    assert 'The root module input variable "openai_api_key" is not set' in said
    assert "Plan:" not in said


def test_a_secret_that_was_deleted_by_hand_is_written_again(released: Rehearsal) -> None:
    gone = released.rehearse("cloud", "rm", "kubernetes_secret_v1", "auth-credentials")
    assert gone.returncode == 0, gone.stderr
    planned = _plan(released)
    assert _changes(planned) == {"kubernetes_secret_v1.auth_credentials": ["create"]}
    assert released.rehearse("up").returncode == 0


def test_no_secret_value_is_left_anywhere(released: Rehearsal, markers: dict[str, str]) -> None:
    assert len(markers) == len(SECRETS) + len(ROTATIONS)
    keys = [value for name, value in markers.items() if name.endswith("DATABASE_LOGIN_KEY")]
    derived = [
        hashlib.sha256(f"{part}:{key}".encode()).hexdigest()
        for key in keys
        for part in ("backend", "sidecar", "frontend")
    ]
    assert found_in(released.home.root, [*markers.values(), *derived]) == []
    assert found_in(PROJECT, list(markers.values())) == []


@pytest.fixture
def without_gateway(tmp_path: Path) -> Iterator[Rehearsal]:
    """Yield a rehearsal of production with an exposure, events and a database of another kind."""
    file = EnvironmentFile(tmp_path)
    file.set("exposure", {"kind": "load_balancer"})
    file.set("events", {"provider": "none"})
    file.set("database", {"provider": "external", "port": 6432})
    file.write()
    with rehearsal(tmp_path / "rehearsal", ENVIRONMENT="sample", ENVIRONMENTS_DIR=str(tmp_path)) as made:
        yield made


def test_the_other_exposure_events_and_database_are_released_too(without_gateway: Rehearsal) -> None:
    up = without_gateway.rehearse("up")
    assert up.returncode == 0, up.stdout + up.stderr
    assert "no changes in 3 stacks" in up.stdout
    service = without_gateway.rehearse("cloud", "show", "kubernetes_service_v1", "todo-frontend")
    assert '"LoadBalancer"' in service.stdout


def test_app_on_a_cluster_without_dapr_is_refused_before_anything_changes(tmp_path: Path) -> None:
    with rehearsal(tmp_path / "rehearsal") as made:
        done = made.by_hand("cdktf deploy foundation app --auto-approve")
        assert done.returncode != 0
        said = " ".join((done.stdout + done.stderr).replace("│", " ").split())
        assert "The stack 'addons' of 'production' has no output dapr_version" in said
        assert "cdktf deploy foundation addons" in said
        assert SimulatedCloud(made.home.cloud).list_objects("kubernetes_%") == []
