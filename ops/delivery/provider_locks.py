"""The checksums of the providers that the repository keeps, given to the engine before it installs anything.

Decision: docs/decisions/0094-provider-checksums.md. `product` is the engine: the entries have its addresses,
and those of another engine's registry do not count.
"""

from collections.abc import Iterable
from pathlib import Path

from contract.provider_locks import LOCK_FILE, kept_lock_file
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.terraform.lock_file import LockedProvider, read_lock_file, write_lock_file
from ops.engine.terraform.product import TERRAFORM, Product


def pin_providers(
    folder: Path, *, stack: str, required: Iterable[RequiredProvider], product: Product = TERRAFORM
) -> None:
    """Write a stack's kept checksums into the lock file of its folder.

    Entries of an earlier run stay if they have all kept checksums: Terraform has added those of this machine.
    """
    kept = kept_checksums(stack, required, product=product)
    if not kept:
        return
    placed = read_lock_file(folder / LOCK_FILE)
    pinned = {source: _stricter(placed.get(source), entry) for source, entry in kept.items()}
    write_lock_file(folder / LOCK_FILE, {**placed, **pinned})


def kept_checksums(
    stack: str, required: Iterable[RequiredProvider], *, product: Product = TERRAFORM
) -> dict[str, LockedProvider]:
    """Return the kept entries, by address, of the providers that are required in exactly the kept version."""
    kept = read_lock_file(kept_lock_file(stack))
    versions = {product.address(provider.source): exact_version(provider) for provider in required}
    return {address: entry for address, entry in kept.items() if versions.get(address) == entry.version}


def without_checksums(
    stack: str, required: Iterable[RequiredProvider], *, product: Product = TERRAFORM
) -> tuple[RequiredProvider, ...]:
    """Return the required providers of which the repository keeps no checksum."""
    required = tuple(required)
    kept = kept_checksums(stack, required, product=product)
    return tuple(provider for provider in required if product.address(provider.source) not in kept)


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
