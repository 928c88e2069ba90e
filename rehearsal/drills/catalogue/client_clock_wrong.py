"""The clock of the machine that deploys is wrong by a day."""

from datetime import timedelta

from ops.delivery.releases.release import started_at
from rehearsal.drills.blobs import newest_release, store_time
from rehearsal.drills.clocks import wrong_clock
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene

_DAYS = (-1, 1)
_NEAR = timedelta(minutes=10)


def act(scene: Scene) -> None:
    """Deploy with a wrong clock, then with a right one."""
    days = scene.random.choice(_DAYS)
    scene.moment = f"{days:+d} day"
    seen = scene.run("python -c 'import time; print(int(time.time()))'", variables=wrong_clock(days=days))
    off = int(seen.output) - store_time(scene).timestamp()
    scene.expect(
        "the clock is wrong", holds=abs(off - timedelta(days=days).total_seconds()) < 60, detail=str(off)
    )
    done = scene.run(scene.deploy_command, variables=wrong_clock(days=days))
    scene.expect("the deployment ends well", holds=done.code == 0, detail=done.output[-900:])
    release = newest_release(scene)
    began = started_at(release)
    scene.expect(
        "the release has the time of the store",
        holds=began is not None and abs(store_time(scene) - began) < _NEAR,
        detail=release,
    )
    scene.deploy()
    newest = newest_release(scene)
    scene.expect("the next release sorts after it", holds=newest > release, detail=f"{release}, {newest}")


DRILL = Drill(
    does="The clock of `ops` and of the providers is a day ahead or behind (libfaketime), by the seed.",
    holds="The release has the store's time, and the next one sorts after it.",
    start=Start.READY,
    act=act,
)
