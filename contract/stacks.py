"""The stacks, in the order in which they are applied, and where each keeps its state."""

from enum import StrEnum


class StackName(StrEnum):
    """The stacks, in the order in which they are applied."""

    FOUNDATION = "foundation"
    ADDONS = "addons"
    APP = "app"


def state_key(*, environment: str, stack: str) -> str:
    """Return the name of the blob that holds a stack's state."""
    return f"{state_prefix(environment)}{stack}.tfstate"


def state_prefix(environment: str) -> str:
    """Return how the names of all state blobs of an environment begin."""
    return f"{environment}/"
