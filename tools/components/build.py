"""The command that builds components: `python -m tools.components.build NAME… | --all`."""

import argparse
import sys
from pathlib import Path

from tools.components import debian_packages
from tools.components.cache import CannotBuildError
from tools.components.go_programs import PROGRAMS, program
from tools.components.jars import NAMES as JARS
from tools.components.jars import jars

# PostgreSQL is usually a package of the operating system; tests/components/postgres.py falls back to its
# archive. `make lint` builds actionlint and tflint.
ON_DEMAND = ("actionlint", "postgres", "tflint")


def main(arguments: list[str] | None = None) -> int:
    """Build the named components; return the exit code: 1, with one message, if one cannot be built."""
    every = sorted([*PROGRAMS, *JARS, debian_packages.NAME])
    parser = argparse.ArgumentParser(prog="python -m tools.components.build", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(every)}")
    parser.add_argument("--all", action="store_true", help="all components that the end-to-end tests run")
    parser.add_argument("--link", type=Path, metavar="FOLDER", help="link each program into this folder")
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(every)):
        parser.error(f"no component is called {', '.join(unknown)}; choose from: {', '.join(every)}")
    if not chosen.names and not chosen.all:
        parser.error("name the components to build, or use --all")
    names = [name for name in every if name not in ON_DEMAND] if chosen.all else chosen.names
    try:
        for name in names:
            made = _made(name)
            print(f"{name}: {made}", flush=True)
            if chosen.link and name in PROGRAMS:
                _link(made, folder=chosen.link)
    except CannotBuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _made(name: str) -> Path:
    if name == debian_packages.NAME:
        return debian_packages.node_packages()
    return program(name) if name in PROGRAMS else jars(name)


def _link(made: Path, *, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / made.name
    link.unlink(missing_ok=True)
    link.symlink_to(made)


if __name__ == "__main__":
    sys.exit(main())
