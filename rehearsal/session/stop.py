"""The end of a rehearsal's processes."""

from rehearsal.common.home import Home
from rehearsal.provider.fork_client import stop_fork_servers
from rehearsal.session import record


def stop_processes(home: Home) -> None:
    """Stop the state store, where one is recorded, and what starts providers; states and cloud stay."""
    found = record.load(home)
    if found:
        found.process.stop()
    stop_fork_servers(home.root)
