"""The add-ons with each form of events, through the real command lines: applied, settled, destroyed in order.

Also what comes too early or without credentials: it is refused before anything is changed.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rehearsal.cloud.store import SimulatedCloud
from tests.support.environment_files import EnvironmentFile
from tests.support.rehearsals import Rehearsal, rehearsal

FORMS: dict[str, dict[str, Any]] = {
    "redpanda": {
        "provider": "redpanda",
        "resource_group": "sample",
        "cluster": "sample",
        "region": "us-east-1",
    },
    "external": {"provider": "external", "bootstrap_servers": ["kafka-0.example.com:9093"]},
    "none": {"provider": "none"},
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sample(tmp_path: Path, form: str) -> Iterator[Rehearsal]:
    """Yield a rehearsal of an environment file that is production's but for the events."""
    file = EnvironmentFile(tmp_path)
    file.set("events", FORMS[form])
    file.write()
    with rehearsal(tmp_path / "rehearsal", ENVIRONMENT="sample", ENVIRONMENTS_DIR=str(tmp_path)) as made:
        yield made


def _objects(made: Rehearsal, types: str) -> int:
    """Return how many objects of some types (`redpanda_%`) stand in the simulated cloud."""
    return len(SimulatedCloud(made.home.cloud).list_objects(types))


def test_each_form_of_events_is_applied_settled_and_destroyed_in_order(sample: Rehearsal, form: str) -> None:
    up = sample.rehearse("up")
    assert up.returncode == 0, up.stdout + up.stderr
    assert "no changes in 3 stacks" in up.stdout
    # Resource group, cluster, four topics, user, two rights on each topic and one on the group.
    assert _objects(sample, "redpanda_%") == (16 if form == "redpanda" else 0)
    servers = "kafka-0.example.com:9093" if form == "external" else r"\S+\.redpanda"
    found = re.search(rf"addons\.kafka_bootstrap_servers +{servers}", up.stdout)
    assert bool(found) is (form != "none")

    down = sample.rehearse("down")
    assert down.returncode == 0, down.stdout + down.stderr
    order = [line.split()[1] for line in down.stdout.splitlines() if "destroyed" in line]
    assert order == ["app", "addons", "foundation"]
    assert _objects(sample, "%") == 0


def _said(done: Any) -> str:
    """Return the output as one line, without the frames that Terraform and the CLI draw around it."""
    return " ".join(re.sub(r"[│╷╵]", " ", done.stdout + done.stderr).split())


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """Yield a rehearsal with nothing applied; the tests below share it in their order."""
    folder = tmp_path_factory.mktemp("fresh")
    EnvironmentFile(folder).write()
    with rehearsal(folder / "rehearsal", ENVIRONMENT="sample", ENVIRONMENTS_DIR=str(folder)) as made:
        yield made


def test_addons_before_the_foundation_are_refused_with_the_command_to_run(fresh: Rehearsal) -> None:
    # `cdktf deploy` refuses alike, but the CLI may cut Terraform's last lines off when it ends.
    done = fresh.by_hand("cdktf diff addons")
    assert done.returncode != 0
    assert "The stack 'foundation' of 'sample' has no output" in _said(done)
    assert "Run: ENVIRONMENT=sample cdktf deploy foundation" in _said(done)
    done = fresh.by_hand("cdktf deploy addons --auto-approve --ignore-missing-stack-dependencies")
    assert done.returncode != 0
    assert _objects(fresh, "%") == 0


def test_app_before_the_addons_is_refused_with_the_command_to_run(fresh: Rehearsal) -> None:
    done = fresh.by_hand("cdktf deploy foundation --auto-approve && cdktf diff app")
    assert done.returncode != 0
    assert "The stack 'addons' of 'sample' has no output" in _said(done)
    assert "Run: ENVIRONMENT=sample cdktf deploy foundation addons" in _said(done)


def test_missing_redpanda_credentials_are_named_before_anything_is_changed(fresh: Rehearsal) -> None:
    unset = "unset REDPANDA_CLIENT_ID REDPANDA_CLIENT_SECRET\n"
    deploy = "cdktf deploy addons --auto-approve --ignore-missing-stack-dependencies"
    assert fresh.by_hand(unset + deploy).returncode != 0
    # The CLI may cut Terraform's last lines off when it ends; `ops` never does.
    done = fresh.by_hand(f"{unset}ops plan addons")
    assert done.returncode != 0
    assert "Set REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET" in _said(done)
    assert _objects(fresh, "helm_release") == 0
    assert _objects(fresh, "redpanda_%") == 0


def test_a_chart_version_that_does_not_exist_is_refused_by_the_plan(fresh: Rehearsal) -> None:
    stack = fresh.home.cdktf_output / "stacks" / "addons"
    done = fresh.by_hand(
        f"cdktf synth >/dev/null\n"
        f'sed -i \'s/"version": "1[.]18[.][0-9]*"/"version": "1.99.0"/\' {stack}/cdk.tf.json\n'
        f'"$TERRAFORM_BINARY_NAME" -chdir={stack} init -input=false >/dev/null\n'
        f'"$TERRAFORM_BINARY_NAME" -chdir={stack} plan -input=false -no-color'
    )
    assert done.returncode != 0
    assert 'chart "dapr" version "1.99.0" not found' in _said(done)
