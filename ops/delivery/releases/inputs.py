"""The inputs of a deployment, passed to Terraform as TF_VAR_* variables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from contract.inputs import SecretName, revision_input, terraform_variable
from ops.delivery.releases.images import image_variables
from ops.delivery.releases.release import Release
from ops.delivery.secrets.secret import Secret, declared_secrets
from ops.engine.synthesis.stacks import Stack

# Placeholders for plans without secrets. They pass the validations of the stacks and reach no plan: secrets
# are used in write-only arguments only.
_PLACEHOLDER: Final = "planned-without-this-secret-and-never-applied"
_PLACEHOLDER_URL: Final = "postgresql://planned:planned@never-applied.invalid:5432/planned?sslmode=require"
_NO_IMAGE: Final = "never-applied.invalid/planned@sha256:" + "0" * 64
_NO_REVISION: Final = 1


@dataclass(frozen=True, kw_only=True)
class ReleaseInputs:
    """Images and secret revisions by variable, secrets by name."""

    images: Mapping[str, str]
    secrets: Mapping[str, Secret] = field(repr=False)
    revisions: Mapping[str, int]

    def variables(self) -> dict[str, str]:
        """Return all inputs as TF_VAR_* variables."""
        return {
            **{terraform_variable(name): image for name, image in self.images.items()},
            **{terraform_variable(name): secret.value for name, secret in self.secrets.items()},
            **{terraform_variable(name): str(revision) for name, revision in self.revisions.items()},
        }

    def secret_values(self) -> list[str]:
        """Return the values to be masked in output."""
        return [secret.value for secret in self.secrets.values()]


def release_inputs(found: Mapping[str, Secret], *, images: Mapping[str, str], key: bytes) -> ReleaseInputs:
    """Return the inputs of a new release."""
    revisions = {revision_input(name): secret.revision(key) for name, secret in found.items()}
    return ReleaseInputs(images=images, secrets=found, revisions=revisions)


def reviewable_inputs(stacks: Iterable[Stack], *, last: Release | None) -> ReleaseInputs:
    """Return the inputs for the plan of a review: those of the last release, without secrets.

    Before the first release fixed placeholders are used, the same for the review and the deployment.
    """
    stacks = tuple(stacks)
    names = declared_secrets(stacks)
    images = [variable for stack in stacks for variable in image_variables(stack)]
    recorded_images = last.images if last else {}
    recorded_revisions = last.revisions if last else {}
    return ReleaseInputs(
        images={variable: recorded_images.get(variable, _NO_IMAGE) for variable in images},
        secrets={name: _placeholder(name) for name in names},
        revisions={
            revision_input(name): recorded_revisions.get(revision_input(name), _NO_REVISION) for name in names
        },
    )


def _placeholder(name: str) -> Secret:
    value = _PLACEHOLDER_URL if name == SecretName.DATABASE_URL else _PLACEHOLDER
    return Secret(name=name, value=value, source="placeholder: plans read no secrets")
