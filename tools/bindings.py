"""Renews `imports/`, the bindings of the providers for which no package of bindings is published.

`cdktf get` asks a provider for its schema. Here the stand-in answers, so that this works offline and gives
the same bytes on every machine; the bindings have the resources that the stand-in knows, and no others.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ops.common.errors import ExitCode, MissingToolError, UserError
from ops.common.tools import require_node
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.synthesis.stacks import PROJECT
from ops.engine.terraform.engine import Engine, find_engine
from rehearsal.common.home import Home
from rehearsal.provider.mirror import PYTHON_VARIABLE, write_providers

_CDKTF: Final = PROJECT / "node_modules" / ".bin" / "cdktf"
_WITHIN_SECONDS: Final = 300


class GenerationError(UserError):
    """`cdktf get` failed; its message is passed on."""

    exit_code = ExitCode.FAILED


def declared_providers(cdktf_json: Path) -> tuple[RequiredProvider, ...]:
    """Return the providers that cdktf.json wants bindings for, each as `namespace/name@version`."""
    facts = json.loads(cdktf_json.read_text(encoding="utf-8"))
    pairs = (entry.partition("@") for entry in facts["terraformProviders"])
    return tuple(
        RequiredProvider(source=f"registry.terraform.io/{source}", version=version)
        for source, _, version in pairs
    )


def generate(out: Path, *, project: Path = PROJECT) -> None:
    """Write the bindings of all providers in cdktf.json into `out`; what is there is replaced.

    Raises MissingToolError without Node or the CDKTF CLI, GenerationError when the CLI fails.
    """
    require_node()
    if not _CDKTF.exists():
        raise MissingToolError("the CDKTF CLI is not installed", where=str(_CDKTF), remedy="run `make setup`")
    engine = find_engine()
    with tempfile.TemporaryDirectory(prefix="imports-") as folder:
        home = Home(Path(folder))
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
        raise GenerationError(
            f"cdktf get failed:\n{done.stdout.strip()}\n{done.stderr.strip()}".rstrip(),
            where=str(project / "cdktf.json"),
            remedy="a provider or version that is new there needs a schema in rehearsal/provider/schema/",
        )


def _environment(home: Home, engine: Engine) -> Mapping[str, str]:
    return {
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "CHECKPOINT_DISABLE": "1",
        "DISABLE_VERSION_CHECK": "1",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
        "REHEARSAL_HOME": str(home.root),
        PYTHON_VARIABLE: sys.executable,
        "TERRAFORM_BINARY_NAME": str(engine.executable),
        "TF_CLI_CONFIG_FILE": str(home.terraform_rc),
    }


def main() -> int:
    """Renew `imports/`; return the process's exit code."""
    try:
        generate(PROJECT / "imports")
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
