"""The store of secrets is away."""

from ops.common.errors import ExitCode
from ops.common.simulation import SIMULATED_VARIABLE
from rehearsal.drills.blobs import release_ids
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene

# Nobody listens there: neither the sign-in nor the vault is reached, whatever network the machine has.
_NO_NETWORK = "http://127.0.0.1:9"
_SECRET = "TF_VAR_openai_api_key"  # noqa: S105 - the name of a variable


def act(scene: Scene) -> None:
    """Deploy with a secret that only the vault has."""
    before = release_ids(scene)
    whole = scene.environment
    # In the shell of a rehearsal the sign-in to Azure is refused; here it is tried, and reaches nothing.
    left_out = (_SECRET, SIMULATED_VARIABLE)
    scene.environment = {name: value for name, value in whole.items() if name not in left_out}
    done = scene.run(
        f"{scene.deploy_command} --vault todo-drill",
        variables={
            "HTTPS_PROXY": _NO_NETWORK,
            "AZURE_TENANT_ID": "00000000-0000-0000-0000-000000000000",
            "AZURE_CLIENT_ID": "00000000-0000-0000-0000-000000000001",
            "AZURE_CLIENT_SECRET": "none",
        },
    )
    scene.environment = whole
    said = " ".join(done.output.split())
    scene.expect(
        "the deployment lacks an input", holds=done.code == ExitCode.MISSING_INPUT, detail=said[-900:]
    )
    scene.expect("the vault is named", holds="todo-drill" in said, detail=said[-900:])
    scene.expect("no release is recorded", holds=release_ids(scene) == before)


DRILL = Drill(
    does="A secret is only in the key vault, and neither the vault nor the sign-in to Azure can be reached.",
    holds="The message names the vault; nothing is changed, and no release is recorded.",
    start=Start.READY,
    act=act,
)
