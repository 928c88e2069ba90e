"""The folder of a rehearsal, and the paths in it."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.common.private_files import open_private
from ops.common.run_folder import LATEST
from ops.engine.synthesis.stacks import PROJECT, SYNTHESIZED

_KEY_BYTES: Final = 32


@dataclass(frozen=True, kw_only=True)
class Home:
    """A rehearsal's folder. Two clones, or two values of REHEARSAL_HOME, are independent."""

    root: Path

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


def rehearsal_home(variables: Mapping[str, str] = os.environ) -> Home:
    """Return the rehearsal of this clone, or the one that REHEARSAL_HOME names."""
    named = variables.get("REHEARSAL_HOME")
    return Home(root=Path(named).expanduser().resolve() if named else PROJECT / ".rehearsal")
