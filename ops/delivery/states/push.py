"""Writing a state file to the state store: compared first, then written by Terraform under its lock."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from azure.core.exceptions import HttpResponseError
from azure.storage.blob import ContainerClient

from contract.stacks import StackName, state_key
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
        file_of: The other stack of the environment whose state the file is; empty for none.
        stored_of: The other stack whose state stands in the place of this one's; empty for none.
    """

    file: StateFile
    stored: StateFile | None
    where: str = ""
    damaged: str = ""
    file_of: str = ""
    stored_of: str = ""

    @property
    def same(self) -> bool:
        """Whether the store has this very state."""
        return self.stored is not None and self.stored.content == self.file.content

    @property
    def follows(self) -> bool:
        """Whether the file is the next version of the state in the store, or the first one."""
        if self.file_of:
            return False
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
        if self.file_of:
            raise StateRefusedError(
                f"the file is the state of {self.file_of}: that one has its lineage, {self.file.lineage}",
                where=source,
                remedy="name the file of this stack: the state of one stack is never written over another's",
            )
        if self.stored and not self.stored_of and not self.follows:
            self._require_lineage(self.stored, source=source)
        if not (self.follows or force):
            raise self._needs_force(source)

    def _require_lineage(self, stored: StateFile, *, source: str) -> None:
        if stored.lineage != self.file.lineage:
            raise StateRefusedError(
                f"the file is of another state: its lineage is {self.file.lineage}, that of the store "
                f"{stored.lineage}",
                where=source,
                remedy="check environment and stack: a state of another lineage is never written",
            )

    def _needs_force(self, source: str) -> StateRefusedError:
        """Return why the file is written with --force only."""
        if self.stored is None:
            return StateRefusedError(
                f"the state in the store cannot be read: {self.damaged}",
                where=self.where,
                remedy="compare the file with the versions in `ops state show`; --force replaces it",
            )
        if self.stored_of:
            return StateRefusedError(
                f"the store holds the state of {self.stored_of} in place of this stack's",
                where=self.where,
                remedy="look at the file: is it this stack's last state? --force replaces what is there",
            )
        return StateRefusedError(
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
    """Compare a file with the state in the store, and with those of the environment's other stacks."""
    others = _other_lineages(container, environment=environment, stack=stack)
    file_of = others.get(file.lineage, "")
    stored = read_stored(container, environment=environment, stack=stack)
    if stored is None:
        return StateComparison(file=file, stored=None, file_of=file_of)
    try:
        found = stored.parsed()
    except DamagedStateError as error:
        # Terraform takes a blob of 0 bytes for no state.
        damaged = error.why if stored.size else ""
        return StateComparison(file=file, stored=None, where=stored.where, damaged=damaged, file_of=file_of)
    if found.lineage == file.lineage:
        # Two stacks have one state: which of them it belongs to, this file does not tell.
        return StateComparison(file=file, stored=found, where=stored.where)
    stored_of = others.get(found.lineage, "")
    return StateComparison(file=file, stored=found, where=stored.where, file_of=file_of, stored_of=stored_of)


def _other_lineages(container: ContainerClient, *, environment: str, stack: str) -> dict[str, str]:
    """Return the environment's other stacks by the lineages of their states, as far as these can be read."""
    found = {}
    for other in StackName:
        stored = None if other == stack else read_stored(container, environment=environment, stack=other)
        if stored is not None:
            with suppress(DamagedStateError):
                found[stored.parsed().lineage] = str(other)
    return found


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
