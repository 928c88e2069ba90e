"""The texts of a state store that fails, sorted by what to do."""

import pytest

from ops.engine.terraform.store_problem import store_problem

_HEAD = 'Error saving state: executing request: Head "https://x.blob.core.windows.net/tfstate/app.tfstate": '


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        # Recorded: Terraform 1.11 and Azure's library with Azurite away.
        (f"{_HEAD}dial tcp 127.0.0.1:53989: connect: connection refused", "does not answer", "network"),
        (
            "Failed to establish a new connection: [Errno 111] Connection refused",
            "does not answer",
            "network",
        ),
        (
            f"{_HEAD}dial tcp: lookup x.blob.core.windows.net: no such host",
            "does not resolve",
            "ops bootstrap",
        ),
        ("Failed to resolve 'x' ([Errno -2] Name or service not known)", "does not resolve", "ops bootstrap"),
        # Azure's error codes, as the clients of Go and Python print them.
        ("unexpected status 404 with ContainerNotFound", "container does not exist", "ops bootstrap"),
        ("unexpected status 403 with AuthorizationPermissionMismatch", "denies access", "role"),
        ("unexpected status 403 with AuthorizationFailure", "from this network", "network rules"),
        ("could not parse Azure CLI version: unable to find", "is not installed", "aka.ms/azure-cli"),
        ("unexpected status 401 with InvalidAuthenticationInfo", "not signed in", "az login"),
        (
            "unexpected status 412 with LeaseIdMismatchWithBlobOperation",
            "lease on the state was lost",
            "show",
        ),
        ("unexpected status 412 with LeaseLost", "lease on the state was lost", "show"),
        ("unexpected status 503 with ServerBusy", "busy", "wait"),
        ("unexpected status 429 (429 Too Many Requests)", "busy", "wait"),
        ("status 500\nThe server encountered an internal error", "busy", "wait"),
        ("('Connection aborted.', RemoteDisconnected('Remote end closed'))", "does not answer", "network"),
    ],
)
def test_each_kind_has_its_own_remedy(text: str, what: str, remedy: str) -> None:
    found = store_problem(text)
    assert found
    assert what in found.what
    assert remedy in found.remedy


@pytest.mark.parametrize(
    "text", ["the plan is stale", "status 404 BlobNotFound", "port 5000 is used", "line 429"]
)
def test_a_text_about_something_else_has_none(text: str) -> None:
    assert store_problem(text) is None
