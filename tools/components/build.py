"""Make the components before the tests need them: `python -m tools.components.build --all`."""

import argparse
import sys
from pathlib import Path

from tools.components.cache import CannotBuildError
from tools.components.go_programs import PROGRAMS, program
from tools.components.jars import NAMES as JARS
from tools.components.jars import jars

# PostgreSQL comes as a package of the operating system; its archive is the fallback of postgres.py. No
# end-to-end test starts the other two.
ON_DEMAND = ("actionlint", "kubelogin", "postgres")


def main(arguments: list[str] | None = None) -> int:
    """Make the named components; return the exit code (1 with one message when one cannot be made)."""
    every = sorted([*PROGRAMS, *JARS])
    parser = argparse.ArgumentParser(prog="python -m tools.components.build", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(every)}")
    parser.add_argument("--all", action="store_true", help="all that the end-to-end tests start")
    parser.add_argument("--link", type=Path, metavar="FOLDER", help="put a link to each program there")
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(every)):
        parser.error(f"no component is called {', '.join(unknown)}; there are: {', '.join(every)}")
    if not chosen.names and not chosen.all:
        parser.error("give names of components, or --all")
    names = [name for name in every if name not in ON_DEMAND] if chosen.all else chosen.names
    try:
        for name in names:
            made = program(name) if name in PROGRAMS else jars(name)
            print(f"{name}: {made}", flush=True)
            if chosen.link and name in PROGRAMS:
                _link(made, folder=chosen.link)
    except CannotBuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _link(made: Path, *, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / made.name
    link.unlink(missing_ok=True)
    link.symlink_to(made)


if __name__ == "__main__":
    sys.exit(main())
