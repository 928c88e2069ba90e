"""The check that no state is damaged, lost or of another program, before an engine reads it.

Terraform reads a damaged state as "nothing exists yet". For a state of OpenTofu it would install that one's
providers as well, in their newest versions: the configuration does not name them.

The azurerm backend makes an empty blob for the lock of a state that was never written: an empty one is damage
only where something is known to have been applied.
"""

from collections.abc import Mapping, Sequence

from azure.storage.blob import ContainerClient

from contract.stacks import StackName, state_key
from ops.common.errors import UserError
from ops.delivery.releases.release import Outcome
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.states.report import StateReport
from ops.delivery.states.state_file import DamagedStateError, StateFile
from ops.delivery.states.stored import read_stored
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.failures import way_on
from ops.engine.terraform.product import OPENTOFU, Product, product_of_state


class DamagedStateBlobError(UserError):
    """A state in the store that cannot be read, or that is empty although its stack was applied."""


class ForeignStateError(UserError):
    """A state that another program has applied, and that this one must not read."""


def require_states_to_read(workspace: Workspace, container: ContainerClient) -> None:
    """Raise what require_whole_states raises, for the stacks and the engine of a workspace."""
    require_whole_states(
        container,
        environment=workspace.environment,
        product=workspace.engine.product,
        stacks=workspace.stacks,
    )


def require_whole_states(
    container: ContainerClient, *, environment: str, product: Product, stacks: Sequence[Stack] = ()
) -> None:
    """Raise DamagedStateBlobError for the first state that cannot be read, or is empty and should not be.

    A state should not be empty when a release applied its stack, or when one of `stacks` that needs it has a
    state. Raises ForeignStateError for a state that the engine `product` must not read.
    """
    read = {
        name: read_own_state(container, environment=environment, stack=name, product=product)
        for name in StackName
    }
    written = {name for name, state in read.items() if state}
    empty = [name for name in StackName if name not in written]
    if not empty:
        return
    applied = _applied(ReleaseStore(container, environment=environment))
    for name in empty:
        needing = [other.name for other in stacks if name in other.needs and other.name in written]
        if name in applied:
            problem = f"is empty, but release {applied[name]} applied it"
        elif needing:
            problem = f"is empty, but {needing[0]}, which needs it, was applied"
        else:
            continue
        raise _damaged(container, problem, environment=environment, stack=name)


def damages_of(
    container: ContainerClient, reports: Sequence[StateReport], *, environment: str
) -> Mapping[str, str]:
    """Return by stack what is damaged or lost, each in a line with its remedy. Reads only."""
    applied = _applied(ReleaseStore(container, environment=environment))
    found = {}
    for report in reports:
        remedy = _remedy(report.stack, environment=environment)
        if report.file is None and report.stored and report.stored.size:
            found[report.stack] = f"the state of {report.stack}: {report.problem}. {remedy}"
        elif report.file is None and report.stack in applied:
            problem = "is empty" if report.stored else "is gone"
            found[report.stack] = (
                f"the state of {report.stack} {problem}, but release {applied[report.stack]} applied it. "
                f"{remedy}"
            )
    return found


def read_own_state(
    container: ContainerClient, *, environment: str, stack: str, product: Product
) -> StateFile | None:
    """Return what read_whole_state returns, if the engine `product` may go on with it.

    OpenTofu takes a state of Terraform over. Raises ForeignStateError for the other way.
    """
    state = read_whole_state(container, environment=environment, stack=stack)
    applied_by = product_of_state(state.resources) if state else product
    if applied_by is OPENTOFU and product is not OPENTOFU:
        raise ForeignStateError(
            f"{applied_by.name} has applied the state of {stack}, and named its providers by "
            f"{applied_by.registry}; the engine here is {product.name}",
            where=f"{container.container_name}/{state_key(environment=environment, stack=stack)}",
            remedy=f"nothing was planned, changed or recorded. {way_on(applied_by, instead_of=product)}",
        )
    return state


def read_whole_state(container: ContainerClient, *, environment: str, stack: str) -> StateFile | None:
    """Return a state; None when there is none, or only the empty blob of a lock.

    Raises DamagedStateBlobError for one that cannot be read.
    """
    stored = read_stored(container, environment=environment, stack=stack)
    if stored is None or not stored.size:
        return None
    try:
        return stored.parsed()
    except DamagedStateError as error:
        problem = f"cannot be read ({stored.size} bytes): {error.why}"
        raise _damaged(container, problem, environment=environment, stack=stack) from error


def _applied(releases: ReleaseStore) -> dict[str, str]:
    """Return the newest release that passed, by each stack that it applied."""
    found: dict[str, str] = {}
    for release in releases.history():
        if release.outcome is Outcome.PASSED:
            found = dict.fromkeys(release.fingerprints, release.id) | found
    return found


def _damaged(
    container: ContainerClient, problem: str, *, environment: str, stack: str
) -> DamagedStateBlobError:
    return DamagedStateBlobError(
        f"the state of {stack} {problem}",
        where=f"{container.container_name}/{state_key(environment=environment, stack=stack)}",
        remedy=f"nothing was planned, changed or recorded. {_remedy(stack, environment=environment)}",
    )


def _remedy(stack: str, *, environment: str) -> str:
    chosen = f"{stack} --environment {environment}"
    return (
        f"Choose an earlier version (`ops state show {chosen}`), save it "
        f"(`ops state pull {chosen} --version ID --out FILE`) and write it back: "
        f"`ops state push {chosen} --force FILE`. See docs/runbooks/recover-state.md"
    )
