"""A wheel of a lock file, fetched without pip: Debian's and Ubuntu's Python has neither pip nor ensurepip.

A file is taken for its hash alone, from the places that pip's configuration names.
"""

import base64
import hashlib
import json
import platform
import re
import ssl
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

_INDEX: Final = "https://pypi.org/simple"
# packaging.python.org/en/latest/specifications/simple-repository-api
_JSON: Final = "application/vnd.pypi.simple.v1+json"
_ACCEPT: Final = f"{_JSON}, text/html;q=0.1"
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SECONDS: Final = 60.0
_FALSE: Final = frozenset({"", "0", "false", "no", "off"})


def fetch_wheel(entry: str, *, options: Mapping[str, str], into: Path) -> Path | None:
    """Fetch the wheel of a lock file's entry that fits this machine; return its path.

    `options` are those of pip. None where no place has such a file.
    """
    wanted = _Wanted(name=entry.partition("==")[0], hashes=frozenset(_HASH.findall(entry)))
    for folder in options.get("find-links", "").split():
        for file in sorted(Path(folder).glob(f"{wanted.name}-*.whl")):
            if _fits(file.name) and hashlib.sha256(file.read_bytes()).hexdigest() in wanted.hashes:
                return file
    opener = _opener(options)
    for index in _indexes(options):
        try:
            if found := _from_index(opener, index, wanted, into=into):
                return found
        except (OSError, ValueError) as error:
            host = urlsplit(index).hostname
            print(f"{wanted.name} cannot be fetched from {host}: {error}", file=sys.stderr)
    return None


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    name: str
    hashes: frozenset[str]


def _from_index(opener: OpenerDirector, index: str, wanted: _Wanted, *, into: Path) -> Path | None:
    for address, digest in _files(opener, f"{index.rstrip('/')}/{wanted.name}/"):
        file = into / unquote(urlsplit(address).path).rpartition("/")[2]
        if digest in wanted.hashes and _fits(file.name):
            content = opener.open(_request(address), timeout=_SECONDS).read()
            if hashlib.sha256(content).hexdigest() == digest:
                file.write_bytes(content)
                return file
    return None


def _indexes(options: Mapping[str, str]) -> list[str]:
    if options.get("no-index", "").lower() not in _FALSE:
        return []
    return [options.get("index-url", _INDEX), *options.get("extra-index-url", "").split()]


def _fits(name: str) -> bool:
    """Return whether a file is a wheel for this machine, as far as the tag of its platform says."""
    if not name.endswith(".whl"):
        return False
    tags = name.removesuffix(".whl").rpartition("-")[2].split(".")
    family = "macosx"
    if sys.platform == "linux":
        family = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return any(tag == "any" or (tag.startswith(family) and tag.endswith(platform.machine())) for tag in tags)


def _opener(options: Mapping[str, str]) -> OpenerDirector:
    handlers: list[ProxyHandler | HTTPSHandler] = [
        HTTPSHandler(context=ssl.create_default_context(cafile=options.get("cert")))
    ]
    if proxy := options.get("proxy"):
        handlers.append(ProxyHandler({"http": proxy, "https": proxy}))
    return build_opener(*handlers)


def _request(address: str) -> Request:
    """Return a request; a user and password in the address become its header, as with pip."""
    parts = urlsplit(address)
    headers = {"Accept": _ACCEPT}
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return Request(plain, headers=headers)  # noqa: S310 - a file is taken for its hash alone


def _files(opener: OpenerDirector, page: str) -> Iterator[tuple[str, str]]:
    """Yield the address and SHA-256 of each file on a page of an index, in JSON or in HTML."""
    with opener.open(_request(page), timeout=_SECONDS) as answer:
        text = answer.read().decode("utf-8")
        kind = answer.headers.get_content_type()
    if kind == _JSON:
        for file in json.loads(text)["files"]:
            yield urljoin(page, file["url"]), file["hashes"].get("sha256", "")
        return
    links = _Links()
    links.feed(text)
    for link in links.found:
        address, fragment = urldefrag(urljoin(page, link))
        yield address, fragment.removeprefix("sha256=")


class _Links(HTMLParser):
    """The links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of a link."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]
