"""The disk fills up during a deployment."""

from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene

# A deployment of app writes about 900 KB.
_KILOBYTES = (100, 900)
# The kernel lets everybody mount a tmpfs in a namespace.
_NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-ec")
_MOUNT = 'mount -t tmpfs -o size="$1"k tmpfs "$OPS_HOME"; shift; exec "$@"'


def act(scene: Scene) -> None:
    """Deploy with OPS_HOME on a small disk."""
    size = scene.random.randrange(*_KILOBYTES)
    scene.moment = f"a disk of {size} KB"
    folder = scene.home.root / "small-disk"
    folder.mkdir()
    done = scene.ended(
        scene.start(
            scene.deploy_command,
            variables={"OPS_HOME": str(folder)},
            prefix=(*_NAMESPACE, _MOUNT, "sh", str(size)),
        )
    )
    said = done.output.lower()
    named = done.code == ExitCode.NO_SPACE or "no space left on device" in said
    scene.expect("the full disk is named", holds=named or done.code == 0, detail=done.output[-900:])


DRILL = Drill(
    does="The folder of `ops` is on a disk with 100 to 900 KB by the seed (a tmpfs in a namespace).",
    holds="The message says that the disk is full, and what was made is in the state.",
    start=Start.READY,
    act=act,
)
