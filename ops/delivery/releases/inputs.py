"""The inputs of a deployment, as the TF_VAR_* variables of Terraform's own process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from contract.inputs import SecretName, revision_input, terraform_variable
from ops.delivery.releases import secrets
from ops.delivery.releases.images import image_variables
from ops.delivery.releases.release import Release
from ops.delivery.releases.secrets import Secret
from ops.engine.synthesis.stacks import Stack

# What a stack is planned with where no secret may be read. None of them reaches a plan: they only go into
# write-only arguments. They have the shapes that the stacks' validations ask for.
_STAND_IN: Final = "planned-without-this-secret-and-never-applied"
_STAND_IN_URL: Final = "postgresql://planned:planned@never-applied.invalid:5432/planned?sslmode=require"
_NO_IMAGE: Final = "never-applied.invalid/planned@sha256:" + "0" * 64
_NO_REVISION: Final = 1


@dataclass(frozen=True, kw_only=True)
class ReleaseInputs:
    """Images by variable, secrets by name, and the secrets' revisions by variable."""

    images: Mapping[str, str]
    secrets: Mapping[str, Secret] = field(repr=False)
    revisions: Mapping[str, int]

    def variables(self) -> dict[str, str]:
        """Return everything as TF_VAR_* variables."""
        return {
            **{terraform_variable(name): image for name, image in self.images.items()},
            **{terraform_variable(name): secret.value for name, secret in self.secrets.items()},
            **{terraform_variable(name): str(revision) for name, revision in self.revisions.items()},
        }

    def secret_values(self) -> list[str]:
        """Return the values that must be seen nowhere."""
        return [secret.value for secret in self.secrets.values()]


def release_inputs(found: Mapping[str, Secret], *, images: Mapping[str, str], key: bytes) -> ReleaseInputs:
    """Return the inputs of a new release from its secrets and images."""
    revisions = {revision_input(name): secret.revision(key) for name, secret in found.items()}
    return ReleaseInputs(images=images, secrets=found, revisions=revisions)


def reviewable_inputs(stacks: Iterable[Stack], *, last: Release | None) -> ReleaseInputs:
    """Return the inputs with which a change is reviewed: those of the last release, and no secret at all.

    Before the first release there is nothing recorded; fixed values stand in, the same at the review and at
    the deployment that is compared with it.
    """
    stacks = tuple(stacks)
    names = secrets.declared(stacks)
    images = [variable for stack in stacks for variable in image_variables(stack)]
    recorded_images = last.images if last else {}
    recorded_revisions = last.revisions if last else {}
    return ReleaseInputs(
        images={variable: recorded_images.get(variable, _NO_IMAGE) for variable in images},
        secrets={name: _no_secret(name) for name in names},
        revisions={
            revision_input(name): recorded_revisions.get(revision_input(name), _NO_REVISION) for name in names
        },
    )


def _no_secret(name: str) -> Secret:
    value = _STAND_IN_URL if name == SecretName.DATABASE_URL else _STAND_IN
    return Secret(name=name, value=value, source="no secret is read for a plan")
