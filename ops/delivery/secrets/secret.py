"""The secrets of a deployment: names, values from the environment, revisions.

A value is passed in the environment of the Terraform process only, and is never printed.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contract.inputs import LARGEST_REVISION, revision_input, secret_variable, terraform_variable
from ops.common.errors import MissingInputError
from ops.engine.synthesis.stacks import Stack


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A secret with its value. `source` is the environment variable or vault it comes from."""

    name: str
    value: str = field(repr=False)
    source: str

    def revision(self, key: bytes) -> int:
        """Return a number that changes with the value: 1 ≤ revision < 2^53.

        A keyed hash: without the key, values cannot be tried against the revision in the state.
        """
        message = f"{self.name}\0{self.value}".encode()
        digest = hmac.digest(key, message, hashlib.sha256)
        return int.from_bytes(digest) % LARGEST_REVISION + 1


def declared_secrets(stacks: Iterable[Stack]) -> tuple[str, ...]:
    """Return the sorted names of the secrets of the stacks."""
    return tuple(sorted({name for stack in stacks for name in stack.secrets}))


def given_secrets(names: Iterable[str], environment: Mapping[str, str]) -> dict[str, Secret]:
    """Return the secrets in the environment by name; TF_VAR_x takes precedence over X."""
    found = {}
    for name in names:
        for source in (terraform_variable(name), secret_variable(name)):
            if environment.get(source):
                found[name] = Secret(name=name, value=environment[source], source=source)
                break
    return found


def required_secrets(names: Iterable[str], environment: Mapping[str, str]) -> dict[str, Secret]:
    """Return all secrets by name; raise MissingInputError with the names that are not set."""
    names = tuple(names)
    found = given_secrets(names, environment)
    missing = [secret_variable(name) for name in names if name not in found]
    if missing:
        raise MissingInputError(
            f"missing secrets: {', '.join(missing)}",
            where="the environment of this command",
            remedy=f"set each, for instance: read -rs {missing[0]} && export {missing[0]}",
        )
    return found


def revision_variables(secrets: Mapping[str, Secret], *, key: bytes) -> dict[str, str]:
    """Return the TF_VAR_<name>_revision variables, which are safe to print."""
    return {
        terraform_variable(revision_input(name)): str(secret.revision(key))
        for name, secret in secrets.items()
    }
