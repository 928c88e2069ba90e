"""The newest published versions: asked at the registries.

Sources: developer.hashicorp.com, "Provider Registry Protocol"; helm.sh, "The Chart Repository Guide";
github.com/opencontainers/distribution-spec, "Listing Tags"; kubernetes.io, "Install kubectl" (stable.txt).
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

import httpx
import yaml

#: Lists the versions that a source publishes.
Published = Callable[[httpx.Client], Iterable[str]]

_STABLE: Final = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")
_CHALLENGE: Final = re.compile(r'(\w+)="([^"]*)"')
_REGISTRY: Final = "https://registry.terraform.io/v1/providers"
_KUBERNETES: Final = "https://dl.k8s.io/release/stable.txt"
_OCI: Final = "oci://"
# Charts of docker.io are served under another name.
_OCI_HOSTS: Final = {"docker.io": "registry-1.docker.io"}


def newest(versions: Iterable[str]) -> str:
    """Return the highest of the stable versions, as it is written; raise ValueError without one."""
    found = [version for version in versions if _STABLE.fullmatch(version)]
    if not found:
        raise ValueError("the source lists no stable version")
    return max(found, key=_numbers)


def of_terraform_registry(namespace: str, name: str, *, registry: str = _REGISTRY) -> Published:
    """Return the reader of the versions that a Terraform registry lists."""
    address = f"{registry}/{namespace}/{name}/versions"
    return lambda client: [entry["version"] for entry in _answer(client, address).json()["versions"]]


def of_chart(repository: str, name: str) -> Published:
    """Return the reader of a chart's versions, in a chart repository or an OCI registry."""
    if repository.startswith(_OCI):
        return lambda client: _tags(client, repository, name)
    index = f"{repository.rstrip('/')}/index.yaml"
    return lambda client: [
        entry["version"] for entry in yaml.safe_load(_answer(client, index).text)["entries"][name]
    ]


def of_kubernetes(address: str = _KUBERNETES) -> Published:
    """Return the reader of the newest release of Kubernetes. AKS offers it some months later."""
    return lambda client: [_answer(client, address).text.strip()]


def _tags(client: httpx.Client, repository: str, name: str) -> list[str]:
    """Return the tags of a repository, with the anonymous token that the registry asks for."""
    host, _, path = repository.removeprefix(_OCI).partition("/")
    address = f"https://{_OCI_HOSTS.get(host, host)}/v2/{path}/{name}/tags/list?n=1000"
    answer = client.get(address)
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        asked = dict(_CHALLENGE.findall(answer.headers.get("www-authenticate", "")))
        token = _answer(client, asked.pop("realm"), **asked).json()["token"]
        answer = client.get(address, headers={"Authorization": f"Bearer {token}"})
    return list(answer.raise_for_status().json()["tags"])


def _answer(client: httpx.Client, address: str, **query: str) -> httpx.Response:
    return client.get(address, params=query or None).raise_for_status()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("v").split("."))
