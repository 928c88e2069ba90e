"""The checks of a smoke test. Each makes one attempt."""

import datetime
import math
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx
from cryptography import x509

from ops.common.errors import ExitCode, UserError

#: The longest acceptable time to load the page (requirement SC-001).
LOAD_SECONDS: Final = 3.0
# cert-manager renews when a third of the lifetime remains. Half of that third gone means that renewal fails:
# 15 days are left of the 90 that Let's Encrypt gives today, 10 of 64 (from 10 February 2027), 7 of 45 (from
# 16 February 2028). Sources: cert-manager.io/docs/usage/certificate, "Renewal"; letsencrypt.org/2025/12/02.
_LEAST_SHARE_LEFT: Final = 1 / 6
_TIMEOUT_SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class SmokeTarget:
    """The public URL of a release, the trusted certificates, and the port of plain HTTP."""

    url: str
    trust: ssl.SSLContext
    http_port: int = 80

    @property
    def secure(self) -> bool:
        """Whether the URL uses HTTPS; a load balancer without a certificate serves plain HTTP."""
        return urlsplit(self.url).scheme == "https"

    @property
    def host(self) -> str:
        """The host name."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port of the URL, or the default of its scheme."""
        return urlsplit(self.url).port or (443 if self.secure else 80)

    def path(self, path: str) -> str:
        """Return the URL of a path on this host."""
        scheme, netloc, *_ = urlsplit(self.url)
        return urlunsplit((scheme, netloc, path, "", ""))


class BadUrlError(UserError):
    """A URL that cannot be tested."""

    exit_code = ExitCode.USAGE


def public_target(url: str) -> SmokeTarget:
    """Return the target of a URL with the system's trusted certificates; raise BadUrlError."""
    if not url.startswith(("https://", "http://")):
        raise BadUrlError(
            f"'{url}' is not a URL", where="URL", remedy="pass a complete URL: https://todo.example.com"
        )
    return SmokeTarget(url=url, trust=ssl.create_default_context())


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """The result of one attempt of a check."""

    passed: bool
    detail: str


Check = Callable[[SmokeTarget], Attempt]


def frontend_loads(target: SmokeTarget) -> Attempt:
    """Check that the page answers 200 and arrives completely within three seconds."""
    with httpx.Client(verify=target.trust, timeout=_TIMEOUT_SECONDS, follow_redirects=True) as client:
        response = client.get(target.path("/"))
    seconds = response.elapsed.total_seconds()
    detail = f"HTTP {response.status_code} in {seconds:.2f} s"
    if response.status_code != httpx.codes.OK:
        return Attempt(passed=False, detail=f"{detail}, expected 200")
    if seconds >= LOAD_SECONDS:
        return Attempt(passed=False, detail=f"{detail}, expected less than {LOAD_SECONDS:.0f} s")
    return Attempt(passed=True, detail=detail)


def backend_is_healthy(target: SmokeTarget) -> Attempt:
    """Check that `/api/health` answers 200 with `"status": "healthy"`."""
    with httpx.Client(verify=target.trust, timeout=_TIMEOUT_SECONDS) as client:
        response = client.get(target.path("/api/health"))
    if response.status_code != httpx.codes.OK:
        return Attempt(passed=False, detail=f"HTTP {response.status_code}, expected 200")
    try:
        status = response.json()["status"]
    except (ValueError, KeyError, TypeError):
        return Attempt(passed=False, detail="the response has no status: is another server behind /api?")
    return Attempt(passed=status == "healthy", detail=f"status {status}")


def least_days_left(*, starts: datetime.datetime, ends: datetime.datetime) -> int:
    """Return the days that a certificate with this lifetime must have left while its renewal works."""
    return math.floor((ends - starts) * _LEAST_SHARE_LEFT / datetime.timedelta(days=1))


def certificate_lasts(target: SmokeTarget) -> Attempt:
    """Check that the certificate is trusted for this host, and was renewed when its lifetime asked for it."""
    address = (target.host, target.port)
    with (
        socket.create_connection(address, timeout=_TIMEOUT_SECONDS) as connection,
        target.trust.wrap_socket(connection, server_hostname=target.host) as secured,
    ):
        encoded = secured.getpeercert(binary_form=True) or b""
    certificate = x509.load_der_x509_certificate(encoded)
    starts, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    days = (ends - datetime.datetime.now(datetime.UTC)).days
    least = least_days_left(starts=starts, ends=ends)
    detail = f"{days} days left"
    if days < least:
        lifetime = (ends - starts).days
        return Attempt(passed=False, detail=f"{detail} of {lifetime}, expected {least} or more")
    return Attempt(passed=True, detail=detail)


def plain_http_redirects(target: SmokeTarget) -> Attempt:
    """Check that plain HTTP answers with a redirect to HTTPS on the same host."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    with httpx.Client(timeout=_TIMEOUT_SECONDS) as client:
        response = client.get(f"http://{host}:{target.http_port}/")
    location = urlsplit(response.headers.get("location", ""))
    redirected = response.is_redirect and location.scheme == "https" and location.hostname == target.host
    detail = f"HTTP {response.status_code} to {location.geturl() or 'nowhere'}"
    return Attempt(
        passed=redirected, detail=detail if redirected else f"{detail}, expected a redirect to HTTPS"
    )
