"""The target of a load test: this machine, or a host that the user owns."""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from ops.common.errors import ExitCode, UserError

_ANSWER_WITHIN_SECONDS: Final = 10.0
# Where a virtual machine asks its cloud about itself: Azure's wire server, Alibaba, AWS over IPv6
# (unverified). The link-local range, where most have theirs (169.254.169.254), is refused whole. Sources:
# https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 and cloud-init's
# documentation of its data source AliYun.
_METADATA_ADDRESSES: Final = frozenset(
    ipaddress.ip_address(text) for text in ("168.63.129.16", "100.100.100.200", "fd00:ec2::254")
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str], Iterable[str]]


class TargetRefusedError(UserError):
    """A target that is not load-tested."""

    exit_code = ExitCode.USAGE


class TargetSilentError(UserError):
    """A target that does not answer as a healthy application does."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """The target: `origin` is scheme, host and port. `local`: every address is this machine's."""

    origin: str
    host: str
    local: bool


def addresses_of(host: str) -> list[str]:
    """Return the addresses that a host name has; raise OSError."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None)})


def load_target(url: str, *, resolve: Resolve = addresses_of) -> Target:
    """Return the target that a URL names; what follows the host is ignored.

    Raises TargetRefusedError for what is no URL, names credentials, or leads to a cloud's metadata service;
    TargetSilentError for a host that nobody knows.
    """
    origin, host = _origin(url)
    try:
        found = [_address(text) for text in resolve(host)]
    except (OSError, UnicodeError) as error:
        raise TargetSilentError(
            f"cannot resolve the host {host}: {error}", where=url, remedy="check the spelling of the URL"
        ) from error
    for address in found:
        if address.is_link_local or address.is_unspecified or address.is_multicast or _is_metadata(address):
            raise TargetRefusedError(
                f"{host} is {address}: a link-local address, such as a cloud's metadata service",
                where=url,
                remedy="give the public URL of the application",
            )
    return Target(origin=origin, host=host, local=all(address.is_loopback for address in found))


def require_ownership(target: Target, *, named: str | None, ask: Callable[[], str] | None) -> None:
    """Return if the target may be load-tested; raise TargetRefusedError otherwise.

    `named` is the host that the person named as theirs beforehand, `ask` gets it from them at a terminal.
    This machine needs no permission, but a wrong name is a mistake even there.
    """
    if named is None and target.local:
        return
    if named is None and ask is None:
        raise TargetRefusedError(
            f"the owner of {target.host} has not confirmed: load on someone else's host is an attack",
            where="there is no terminal for the question",
            remedy=f"ops load {target.origin} --yes-i-own {target.host}, if you own it",
        )
    typed = named if named is not None else (ask() if ask else "")
    if typed.strip().lower().strip("[]") != target.host:
        raise TargetRefusedError(
            f"'{typed}' is not the host of the URL, {target.host}",
            where="--yes-i-own" if named is not None else "what you typed",
            remedy="give the exact host of the URL, and only if you own it",
        )


def require_answer(target: Target) -> None:
    """Return when the target serves its page; raise TargetRefusedError or TargetSilentError.

    One request, without following a redirect: it could lead to a host that nobody named.
    """
    try:
        with httpx.Client(
            verify=ssl.create_default_context(), timeout=_ANSWER_WITHIN_SECONDS, trust_env=False
        ) as client:
            response = client.get(f"{target.origin}/")
    except (httpx.HTTPError, OSError) as error:
        raise TargetSilentError(
            f"no answer: {error}", where=target.origin, remedy=f"ops smoke {target.origin}"
        ) from error
    if response.is_redirect:
        _require_same_place(target, response.headers.get("location", ""))
    elif response.status_code != httpx.codes.OK:
        raise TargetSilentError(
            f"the page answers HTTP {response.status_code} before the load test",
            where=f"{target.origin}/",
            remedy=f"ops smoke {target.origin}",
        )


def _require_same_place(target: Target, location: str) -> None:
    to = urlsplit(location)
    if not to.hostname or f"{to.scheme}://{to.netloc}" == target.origin:
        return  # to another page of the same application: sign-in, for instance
    if to.hostname == target.host:
        remedy = f"use that URL: {to.scheme}://{to.netloc}"
    else:
        remedy = "redirects are not followed; give the other host yourself, if you own it"
    raise TargetRefusedError(
        f"it redirects to another host, {to.scheme}://{to.netloc}", where=target.origin, remedy=remedy
    )


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise TargetRefusedError(
            f"'{url}' is not a URL", where="URL", remedy="give a complete URL: https://todo.example.com"
        )
    if parts.username is not None or parts.password is not None:
        raise TargetRefusedError(
            "the URL contains a user name: the load test creates its own accounts",
            where="URL",
            remedy=f"remove the part before the @: {parts.scheme}://{parts.hostname}",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}", parts.hostname


def _address(text: str) -> Address:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_metadata(address: Address) -> bool:
    return address in _METADATA_ADDRESSES
