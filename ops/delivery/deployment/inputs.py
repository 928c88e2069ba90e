"""What a deployment command was given, turned into the inputs of a release."""

from collections.abc import Mapping, Sequence

from contract.inputs import terraform_variable
from ops.common.errors import MissingInputError
from ops.delivery.releases.images import image_variables, named, tagged
from ops.delivery.releases.release import Release
from ops.engine.synthesis.facts import registry_host, repositories
from ops.engine.synthesis.stacks import Stack


def chosen_images(
    stacks: Sequence[Stack],
    *,
    tag: str | None,
    choices: Sequence[str],
    last: Release | None,
    environment: Mapping[str, str],
    all_stacks: Sequence[Stack],
) -> dict[str, str]:
    """Return the image of every workload: as named, by the tag, from TF_VAR_*, or as the last release had it.

    `stacks` are those that are deployed; `all_stacks` tell where a tag leads. Raises ImageError for a bad tag
    or name, MissingInputError for a workload that is left without an image.
    """
    variables = [name for stack in stacks for name in image_variables(stack)]
    found = dict(last.images) if last else {}
    found |= {
        name: environment[terraform_variable(name)]
        for name in variables
        if environment.get(terraform_variable(name))
    }
    if tag:
        found |= tagged(
            variables, registry=registry_host(all_stacks), repositories=repositories(all_stacks), tag=tag
        )
    found |= named(choices, variables=variables)
    missing = [name for name in variables if name not in found]
    if missing:
        raise MissingInputError(
            f"no image is given for: {', '.join(missing)}, and there is no earlier release to take it from",
            where="--image-tag, --image",
            remedy="name the tag that the images were pushed with: ops deploy --image-tag TAG",
        )
    return {name: found[name] for name in variables}
