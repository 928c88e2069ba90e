"""The cache of synthesized stacks, keyed by a digest of their sources.

Synthesis depends on its sources only (docs/decisions/0067-synthesis-cache.md). A source that is missing from
`digest` would cause a plan of outdated code: each kind of source is listed there and has a test.
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

#: The files and folders that main.py imports and reads.
SOURCES: Final = ("main.py", "constructs_lib", "contract", "environments", "imports", "stacks")
#: The folder of the cache.
FOLDER: Final = Path(".cache/synthesis")
_SUFFIXES: Final = frozenset({".cjs", ".py", ".yaml", ".json", ".tgz"})
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
_CHECKSUM: Final = "sha256"


def digest(*, environment: str, project: Path, variables: Mapping[str, str] = os.environ) -> str:
    """Return the digest of all sources of a synthesis."""
    found = hashlib.sha256()
    for fact in _facts(environment, project, variables):
        found.update(len(fact).to_bytes(8, "big") + fact)
    return found.hexdigest()


def restore(key: str, *, project: Path, out: Path) -> bool:
    """Copy the cached stacks of a key into `out`; return whether there is a complete, undamaged entry.

    A damaged entry is removed. Another run may remove the entry meanwhile: the synthesis then overwrites a
    partial copy. Raises OSError when `out` cannot be written.
    """
    kept = project / FOLDER / key
    try:
        whole = _checksum(kept).encode() == (kept / _CHECKSUM).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        whole = False
    if not whole:
        shutil.rmtree(kept, ignore_errors=True)
        return False
    with suppress(OSError):
        os.utime(kept)
    try:
        _copy(kept, out)
    except FileNotFoundError:
        return False
    return True


def keep(key: str, *, project: Path, out: Path) -> None:
    """Store the stacks in `out` under a key, atomically, and remove the least recently used entries.

    A full or read-only disk only means that the next run synthesizes again.
    """
    folder = project / FOLDER
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as made:
            whole = Path(made) / key
            _copy(out, whole)
            (whole / _CHECKSUM).write_text(_checksum(whole), encoding="ascii")
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
    """Copy the stacks, then the manifest, which marks a folder as synthesized.

    Raises FileNotFoundError when a file does not exist, or no longer exists.
    """
    for file in (*sorted(source.glob(_STACKS)), source / _MANIFEST):
        copied = target / file.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copied)


def _checksum(folder: Path) -> str:
    """Return the digest of the stacks and the manifest: what a crash or a full disk cut off is noticed."""
    found = hashlib.sha256()
    for file in (*sorted(folder.glob(_STACKS)), folder / _MANIFEST):
        content = file.read_bytes()
        found.update(f"{file.relative_to(folder)}:{len(content)}:".encode() + content)
    return found.hexdigest()


def _forget(folder: Path) -> None:
    """Remove the oldest entries; each is renamed first, so that no run reads a partial one."""
    kept = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    for entry in sorted(kept, key=lambda entry: entry.stat().st_mtime, reverse=True)[_MOST_KEPT:]:
        shutil.rmtree(entry.rename(folder / f".{entry.name}"), ignore_errors=True)
