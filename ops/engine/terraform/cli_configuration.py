"""Terraform's CLI configuration: a file of the person, not of the repository.

It may say from where packages come; the lock file checks those. A provider under `dev_overrides` is "not
subject to the usual restrictions about selected versions or checksum conformance".
Source: https://github.com/hashicorp/terraform/commit/c63c06d3c4d09a1bf1a1adc20216503e0cc2f881. Locations of
the files: https://developer.hashicorp.com/terraform/cli/config/config-file, and `terraform validate` with
Terraform 1.11.4, which also reads `~/.terraform.d/*.tfrc` and `*.tfrc.json`. OpenTofu's:
`internal/command/cliconfig/config_unix.go` (v1.12.6).
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ops.common.errors import ExitCode, UserError
from ops.engine.terraform.product import OPENTOFU, TERRAFORM, Product

#: The variable that names another file than the default.
CONFIGURATION: Final = "TF_CLI_CONFIG_FILE"
_OVERRIDES: Final = re.compile(r'\bdev_overrides"?\s*[{:=]')
# A text is kept: an address has two slashes, and keys of JSON are texts.
_TEXT_OR_COMMENT: Final = re.compile(r'(?P<text>"(?:\\.|[^"\\\n])*")|#[^\n]*|//[^\n]*|/\*.*?\*/', re.DOTALL)


class DevelopmentOverridesError(UserError):
    """A CLI configuration that replaces providers by builds of somebody."""

    exit_code = ExitCode.USAGE


def require_released_providers(
    variables: Mapping[str, str] = os.environ, *, product: Product = TERRAFORM
) -> None:
    """Raise DevelopmentOverridesError when the CLI configuration replaces providers by local builds."""
    for file in _files(variables, product):
        if _OVERRIDES.search(_TEXT_OR_COMMENT.sub(lambda found: found["text"] or " ", _content(file))):
            raise DevelopmentOverridesError(
                "dev_overrides replaces providers by local builds, which no lock file checks. The engine "
                "would plan and apply with other providers than the repository describes",
                where=str(file),
                remedy=f"remove dev_overrides, or name a file without it in {CONFIGURATION}",
            )


def _files(variables: Mapping[str, str], product: Product) -> Iterator[Path]:
    """Yield the files that the engine reads; those of the home only when no variable names one."""
    if named := variables.get(CONFIGURATION):
        yield Path(named)
    elif home := variables.get("HOME"):
        files, folders = [Path(home, ".terraformrc")], [Path(home, ".terraform.d")]
        if product is OPENTOFU:
            files.insert(0, Path(home, ".tofurc"))
            if own := variables.get("XDG_CONFIG_HOME"):
                files.append(Path(own, "opentofu", "tofurc"))
                folders.append(Path(own, "opentofu"))
        # Of each it reads the first that exists.
        yield from [file for file in files if file.exists()][:1]
        for folder in [folder for folder in folders if folder.exists()][:1]:
            yield from sorted([*folder.glob("*.tfrc"), *folder.glob("*.tfrc.json")])


def _content(file: Path) -> str:
    """Return the text; an empty one for a file that cannot be read, about which Terraform itself warns."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
