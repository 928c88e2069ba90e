"""Writing a state file to the state store: compared first, then written by Terraform under its lock."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from azure.core.exceptions import HttpResponseError
from azure.storage.blob import ContainerClient

from contract.stacks import state_key
from ops.common.errors import ExitCode, UserError
from ops.common.private_files import open_private
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.states.state_file import DamagedStateError, StateFile
from ops.delivery.states.stored import read_stored
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack

_SHOWN: Final = 10
_LEASE_SECONDS: Final = 60
_HELD: Final = "LeaseAlreadyPresent"


class StateRefusedError(UserError):
    """A state file that does not follow the state in the store. Nothing was written."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class StateComparison:
    """A state file beside the state in the store; `stored` is None where the store has none that can be read.

    Attributes:
        file: The file.
        stored: The state in the store.
        where: Where that state is.
        damaged: Why the state in the store cannot be read; empty when it can, or when there is none.
    """

    file: StateFile
    stored: StateFile | None
    where: str = ""
    damaged: str = ""

    @property
    def same(self) -> bool:
        """Whether the store has this very state."""
        return self.stored is not None and self.stored.content == self.file.content

    @property
    def follows(self) -> bool:
        """Whether the file is the next version of the state in the store, or the first one."""
        if self.stored is None:
            return not self.damaged
        # Terraform writes an empty state, of a new lineage, where it finds none.
        if self.stored.empty:
            return True
        return self.stored.lineage == self.file.lineage and self.stored.serial < self.file.serial

    @property
    def lost(self) -> frozenset[str]:
        """The resources that only the state in the store has."""
        return self.stored.addresses - self.file.addresses if self.stored else frozenset()

    @property
    def gained(self) -> frozenset[str]:
        """The resources that only the file has."""
        return self.file.addresses - (self.stored.addresses if self.stored else frozenset())

    def require_pushable(self, *, source: str, force: bool) -> None:
        """Raise StateRefusedError where the file must not replace the state in the store."""
        if self.stored is None:
            if self.damaged and not force:
                raise StateRefusedError(
                    f"the state in the store cannot be read: {self.damaged}",
                    where=self.where,
                    remedy="compare the file with the versions in `ops state show`; --force replaces it",
                )
            return
        if self.follows:
            return
        if self.stored.lineage != self.file.lineage:
            raise StateRefusedError(
                f"the file is of another state: its lineage is {self.file.lineage}, that of the store "
                f"{self.stored.lineage}",
                where=source,
                remedy="check environment and stack: a state of another lineage is never written",
            )
        if not force:
            raise StateRefusedError(
                f"the file does not follow the state in the store: its serial is {self.file.serial}, that of "
                f"the store {self.stored.serial}",
                where=source,
                remedy=f"the state was written since then. {self.losses()} --force writes it nevertheless",
            )

    def losses(self) -> str:
        """Return what only the state in the store knows, in a sentence."""
        if self.damaged:
            return f"The state in the store cannot be read: {self.damaged}."
        if not self.lost:
            return "The state in the store has no resource that the file lacks."
        return f"The file lacks {len(self.lost)} resources that the store has: {listed(self.lost)}."


def listed(addresses: frozenset[str]) -> str:
    """Return the first addresses, and how many more there are."""
    names = sorted(addresses)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def compare(container: ContainerClient, file: StateFile, *, environment: str, stack: str) -> StateComparison:
    """Compare a file with the state in the store."""
    stored = read_stored(container, environment=environment, stack=stack)
    if stored is None:
        return StateComparison(file=file, stored=None)
    try:
        return StateComparison(file=file, stored=stored.parsed(), where=stored.where)
    except DamagedStateError as error:
        # Terraform takes a blob of 0 bytes for no state.
        damaged = error.why if stored.size else ""
        return StateComparison(file=file, stored=None, where=stored.where, damaged=damaged)


def replace_damaged(container: ContainerClient, file: StateFile, *, environment: str, stack: str) -> None:
    """Replace a state that cannot be read, under a lease: Terraform reads it before it would write.

    Raises StateRefusedError when the state is locked.
    """
    blob = container.get_blob_client(state_key(environment=environment, stack=stack))
    try:
        lease = blob.acquire_lease(lease_duration=_LEASE_SECONDS)
    except HttpResponseError as error:
        if getattr(error, "error_code", None) != _HELD:
            raise
        raise StateRefusedError(
            f"the state of {stack} is locked",
            where=f"{container.container_name}/{blob.blob_name}",
            remedy=f"see by whom: `ops state show {stack} --environment {environment}`",
        ) from None
    try:
        blob.upload_blob(file.content, overwrite=True, lease=lease)
    finally:
        lease.release()


def write_state(
    workspace: Workspace, stack: Stack, file: StateFile, *, force: bool, lock_timeout: str = "0s"
) -> None:
    """Let Terraform write a state to the store, under its lock. Raises TerraformError."""
    terraform = workspace.terraform(stack, ReleaseInputs(images={}, secrets={}, revisions={}))
    terraform.init()
    path = _written(workspace, stack, file)
    try:
        terraform.push(path, force=force, lock_timeout=lock_timeout)
    finally:
        path.unlink(missing_ok=True)


def _written(workspace: Workspace, stack: Stack, file: StateFile) -> Path:
    path = workspace.folder / "push" / f"{stack.name}.tfstate"
    with open_private(path) as target:
        target.write(file.content)
    return path
