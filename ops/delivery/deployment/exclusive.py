"""The right to change an environment, for one command at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.storage.blob import ContainerClient

from ops.common.progress import Steps
from ops.delivery.deployment.interrupted import close_interrupted
from ops.delivery.deployment.kept_states import require_none_waiting
from ops.delivery.deployment.survivors import wait_for_survivors
from ops.delivery.releases.lease import Holder, deployment_lease
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.workspace import Workspace


@contextmanager
def exclusively(
    workspace: Workspace,
    container: ContainerClient,
    *,
    holder: Holder,
    steps: Steps,
    with_kept_states: bool = False,
) -> Iterator[None]:
    """Hold the deployment lock of the workspace's environment, with nothing left of a killed run.

    Waits for what such a run left at work on this machine, and closes its record. Raises
    DeploymentRunningError when a run that lives holds the lock, and KeptStateError while a state waits that
    could not be written, except `with_kept_states`.
    """
    run = workspace.run
    if run:
        wait_for_survivors(run.home, steps=steps)
    with deployment_lease(container, environment=workspace.environment, holder=holder):
        store = ReleaseStore(container, environment=workspace.environment)
        close_interrupted(store, runs=run.earlier if run else ())
        if not with_kept_states:
            require_none_waiting(workspace, container)
        yield
