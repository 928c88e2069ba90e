"""The processes of drills: those that name a folder; the engine and the providers, found below `ops`."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil

from ops.engine.terraform.product import OPENTOFU, TERRAFORM
from rehearsal.drills.command_run import RunningCommand

_PROVIDER: Final = "rehearsal.provider"
_STATE_STORE: Final = "/azurite/dist/"
_ENGINES: Final = (TERRAFORM.command, OPENTOFU.command)
_PATIENCE_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.02


def processes_naming(folder: Path) -> list[psutil.Process]:
    """Return the processes that name a folder, or something in it, in their arguments or environment."""
    # `ops-killed-1` is not named by `ops-killed-12`.
    named = re.compile(re.escape(str(folder)) + r"(?![\w.-])")
    return [process for process in psutil.process_iter() if _names(process, named)]


def end_commands_naming(folder: Path) -> None:
    """Kill the processes that name a folder, but state stores: these are stopped by what started them."""
    for process in processes_naming(folder):
        if _STATE_STORE not in _arguments(process):
            with suppress(psutil.Error):
                process.kill()


def end_processes_naming(folder: Path) -> None:
    """Kill the processes that name a folder until there are none: a process may begin another meanwhile."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (left := processes_naming(folder)) and time.monotonic() < deadline:
        for process in left:
            with suppress(psutil.Error):
                process.kill()
        time.sleep(_POLL_SECONDS)


def engines(command: RunningCommand) -> list[psutil.Process]:
    """Return the engine's processes: the children of `ops` that are Terraform or OpenTofu."""
    return [process for process in _below(command) if not _is_provider(process) and _is_engine(process)]


def providers(command: RunningCommand) -> list[psutil.Process]:
    """Return the processes of the providers."""
    return [process for process in _below(command) if _is_provider(process)]


def kill_one_of(find: Callable[[RunningCommand], list[psutil.Process]], command: RunningCommand) -> bool:
    """Kill the first process that a function finds, as soon as there is one; return whether there was."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and command.process.poll() is None:
        for process in find(command):
            with suppress(psutil.Error):
                process.kill()
                return True
        time.sleep(_POLL_SECONDS)
    return False


@contextmanager
def engine_paused(command: RunningCommand) -> Iterator[None]:
    """Let the engine stand still while the block runs, so that a deployment cannot end meanwhile.

    `ops` itself goes on: it renews its lock.
    """
    paused = engines(command)
    for process in paused:
        with suppress(psutil.Error):
            process.suspend()
    try:
        yield
    finally:
        for process in paused:
            with suppress(psutil.Error):
                process.resume()


def kill_everything(command: RunningCommand) -> None:
    """Kill `ops` and all processes below it, as a machine does that loses its power."""
    processes = _below(command)
    command.signal(signal.SIGKILL)
    for process in processes:
        with suppress(psutil.Error):
            process.kill()


def kill_group(command: RunningCommand) -> None:
    """Kill the process group of `ops`."""
    with suppress(ProcessLookupError):
        os.killpg(command.process.pid, signal.SIGKILL)


def _names(process: psutil.Process, named: re.Pattern[str]) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return any(named.search(text) for text in (*process.cmdline(), *process.environ().values()))
    except psutil.Error:
        return False


def _below(command: RunningCommand) -> list[psutil.Process]:
    try:
        return psutil.Process(command.process.pid).children(recursive=True)
    except psutil.Error:
        return []


def _is_provider(process: psutil.Process) -> bool:
    return _PROVIDER in _arguments(process)


def _is_engine(process: psutil.Process) -> bool:
    arguments = _arguments(process)
    program = arguments.split(" -")[0]
    return any(each in program for each in _ENGINES) and " -json" in arguments


def _arguments(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
