"""Synthesized stacks that are kept by what they were made from, so that nothing is synthesized twice.

Synthesis looks at nothing but its sources (docs/decisions/0067-synthesis-cache.md), so what it makes can be
kept under a digest of them. A source that is missing from `digest` would make a plan of yesterday's code:
each kind is named there, and has a test.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final

from environments.loader import environments_folder

#: What main.py imports, and what it reads, in the project's root.
SOURCES: Final = ("main.py", "constructs_lib", "contract", "environments", "imports", "stacks")
#: Where they are kept, in the project's root.
FOLDER: Final = Path(".cache/synthesis")
_SUFFIXES: Final = frozenset({".py", ".yaml", ".json", ".tgz"})
_PACKAGES: Final = (
    "cdktf",
    "cdktf-cdktf-provider-azurerm",
    "cdktf-cdktf-provider-helm",
    "cdktf-cdktf-provider-kubernetes",
    "constructs",
    "jsii",
    "pydantic",
    "pyyaml",
)
# Read by the CDKTF library itself while it synthesizes (cdktf 0.21.0, lib/app.js and lib/terraform-stack.js).
_VARIABLES: Final = ("CDKTF_CONTEXT_JSON", "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS", "SYNTH_HCL_OUTPUT")
_MOST_KEPT: Final = 24
_MANIFEST: Final = "manifest.json"
_STACKS: Final = "stacks/*/cdk.tf.json"


def digest(*, environment: str, project: Path, variables: Mapping[str, str] = os.environ) -> str:
    """Return what identifies a synthesis: the digest of everything that it can see."""
    found = hashlib.sha256()
    for fact in _facts(environment, project, variables):
        found.update(len(fact).to_bytes(8, "big") + fact)
    return found.hexdigest()


def restore(key: str, *, project: Path, out: Path) -> bool:
    """Copy what was synthesized from the same sources into `out`; say whether there was anything whole.

    Another run may forget it meanwhile: what was copied until then is written over by the synthesis.
    """
    kept = project / FOLDER / key
    try:
        _copy(kept, out)
    except (FileNotFoundError, NotADirectoryError):
        return False
    with suppress(OSError):
        os.utime(kept)
    return True


def keep(key: str, *, project: Path, out: Path) -> None:
    """Keep what is in `out` under a key, whole or not at all, and forget what was not used for long.

    A disk that is full or read-only costs the next run its few seconds, and nothing else.
    """
    folder = project / FOLDER
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as made:
            whole = Path(made) / key
            _copy(out, whole)
            whole.rename(folder / key)
        _forget(folder)


def _facts(environment: str, project: Path, variables: Mapping[str, str]) -> Iterator[bytes]:
    yield environment.encode()
    yield sys.version.encode()
    for name in _VARIABLES:
        yield variables.get(name, "").encode()
    for package in _PACKAGES:
        yield f"{package}=={version(package)}".encode()
    chosen = environments_folder(variables) / f"{environment}.yaml"
    yield chosen.read_bytes() if chosen.is_file() else b""
    for source in SOURCES:
        for file in _files(project / source):
            yield str(file.relative_to(project)).encode()
            yield file.read_bytes()


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    return sorted(file for file in source.rglob("*") if file.suffix in _SUFFIXES and file.is_file())


def _copy(source: Path, target: Path) -> None:
    """Copy the stacks and then the manifest, by which a folder counts as synthesized.

    Raises FileNotFoundError where a file is not there, or not there any more.
    """
    for file in (*sorted(source.glob(_STACKS)), source / _MANIFEST):
        copied = target / file.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copied)


def _forget(folder: Path) -> None:
    """Remove the oldest, each out of sight at first: nobody shall find a half of one."""
    kept = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    for entry in sorted(kept, key=lambda entry: entry.stat().st_mtime, reverse=True)[_MOST_KEPT:]:
        shutil.rmtree(entry.rename(folder / f".{entry.name}"), ignore_errors=True)
