"""Reading a tag's digest from a registry that wants an anonymous token, as Docker Hub does."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest

from ops.clients.registry.tags import Reference, RegistryReadError, digest_of_tag
from tests.support.json_api import Answer, Call, json_handler

MANIFEST = {"schemaVersion": 2}


@dataclass(kw_only=True)
class Hub:
    """A registry with token authentication; `token` is what its token server gives."""

    token: str | None = "granted"
    calls: list[Call] = field(default_factory=list)
    address: str = ""

    def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        if call.path == "/token":
            return Answer(body={"token": self.token} if self.token else {})
        if call.authorization == "Bearer granted":
            return Answer(body=MANIFEST)
        scope = "repository:library/python:pull"
        header = f'Bearer realm="http://{self.address}/token",service="hub",scope="{scope}"'
        return Answer(status=401, headers={"WWW-Authenticate": header})


@pytest.fixture
def hub() -> Iterator[Hub]:
    state = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), json_handler(state.answer))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    state.address = f"127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()


def test_an_anonymous_token_is_requested_for_the_repository(hub: Hub) -> None:
    digest = digest_of_tag(f"{hub.address}/library/python:3.11", platform="linux/amd64")

    assert digest == f"sha256:{hashlib.sha256(json.dumps(MANIFEST).encode()).hexdigest()}"
    [asked] = [call.query for call in hub.calls if call.path == "/token"]
    assert asked == {"service": "hub", "scope": "repository:library/python:pull"}


@pytest.mark.parametrize("token", [None, "wrong"])
def test_a_registry_that_gives_no_token_is_refused(hub: Hub, token: str | None) -> None:
    hub.token = token

    with pytest.raises(RegistryReadError, match=r"no anonymous token|answered HTTP 401"):
        digest_of_tag(f"{hub.address}/library/python:3.11", platform="linux/amd64")


def test_a_registry_that_does_not_answer_is_refused() -> None:
    with pytest.raises(RegistryReadError, match=r"no answer from 127\.0\.0\.1:9") as refused:
        digest_of_tag("127.0.0.1:9/python:3.11", platform="linux/amd64")
    assert "no Dockerfile was changed" in refused.value.remedy


@pytest.mark.parametrize(
    ("name", "host", "repository"),
    [
        ("python:3.11", "registry-1.docker.io", "library/python"),
        ("grafana/k6:1", "registry-1.docker.io", "grafana/k6"),
        ("docker.io/library/python:3.11", "registry-1.docker.io", "library/python"),
        ("ghcr.io/astral-sh/uv:1", "ghcr.io", "astral-sh/uv"),
        ("localhost:5000/base:1", "localhost:5000", "base"),
    ],
)
def test_names_have_the_defaults_of_docker_hub(name: str, host: str, repository: str) -> None:
    found = Reference.parse(name)

    assert (found.host, found.repository) == (host, repository)


@pytest.mark.parametrize("name", ["python", "localhost:5000/base"])
def test_a_name_without_a_tag_is_refused(name: str) -> None:
    with pytest.raises(RegistryReadError, match="has no tag"):
        Reference.parse(name)
