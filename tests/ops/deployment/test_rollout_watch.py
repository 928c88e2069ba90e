"""Finding the cluster to watch: from the foundation's state, and without disturbing when it is not there."""

import io
import json
from pathlib import Path

import pytest
from azure.storage.blob import ContainerClient
from rich.console import Console

from ops.deployment.rollout_watch import cluster_watcher
from ops.progress import Step, Steps
from ops.synthesis import recorded_stack
from ops.terraform.engine import find_engine
from ops.terraform.runner import Terraform
from tests.support.synthesized import document, reads_state_of


class _Told(Step):
    """A step that keeps what it was told."""

    def __init__(self) -> None:
        super().__init__("app")
        self.said: list[str] = []

    def update(self, doing: str) -> None:
        self.said.append(doing)


@pytest.mark.parametrize("state", [None, b"", json.dumps({"outputs": {}}).encode()])
def test_without_a_cluster_the_apply_goes_on_and_the_person_is_told(
    container: ContainerClient, tmp_path: Path, state: bytes | None
) -> None:
    if state is not None:
        container.upload_blob("sample/foundation.tfstate", state, overwrite=True)
    content = json.dumps(document("app", data=reads_state_of("foundation"))).encode()
    stack = recorded_stack("app", content, folder=tmp_path)
    terraform = Terraform(engine=find_engine(), stack="app", folder=tmp_path, environment={}, logs=tmp_path)
    step, applied = _Told(), False
    with cluster_watcher(container)(stack, step, terraform):
        applied = True
    assert applied
    (said,) = step.said
    assert said.startswith("the rollout is not watched: there is no cluster to look at")


def test_a_failed_apply_is_passed_on(container: ContainerClient, tmp_path: Path) -> None:
    content = json.dumps(document("app", data=reads_state_of("nothing-applied"))).encode()
    content = content.replace(b'"nothing-applied"', b'"foundation"')
    stack = recorded_stack("app", content, folder=tmp_path)
    terraform = Terraform(engine=find_engine(), stack="app", folder=tmp_path, environment={}, logs=tmp_path)
    steps = Steps(Console(file=io.StringIO()))
    with (
        pytest.raises(RuntimeError, match="quota"),
        steps.step("app") as step,
        cluster_watcher(container)(stack, step, terraform),
    ):
        raise RuntimeError("quota")
