"""The digest that a tag points to, in any registry that can be read without signing in.

Sources: github.com/opencontainers/distribution-spec v1.1, "Pulling manifests"; distribution.github.io,
"Token Authentication Specification" (a 401 names the server that gives an anonymous token); the names of
Docker Hub: github.com/distribution/reference, normalize.go.
"""

import hashlib
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx

from ops.common.errors import UserError

_INDEX_TYPES: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_MANIFEST_TYPES: Final = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_CHALLENGE: Final = re.compile(r'(\w+)="([^"]*)"')
_HUB: Final = "docker.io"
_HUB_HOST: Final = "registry-1.docker.io"
_LOOPBACK: Final = ("localhost", "127.0.0.1")
_SECONDS: Final = 30
_LARGEST: Final = 4 << 20


class RegistryReadError(UserError):
    """A tag whose digest cannot be read."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """An image by registry, repository and tag."""

    host: str
    repository: str
    tag: str

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """Return the parts of `name:tag`, with the defaults of Docker Hub; raise RegistryReadError."""
        first, slash, rest = text.partition("/")
        has_host = bool(slash) and ("." in first or ":" in first or first == "localhost")
        host, path = (first, rest) if has_host else (_HUB, text)
        repository, colon, tag = path.rpartition(":")
        if not colon or not repository or not tag:
            raise RegistryReadError(
                f"'{text}' has no tag", where="FROM", remedy="name a version, such as python:3.11-slim-trixie"
            )
        if host == _HUB and "/" not in repository:
            repository = f"library/{repository}"
        return cls(host=_HUB_HOST if host == _HUB else host, repository=repository, tag=tag)

    @property
    def url(self) -> str:
        """The address of the manifest. A registry of this machine is read without TLS, as Docker does."""
        scheme = "http" if self.host.partition(":")[0] in _LOOPBACK else "https"
        return f"{scheme}://{self.host}/v2/{self.repository}/manifests/{self.tag}"


def digest_of_tag(text: str, *, platform: str) -> str:
    """Return the digest of `name:tag`, that of the index when there is one for several platforms.

    Raises RegistryReadError when the registry does not answer or refuses, when the tag does not exist, or
    when it has no image for the platform.
    """
    reference = Reference.parse(text)
    with httpx.Client(timeout=_SECONDS, follow_redirects=True) as client:
        answer = _manifest(client, reference, name=text)
    digest = f"sha256:{hashlib.sha256(answer.content).hexdigest()}"
    claimed = answer.headers.get("Docker-Content-Digest", digest)
    if claimed != digest:
        raise _unreadable(reference, f"{text}: the registry calls {claimed} what is {digest}")
    _require_platform(answer, reference, name=text, platform=platform)
    return digest


def _manifest(client: httpx.Client, reference: Reference, *, name: str) -> httpx.Response:
    accept = {"Accept": ", ".join((*_INDEX_TYPES, *_MANIFEST_TYPES))}
    try:
        answer = client.get(reference.url, headers=accept)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            token = _anonymous_token(client, answer, reference)
            answer = client.get(reference.url, headers={**accept, "Authorization": f"Bearer {token}"})
    except httpx.HTTPError as error:
        raise _unreadable(reference, f"{name}: no answer from {reference.host}: {error}") from error
    if answer.status_code == HTTPStatus.NOT_FOUND:
        raise _unreadable(reference, f"{name} does not exist")
    if answer.status_code != HTTPStatus.OK or len(answer.content) > _LARGEST:
        raise _unreadable(reference, f"{name}: {reference.host} answered HTTP {answer.status_code}")
    return answer


def _anonymous_token(client: httpx.Client, answer: httpx.Response, reference: Reference) -> str:
    challenge = dict(_CHALLENGE.findall(answer.headers.get("WWW-Authenticate", "")))
    realm = challenge.pop("realm", "")
    local = tuple(f"http://{one}" for one in _LOOPBACK)
    if not realm.startswith(("https://", *local)):
        raise _unreadable(reference, f"{reference.host} asks for a sign-in that has no anonymous form")
    granted = client.get(
        realm, params={key: challenge[key] for key in ("service", "scope") if key in challenge}
    )
    try:
        found: dict[str, Any] = granted.json() if granted.is_success else {}
    except ValueError:
        found = {}
    token = found.get("token") or found.get("access_token")
    if not token:
        raise _unreadable(reference, f"{reference.host} gives no anonymous token: HTTP {granted.status_code}")
    return str(token)


def _require_platform(answer: httpx.Response, reference: Reference, *, name: str, platform: str) -> None:
    if answer.headers.get("Content-Type", "").partition(";")[0] not in _INDEX_TYPES:
        return
    found = {
        f"{one['platform'].get('os')}/{one['platform'].get('architecture')}"
        for one in answer.json().get("manifests", ())
        if "platform" in one
    }
    if platform not in found:
        raise _unreadable(
            reference, f"{name} has no image for {platform}, only for {', '.join(sorted(found))}"
        )


def _unreadable(reference: Reference, what: str) -> RegistryReadError:
    return RegistryReadError(
        what, where=reference.url, remedy="check the name and the network; no Dockerfile was changed"
    )
