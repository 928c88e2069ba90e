"""The images of a release: from a tag, by name, or as the last release had them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from contract.inputs import image_input, image_role
from ops.common.errors import UserError
from ops.engine.synthesis.stacks import Stack

# What a tag may be. Source: github.com/distribution/reference, grammar.
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_REFERENCE: Final = re.compile(
    r"[a-z0-9.-]+(:[0-9]+)?/[a-z0-9._/-]+(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?"
)


class ImageError(UserError):
    """An image cannot be what was asked for."""


def image_variables(stack: Stack) -> tuple[str, ...]:
    """Return the inputs of a stack that are images: `backend_image`, `frontend_image`."""
    return tuple(v.name for v in stack.variables if image_role(v.name) and not v.ephemeral)


def tagged(
    variables: Sequence[str], *, registry: str, repositories: Mapping[str, str], tag: str
) -> dict[str, str]:
    """Return `<registry>/<repository>:<tag>` for each image variable; raise ImageError for a bad tag."""
    if not _TAG.fullmatch(tag):
        raise ImageError(
            f"'{tag}' is no image tag: 1–128 letters, digits, underscores, periods or hyphens",
            where="--image-tag",
            remedy="give the tag that the images were pushed with, usually the commit",
        )
    return {variable: f"{registry}/{repositories[variable]}:{tag}" for variable in variables}


def named(choices: Sequence[str], *, variables: Sequence[str]) -> dict[str, str]:
    """Return the images of `workload=reference` choices by variable; raise ImageError for a wrong one."""
    found = {}
    for choice in choices:
        workload, _, reference = choice.partition("=")
        variable = image_input(workload)
        if variable not in variables:
            known = ", ".join(image_role(name) or name for name in variables)
            raise ImageError(f"'{choice}' names no workload", where="--image", remedy=f"workloads: {known}")
        if not _REFERENCE.fullmatch(reference) or not {":", "@"} & set(reference.partition("/")[2]):
            raise ImageError(
                f"'{reference}' does not name a registry, a repository and a tag or digest",
                where="--image",
                remedy=f"for instance: --image {workload}=hackathontodoacr.azurecr.io/todo-{workload}:1.4.0",
            )
        found[variable] = reference
    return found


def short(reference: str) -> str:
    """Return an image as a person tells it from others: its name with its tag, or its digest's beginning."""
    name = reference.rpartition("/")[2]
    before, at, digest = name.partition("@sha256:")
    return before if not at or ":" in before else f"{before}@{digest[:12]}"
