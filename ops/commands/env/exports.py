"""The variables of a hand-run `cdktf deploy`, as shell commands. No value of a secret is among them."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from contract.inputs import secret_variable, terraform_variable
from ops.clients.kubernetes.login import login_variables
from ops.delivery.releases.images import image_variables
from ops.delivery.releases.release import Release
from ops.delivery.secrets.secret import Secret, declared_secrets, revision_variables
from ops.delivery.secrets.vault import in_vault
from ops.engine.synthesis.stacks import PROJECT, Stack

_QUIET: Final = {
    "CHECKPOINT_DISABLE": "1",
    "DISABLE_VERSION_CHECK": "1",
}


def shell_exports(
    stacks: Sequence[Stack],
    *,
    environment: str,
    engine: Path,
    secrets: Mapping[str, Secret],
    vault: str | None,
    key: bytes,
    last: Release | None,
    inherited: Mapping[str, str],
) -> str:
    """Return lines for `eval`: settings, the last release's images, secrets by reference, their revisions.

    What the person has set already is left as it is. `vault` is the key vault's name, for those secrets that
    came from it.
    """
    settings = {
        **_QUIET,
        **_sign_in(inherited),
        "ENVIRONMENT": environment,
        "TERRAFORM_BINARY_NAME": str(engine),
        **_images(stacks, last=last, inherited=inherited),
        **revision_variables(secrets, key=key),
    }
    lines = [f'export PATH={shlex.quote(str(PROJECT / "node_modules" / ".bin"))}:"$PATH"']
    lines += [f"export {name}={shlex.quote(value)}" for name, value in sorted(settings.items())]
    lines += [_reference(secrets[name], vault=vault) for name in declared_secrets(stacks) if name in secrets]
    return "\n".join(line for line in lines if line)


def images_not_set(
    stacks: Sequence[Stack], *, last: Release | None, inherited: Mapping[str, str]
) -> list[str]:
    """Return the variables of images that neither the last release nor the person names."""
    wanted = {terraform_variable(name) for stack in stacks for name in image_variables(stack)}
    found = set(_images(stacks, last=last, inherited=inherited)) | set(inherited)
    return sorted(wanted - found)


def other_images(
    stacks: Sequence[Stack], *, last: Release | None, inherited: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return the variables that are set to another image than the last release's, with that image."""
    recorded = {terraform_variable(name): image for name, image in last.images.items()} if last else {}
    wanted = {terraform_variable(name) for stack in stacks for name in image_variables(stack)}
    return [
        (name, recorded[name])
        for name in sorted(wanted & recorded.keys())
        if inherited.get(name, recorded[name]) not in ("", recorded[name])
    ]


def _sign_in(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the sign-in variables of the state account, which takes no shared key, and of kubelogin."""
    chosen = login_variables(inherited)
    if not inherited.get("ARM_ACCESS_KEY"):  # as in a rehearsal
        chosen["ARM_USE_AZUREAD"] = "true"
    return chosen


def _images(stacks: Sequence[Stack], *, last: Release | None, inherited: Mapping[str, str]) -> dict[str, str]:
    names = {name for stack in stacks for name in image_variables(stack)}
    recorded = last.images if last else {}
    return {
        terraform_variable(name): recorded[name]
        for name in names
        if name in recorded and not inherited.get(terraform_variable(name))
    }


def _reference(secret: Secret, *, vault: str | None) -> str:
    """Return the export of a secret: from the variable that holds it, or by a command that fetches it."""
    target = terraform_variable(secret.name)
    if secret.source == target:
        return ""
    if secret.source == secret_variable(secret.name):
        return f'export {target}="${secret.source}"'
    return (
        f'export {target}="$(az keyvault secret show --vault-name {shlex.quote(vault or "")} '
        f'--name {in_vault(secret.name)} --query value --output tsv)"'
    )
