"""What each secret must look like. One table, checked when a secret is set and before a deployment.

A message names the secret and the rule that it breaks, and never repeats anything of the value.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from contract.inputs import SHORTEST_SESSION_SECRET, SecretName
from ops.common.errors import ExitCode, UserError
from ops.delivery.releases.secrets import Secret

#: Modes of libpq that refuse a connection without TLS.
TLS_MODES: Final = ("require", "verify-ca", "verify-full")
_POSTGRES_CHARACTER_KINDS: Final = 3


class SecretShapeError(UserError):
    """A secret has a value that cannot be right."""

    exit_code = ExitCode.MISSING_INPUT


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a secret is, its length, and what else is checked: a function that returns the broken rules."""

    purpose: str
    minimum: int
    maximum: int = 25_000  # of Azure Key Vault: 25 KB
    rules: Callable[[str], list[str]] = lambda _: []
    can_be_generated: bool = False


def _connection_url(value: str) -> list[str]:
    try:
        url = urlsplit(value)
        host, user, password, _ = url.hostname, url.username, url.password, url.port
    except ValueError:
        return ["must be a URL with a number as port; percent-encode special characters of the password"]
    broken = []
    if url.scheme not in ("postgresql", "postgres"):
        broken.append("must begin with postgresql://")
    if not host or not user or not password or url.path in ("", "/"):
        broken.append(
            "must name user, password, host and database: postgresql://USER:PASSWORD@HOST:5432/NAME"
        )
    if parse_qs(url.query).get("sslmode", [""])[-1] not in TLS_MODES:
        broken.append(f"must ask for TLS: end with ?sslmode= and one of {', '.join(TLS_MODES)}")
    return broken


def _azure_password(value: str) -> list[str]:
    """Source: learn.microsoft.com, "Create an Azure Database for PostgreSQL flexible server"."""
    other = any(not character.isalnum() for character in value)
    kinds = (str.islower, str.isupper, str.isdigit)
    found = sum(any(kind(character) for character in value) for kind in kinds) + other
    if found < _POSTGRES_CHARACTER_KINDS:
        return ["must have three of: lower-case letters, capitals, digits, other characters"]
    return []


#: Every secret of the stacks. The purpose of each is in docs/deployment/secrets-configuration.md.
SHAPES: Final[Mapping[str, Shape]] = {
    SecretName.DATABASE_URL: Shape(purpose="PostgreSQL connection URL", minimum=20, rules=_connection_url),
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
    """Return the rules that a value breaks; a secret that is not in the table must only be a clean line."""
    shape = SHAPES.get(name, _ANY)
    broken = []
    if value != value.strip() or any(ord(character) < 32 or ord(character) == 127 for character in value):
        broken.append("must be one line without blanks around it (a line break at its end: use printf %s)")
    if not shape.minimum <= len(value) <= shape.maximum:
        broken.append(f"must have {shape.minimum}–{shape.maximum} characters, has {len(value)}")
    return broken + shape.rules(value)


def require_valid(secrets: Mapping[str, Secret] | Iterable[Secret]) -> None:
    """Raise SecretShapeError with every rule that is broken, of every secret at once."""
    given = secrets.values() if isinstance(secrets, Mapping) else secrets
    problems = [
        f"{secret.source}: {rule}" for secret in given for rule in broken_rules(secret.name, secret.value)
    ]
    if problems:
        raise SecretShapeError(
            "\n".join(["secrets of the wrong shape", *problems]),
            remedy="correct each where it comes from: docs/deployment/secrets-configuration.md",
        )
