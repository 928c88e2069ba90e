"""The checksums of the providers that the repository keeps, given to Terraform before it installs anything.

Decision: docs/decisions/0094-provider-checksums.md.
"""

from collections.abc import Iterable
from pathlib import Path

from contract.provider_locks import LOCK_FILE, kept_lock_file
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.terraform.lock_file import LockedProvider, read_lock_file, write_lock_file


def pin_providers(folder: Path, *, stack: str, required: Iterable[RequiredProvider]) -> None:
    """Write a stack's kept checksums into the lock file of its folder.

    Entries of an earlier run stay if they have all kept checksums: Terraform has added those of this machine.
    """
    kept = kept_checksums(stack, required)
    if not kept:
        return
    placed = read_lock_file(folder / LOCK_FILE)
    pinned = {source: _stricter(placed.get(source), entry) for source, entry in kept.items()}
    write_lock_file(folder / LOCK_FILE, {**placed, **pinned})


def kept_checksums(stack: str, required: Iterable[RequiredProvider]) -> dict[str, LockedProvider]:
    """Return the kept entries of those providers that are required in exactly the kept version."""
    kept = read_lock_file(kept_lock_file(stack))
    return {
        provider.source: kept[provider.source]
        for provider in required
        if provider.source in kept and kept[provider.source].version == exact_version(provider)
    }


def without_checksums(stack: str, required: Iterable[RequiredProvider]) -> tuple[RequiredProvider, ...]:
    """Return the required providers of which the repository keeps no checksum."""
    required = tuple(required)
    kept = kept_checksums(stack, required)
    return tuple(provider for provider in required if provider.source not in kept)


def shown_lock_file(stack: str) -> str:
    """Return the path of a stack's kept lock file as messages name it, from the repository's folder."""
    return f"stacks/{stack}/{LOCK_FILE}"


def exact_version(provider: RequiredProvider) -> str:
    """Return the version that a provider is required in: `= 4.55.0` and `4.55.0` are the same."""
    return provider.version.removeprefix("=").strip()


def _stricter(placed: LockedProvider | None, kept: LockedProvider) -> LockedProvider:
    if placed and placed.version == kept.version and kept.checksums <= placed.checksums:
        return placed
    return kept
