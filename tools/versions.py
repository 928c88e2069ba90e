"""The pinned versions that Dependabot cannot see, beside the newest ones: `python -m tools.versions`.

Providers are in no manifest, because the stacks are synthesized; charts and Kubernetes are values of our own
files. Sources: developer.hashicorp.com, "Provider Registry Protocol"; helm.sh, "The Chart Repository Guide";
github.com/opencontainers/distribution-spec, "Listing Tags"; kubernetes.io, "Install kubectl" (stable.txt).
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import yaml

from environments import load_environment
from environments.loader import environments_folder
from ops.engine.synthesis.stacks import synthesize
from stacks.charts import CERT_MANAGER, DAPR, ENVOY_GATEWAY

_STABLE: Final = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")
_CHALLENGE: Final = re.compile(r'(\w+)="([^"]*)"')
_REGISTRY: Final = "https://registry.terraform.io/v1/providers"
_KUBERNETES: Final = "https://dl.k8s.io/release/stable.txt"
_OCI: Final = "oci://"
# Charts of docker.io are served under another name.
_OCI_HOSTS: Final = {"docker.io": "registry-1.docker.io"}
_TIMEOUT_SECONDS: Final = 30

Published = Callable[[httpx.Client, str], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A pinned version: where it is written, where newer ones are published, and how those are listed."""

    name: str
    version: str
    place: str
    source: str
    published: Published


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A pin beside the newest version; `problem` says why that is not known."""

    pin: Pin
    newest: str = ""
    problem: str = ""


def compare(pins: Iterable[Pin], client: httpx.Client) -> Iterator[Comparison]:
    """Yield each pin with the newest stable version that its source lists."""
    for pin in pins:
        try:
            yield Comparison(pin=pin, newest=newest(pin.published(client, pin.source)))
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            yield Comparison(pin=pin, problem=f"{type(error).__name__}: {error}")


def newest(versions: Iterable[str]) -> str:
    """Return the highest of the stable versions, as it is written; raise ValueError without one."""
    found = [version for version in versions if _STABLE.fullmatch(version)]
    if not found:
        raise ValueError("the source lists no stable version")
    return max(found, key=_numbers)


def markdown(comparisons: Iterable[Comparison]) -> str:
    """Return the comparisons as a table."""
    lines = ["| | Pinned | Newest | Where | Source |", "| --- | --- | --- | --- | --- |"]
    for each in comparisons:
        known = "is the newest" if each.newest and not _is_newer(each) else each.newest
        lines.append(
            f"| {each.pin.name} | {each.pin.version} | {known or f'not known: {each.problem}'} "
            f"| {each.pin.place} | {each.pin.source} |"
        )
    return "\n".join(lines)


def pins() -> Iterator[Pin]:
    """Yield what is pinned in the repository."""
    with tempfile.TemporaryDirectory(prefix="versions-") as folder:
        stacks = synthesize(environment="production", out=Path(folder))
    for source, version in sorted({(p.source, p.version) for stack in stacks for p in stack.providers}):
        _, namespace, name = source.split("/")
        yield Pin(
            name=f"provider {name}",
            version=version,
            place="pyproject.toml, or cdktf.json",
            source=f"{_REGISTRY}/{namespace}/{name}/versions",
            published=of_terraform_registry,
        )
    for chart in (DAPR, ENVOY_GATEWAY, CERT_MANAGER):
        is_oci = chart.repository.startswith(_OCI)
        yield Pin(
            name=f"chart {chart.name}",
            version=chart.version,
            place="stacks/charts.py",
            source=_tags(chart.repository, chart.name)
            if is_oci
            else f"{_index(chart.repository)}#{chart.name}",
            published=of_oci_registry if is_oci else of_chart_repository,
        )
    for file in sorted(environments_folder().glob("*.yaml")):
        cluster = load_environment(file.stem, folder=file.parent).cluster
        yield Pin(
            name=f"Kubernetes of {file.stem}",
            version=f"{cluster.kubernetes_version}.0",
            place=f"environments/{file.name}",
            source=_KUBERNETES,
            published=of_text,
        )


def of_terraform_registry(client: httpx.Client, source: str) -> list[str]:
    """Return the versions that a Terraform registry lists."""
    return [entry["version"] for entry in _answer(client, source).json()["versions"]]


def of_chart_repository(client: httpx.Client, source: str) -> list[str]:
    """Return the versions of a chart in a repository; the fragment of the address is the chart's name."""
    index, _, name = source.partition("#")
    return [entry["version"] for entry in yaml.safe_load(_answer(client, index).text)["entries"][name]]


def of_oci_registry(client: httpx.Client, source: str) -> list[str]:
    """Return the tags of a repository, with the anonymous token that the registry asks for."""
    answer = client.get(source)
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        asked = dict(_CHALLENGE.findall(answer.headers.get("www-authenticate", "")))
        token = _answer(client, asked.pop("realm"), **asked).json()["token"]
        answer = client.get(source, headers={"Authorization": f"Bearer {token}"})
    return list(answer.raise_for_status().json()["tags"])


def of_text(client: httpx.Client, source: str) -> list[str]:
    """Return the one version that a text is."""
    return [_answer(client, source).text.strip()]


def main() -> int:
    """Print the table; return 1 if a source did not answer."""
    with httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=True) as client:
        found = list(compare(pins(), client))
    print(markdown(found))
    return 1 if any(each.problem for each in found) else 0


def _answer(client: httpx.Client, address: str, **query: str) -> httpx.Response:
    return client.get(address, params=query or None).raise_for_status()


def _index(repository: str) -> str:
    return f"{repository.rstrip('/')}/index.yaml"


def _tags(repository: str, name: str) -> str:
    host, _, path = repository.removeprefix(_OCI).partition("/")
    return f"https://{_OCI_HOSTS.get(host, host)}/v2/{path}/{name}/tags/list?n=1000"


def _is_newer(comparison: Comparison) -> bool:
    return _numbers(comparison.newest) > _numbers(comparison.pin.version)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("v").split("."))


if __name__ == "__main__":
    sys.exit(main())
