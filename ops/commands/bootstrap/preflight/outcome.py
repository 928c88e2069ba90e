"""The outcome of one check: passed, refused, or not checked."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import (
    AzureRefusedError,
    AzureUnreachableError,
    ProviderNotRegisteredError,
)
from ops.clients.azure.sign_in import NotSignedInError
from ops.common.errors import UserError


class CheckVerdict(StrEnum):
    """The verdict of a check."""

    PASSED = "passed"
    REFUSED = "refused"
    NOT_CHECKED = "not checked"


class NotCheckedError(UserError):
    """A check that cannot be made."""


# An answer that says nothing about the deployment, only about the question.
_UNANSWERED: Final = (
    AzureRefusedError,
    AzureUnreachableError,
    NotCheckedError,
    NotSignedInError,
    ProviderNotRegisteredError,
)


@dataclass(frozen=True, kw_only=True)
class PreflightCheck:
    """A check. `run` returns what was seen, and raises a UserError for what Azure would refuse.

    Attributes:
        provider: The resource provider that must be registered for an answer.
        regional: Whether the answer depends on the region.
        optional: Whether the deployment goes on if it cannot be made.
    """

    name: str
    run: Callable[[AzureTarget], str]
    provider: str = ""
    regional: bool = False
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckOutcome:
    """A line of the table. `awaits` is the resource provider without which the check cannot be made."""

    check: str
    verdict: CheckVerdict
    detail: str
    where: str = ""
    remedy: str = ""
    awaits: str = ""
    regional: bool = False
    optional: bool = False

    @property
    def document(self) -> dict[str, Any]:
        """The outcome for programs."""
        return asdict(self)


def outcome_of(check: PreflightCheck, target: AzureTarget) -> CheckOutcome:
    """Make a check and return its outcome. Never raises: one check must not hide the others' findings."""
    try:
        return _outcome(check, CheckVerdict.PASSED, check.run(target))
    except _UNANSWERED as error:
        awaits = error.namespace if isinstance(error, ProviderNotRegisteredError) else ""
        return unchecked(check, error, awaits=awaits)
    except UserError as error:
        return _outcome(check, CheckVerdict.REFUSED, error.what, where=error.where, remedy=error.remedy)
    except Exception as error:  # noqa: BLE001 - an answer of an unknown shape can fail in any way
        what = f"the answer cannot be read ({type(error).__name__}: {error})"
        return unchecked(check, NotCheckedError(what, remedy="report this with the version of `ops`"))


def unchecked(check: PreflightCheck, error: UserError, *, awaits: str = "") -> CheckOutcome:
    """Return the outcome of a check that could not be made, with the reason."""
    return _outcome(
        check, CheckVerdict.NOT_CHECKED, error.what, where=error.where, remedy=error.remedy, awaits=awaits
    )


def blocking(outcomes: Sequence[CheckOutcome], *, allow_unchecked: bool = False) -> list[CheckOutcome]:
    """Return the outcomes that stop a deployment."""
    return [
        one
        for one in outcomes
        if one.verdict == CheckVerdict.REFUSED
        or (one.verdict == CheckVerdict.NOT_CHECKED and not one.optional and not allow_unchecked)
    ]


def _outcome(
    check: PreflightCheck,
    verdict: CheckVerdict,
    detail: str,
    *,
    where: str = "",
    remedy: str = "",
    awaits: str = "",
) -> CheckOutcome:
    return CheckOutcome(
        check=check.name,
        verdict=verdict,
        detail=detail,
        where=where,
        remedy=remedy,
        awaits=awaits,
        regional=check.regional,
        optional=check.optional,
    )
