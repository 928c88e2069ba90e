"""The inputs of a release: the user's secrets and images, and generated ones for the rest."""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contract.inputs import SecretName, image_role, revision_input, terraform_variable
from contract.names import registry_host
from ops.common.errors import MissingInputError
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.secrets.secret import Secret, declared_secrets, given_secrets
from ops.engine.synthesis.facts import repositories
from ops.engine.synthesis.stacks import Stack

_MADE_UP: Final = "made up"
_REGISTRY: Final = registry_host("rehearsal")


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """All inputs of the stacks. `own` secrets were set by the person, `made_up` ones by the rehearsal."""

    own: Mapping[str, Secret]
    made_up: Mapping[str, Secret]
    images: Mapping[str, str]
    revisions: Mapping[str, int]

    @property
    def release(self) -> ReleaseInputs:
        """The same as the deployment takes it, who does not ask where a secret comes from."""
        return ReleaseInputs(
            images=self.images, secrets={**self.own, **self.made_up}, revisions=self.revisions
        )


def gather(stacks: Iterable[Stack], *, environment: Mapping[str, str], key: bytes) -> Inputs:
    """Collect the inputs of the stacks from the environment and make up what is missing.

    A made-up secret is derived from the rehearsal's key: it is the same in every run and stored nowhere.
    Raises MissingInputError for an input that is neither a secret nor an image and is not set.
    """
    stacks = tuple(stacks)
    names = declared_secrets(stacks)
    own = given_secrets(names, environment)
    made_up = {name: _made_up_secret(name, key) for name in names if name not in own}
    everything = {**own, **made_up}
    revisions = {revision_input(name): secret.revision(key) for name, secret in everything.items()}
    return Inputs(
        own=own,
        made_up=made_up,
        images=_images(stacks, environment=environment, known=revisions),
        revisions=revisions,
    )


def _images(
    stacks: Sequence[Stack], *, environment: Mapping[str, str], known: Collection[str]
) -> dict[str, str]:
    required = {v.name for stack in stacks for v in stack.variables if v.required and not v.ephemeral}
    wanted = sorted(required - set(known))
    named = repositories(stacks)
    found = {
        name: environment.get(terraform_variable(name)) or _made_up_image(name, named.get(name))
        for name in wanted
    }
    missing = [terraform_variable(name) for name, value in found.items() if not value]
    if missing:
        raise MissingInputError(
            f"inputs that are not set: {', '.join(missing)}",
            where="the environment of this command",
            remedy=f"set each, for instance: export {missing[0]}=…",
        )
    return {name: value for name, value in found.items() if value}


def _made_up_secret(name: str, key: bytes) -> Secret:
    random = hmac.digest(key, f"secret {name}".encode(), hashlib.sha256).hex()
    value = (
        f"postgresql://todo:{random}@postgres.rehearsal.example:5432/todo?sslmode=require"
        if name == SecretName.DATABASE_URL
        else f"rehearsal-{random}"
    )
    return Secret(name=name, value=value, source=_MADE_UP)


def _made_up_image(name: str, repository: str | None) -> str | None:
    """Return an image by digest for an input such as `backend_image`; None for an input of another kind."""
    role = image_role(name)
    if role is None:
        return None
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"{_REGISTRY}/{repository or role}@sha256:{digest}"
