from dataclasses import replace

import pytest
from azure.storage.blob import BlobLeaseClient, ContainerClient

from ops.common.errors import ExitCode
from ops.common.process_identity import ProcessIdentity
from ops.delivery.releases.lease import (
    DeploymentRunningError,
    Holder,
    break_deployment_lease,
    deployment_lease,
    find_holder,
)

ALICE = Holder.now(who="alice@laptop", command="ops deploy")
BOB = Holder.now(who="bob@laptop", command="ops rollback")


def test_a_second_deployment_is_told_who_holds_the_right_and_since_when(container: ContainerClient) -> None:
    with (
        deployment_lease(container, environment="held", holder=ALICE),
        pytest.raises(DeploymentRunningError) as error,
        deployment_lease(container, environment="held", holder=BOB),
    ):
        pytest.fail("two deployments at once")
    assert error.value.exit_code == ExitCode.LOCKED
    assert error.value.what == f"'held' is being deployed by alice@laptop since {ALICE.since} (ops deploy)"
    assert "ops unlock" in error.value.remedy


def test_the_right_is_free_again_after_a_deployment_and_after_its_failure(container: ContainerClient) -> None:
    with (
        pytest.raises(RuntimeError, match="broken"),
        deployment_lease(container, environment="freed", holder=ALICE),
    ):
        raise RuntimeError("broken")
    with deployment_lease(container, environment="freed", holder=BOB):
        assert break_deployment_lease(container, environment="other") is None


def test_environments_can_be_deployed_at_the_same_time(container: ContainerClient) -> None:
    with (
        deployment_lease(container, environment="one", holder=ALICE),
        deployment_lease(container, environment="two", holder=BOB),
        pytest.raises(DeploymentRunningError, match="bob@laptop"),
        deployment_lease(container, environment="two", holder=ALICE),
    ):
        pytest.fail("two deployments at once")


def test_a_lease_can_be_broken_and_its_holder_is_named(container: ContainerClient) -> None:
    lease = deployment_lease(container, environment="stuck", holder=ALICE)
    lease.__enter__()
    assert break_deployment_lease(container, environment="stuck") == ALICE
    with deployment_lease(container, environment="stuck", holder=BOB):
        assert break_deployment_lease(container, environment="nobody") is None


def test_there_is_nothing_to_break_when_nobody_deploys(container: ContainerClient) -> None:
    with deployment_lease(container, environment="idle", holder=ALICE):
        pass
    assert break_deployment_lease(container, environment="idle") is None


def test_who_deploys_can_be_asked_without_touching_the_lease(container: ContainerClient) -> None:
    assert find_holder(container, environment="asked") is None
    with deployment_lease(container, environment="asked", holder=ALICE):
        assert find_holder(container, environment="asked") == ALICE
        assert find_holder(container, environment="asked") == ALICE
    assert find_holder(container, environment="asked") is None


DEAD = replace(ALICE, process=replace(ProcessIdentity.current(), born=0.0))


def test_the_lock_of_a_dead_holder_on_this_machine_is_taken_over(container: ContainerClient) -> None:
    kept = deployment_lease(container, environment="dead", holder=DEAD)
    kept.__enter__()
    with deployment_lease(container, environment="dead", holder=BOB) as predecessor:
        assert predecessor == DEAD
        assert find_holder(container, environment="dead") == BOB


def test_the_lock_of_a_holder_on_another_machine_is_left_alone(container: ContainerClient) -> None:
    elsewhere = replace(DEAD, process=ProcessIdentity(machine="another", pid=1, born=0.0))
    kept = deployment_lease(container, environment="elsewhere", holder=elsewhere)
    kept.__enter__()
    with (
        pytest.raises(DeploymentRunningError, match="alice@laptop"),
        deployment_lease(container, environment="elsewhere", holder=BOB),
    ):
        pytest.fail("two deployments at once")


@pytest.mark.parametrize("content", [b"", b"garbage", b"[]", b'{"who": 5}', b"\xff\xfe"])
def test_a_damaged_record_is_no_obstacle(container: ContainerClient, content: bytes) -> None:
    environment = f"damaged-{content.hex()}"
    blob = container.get_blob_client(f"{environment}/deployment.lease")
    blob.upload_blob(content, overwrite=True)
    held = BlobLeaseClient(blob)
    held.acquire(lease_duration=60)
    with (
        pytest.raises(DeploymentRunningError, match="its record cannot be read"),
        deployment_lease(container, environment=environment, holder=BOB),
    ):
        pytest.fail("two deployments at once")
    assert break_deployment_lease(container, environment=environment) is not None
    with deployment_lease(container, environment=environment, holder=BOB):
        assert find_holder(container, environment=environment) == BOB


def test_a_record_of_a_newer_version_is_read(container: ContainerClient) -> None:
    blob = container.get_blob_client("newer/deployment.lease")
    blob.upload_blob(b'{"who": "eve", "command": "ops deploy", "since": "now", "new": true}', overwrite=True)
    BlobLeaseClient(blob).acquire(lease_duration=60)
    holder = find_holder(container, environment="newer")
    assert holder is not None
    assert (holder.who, holder.dead) == ("eve", False)
