"""A plan file is half-written."""

import time

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene

_PATIENCE_SECONDS = 120.0
_POLL_SECONDS = 0.005


def act(scene: Scene) -> None:
    """Cut the plan file as soon as it is there, before Terraform reads it."""
    command = scene.start(scene.deploy_command)
    until = time.monotonic() + _PATIENCE_SECONDS
    cut = 0
    while not cut and command.process.poll() is None and time.monotonic() < until:
        for plan in scene.ops_home.glob("runs/*/plans/app.tfplan"):
            whole = plan.read_bytes()
            if whole:
                cut = scene.random.randrange(1, len(whole))
                plan.write_bytes(whole[:cut])
                scene.moment = f"{cut} of {len(whole)} bytes"
        time.sleep(_POLL_SECONDS)
    done = scene.ended(command)
    scene.expect("the plan was cut", holds=cut > 0)
    scene.expect("the deployment fails", holds=done.failed, detail=done.output[-900:])
    left = list(scene.ops_home.glob("runs/*/plans/*.tfplan"))
    scene.expect("no plan file is left", holds=not left, detail=str(left))


DRILL = Drill(
    does="The plan file is cut in the middle between the plan and the apply.",
    holds="The deployment fails with a message, applies nothing of it, and leaves no plan file.",
    start=Start.READY,
    act=act,
)
