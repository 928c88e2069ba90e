"""What a release brings: the person's own secrets and images, and made-up ones for the rest."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ops import secrets
from ops.errors import MissingInputError
from ops.secrets import Secret
from ops.synthesis import Stack

_MADE_UP: Final = "made up"
_REGISTRY: Final = "rehearsal.azurecr.io"


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """All inputs of the stacks. `own` secrets were set by the person, `made_up` ones by the rehearsal."""

    own: Mapping[str, Secret]
    made_up: Mapping[str, Secret]
    plain: Mapping[str, str]
    revisions: Mapping[str, str]

    def terraform_variables(self) -> dict[str, str]:
        """Return every input as a TF_VAR_* variable, for the environment of a child."""
        values = {
            secrets.variable(name): secret.value
            for group in (self.own, self.made_up)
            for name, secret in group.items()
        }
        return {**values, **self.plain, **self.revisions}

    def secret_values(self) -> list[str]:
        """Return the values that must not be seen anywhere."""
        return [secret.value for group in (self.own, self.made_up) for secret in group.values()]


def gather(stacks: Iterable[Stack], *, environment: Mapping[str, str], key: bytes) -> Inputs:
    """Collect the inputs of the stacks from the environment and make up what is missing.

    A made-up secret is derived from the rehearsal's key: it is the same in every run and stored nowhere.
    Raises MissingInputError for an input that is neither a secret nor an image and is not set.
    """
    stacks = tuple(stacks)
    names = secrets.declared(stacks)
    own = secrets.given(names, environment)
    made_up = {name: _made_up_secret(name, key) for name in names if name not in own}
    revisions = secrets.revision_variables({**own, **made_up}, key=key)
    return Inputs(
        own=own,
        made_up=made_up,
        plain=_plain(stacks, environment=environment, known=revisions),
        revisions=revisions,
    )


def _plain(
    stacks: Iterable[Stack], *, environment: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    required = {v.name for stack in stacks for v in stack.variables if v.required and not v.ephemeral}
    wanted = sorted(name for name in required if secrets.variable(name) not in known)
    found = {name: environment.get(secrets.variable(name)) or _made_up_image(name) for name in wanted}
    missing = [secrets.variable(name) for name, value in found.items() if not value]
    if missing:
        raise MissingInputError(
            f"inputs that are not set: {', '.join(missing)}",
            where="the environment of this command",
            remedy=f"set each, for instance: export {missing[0]}=…",
        )
    return {secrets.variable(name): value for name, value in found.items() if value}


def _made_up_secret(name: str, key: bytes) -> Secret:
    random = hmac.digest(key, f"secret {name}".encode(), hashlib.sha256).hex()
    value = (
        f"postgresql://todo:{random}@postgres.rehearsal.example:5432/todo?sslmode=require"
        if name == "database_url"
        else f"rehearsal-{random}"
    )
    return Secret(name=name, value=value, source=_MADE_UP)


def _made_up_image(name: str) -> str | None:
    """Return an image by digest for an input such as `backend_image`; None for an input of another kind."""
    workload = name.removesuffix("_image")
    if workload == name:
        return None
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"{_REGISTRY}/todo-{workload}@sha256:{digest}"
