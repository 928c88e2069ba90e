"""The generator of `imports/`, the bindings of providers for which no package of bindings is published.

`cdktf get` asks a provider for its schema. Here the simulated provider answers: offline, with the same
bytes on every machine. The bindings have the resources that the simulated provider has, and no others.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ops.common.errors import MissingToolError, UserError
from ops.common.tools import require_node
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.synthesis.stacks import PROJECT
from ops.engine.terraform.engine import Engine, find_engine
from rehearsal.common.home import Home
from rehearsal.provider.mirror import PYTHON_VARIABLE, write_providers

_CDKTF: Final = PROJECT / "node_modules" / ".bin" / "cdktf"
_WITHIN_SECONDS: Final = 300


def declared_providers(cdktf_json: Path) -> tuple[RequiredProvider, ...]:
    """Return the providers in cdktf.json, where each is written as `namespace/name@version`."""
    facts = json.loads(cdktf_json.read_text(encoding="utf-8"))
    pairs = (entry.partition("@") for entry in facts["terraformProviders"])
    return tuple(
        RequiredProvider(source=f"registry.terraform.io/{source}", version=version)
        for source, _, version in pairs
    )


def generate(out: Path, *, project: Path = PROJECT) -> None:
    """Write the bindings of all providers in cdktf.json into `out`, replacing its content.

    Raises MissingToolError without Node or the CDKTF CLI, UserError if the CLI fails. The engine is the one
    that the lock file pins: the result names its registry and, with cdktn, its version.
    """
    require_node()
    if not _CDKTF.exists():
        raise MissingToolError("the CDKTF CLI is not installed", where=str(_CDKTF), remedy="run `make setup`")
    engine = find_engine(search_path="", named="")
    with tempfile.TemporaryDirectory(prefix="imports-") as folder:
        home = Home(root=Path(folder))
        write_providers(home, providers=declared_providers(project / "cdktf.json"), platform=engine.platform)
        done = subprocess.run(
            [str(_CDKTF), "get", "--force", "--output", str(out)],
            cwd=project,
            env={**os.environ, **_environment(home, engine)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_WITHIN_SECONDS,
        )
    if done.returncode != 0:
        raise UserError(
            f"cdktf get failed:\n{done.stdout.strip()}\n{done.stderr.strip()}".rstrip(),
            where=str(project / "cdktf.json"),
            remedy="add the schema of a new provider or version to rehearsal/provider/schema/",
        )


def _environment(home: Home, engine: Engine) -> Mapping[str, str]:
    return {
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "CHECKPOINT_DISABLE": "1",
        "DISABLE_VERSION_CHECK": "1",
        "REHEARSAL_HOME": str(home.root),
        PYTHON_VARIABLE: sys.executable,
        "TERRAFORM_BINARY_NAME": str(engine.executable),
        "TF_CLI_CONFIG_FILE": str(home.terraform_rc),
    }


def main() -> int:
    """Generate `imports/` and return the exit code of the process."""
    try:
        generate(PROJECT / "imports")
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
