"""The pinned versions beside the newest, with answers as the sources' documents show them."""

import httpx
import pytest

from tools import versions
from tools.versions import Pin, compare, markdown, newest, pins

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


@pytest.mark.parametrize(
    ("published", "source", "expected"),
    [
        (
            versions.of_terraform_registry,
            "https://registry.example.com/v1/providers/team/sample/versions",
            "1.10.0",
        ),
        (versions.of_chart_repository, "https://charts.example.com/index.yaml#sample", "v1.2.0"),
        (versions.of_oci_registry, "https://oci.example.com/v2/team/sample/tags/list?n=1000", "v1.10.0"),
        (versions.of_text, "https://text.example.com/stable.txt", "v1.37.2"),
    ],
)
def test_the_newest_stable_version_of_each_kind_of_source_is_found(
    client: httpx.Client, published: versions.Published, source: str, expected: str
) -> None:
    pin = Pin(name="sample", version="1.2.0", place="here", source=source, published=published)
    (found,) = compare([pin], client)
    assert (found.newest, found.problem) == (expected, "")


def test_a_source_that_does_not_answer_is_a_row_and_no_end(client: httpx.Client) -> None:
    pin = Pin(
        name="sample",
        version="1.2.0",
        place="here",
        source="https://gone.example.com",
        published=versions.of_text,
    )
    (found,) = compare([pin], client)
    assert "503" in found.problem
    assert "| sample | 1.2.0 | not known: HTTPStatusError" in markdown([found])


def test_the_table_says_what_is_newer(client: httpx.Client) -> None:
    source = "https://text.example.com/stable.txt"
    both = [
        Pin(name=name, version=version, place="here", source=source, published=versions.of_text)
        for name, version in (("old", "1.36.0"), ("new", "v1.37.2"))
    ]
    table = markdown(compare(both, client))
    assert f"| old | 1.36.0 | v1.37.2 | here | {source} |" in table
    assert f"| new | v1.37.2 | is the newest | here | {source} |" in table


def test_a_list_without_a_stable_version_is_refused() -> None:
    with pytest.raises(ValueError, match="no stable version"):
        newest(["latest", "1.0.0-rc.1"])


def test_providers_charts_and_kubernetes_are_listed() -> None:
    found = {pin.name: pin for pin in pins()}
    assert set(found) == {
        *("provider azurerm", "provider helm", "provider kubernetes", "provider redpanda"),
        *("chart dapr", "chart gateway-helm", "chart cert-manager"),
        *("Kubernetes of production", "Kubernetes of staging", "Kubernetes of budget"),
    }
    assert found["chart gateway-helm"].source.startswith(
        "https://registry-1.docker.io/v2/envoyproxy/gateway-helm/"
    )
    assert found["chart dapr"].source == "https://dapr.github.io/helm-charts/index.yaml#dapr"
