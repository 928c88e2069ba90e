"""Stacks as a review reads them, for tests: a name, a place of the state, and provider versions."""

from pathlib import Path

from ops.engine.synthesis.document import RequiredProvider, StateBackend
from ops.engine.synthesis.stacks import Stack


def stack(name: str, *, account: str = "states", **providers: str) -> Stack:
    """Return a stack that requires these versions of HashiCorp's providers."""
    required = tuple(
        RequiredProvider(source=f"registry.terraform.io/hashicorp/{provider}", version=version)
        for provider, version in providers.items()
    )
    return Stack(
        name=name,
        folder=Path(name),
        needs=frozenset(),
        variables=(),
        backend=StateBackend(account=account, container="c", key=f"production/{name}.tfstate"),
        providers=required,
    )
