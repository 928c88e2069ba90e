"""The filesystem mirror from which Terraform installs the stand-in providers, as if they were the real ones.

A provider's lock file holds a hash of its launcher. So a launcher is the same few bytes in every clone: where
Python and the simulated cloud are comes from the environment.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ops.common.errors import UserError
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.product import PRODUCTS
from rehearsal.common.home import Home

PYTHON_VARIABLE: Final = "REHEARSAL_PYTHON"
_VERSION: Final = re.compile(r"^=?\s*(\d+\.\d+\.\d+)$")


def write_mirror(home: Home, *, stacks: Iterable[Stack], platform: str) -> None:
    """Write a launcher for every provider that the stacks require, and Terraform's configuration.

    Each has the addresses of all engines, so that another one can be named in the shell of a rehearsal. Files
    that are right already stay untouched. Raises UserError for a version that is not exact.
    """
    providers = {provider for stack in stacks for provider in stack.providers}
    write_providers(home, providers=providers, platform=platform)


def write_providers(home: Home, *, providers: Iterable[RequiredProvider], platform: str) -> None:
    """Write a launcher for each of these providers, and Terraform's configuration; see `write_mirror`."""
    for provider in providers:
        name = provider.source.rsplit("/", 1)[-1]
        version = _exact_version(provider)
        for product in PRODUCTS:
            folder = home.mirror / product.address(provider.source) / version / platform
            _write(folder / f"terraform-provider-{name}_v{version}", _launcher(name), mode=0o755)
    _write(home.terraform_rc, _configuration(home.mirror), mode=0o644)


def _exact_version(provider: RequiredProvider) -> str:
    match = _VERSION.match(provider.version)
    if match is None:
        raise UserError(
            f"{provider.source}: the version '{provider.version}' is not exact",
            where="required_providers of the synthesized stacks",
            remedy="pin it to one version, such as 4.55.0: a rehearsal serves the schema of exactly that one",
        )
    return match.group(1)


def _launcher(name: str) -> str:
    return (
        "#!/bin/sh\n"
        f'exec "${{{PYTHON_VARIABLE}:?is not set: run eval \\"\\$(rehearse env)\\" first}}"'
        f" -P -m rehearsal.provider {name}\n"
    )


def _configuration(mirror: Path) -> str:
    return (
        "# Written by `rehearse`. Providers come from the mirror only, nothing is looked up on a network.\n"
        "disable_checkpoint = true\n"
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path = "{mirror}"\n'
        "  }\n"
        "}\n"
    )


def _write(path: Path, content: str, *, mode: int) -> None:
    """Write a file unless it is right already: a provider that runs must not lose its launcher."""
    if path.is_file() and path.read_text(encoding="utf-8") == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)
