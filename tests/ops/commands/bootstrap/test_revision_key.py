"""Creating the key before account name and role take effect in Azure."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError, ServiceRequestError

from ops.commands.bootstrap import state
from ops.commands.bootstrap.state import RoleNotEffectiveError, missing_revision_key


class Container:
    """A container that raises these errors, one after another, before it takes the key."""

    container_name = "tfstate"
    account_name = "states"

    def __init__(self, *refusals: Exception) -> None:
        self.refusals = list(refusals)
        self.written: list[bytes] = []

    def download_blob(self, blob: str) -> None:
        raise ResourceNotFoundError(message=f"there is no {blob}")

    def upload_blob(self, blob: str, content: bytes, *, overwrite: bool) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.written.append(content)


def refusal(code: str) -> HttpResponseError:
    error = HttpResponseError(message=f"{code}: as reported by Azure\nRequestId:1")
    error.error_code = code  # type: ignore[attr-defined] # as azure-storage-blob does
    return error


def make(container: Container) -> list[float]:
    pauses: list[float] = []
    [action] = missing_revision_key(container, reachable=True, pause=pauses.append)  # type: ignore[arg-type]
    action.run()
    return pauses


def test_the_key_waits_for_the_name_and_for_the_role() -> None:
    container = Container(
        ServiceRequestError("name does not resolve"), refusal("AuthorizationPermissionMismatch")
    )
    assert make(container) == [10.0, 10.0]
    assert [len(key) for key in container.written] == [32]


def test_a_permanent_refusal_is_reported_at_once() -> None:
    with pytest.raises(RoleNotEffectiveError, match="AuthorizationFailure: as reported by Azure") as caught:
        make(Container(refusal("AuthorizationFailure")))
    assert caught.value.where == "container tfstate of states"
    assert "RequestId" not in caught.value.what


def test_a_role_that_never_takes_effect_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_ROLE_DEADLINE_SECONDS", 0.0)
    with pytest.raises(RoleNotEffectiveError, match="AuthorizationPermissionMismatch"):
        make(Container(refusal("AuthorizationPermissionMismatch")))
