"""The renewal of a stack's lock file: Terraform adds the checksums, in a folder that has nothing else."""

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from contract.provider_locks import LOCK_FILE, kept_lock_file
from ops.delivery.provider_locks import kept_checksums, shown_lock_file
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from ops.engine.terraform.lock_file import LockedProvider, read_lock_file, write_lock_file
from ops.engine.terraform.runner import Terraform

_KINDS: Final = ("h1:", "zh:")


class LockRefusedError(TerraformError):
    """A registry that cannot be reached, or a package that is not the one that was locked."""


@dataclass(frozen=True, kw_only=True)
class LockRenewal:
    """A stack's new lock file, not yet in the repository."""

    stack: str
    made: Path
    entries: tuple[LockedProvider, ...]

    @property
    def kept(self) -> Path:
        """Where the repository keeps it."""
        return kept_lock_file(self.stack)

    @property
    def changed(self) -> bool:
        """Whether it differs from the kept one."""
        return not self.kept.is_file() or self.kept.read_bytes() != self.made.read_bytes()

    def keep(self) -> None:
        """Replace the kept file as a whole."""
        beside = self.kept.with_name(f"{LOCK_FILE}.new")
        shutil.copyfile(self.made, beside)
        beside.replace(self.kept)


def renewed(
    stack: str,
    *,
    required: Iterable[RequiredProvider],
    terraform: Terraform,
    platforms: Sequence[str],
    mirror: str,
) -> LockRenewal:
    """Return a stack's lock file with the checksums of the platforms; raise LockRefusedError.

    `terraform` has an empty folder. The providers' addresses are those of its engine, as in a deployment.
    Kept checksums of the same version stay. Terraform would add those of a package that was replaced beside
    them, so that they are compared here.
    """
    folder, required = terraform.folder, tuple(required)
    product = terraform.engine.product
    folder.mkdir(parents=True)
    wanted = {
        f"provider-{number}": {"source": product.address(provider.source), "version": provider.version}
        for number, provider in enumerate(required)
    }
    (folder / "main.tf.json").write_text(json.dumps({"terraform": {"required_providers": wanted}}))
    try:
        terraform.lock_providers(platforms=platforms, mirror=mirror)
    except TerraformInterruptedError:
        raise
    except TerraformError as error:
        raise _refused(stack, error) from error
    made = folder / LOCK_FILE
    kept = kept_checksums(stack, required, product=product)
    entries = {
        source: _with_kept(stack, entry, kept.get(source)) for source, entry in read_lock_file(made).items()
    }
    write_lock_file(made, entries)
    return LockRenewal(stack=stack, made=made, entries=tuple(entries.values()))


def _with_kept(stack: str, entry: LockedProvider, kept: LockedProvider | None) -> LockedProvider:
    """Return an entry with the kept checksums of the same version; raise LockRefusedError if one differs."""
    if kept is None:
        return entry
    for kind in _KINDS:
        ours, theirs = _of_kind(kept, kind), _of_kind(entry, kind)
        # Fewer or more platforms than when it was locked are no contradiction.
        if not (ours <= theirs or theirs <= ours):
            raise _replaced(stack, entry)
    return replace(entry, checksums=kept.checksums | entry.checksums)


def _of_kind(entry: LockedProvider, kind: str) -> set[str]:
    return {checksum for checksum in entry.checksums if checksum.startswith(kind)}


def _replaced(stack: str, entry: LockedProvider) -> LockRefusedError:
    return LockRefusedError(
        f"{entry.source} {entry.version}: the package has other checksums than the kept ones. "
        "The package was replaced since it was locked, or it was locked for other platforms only",
        where=shown_lock_file(stack),
        remedy=(
            "nothing was written. Compare with the project's published SHA256SUMS. For other platforms: "
            "remove the entry from the file, and lock all platforms in one run"
        ),
    )


def _refused(stack: str, error: TerraformError) -> LockRefusedError:
    return LockRefusedError(
        error.what,
        where=shown_lock_file(stack),
        remedy=(
            "nothing was written. If the registry cannot be reached, run it where it can, or name a mirror "
            "with --mirror; the workflow `versions` runs it every week"
        ),
    )
