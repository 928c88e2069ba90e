"""The images of a release: by tag, by name, those of the last release, or from TF_VAR_*."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contract.inputs import image_input, image_role, terraform_variable
from ops.common.arguments import checked_tag, is_image
from ops.common.errors import MissingInputError, UserError
from ops.delivery.releases.release import Release
from ops.engine.synthesis.facts import registry_host, repositories
from ops.engine.synthesis.stacks import Stack


class ImageError(UserError):
    """An image tag or name that is not valid."""


def image_variables(stack: Stack) -> tuple[str, ...]:
    """Return the image variables of a stack, for instance `backend_image`."""
    return tuple(v.name for v in stack.variables if image_role(v.name) and not v.ephemeral)


@dataclass(frozen=True, kw_only=True)
class ChosenImages:
    """The images of a deployment by variable, and where each comes from: an option, a release, a variable.

    `warnings` name variables whose image is not deployed.
    """

    images: Mapping[str, str]
    sources: Mapping[str, str]
    warnings: tuple[str, ...] = ()


def chosen_images(
    stacks: Sequence[Stack],
    *,
    tag: str | None,
    choices: Sequence[str],
    last: Release | None,
    environment: Mapping[str, str],
    all_stacks: Sequence[Stack],
) -> ChosenImages:
    """Return the image of every workload: by name, by tag, that of the last release, or from TF_VAR_*.

    `stacks` are deployed; `all_stacks` name the registry and repositories that a tag belongs to. A variable
    counts before the first release only: one that is left in a shell does not replace what is live. Raises
    ArgumentError for a bad tag, ImageError for a bad name, MissingInputError for a workload without an image.
    """
    variables = [name for stack in stacks for name in image_variables(stack)]
    shell = _from_the_shell(variables, environment)
    found = {name: (image, terraform_variable(name)) for name, image in shell.items()}
    if last:
        found |= {name: (image, f"release {last.id}") for name, image in last.images.items()}
    if tag:
        registry, names = registry_host(all_stacks), repositories(all_stacks)
        by_tag = tagged(variables, registry=registry, repositories=names, tag=tag)
        found |= {name: (image, "--image-tag") for name, image in by_tag.items()}
    found |= {name: (image, "--image") for name, image in named(choices, variables=variables).items()}
    missing = [name for name in variables if name not in found]
    if missing:
        raise MissingInputError(
            f"no image for: {', '.join(missing)}, and no earlier release to take it from",
            where="--image-tag, --image",
            remedy="pass the tag that the images were pushed with: ops deploy --image-tag TAG",
        )
    return ChosenImages(
        images={name: found[name][0] for name in variables},
        sources={name: found[name][1] for name in variables},
        warnings=tuple(_not_deployed(shell, found)),
    )


def _not_deployed(shell: Mapping[str, str], found: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for name, image in shell.items():
        used, source = found[name]
        if used != image:
            yield (
                f"{terraform_variable(name)} is set to {image}, which is not deployed: {used} is "
                f"({source}). To deploy the other: --image {image_role(name)}={image}"
            )


def _from_the_shell(variables: Sequence[str], environment: Mapping[str, str]) -> dict[str, str]:
    found = {name: environment.get(terraform_variable(name), "") for name in variables}
    for name, reference in found.items():
        variable = terraform_variable(name)
        if reference:
            remedy = f"correct the variable, or unset {variable} to keep the live image"
            _require_image(reference, where=variable, remedy=remedy)
    return {name: reference for name, reference in found.items() if reference}


def tagged(
    variables: Sequence[str], *, registry: str, repositories: Mapping[str, str], tag: str
) -> dict[str, str]:
    """Return `<registry>/<repository>:<tag>` for each image variable; raise ArgumentError for a bad tag."""
    checked_tag(tag)
    return {variable: f"{registry}/{repositories[variable]}:{tag}" for variable in variables}


def named(choices: Sequence[str], *, variables: Sequence[str]) -> dict[str, str]:
    """Return the images of `workload=reference` choices by variable; raise ImageError."""
    found = {}
    for choice in choices:
        workload, _, reference = choice.partition("=")
        variable = image_input(workload)
        if variable not in variables:
            known = ", ".join(image_role(name) or name for name in variables)
            raise ImageError(
                f"'{choice}' does not name a workload", where="--image", remedy=f"workloads: {known}"
            )
        remedy = f"for instance: --image {workload}=registry.example.com/shop/{workload}:1.4.0"
        _require_image(reference, where="--image", remedy=remedy)
        found[variable] = reference
    return found


def _require_image(reference: str, *, where: str, remedy: str) -> None:
    if not is_image(reference):
        raise ImageError(
            f"'{reference}' does not name a registry, a repository and a tag or digest",
            where=where,
            remedy=remedy,
        )


def short_images(release: Release) -> str:
    """Return the images of a release in a short form."""
    return ", ".join(short(image) for image in release.images.values())


def tag_of(reference: str) -> str:
    """Return the tag of an image; its digest where it has none."""
    name, _, digest = reference.rpartition("/")[2].partition("@sha256:")
    return name.partition(":")[2] or digest


def short(reference: str) -> str:
    """Return a short form of an image: its name with the tag, or with the first digits of the digest."""
    name = reference.rpartition("/")[2]
    before, at, digest = name.partition("@sha256:")
    return before if not at or ":" in before else f"{before}@{digest[:12]}"
