"""The deployment lock is broken during a deployment."""

from ops.clients.azure.state_container import open_state_container
from ops.delivery.releases.lease import break_deployment_lease
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.scene import ENVIRONMENT, Scene


def act(scene: Scene) -> None:
    """Break the lock."""
    command = start_until(scene, applying_moment(scene.random))
    with open_state_container(scene.stacks[0].backend, environment=scene.environment) as container:
        break_deployment_lease(container, environment=ENVIRONMENT)
    scene.ended(command)


DRILL = Drill(
    does="Somebody breaks the deployment lock (`ops unlock`) while the deployment runs.",
    holds="The deployment ends; Terraform's own locks kept each state to one run.",
    start=Start.READY,
    act=act,
)
