"""The command that runs a cluster until it is ended: `python -m tools.cluster FOLDER`, as root."""

import argparse
import signal
import sys
from pathlib import Path

from tools.cluster.cluster import LONGEST_LIFE_S, cluster
from tools.cluster.errors import ClusterError
from tools.components.cache import CannotBuildError


def main(arguments: list[str] | None = None) -> int:
    """Start a cluster, print its kubeconfig's path, stop it on Ctrl-C or SIGTERM; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.cluster", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new or empty folder for logs and credentials")
    parser.add_argument(
        "--host", action="append", default=[], metavar="NAME=ADDRESS", help="a name that the DNS also knows"
    )
    parser.add_argument(
        "--hours", type=float, default=LONGEST_LIFE_S / 3600, help="the longest life (default: %(default)s)"
    )
    chosen = parser.parse_args(arguments)
    if any("=" not in host for host in chosen.host):
        parser.error("--host takes NAME=ADDRESS, for example --host db.todo.test=10.201.1.1")
    if chosen.folder.exists() and (not chosen.folder.is_dir() or any(chosen.folder.iterdir())):
        parser.error(f"{chosen.folder} is not an empty folder: name another one")
    signal.signal(signal.SIGTERM, _interrupt)
    hosts = dict(host.split("=", maxsplit=1) for host in chosen.host)
    try:
        with cluster(folder=chosen.folder, hosts=hosts, longest_life_s=int(chosen.hours * 3600)) as running:
            print(running.kubeconfig, flush=True)
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except (CannotBuildError, ClusterError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
