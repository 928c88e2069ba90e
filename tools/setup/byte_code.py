"""Byte code of an environment, so that the first start, or each where none may be written, is not slow.

Only what is imported usually: of the provider bindings, 1,600 modules, those that this code imports.
"""

import ast
import compileall
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PROJECT: Final = Path(__file__).parents[2]
_SOURCES: Final = ("constructs_lib", "stacks")
_BINDINGS: Final = "cdktf_cdktf_provider_"
# Large, and each command imports a few modules of them, which Python then compiles.
_ON_DEMAND: Final = ("kubernetes", "azure/mgmt")


def compile_packages(packages: Path, *, project: Path) -> None:
    """Compile the installed packages."""
    skipped = [packages / name for name in _ON_DEMAND]
    folders = [path for path in packages.iterdir() if path.is_dir() and not path.name.startswith(_BINDINGS)]
    files = [
        file
        for folder in folders
        for file in folder.rglob("*.py")
        if not any(file.is_relative_to(other) for other in skipped)
    ]
    for file in [*files, *packages.glob("*.py"), *used_bindings(packages, project=project)]:
        # A package may bring files for another version of Python, which do not compile: nothing imports them.
        compileall.compile_file(file, quiet=2)


def used_bindings(packages: Path, *, project: Path) -> Iterator[Path]:
    """Yield the modules of the provider bindings that this code imports, and those that all of them need."""
    for support in packages.glob(f"{_BINDINGS}*/_jsii"):
        yield from support.rglob("*.py")
    sources = [file for source in _SOURCES for file in (project / source).rglob("*.py")]
    for name in sorted({name for file in sources for name in _imported(file)}):
        yield from packages.joinpath(*name.split(".")).rglob("*.py")


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(_BINDINGS):
            yield node.module


if __name__ == "__main__":
    compile_packages(Path(sysconfig.get_path("purelib")), project=_PROJECT)
