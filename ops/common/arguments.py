"""Checks of arguments, made while the command line is read: nothing has begun when one is refused."""

import math
import re
from typing import Final
from urllib.parse import urlsplit

from ops.common.errors import ExitCode, UserError

# Terraform's own format: Go's time.ParseDuration, without signs. Source: pkg.go.dev/time#ParseDuration.
_DURATION: Final = re.compile(r"([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+")
# The format of a tag. Source: github.com/distribution/reference, grammar.
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_REFERENCE: Final = re.compile(
    r"[a-z0-9.-]+(:[0-9]+)?/[a-z0-9._/-]+(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?"
)
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
# Source: learn.microsoft.com, "Naming rules and restrictions for Azure resources", Microsoft.KeyVault.
_VAULT: Final = re.compile(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]")


class ArgumentError(UserError):
    """An argument whose value can be nothing that works. Nothing was changed."""

    exit_code = ExitCode.USAGE


def is_image(reference: str) -> bool:
    """Return whether a text names a registry, a repository, and a tag or digest."""
    return bool(_REFERENCE.fullmatch(reference)) and bool({":", "@"} & set(reference.partition("/")[2]))


def checked_duration(value: str) -> str:
    """Return a time to wait in Terraform's format; raise ArgumentError."""
    if value != "0" and not _DURATION.fullmatch(value):
        raise _refused(f"'{value}' is not a time with its unit", "--lock-timeout", "for instance 60s or 5m")
    return value


def checked_url(value: str | None) -> str | None:
    """Return a complete URL of a site; raise ArgumentError."""
    if value is not None and not _is_site(value):
        raise _refused(f"'{value}' is not a URL", "--url", "pass a complete one: https://todo.example.com")
    return value


def checked_seconds(value: float) -> float:
    """Return a finite number of seconds; raise ArgumentError."""
    if not math.isfinite(value):
        raise _refused(f"'{value}' is not a number of seconds", "the time limit", "for instance 60")
    return value


def checked_tag(value: str | None) -> str | None:
    """Return an image tag; raise ArgumentError."""
    if value is not None and not _TAG.fullmatch(value):
        raise _refused(
            f"'{value}' is not an image tag: 1–128 letters, digits, underscores, periods or hyphens",
            "--image-tag",
            "pass the tag that the images were pushed with, usually the commit",
        )
    return value


def checked_images(values: list[str] | None) -> list[str] | None:
    """Return images as `workload=reference`; raise ArgumentError for the first that is none."""
    for value in values or ():
        workload, equals, reference = value.partition("=")
        if not (workload and equals and is_image(reference)):
            raise _refused(
                f"'{value}' is not a workload and its image: a registry, a repository and a tag or digest",
                "--image",
                "for instance: --image backend=registry.example.com/shop/backend:1.4.0",
            )
    return values


def checked_fingerprints(values: list[str] | None) -> list[str] | None:
    """Return fingerprints of plans; raise ArgumentError for the first that is none."""
    for value in values or ():
        if not _FINGERPRINT.fullmatch(value):
            raise _refused(
                f"'{value}' is not a fingerprint: 16 digits from 0 to 9 and a to f",
                "--reviewed",
                "copy it from the reviewed plan, or from `ops plan`",
            )
    return values


def checked_vault(value: str | None) -> str | None:
    """Return the name of a key vault; raise ArgumentError."""
    if value and not _VAULT.fullmatch(value):
        raise _refused(
            f"'{value}' is not the name of a key vault: 3–24 letters, digits or single hyphens",
            "--vault or OPS_VAULT",
            "give the name alone, not its URL",
        )
    return value


def _is_site(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _refused(what: str, where: str, remedy: str) -> ArgumentError:
    return ArgumentError(f"{what}; nothing was changed", where=where, remedy=remedy)
