"""`python -m todo_backend.replay`: look at the dead letters and send them back into the event flow."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from todo_backend.database import Database, DatabaseUrlError, open_database
from todo_backend.events import dead_letters
from todo_backend.log_schema import configure_logging
from todo_backend.secret_source import SecretMissingError, SecretSource
from todo_backend.settings import ProcessSettings
from todo_backend.tables import DeadLetter


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 if all was done, 1 if something stayed behind, 2 on bad input."""
    options = _parser().parse_args(arguments)
    settings = ProcessSettings()
    configure_logging("WARNING", stream=sys.stderr)
    try:
        return asyncio.run(_run(SecretSource(settings.secrets_directory), options))
    except (SecretMissingError, DatabaseUrlError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (SQLAlchemyError, OSError) as error:
        sys.stderr.write(f"the database cannot be used: {type(error).__name__}. Nothing was replayed.\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="todo-replay", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--list", action="store_true", help="print what waits, a JSON object a line")
    what.add_argument("--all", action="store_true", help="replay every waiting dead letter")
    what.add_argument("--event-id", action="append", metavar="ID", help="replay this one (may be repeated)")
    return parser


async def _run(secrets: SecretSource, options: argparse.Namespace) -> int:
    database = open_database(secrets)
    try:
        if options.list:
            return await _list(database)
        return await _replay(database, options.event_id)
    finally:
        await database.close()


async def _list(database: Database) -> int:
    async with database.reading() as session:
        letters = await dead_letters.waiting(session)
    for letter in letters:
        sys.stdout.write(json.dumps(_described(letter)) + "\n")
    return 0


async def _replay(database: Database, wanted: Sequence[str] | None) -> int:
    async with database.transaction() as session:
        letters = await dead_letters.waiting(session)
        if wanted is not None:
            letters = [letter for letter in letters if letter.event_id in wanted]
        replayed = await dead_letters.replay(session, letters)
    unknown = sorted(set(wanted or ()) - {letter.event_id for letter in letters})
    for event_id in replayed.unreadable:
        sys.stderr.write(f"{event_id}: no subscriber can read this event; it stays\n")
    for event_id in unknown:
        sys.stderr.write(f"{event_id}: no such dead letter waits (see --list)\n")
    sys.stdout.write(f"replayed {len(replayed.queued)}, left {len(replayed.unreadable) + len(unknown)}\n")
    return 1 if replayed.unreadable or unknown else 0


def _described(letter: DeadLetter) -> dict[str, object]:
    return {
        "event_id": letter.event_id,
        "times_seen": letter.times_seen,
        "first_seen_at": letter.first_seen_at.isoformat(),
        "last_seen_at": letter.last_seen_at.isoformat(),
    }


if __name__ == "__main__":
    sys.exit(main())
