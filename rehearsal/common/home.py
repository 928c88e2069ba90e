"""The folder of a rehearsal, and the paths in it."""

import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.common.private_files import open_private
from ops.common.run_folder import LATEST
from ops.common.simulation import REHEARSAL_VARIABLE, is_simulated
from ops.engine.synthesis.stacks import PROJECT, SYNTHESIZED

#: The name of the rehearsal that a clone has without --name.
DEFAULT_NAME: Final = "default"
_DEFAULT: Final = PROJECT / ".rehearsal"
_NAMED: Final = PROJECT / ".rehearsals"
_KEY_BYTES: Final = 32


@dataclass(frozen=True, kw_only=True)
class Home:
    """A rehearsal's folder. Two clones, or two values of REHEARSAL_HOME, are independent."""

    root: Path

    @property
    def name(self) -> str:
        """The name for --name; empty for a folder that REHEARSAL_HOME names."""
        if self.root == _DEFAULT:
            return DEFAULT_NAME
        return self.root.name if self.root.parent == _NAMED else ""

    def command(self, line: str, *, variables: Mapping[str, str] = os.environ) -> str:
        """Return a command on this rehearsal that can be pasted into a shell with these variables.

        `line` begins with the program: `rehearse up`. A value of REHEARSAL_HOME may have been set for one
        command alone, so that the line names the folder; a rehearsal's shell has it for sure.
        """
        if is_simulated(variables) and rehearsal_home(variables=variables) == self:
            return line
        if not self.name:
            return f"{REHEARSAL_VARIABLE}={shlex.quote(str(self.root))} {line}"
        if self.name == DEFAULT_NAME and not variables.get(REHEARSAL_VARIABLE):
            return line
        return f"{line} --name {self.name}"

    @property
    def synthesized(self) -> Path:
        """The synthesized stacks of the newest run that has them all; the manifest is written last."""
        manifests = self.root.glob(f"runs/*/{SYNTHESIZED}/manifest.json")
        newest = max(manifests, key=lambda manifest: manifest.parents[1].name, default=None)
        return newest.parent if newest else self.root / LATEST / SYNTHESIZED

    @property
    def cdktf_output(self) -> Path:
        """The output of the CDKTF CLI; cdktf.out in the project keeps the real providers' lock files."""
        return self.root / "cdktf.out"

    @property
    def mirror(self) -> Path:
        """The filesystem mirror with a launcher for each stand-in provider."""
        return self.root / "mirror"

    @property
    def terraform_rc(self) -> Path:
        """Terraform's configuration: providers come from the mirror and from nowhere else."""
        return self.root / "terraform.rc"

    @property
    def cloud(self) -> Path:
        """The simulated cloud."""
        return self.root / "cloud.sqlite"

    @property
    def state(self) -> Path:
        """The data of the state store."""
        return self.root / "state"

    @property
    def certificates(self) -> Path:
        """The folder with the certificate that Terraform has to trust, and nothing else."""
        return self.root / "certificates"

    @property
    def logs(self) -> Path:
        """The logs of the state store and the providers."""
        return self.root / "logs"

    @property
    def latest_logs(self) -> Path:
        """The logs of the newest run: one file for each step of each stack."""
        return self.root / LATEST / "logs"

    @property
    def record(self) -> Path:
        """The record of the running rehearsal: environment, port, process."""
        return self.root / "rehearsal.json"

    @property
    def lock(self) -> Path:
        """The lock of the one `rehearse` that may run here."""
        return self.root / "rehearse.lock"

    def key(self) -> bytes:
        """Return this rehearsal's random key, made at the first call and readable by its owner alone.

        The state store's key, made-up secrets and the secrets' revisions are derived from it.
        """
        path = self.root / "key"
        if not path.exists():
            with open_private(path, exclusive=True) as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
        return path.read_bytes()


def rehearsal_home(name: str | None = None, *, variables: Mapping[str, str] = os.environ) -> Home:
    """Return a rehearsal of this clone by its name; without one, that of REHEARSAL_HOME or the default."""
    if name:
        return Home(root=_DEFAULT if name == DEFAULT_NAME else _NAMED / name)
    folder = variables.get(REHEARSAL_VARIABLE)
    return Home(root=Path(folder).expanduser().resolve() if folder else _DEFAULT)


def all_homes(variables: Mapping[str, str] = os.environ) -> list[Home]:
    """Return the folders of this clone's rehearsals, the default first, and that of REHEARSAL_HOME."""
    named = sorted(folder for folder in _NAMED.glob("*") if folder.is_dir())
    known = [Home(root=folder) for folder in (_DEFAULT, *named)]
    here = rehearsal_home(variables=variables)
    return known if here in known else [*known, here]
