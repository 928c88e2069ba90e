"""The record of a rehearsal, kept from one command to the next."""

import json
from dataclasses import dataclass

from ops.common.errors import UserError
from ops.common.text_file import replace_text
from rehearsal.common.home import Home
from rehearsal.state_store.background import BackgroundProcess
from rehearsal.state_store.store import StateStore, account_key


@dataclass(frozen=True, kw_only=True)
class RehearsalRecord:
    """The rehearsed environment, and the state store that was started for it."""

    environment: str
    account: str
    container: str
    port: int
    process: BackgroundProcess

    def store(self, home: Home) -> StateStore:
        """Return the state store, running or not."""
        return StateStore(
            account=self.account,
            container=self.container,
            port=self.port,
            process=self.process,
            key=account_key(home),
            certificate=home.certificates / "state-store.pem",
        )


def not_rehearsed(home: Home) -> UserError:
    """Return the error for a command that needs a rehearsal, where there is none."""
    return UserError(
        "nothing is rehearsed here",
        where=str(home.root),
        remedy=f"run `{home.command('rehearse up')}`; `rehearse ls` lists the rehearsals that there are",
    )


def load(home: Home) -> RehearsalRecord | None:
    """Return the record of a rehearsal; None when nothing was rehearsed here. Raises UserError."""
    try:
        facts = json.loads(home.record.read_text(encoding="utf-8"))
        process = BackgroundProcess(pid=int(facts.pop("pid")), started=float(facts.pop("started")))
        return RehearsalRecord(**facts, process=process)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            "the record of the rehearsal is damaged",
            where=str(home.record),
            remedy=f"run `{home.command('rehearse down --discard')}`, then `{home.command('rehearse up')}`: "
            "nothing real is lost",
        ) from error


def save(home: Home, *, environment: str, store: StateStore) -> None:
    """Write the record, all of it or nothing."""
    facts = {
        "environment": environment,
        "account": store.account,
        "container": store.container,
        "port": store.port,
        "pid": store.process.pid,
        "started": store.process.started,
    }
    replace_text(home.record, json.dumps(facts, indent=2) + "\n")


def forget(home: Home) -> None:
    """Remove the record."""
    home.record.unlink(missing_ok=True)
