"""The answers of `ops init`, and the names that follow from them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AfterValidator, TypeAdapter, ValidationError

from environments.delivery import RepositoryName
from environments.names import EmailAddress, Guid, Region, matching
from ops.common.errors import ExitCode, UserError

#: What stands in a file until somebody writes the id; `ops bootstrap` refuses it.
PLACEHOLDER: Final = "00000000-0000-0000-0000-000000000000"
#: The answer for a deployment without GitHub.
NO_REPOSITORY: Final = "none"
_SUFFIX_LENGTH: Final = 4
# No letter that reads like a digit.
_SUFFIX_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
# With "tfstate" and a suffix, 24 characters: the longest name of a storage account.
_LONGEST_NAME: Final = 13

DeploymentName = Annotated[
    str,
    AfterValidator(
        matching(
            rf"(?!.*--)[a-z][a-z0-9-]{{1,{_LONGEST_NAME - 2}}}[a-z0-9]",
            rule=f"must be 3–{_LONGEST_NAME} lower-case letters, digits or single hyphens, beginning with a "
            "letter: the names of all resources begin with it",
        )
    ),
]
CodeOwner = Annotated[
    str,
    AfterValidator(
        matching(
            r"@[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9._-]+)?",
            rule="must be a login or a team on GitHub, for instance @octo or @octo/platform",
        )
    ),
]


class AnswerError(UserError):
    """An answer that breaks a rule."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class Size:
    """A size of production: nodes and replicas (at least, at most), and the sizes of node and database."""

    node: str
    nodes: tuple[int, int]
    replicas: tuple[int, int]
    database: str


SIZES: Final[Mapping[str, Size]] = {
    "small": Size(node="Standard_D2s_v3", nodes=(2, 3), replicas=(2, 3), database="B_Standard_B1ms"),
    "standard": Size(node="Standard_D2s_v3", nodes=(2, 5), replicas=(2, 5), database="B_Standard_B1ms"),
    "large": Size(node="Standard_D4s_v3", nodes=(3, 8), replicas=(3, 8), database="GP_Standard_D2ds_v5"),
}


def _check_size(value: str) -> str:
    if value not in SIZES:
        raise ValueError(f"must be one of {', '.join(SIZES)}")
    return value


_TYPES: Final[Mapping[str, Any]] = {
    "name": TypeAdapter(DeploymentName),
    "region": TypeAdapter(Region),
    "repository": TypeAdapter(RepositoryName),
    "email": TypeAdapter(EmailAddress),
    "size": TypeAdapter(Annotated[str, AfterValidator(_check_size)]),
    "subscription": TypeAdapter(Guid),
    "admin_group": TypeAdapter(Guid),
    "code_owner": TypeAdapter(CodeOwner),
}


def checked(key: str, value: str) -> str:
    """Return an answer without surrounding blanks; raise AnswerError with its rule."""
    value = value.strip()
    if key == "repository" and value == NO_REPOSITORY:
        return value
    try:
        answer: str = _TYPES[key].validate_python(value)
    except ValidationError as error:
        rule = error.errors()[0]["msg"].removeprefix("Value error, ")
        flag = f"--{key.replace('_', '-')}"
        raise AnswerError(f"'{value}' {rule}", where=flag, remedy=f"give another one with {flag}") from None
    return answer


@dataclass(frozen=True, kw_only=True)
class InitAnswers:
    """The checked answers. `suffix` makes names unique that all of Azure shares."""

    name: str
    region: str
    repository: str
    email: str
    size: str
    owner: str
    application: str
    suffix: str
    month: str
    subscription: str = PLACEHOLDER
    admin_group: str = PLACEHOLDER

    def values(self) -> dict[str, Any]:
        """Return the values of the templates."""
        return {
            "name": self.name,
            "application": self.application,
            "compact": f"{self.name.replace('-', '')}{self.suffix}",
            "unique": f"{self.name}-{self.suffix}" if self.suffix else self.name,
            "region": self.region,
            "repository": "" if self.repository == NO_REPOSITORY else self.repository,
            "email": self.email,
            "size": SIZES[self.size],
            "month": self.month,
            "owner": self.owner,
            "subscription": self.subscription,
            "hint_subscription": _hint(self.subscription, "az account show --query id"),
            "admin_group": self.admin_group,
            "hint_admin_group": _hint(self.admin_group, "az ad group show --group <name> --query id"),
        }


def unique_suffix(*parts: str) -> str:
    """Return a suffix that follows from these texts: the same answers propose the same names."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return "".join(_SUFFIX_LETTERS[byte % len(_SUFFIX_LETTERS)] for byte in digest[:_SUFFIX_LENGTH])


def _hint(value: str, command: str) -> str:
    return f" # yours: {command}" if value == PLACEHOLDER else ""
