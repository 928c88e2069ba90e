"""Taking the value of a secret from a person or a program, without showing it."""

import os
import secrets as random
import string
import sys
from collections.abc import Callable, Mapping
from getpass import getpass
from typing import Final

from contract.inputs import secret_variable
from ops.common.confirmation import ask as answered
from ops.common.errors import ExitCode, MissingInputError, UserError
from ops.delivery.secrets.shapes import SHAPES, broken_rules

_GENERATED_LENGTH: Final = 40
_ALPHABET: Final = string.ascii_letters + string.digits


class SecretRefusedError(UserError):
    """A name that is no secret of this deployment, or two entries that differ."""

    exit_code = ExitCode.USAGE


def known_name(text: str) -> str:
    """Return the secret that a person means: database_url, DATABASE_URL or database-url."""
    name = text.lower().replace("-", "_")
    if name not in SHAPES:
        raise SecretRefusedError(
            f"there is no secret '{text}'", where="NAME", remedy=f"secrets: {', '.join(SHAPES)}"
        )
    return name


def generated(name: str) -> str:
    """Return a random value; raise SecretRefusedError for a secret that somebody else hands out."""
    if not SHAPES[name].can_be_generated:
        makeable = ", ".join(name for name, shape in SHAPES.items() if shape.can_be_generated)
        raise SecretRefusedError(
            f"{name} cannot be made up: it comes from the service that it opens",
            where="--generate",
            remedy=f"leave --generate out; these can be made up: {makeable}",
        )
    while True:
        value = "".join(random.choice(_ALPHABET) for _ in range(_GENERATED_LENGTH))
        if not broken_rules(name, value):
            return value


def entered(
    name: str,
    *,
    from_environment: bool,
    environment: Mapping[str, str] = os.environ,
    ask: Callable[[str], str] = getpass,
    terminal: bool | None = None,
) -> str:
    """Return the value of the variable NAME, or what a person types twice without its being shown.

    A person is asked, unless `from_environment` is said: the variable may still have the old value. A program
    has no terminal, so that the variable is what it means. Raises MissingInputError where there is no value,
    SecretRefusedError when the two entries differ.
    """
    variable = secret_variable(name)
    asked = (sys.stdin.isatty() if terminal is None else terminal) and not from_environment
    if not asked and environment.get(variable):
        return environment[variable]
    if not asked:
        raise MissingInputError(
            f"there is no value for {name}, and nobody to ask",
            where="the environment of this command",
            remedy=f"set it without showing it: read -rs {variable} && export {variable}",
        )
    value = answered(lambda: ask(f"{variable} (is not shown): "))
    if answered(lambda: ask("Once more: ")) != value:
        raise SecretRefusedError("the two entries differ; nothing was changed", where=variable)
    return value
