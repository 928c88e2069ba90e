"""The real buildah, with its files in a folder of the test and chroot in place of containers.

Sources of the settings: containers-storage.conf(5), containers-registries.conf(5), containers.conf(5),
containers-policy.json(5).
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.components.go_programs import program

# What buildah keeps about blobs lies outside of its own folders when root runs it.
_CACHE = Path("/var/lib/containers")


@dataclass(frozen=True, kw_only=True)
class Buildah:
    """buildah and the variables that it needs; `folder` is to be put on the PATH."""

    folder: Path
    variables: Mapping[str, str]

    def run(self, *arguments: str) -> str:
        """Run a command of buildah and return its output."""
        done = subprocess.run(
            [self.folder / "buildah", *arguments],
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def buildah(*, folder: Path, registry: str) -> Iterator[Buildah]:
    """Yield buildah, which reads the registry on loopback without TLS."""
    programs = folder / "programs"
    programs.mkdir(parents=True)
    (programs / "buildah").symlink_to(program("buildah"))
    # buildah looks for it before it builds; with chroot it never runs it.
    (programs / "netavark").write_text("#!/bin/sh\nexit 1\n")
    (programs / "netavark").chmod(0o755)
    home = folder / "home" / ".config" / "containers"
    home.mkdir(parents=True)
    (home / "policy.json").write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
    settings = {
        "CONTAINERS_STORAGE_CONF": [
            "[storage]",
            'driver = "vfs"',
            f'runroot = "{folder}/run"',
            f'graphroot = "{folder}/storage"',
        ],
        "CONTAINERS_REGISTRIES_CONF": ["[[registry]]", f'location = "{registry}"', "insecure = true"],
        # Without these limits chroot asks for higher ones than a container has that runs the tests.
        "CONTAINERS_CONF": [
            "[engine]",
            f'helper_binaries_dir = ["{programs}"]',
            "[containers]",
            'default_ulimits = ["nproc=1024:1024", "nofile=1024:1024"]',
        ],
    }
    variables = {"HOME": str(folder / "home"), "BUILDAH_ISOLATION": "chroot", "TMPDIR": str(folder)}
    for name, lines in settings.items():
        path = folder / f"{name.lower()}.conf"
        path.write_text("\n".join(lines) + "\n")
        variables[name] = str(path)
    existed = _CACHE.exists()
    try:
        yield Buildah(folder=programs, variables=variables)
    finally:
        if not existed:
            shutil.rmtree(_CACHE, ignore_errors=True)


def shell_rootfs(folder: Path) -> Path:
    """Write a root file system with this machine's shell and its libraries, and return it."""
    shell = Path(shutil.which("dash") or shutil.which("sh") or "/bin/sh").resolve()
    listed = subprocess.run(["ldd", shell], capture_output=True, text=True, timeout=30, check=True).stdout
    copies: Sequence[tuple[Path, str]] = [
        (Path(word), word) for line in listed.splitlines() for word in line.split() if word.startswith("/")
    ]
    for source, target in [(shell, "/bin/sh"), *copies]:
        path = folder / target.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)
        path.chmod(0o755)
    (folder / "tmp").mkdir()
    return folder
