"""Checks of arguments, made while the command line is read: nothing has begun when one is refused."""

import math
import os
import re
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final
from urllib.parse import urlsplit

import typer

from contract.stacks import StackName
from ops.common.errors import ExitCode, UserError

# Terraform's own format: Go's time.ParseDuration, without signs. Source: pkg.go.dev/time#ParseDuration.
_DURATION: Final = re.compile(r"([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+")
# The format of a tag. Source: github.com/distribution/reference, grammar.
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_REFERENCE: Final = re.compile(
    r"[a-z0-9.-]+(:[0-9]+)?/[a-z0-9._/-]+(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?"
)
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
# Names of environments and namespaces are DNS labels (RFC 1123).
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
# What git takes as a revision: no blank, and not like an option.
_REVISION: Final = re.compile(r"[^-\s]\S*")
# The names that Azure's REST API takes for a region: eastus, westeurope, australiacentral2.
_REGION: Final = re.compile(r"[a-z]+[0-9]?")
# Source: learn.microsoft.com, "Naming rules and restrictions for Azure resources", Microsoft.KeyVault.
_VAULT: Final = re.compile(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]")


#: The name of standard input, where a file is read.
STANDARD_INPUT: Final = "-"


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


def checked_stacks(values: list[str] | None) -> list[str] | None:
    """Return names of stacks; raise ArgumentError for the first that is none."""
    for value in values or ():
        if value not in list(StackName):
            raise _refused(f"there is no stack '{value}'", "STACK", f"stacks: {', '.join(StackName)}")
    return values


def checked_environment(value: str) -> str:
    """Return the name of an environment; raise ArgumentError for what cannot name one."""
    return _named(value, _LABEL, "the name of an environment", "--environment or ENVIRONMENT", "production")


def checked_environments(values: list[str] | None) -> list[str] | None:
    """Return names of environments; raise ArgumentError for the first that can name none."""
    return values if values is None else [checked_environment(value) for value in values]


def checked_rehearsal(value: str | None) -> str | None:
    """Return the name of a rehearsal; raise ArgumentError for what cannot name its folder."""
    return value if value is None else _named(value, _LABEL, "the name of a rehearsal", "--name", "other")


def checked_namespace(value: str | None) -> str | None:
    """Return the name of a namespace; raise ArgumentError."""
    return value if value is None else _named(value, _LABEL, "a namespace", "--namespace", "todo")


def checked_commit(param: typer.CallbackParam, value: str) -> str:
    """Return a whole commit, or the empty default; raise ArgumentError."""
    if value == param.default:
        return value
    return _named(
        value, _COMMIT, "a whole commit: 40 digits from 0 to 9 and a to f", _of(param), "git rev-parse HEAD"
    )


def checked_revision(param: typer.CallbackParam, value: str | None) -> str | None:
    """Return what can name a commit; raise ArgumentError."""
    return (
        value
        if value is None
        else _named(value, _REVISION, "a branch, a tag or a commit", _of(param), "main")
    )


def checked_regions(param: typer.CallbackParam, values: list[str] | None) -> list[str] | None:
    """Return names of regions; raise ArgumentError for the first that can name none."""
    for value in values or ():
        _named(value, _REGION, "the name of a region", _of(param), "eastus")
    return values


def checked_text(param: typer.CallbackParam, value: str | None) -> str | None:
    """Return a text that is not blank, as that of a variable that is not set; raise ArgumentError."""
    if value is not None and not value.strip():
        raise _refused(
            "an empty value", _of(param), "set the variable that the value comes from, or leave it out"
        )
    return value


def checked_texts(param: typer.CallbackParam, values: list[str] | None) -> list[str] | None:
    """Return texts that are not blank; raise ArgumentError for the first that is."""
    for value in values or ():
        checked_text(param, value)
    return values


def checked_address(param: typer.CallbackParam, value: str) -> str:
    """Return a complete URL, or the default; raise ArgumentError."""
    if value != param.default and not _is_site(value):
        raise _refused(f"'{value}' is not a URL", _of(param), "pass a complete one: https://todo.example.com")
    return value


def checked_number(param: typer.CallbackParam, value: float | None) -> float | None:
    """Return a finite number; raise ArgumentError."""
    if value is not None and not math.isfinite(value):
        raise _refused(f"'{value}' is not a number that has an end", _of(param), "for instance 60")
    return value


def checked_positive(param: typer.CallbackParam, value: float | None) -> float | None:
    """Return a finite number above 0; raise ArgumentError."""
    if value is not None and value <= 0:
        raise _refused(f"{value:g} is not above 0", _of(param), "for instance 60")
    return checked_number(param, value)


def checked_input(param: typer.CallbackParam, value: Path | None) -> Path | None:
    """Return a file that can be read; raise ArgumentError. A default that nobody named may be absent."""
    if value is None or value == param.default:
        return value
    if not (value.is_file() and os.access(value, os.R_OK)):
        raise _refused(f"there is no file '{value}' that can be read", _of(param), "name an existing file")
    return value


def checked_inputs(param: typer.CallbackParam, values: list[Path] | None) -> list[Path] | None:
    """Return files that can be read, or `-`; raise ArgumentError for the first that cannot."""
    for value in values or ():
        if str(value) != STANDARD_INPUT:
            checked_input(param, value)
    return values


def checked_output(param: typer.CallbackParam, value: Path | None) -> Path | None:
    """Return a file that can be written, in a folder that exists or can be made; raise ArgumentError."""
    if value is not None and (value.is_dir() or not _writable(value)):
        raise _refused(
            f"'{value}' cannot be written", _of(param), "name a file in a folder that you may write"
        )
    return value


def checked_folder(param: typer.CallbackParam, value: Path | None) -> Path | None:
    """Return a folder that exists and can be written, or can be made; raise ArgumentError."""
    if value is not None and (value.is_file() or not _writable(value)):
        raise _refused(f"the folder '{value}' cannot be written", _of(param), "name another folder")
    return value


def _writable(path: Path) -> bool:
    """Return whether a path can be written: itself, or the nearest folder above it that exists.

    A file is opened as it is, and one without a name is made in a folder: for root every permission is there,
    also where the system makes no file, as in /proc.
    """
    nearest = path if path.exists() else next(one for one in path.absolute().parents if one.exists())
    try:
        if nearest.is_dir():
            TemporaryFile(dir=nearest).close()
        elif nearest.is_file() and nearest == path:
            nearest.open("r+b").close()
        else:
            return nearest == path and os.access(nearest, os.W_OK)
    except OSError:
        return False
    return True


def _named(value: str, pattern: re.Pattern[str], what: str, where: str, example: str) -> str:
    if not pattern.fullmatch(value):
        raise _refused(f"'{value}' is not {what}", where, f"for instance {example}")
    return value


def _of(param: typer.CallbackParam) -> str:
    """Return an option, or the name of an argument, as the help shows it."""
    name = param.opts[0]
    return name if name.startswith("-") else str(param.metavar or name.upper()).strip("[].")


def _is_site(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _refused(what: str, where: str, remedy: str) -> ArgumentError:
    return ArgumentError(f"{what}; nothing was changed", where=where, remedy=remedy)
