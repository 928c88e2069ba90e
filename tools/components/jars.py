"""Java archives from Maven Central: pinned in a pom.xml, each file checked against a committed SHA-256.

`tools/components/jars/<name>/` has pom.xml and SHA256SUMS. Maven's own settings say where it downloads from.
"""

import hashlib
import shutil
import subprocess
from pathlib import Path

from tools.components.cache import CannotBuildError, digest_of, made_once

FOLDERS = Path(__file__).parent / "jars"
# Named with its version: without one, Maven would take the newest.
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
NAMES = tuple(sorted(folder.name for folder in FOLDERS.iterdir() if folder.is_dir()))


def jars(name: str) -> Path:
    """Return the folder with the archives of tools/components/jars/<name>, downloaded if they are not cached.

    Raises `CannotBuildError` without Maven, if a download fails, or if a file is not the pinned one.
    """
    folder = FOLDERS / name

    def make(target: Path) -> None:
        _download(pom=folder / "pom.xml", target=target)
        check_sums(folder=target, sums=folder / "SHA256SUMS")

    return made_once(name=f"{name}-jars", digest=digest_of(folder=folder, facts=(COPY,)), make=make)


def check_sums(*, folder: Path, sums: Path) -> None:
    """Raise `CannotBuildError` unless `folder` holds exactly the files that `sums` lists, byte for byte."""
    lines = (line.split(maxsplit=1) for line in sums.read_text().splitlines())
    expected = {name: digest for digest, name in lines}
    actual = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    wrong = sorted(name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name))
    if wrong:
        raise CannotBuildError(
            f"{sums}: downloaded files are missing, unknown or altered: {', '.join(wrong)}"
        )


def _download(*, pom: Path, target: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotBuildError(
            "the `mvn` command is missing: it downloads the Java components of the end-to-end tests. "
            "Install Maven 3.8 or newer (with Java 17); see docs/development/real-components.md"
        )
    result = subprocess.run(
        [maven, "-q", "-B", "-f", str(pom), COPY, f"-DoutputDirectory={target}", "-DincludeScope=runtime"],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise CannotBuildError(
            f"{pom}: Maven could not download the archives:\n{result.stdout.strip()[-2000:]}"
        )
