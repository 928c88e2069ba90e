"""What Azurite does not load at its start: the names are those that the installed Azurite asks for."""

import json
import subprocess
from pathlib import Path

from contract.node import NODE
from ops.engine.synthesis.stacks import PROJECT
from rehearsal.state_store import azurite

_SERVER = PROJECT / "node_modules" / "azurite" / "dist" / "src" / "blob" / "BlobServerFactory.js"
_TELEMETRY = PROJECT / "node_modules" / "azurite" / "dist" / "src" / "common" / "Telemetry.js"
_LOADED = """
require(process.argv[1]); const telemetry = require(process.argv[2]);
const loaded = (name) => Object.keys(require.cache).some((file) => file.includes(`/node_modules/${name}/`));
const before = [loaded("sequelize"), loaded("applicationinsights")];
telemetry.AzuriteTelemetryClient.appInsights.defaultClient;
console.log(JSON.stringify([...before, loaded("applicationinsights")]));
"""


def _loaded(*options: str) -> list[bool]:
    """Return whether SQL and telemetry are loaded at the start, and telemetry after its first use."""
    command = [str(NODE), *options, "-e", _LOADED, str(_SERVER), str(_TELEMETRY)]
    said = subprocess.check_output(command, text=True)
    found: list[bool] = json.loads(said)
    return found


def test_sql_and_telemetry_are_loaded_when_they_are_used() -> None:
    start = Path(azurite.__file__).with_name("azurite_start.cjs")

    assert _loaded() == [True, True, True]
    assert _loaded("--require", str(start)) == [False, False, True]
