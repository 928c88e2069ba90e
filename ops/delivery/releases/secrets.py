"""The secrets of a deployment: which ones the stacks take, where their values come from, their revisions.

A value travels in the environment of the Terraform process and nowhere else. Nothing here prints one.
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
    """A secret with its value. `source` is the environment variable that it came from."""

    name: str
    value: str = field(repr=False)
    source: str

    def revision(self, key: bytes) -> int:
        """Return the number that changes when the value does: 1 ≤ revision < 2^53.

        A keyed hash: without the key nobody can try values against the revision that stands in the state.
        """
        message = f"{self.name}\0{self.value}".encode()
        digest = hmac.digest(key, message, hashlib.sha256)
        return int.from_bytes(digest) % LARGEST_REVISION + 1


def declared(stacks: Iterable[Stack]) -> tuple[str, ...]:
    """Return the names of all secrets that the stacks take, each once, sorted."""
    return tuple(sorted({name for stack in stacks for name in stack.secrets}))


def given(names: Iterable[str], environment: Mapping[str, str]) -> dict[str, Secret]:
    """Return the secrets that the environment holds, by name; Terraform's own TF_VAR_x wins over X."""
    found = {}
    for name in names:
        for source in (terraform_variable(name), secret_variable(name)):
            if environment.get(source):
                found[name] = Secret(name=name, value=environment[source], source=source)
                break
    return found


def required(names: Iterable[str], environment: Mapping[str, str]) -> dict[str, Secret]:
    """Return all secrets by name; raise MissingInputError with the names of those that are not set."""
    names = tuple(names)
    found = given(names, environment)
    missing = [secret_variable(name) for name in names if name not in found]
    if missing:
        raise MissingInputError(
            f"secrets that are not set: {', '.join(missing)}",
            where="the environment of this command",
            remedy=f"set each, for instance: read -rs {missing[0]} && export {missing[0]}",
        )
    return found


def revision_variables(secrets: Mapping[str, Secret], *, key: bytes) -> dict[str, str]:
    """Return the TF_VAR_<name>_revision variables: numbers that are safe to print."""
    return {
        terraform_variable(revision_input(name)): str(secret.revision(key))
        for name, secret in secrets.items()
    }
