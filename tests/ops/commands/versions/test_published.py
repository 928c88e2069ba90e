"""The newest published versions, with answers as the sources' documents show them."""

import httpx
import pytest

from ops.commands.versions.command import told
from ops.commands.versions.pins import VersionPin
from ops.commands.versions.published import (
    Published,
    newest,
    of_chart,
    of_kubernetes,
    of_terraform_registry,
)

TOKEN = 'Bearer realm="https://auth.example.com/token",service="registry",scope="repository:team/sample:pull"'


def _respond(request: httpx.Request) -> httpx.Response:
    address = str(request.url)
    if address == "https://registry.example.com/v1/providers/team/sample/versions":
        found = [{"version": version} for version in ("1.9.0", "1.10.0", "2.0.0-beta1")]
        return httpx.Response(200, json={"id": "team/sample", "versions": found})
    if address == "https://charts.example.com/index.yaml":
        return httpx.Response(
            200, text="entries:\n  sample:\n    - version: v1.2.0\n    - version: v1.3.0-rc.1\n"
        )
    if address.startswith("https://auth.example.com/token?"):
        assert dict(request.url.params) == {"service": "registry", "scope": "repository:team/sample:pull"}
        return httpx.Response(200, json={"token": "anonymous"})
    if address.startswith("https://oci.example.com/v2/team/sample/tags/list"):
        if request.headers.get("authorization") != "Bearer anonymous":
            return httpx.Response(401, headers={"www-authenticate": TOKEN})
        return httpx.Response(200, json={"name": "team/sample", "tags": ["v1.9.1", "v1.10.0", "latest"]})
    if address == "https://text.example.com/stable.txt":
        return httpx.Response(200, text="v1.37.2\n")
    return httpx.Response(503)


@pytest.fixture
def client() -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(_respond))


REGISTRY = "https://registry.example.com/v1/providers"


def pin(published: Published | None) -> VersionPin:
    return VersionPin(
        program="sample", version="1.2.0", place="here", moved_by="a command", published=published
    )


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (of_terraform_registry("team", "sample", registry=REGISTRY), "1.10.0"),
        (of_chart("https://charts.example.com/", "sample"), "v1.2.0"),
        (of_chart("oci://oci.example.com/team", "sample"), "v1.10.0"),
        (of_kubernetes("https://text.example.com/stable.txt"), "v1.37.2"),
    ],
)
def test_the_newest_stable_version_of_each_kind_of_source_is_found(
    client: httpx.Client, published: Published, expected: str
) -> None:
    assert told(pin(published), client) == {"newest": expected}


def test_a_source_that_does_not_answer_is_a_row_and_no_end(client: httpx.Client) -> None:
    said = told(pin(of_kubernetes("https://gone.example.com")), client)
    assert said["problem"].startswith("HTTPStatusError")
    assert "503" in said["problem"]


def test_a_pin_without_a_registry_is_not_asked_for(client: httpx.Client) -> None:
    assert told(pin(None), client) == {}


def test_charts_of_docker_hub_are_asked_for_under_the_name_of_its_registry() -> None:
    asked = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"tags": ["v1.9.1"]})

    client = httpx.Client(transport=httpx.MockTransport(respond))
    assert told(pin(of_chart("oci://docker.io/envoyproxy", "gateway-helm")), client) == {"newest": "v1.9.1"}
    assert asked == ["https://registry-1.docker.io/v2/envoyproxy/gateway-helm/tags/list?n=1000"]


def test_a_list_without_a_stable_version_is_refused() -> None:
    with pytest.raises(ValueError, match="no stable version"):
        newest(["latest", "1.0.0-rc.1"])
