from datetime import UTC, datetime
from pathlib import Path

import pytest
from azure.storage.blob import ContainerClient

from ops.delivery.releases.release import Outcome, Release
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.states.whole import DamagedStateBlobError, ForeignStateError, require_whole_states
from ops.engine.synthesis.document import StateBackend
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.product import OPENTOFU, TERRAFORM

STATE = b'{"version": 4, "serial": 7, "lineage": "one", "resources": []}'


def _stack(environment: str, name: str, *needs: str) -> Stack:
    backend = StateBackend(account="a", container="c", key=f"{environment}/{name}.tfstate")
    return Stack(
        name=name, folder=Path(), needs=frozenset(needs), variables=(), backend=backend, providers=()
    )


@pytest.fixture
def environment(request: pytest.FixtureRequest) -> str:
    return str(request.node.name).replace("_", "-").replace("[", "-").replace("]", "")


@pytest.fixture
def stacks(environment: str) -> list[Stack]:
    return [
        _stack(environment, "foundation"),
        _stack(environment, "addons", "foundation"),
        _stack(environment, "app", "foundation"),
    ]


def _write(container: ContainerClient, stack: Stack, content: bytes) -> None:
    container.upload_blob(stack.backend.key, content, overwrite=True)


def _pass(container: ContainerClient, environment: str, *applied: str) -> str:
    release = Release(
        id="20260102T030405Z-0123abc",
        environment=environment,
        commit="0123abc",
        images={},
        revisions={},
        fingerprints=dict.fromkeys(applied, "f00d"),
        by="ana",
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        outcome=Outcome.PASSED,
    )
    ReleaseStore(container, environment=environment).save(release)
    return release.id


def test_nothing_that_was_never_applied_is_damaged(
    container: ContainerClient, stacks: list[Stack], environment: str
) -> None:
    require_whole_states(container, environment=environment, product=TERRAFORM, stacks=stacks)
    # The backend makes an empty blob for its lock.
    _write(container, stacks[0], b"")
    require_whole_states(container, environment=environment, product=TERRAFORM, stacks=stacks)


def test_whole_states_are_fine_and_a_stack_that_is_new_may_be_empty(
    container: ContainerClient, stacks: list[Stack], environment: str
) -> None:
    _write(container, stacks[0], STATE)
    _write(container, stacks[2], STATE)
    _pass(container, environment, "foundation", "app")
    require_whole_states(container, environment=environment, product=TERRAFORM, stacks=stacks)


def test_an_empty_state_of_a_stack_that_a_release_applied_is_named(
    container: ContainerClient, stacks: list[Stack], environment: str
) -> None:
    for stack in stacks:
        _write(container, stack, STATE)
    release = _pass(container, environment, "foundation", "addons", "app")
    _write(container, stacks[1], b"")
    with pytest.raises(DamagedStateBlobError, match="the state of addons is empty") as error:
        require_whole_states(container, environment=environment, product=TERRAFORM, stacks=stacks)
    assert release in error.value.what
    assert error.value.where.endswith(stacks[1].backend.key)


def test_an_empty_state_that_another_stack_needs_is_named(
    container: ContainerClient, stacks: list[Stack], environment: str
) -> None:
    _write(container, stacks[2], STATE)
    with pytest.raises(
        DamagedStateBlobError, match="the state of foundation is empty, but app, which needs it"
    ):
        require_whole_states(container, environment=environment, product=TERRAFORM, stacks=stacks)


@pytest.mark.parametrize("size", [1, 20, len(STATE) - 1])
def test_a_state_that_is_cut_off_is_named_with_its_size(
    container: ContainerClient, stacks: list[Stack], environment: str, size: int
) -> None:
    _write(container, stacks[0], STATE[:size])
    with pytest.raises(DamagedStateBlobError, match=rf"cannot be read \({size} bytes\)"):
        require_whole_states(container, environment=environment, product=TERRAFORM, stacks=stacks)


@pytest.mark.parametrize("content", [b"{}", b"[]", b"null", b'{"version": 4, "serial": 7}'])
def test_what_is_json_but_no_state_is_named_with_the_command_that_writes_an_earlier_version(
    container: ContainerClient, stacks: list[Stack], environment: str, content: bytes
) -> None:
    _write(container, stacks[2], content)
    with pytest.raises(DamagedStateBlobError, match="the state of app cannot be read") as caught:
        require_whole_states(container, environment=environment, product=TERRAFORM)
    assert f"ops state push app --environment {environment} --force FILE" in caught.value.remedy


def test_a_state_of_opentofu_is_refused_by_name_under_terraform_only(
    container: ContainerClient, stacks: list[Stack], environment: str
) -> None:
    applied = (
        b'{"version": 4, "serial": 7, "lineage": "one", "resources": [{"mode": "managed", "type": "a", '
        b'"name": "b", "provider": "provider[\\"%s/hashicorp/azurerm\\"]", "instances": []}]}'
    )
    _write(container, stacks[0], STATE)
    _write(container, stacks[1], applied % TERRAFORM.registry.encode())
    for product in (TERRAFORM, OPENTOFU):
        require_whole_states(container, environment=environment, product=product, stacks=stacks)

    _write(container, stacks[1], applied % OPENTOFU.registry.encode())
    require_whole_states(container, environment=environment, product=OPENTOFU, stacks=stacks)
    with pytest.raises(ForeignStateError, match="OpenTofu has applied the state of addons") as caught:
        require_whole_states(container, environment=environment, product=TERRAFORM, stacks=stacks)
    assert caught.value.where.endswith(stacks[1].backend.key)
    assert "export TERRAFORM_BINARY_NAME=tofu" in caught.value.remedy
    assert "docs/development/opentofu.md" in caught.value.remedy
