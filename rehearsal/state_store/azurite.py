"""Starts the state store: Azurite, which Terraform's own azurerm backend uses as Azure Storage."""

import os
import socket
import time
from pathlib import Path
from typing import Final

from azure.core.exceptions import AzureError

from contract.node import NODE
from ops.common.errors import MissingToolError
from ops.engine.synthesis.document import StateBackend
from ops.engine.synthesis.stacks import PROJECT
from rehearsal.common.certificate import loopback_certificate
from rehearsal.common.home import Home
from rehearsal.state_store.background import start_in_background
from rehearsal.state_store.disk_space import require_space
from rehearsal.state_store.store import HOST, StateStore, StateStoreError, account_key

_READY_WITHIN_SECONDS: Final = 30
_POLL_SECONDS: Final = 0.1
_SCRIPT: Final = PROJECT / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
_START: Final = Path(__file__).with_name("azurite_start.cjs")


def start(home: Home, *, backend: StateBackend, preferred_port: int | None = None) -> StateStore:
    """Start the state store of a rehearsal and wait until it answers.

    The port of last time is taken again when it is free, so that shells set up by `rehearse env` stay valid.
    Raises NoSpaceError, MissingToolError or StateStoreError, after which no process is left.
    """
    require_space(home.root)
    port = _free_port(preferred_port)
    files = loopback_certificate(
        certificate=home.certificates / "state-store.pem", private_key=home.root / "state-store-key.pem"
    )
    key = account_key(home)
    home.state.mkdir(parents=True, exist_ok=True)
    log = home.logs / "state-store.log"
    process = start_in_background(
        [
            *_azurite(),
            *("--blobHost", HOST, "--blobPort", str(port), "--location", str(home.state)),
            *("--cert", str(files.certificate), "--key", str(files.private_key)),
            *("--silent", "--disableTelemetry", "--skipApiVersionCheck"),
        ],
        environment={**os.environ, "AZURITE_ACCOUNTS": f"{backend.account}:{key}"},
        folder=home.root,
        log=log,
    )
    store = StateStore(
        account=backend.account,
        container=backend.container,
        port=port,
        process=process,
        key=key,
        certificate=files.certificate,
    )
    try:
        _wait_until_ready(store, log=log)
    except BaseException:
        store.stop()
        raise
    return store


def _azurite() -> list[str]:
    if not NODE.exists() or not _SCRIPT.is_file():
        raise MissingToolError(
            "Azurite, the state store, is not installed", where=str(_SCRIPT), remedy="run `make setup`"
        )
    return [str(NODE), "--require", str(_START), str(_SCRIPT)]


def _free_port(preferred: int | None) -> int:
    """Return the preferred port when nobody listens there, else one that the system picks."""
    for port in filter(None, (preferred,)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        chosen: int = probe.getsockname()[1]
        return chosen


def _wait_until_ready(store: StateStore, *, log: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if not store.alive():
            raise StateStoreError(
                f"the state store ended at once. It said: {_last_lines(log)}",
                where=str(log),
                remedy="correct the cause and run `rehearse up` again",
            )
        try:
            store.prepare()
        except AzureError:
            time.sleep(_POLL_SECONDS)
        else:
            return
    raise StateStoreError(
        f"the state store did not answer on {store.address} within {_READY_WITHIN_SECONDS} s",
        where=str(log),
        remedy="see the log; a machine under heavy load may only need a second try",
    )


def _last_lines(log: Path, *, count: int = 5) -> str:
    text = log.read_text(encoding="utf-8", errors="replace").strip()
    return "\n".join(text.splitlines()[-count:]) or "nothing"
