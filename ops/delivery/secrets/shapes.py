"""The format of each secret, checked when it is set and before a deployment.

A message names the secret and the broken rule, never a part of the value.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from contract.inputs import SHORTEST_LOGIN_KEY, SHORTEST_SESSION_SECRET, SecretName
from ops.common.errors import ExitCode, UserError
from ops.delivery.secrets.database_url import read_database_url
from ops.delivery.secrets.secret import Secret

#: Modes of libpq that refuse a connection without TLS.
TLS_MODES: Final = ("require", "verify-ca", "verify-full")
_POSTGRES_CHARACTER_KINDS: Final = 3
# What examples and templates have in the place of a secret, `.env.example` and this repository's pages among
# them. None of these words comes up by chance in a generated value.
_PLACEHOLDER: Final = re.compile(
    r"change[-_ ]?me|replace[-_ ]?(me|this)|place[-_ ]?holder"
    r"|your[-_ ](\w+[-_ ]){0,3}(key|password|secret|token)"
    r"|^<.*>$|^\$\{.*\}$|://user:password@|:password@host[:/]",
    re.IGNORECASE,
)


class SecretShapeError(UserError):
    """A secret whose value has a wrong format."""

    exit_code = ExitCode.MISSING_INPUT


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The purpose, length and further rules of a secret; `rules` returns the broken ones."""

    purpose: str
    minimum: int
    maximum: int = 25_000  # of Azure Key Vault: 25 KB
    rules: Callable[[str], list[str]] = lambda _: []
    can_be_generated: bool = False


def _connection_url(value: str) -> list[str]:
    url = read_database_url(value)
    broken = list(url.problems)
    if not url.problems and url.parameters.get("sslmode") not in TLS_MODES:
        broken.append(f"must require TLS: end with ?sslmode= and one of {', '.join(TLS_MODES)}")
    return broken


def _azure_password(value: str) -> list[str]:
    """Source: learn.microsoft.com, "Create an Azure Database for PostgreSQL flexible server"."""
    other = any(not character.isalnum() for character in value)
    kinds = (str.islower, str.isupper, str.isdigit)
    found = sum(any(kind(character) for character in value) for kind in kinds) + other
    if found < _POSTGRES_CHARACTER_KINDS:
        return ["must contain three of: lowercase letters, uppercase letters, digits, other characters"]
    return []


#: Every secret of the stacks; described in docs/deployment/secrets-configuration.md.
SHAPES: Final[Mapping[str, Shape]] = {
    SecretName.DATABASE_URL: Shape(purpose="PostgreSQL connection URL", minimum=20, rules=_connection_url),
    SecretName.DATABASE_LOGIN_KEY: Shape(
        purpose="passwords of the application's database logins",
        minimum=SHORTEST_LOGIN_KEY,
        can_be_generated=True,
    ),
    SecretName.OPENAI_API_KEY: Shape(purpose="key of the chat's model API", minimum=20),
    SecretName.BETTER_AUTH_SECRET: Shape(
        purpose="signs sessions", minimum=SHORTEST_SESSION_SECRET, can_be_generated=True
    ),
    SecretName.REDPANDA_PASSWORD: Shape(
        purpose="password of the Kafka user", minimum=12, can_be_generated=True
    ),
    SecretName.POSTGRES_PASSWORD: Shape(
        purpose="password of the PostgreSQL administrator",
        minimum=12,
        maximum=128,
        rules=_azure_password,
        can_be_generated=True,
    ),
}
_ANY: Final = Shape(purpose="", minimum=1)


def broken_rules(name: str, value: str) -> list[str]:
    """Return the rules that a value breaks; a secret without an entry must be a single trimmed line."""
    shape = SHAPES.get(name, _ANY)
    broken = []
    if value != value.strip() or any(ord(character) < 32 or ord(character) == 127 for character in value):
        broken.append("must be one line without surrounding spaces or a trailing newline (use printf %s)")
    if not shape.minimum <= len(value) <= shape.maximum:
        broken.append(f"must have {shape.minimum}–{shape.maximum} characters, has {len(value)}")
    if _PLACEHOLDER.search(value):
        broken.append("is a placeholder of an example: set your own value")
    return broken + shape.rules(value)


def require_valid(secrets: Mapping[str, Secret] | Iterable[Secret]) -> None:
    """Raise SecretShapeError with all broken rules of all secrets."""
    given = secrets.values() if isinstance(secrets, Mapping) else secrets
    problems = [
        f"{secret.source}: {rule}" for secret in given for rule in broken_rules(secret.name, secret.value)
    ]
    if problems:
        raise SecretShapeError(
            "\n".join(["secrets with a wrong format", *problems]),
            remedy="fix each at its source: docs/deployment/secrets-configuration.md",
        )
