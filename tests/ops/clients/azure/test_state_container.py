"""A state account that cannot be used: each kind with its own message, and never a traceback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ops.clients.azure import state_container
from ops.clients.azure.state_container import ENDPOINT_VARIABLE, StateAccountError, open_state_container
from ops.engine.synthesis.document import StateBackend

BACKEND = StateBackend(account="gone", container="tfstate", key="")


@contextmanager
def _server(answer: bytes) -> Iterator[str]:
    """Answer each request with these bytes and close the connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/gone"
        server.shutdown(socket.SHUT_RDWR)


def _refusal(status: str, code: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nx-ms-error-code: {code}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return head.encode()


def _use(endpoint: str) -> None:
    variables = {ENDPOINT_VARIABLE: endpoint, "ARM_ACCESS_KEY": "a2V5"}
    with open_state_container(BACKEND, environment=variables) as container:
        container.get_blob_client("production/app.tfstate").upload_blob(b"")


@pytest.fixture(autouse=True)
def _once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_container, "_RETRIES", {"retry_total": 0})


@pytest.mark.parametrize(
    ("answer", "what", "remedy"),
    [
        (b"", "does not answer", "network"),
        (
            _refusal("404 Not Found", "ContainerNotFound"),
            "the state container does not exist",
            "ops bootstrap",
        ),
        (_refusal("403 Forbidden", "AuthorizationPermissionMismatch"), "denies access", "role"),
        (_refusal("403 Forbidden", "AuthorizationFailure"), "from this network", "network rules"),
        (_refusal("403 Forbidden", "AuthenticationFailed"), "not signed in", "az login"),
        (_refusal("412 Precondition Failed", "LeaseIdMismatchWithBlobOperation"), "lease", "ops state show"),
        (_refusal("503 Service Unavailable", "ServerBusy"), "busy", "wait"),
        (_refusal("429 Too Many Requests", "TooManyRequests"), "busy", "wait"),
    ],
)
def test_each_kind_of_failure_has_its_message(answer: bytes, what: str, remedy: str) -> None:
    with _server(answer) as endpoint, pytest.raises(StateAccountError) as caught:
        _use(endpoint)
    assert what in caught.value.what
    assert remedy in caught.value.remedy
    assert caught.value.where == "storage account gone, container tfstate"


def test_a_port_without_a_server_is_not_a_missing_account() -> None:
    with pytest.raises(StateAccountError) as caught:
        _use("http://127.0.0.1:1/gone")
    assert "does not answer" in caught.value.what
    assert "bootstrap" not in caught.value.remedy


def test_a_name_that_does_not_resolve_may_be_an_account_that_was_never_made() -> None:
    with pytest.raises(StateAccountError) as caught:
        _use("http://gone.blob.core.invalid")
    assert "does not resolve" in caught.value.what
    assert "ops bootstrap" in caught.value.remedy


def test_a_rehearsal_whose_store_has_ended_is_named_with_the_two_ways_out() -> None:
    variables = {
        ENDPOINT_VARIABLE: "http://127.0.0.1:1/gone",
        "ARM_ACCESS_KEY": "a2V5",
        "OPS_SIMULATED": "1",
        "REHEARSAL_HOME": "/home/me/rehearsed",
    }
    with (
        pytest.raises(StateAccountError, match="does not answer") as caught,
        open_state_container(BACKEND, environment=variables) as container,
    ):
        container.get_blob_client("production/app.tfstate").upload_blob(b"")
    assert "/home/me/rehearsed" in caught.value.where
    assert "rehearse env`" in caught.value.remedy
    assert "rehearse env --unset" in caught.value.remedy
