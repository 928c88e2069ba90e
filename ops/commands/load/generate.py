"""The load generator, a separate process because Locust patches the sockets.

It is started as `python -m ops.commands.load.generate`.

It writes one JSON object a line to standard output, each with `kind` and `at`, the reading of the monotonic
clock in seconds, which all processes of a machine share. It ends by itself: after its time, on SIGTERM or
SIGINT, and when the process that started it is gone.
"""

from locust import events  # first of all: it patches sockets, and must do so before anything opens one  # noqa: I001
from locust.env import Environment

import json
import os
import signal
import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, field
from typing import Any, Final

import gevent  # type: ignore[import-untyped]

from ops.commands.load.accounts import Accounts
from ops.commands.load.visitor import CLEAN_UP_SECONDS, Visitor

_LOOK_EVERY_SECONDS: Final = 0.5
_STEP_SECONDS: Final = 15.0


@dataclass
class LocustRun:
    """The users of one run, and what is written of them."""

    arguments: Namespace
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Let the users come, wait for the end, let them leave."""
        arguments = self.arguments
        Visitor.accounts = Accounts(sign_ups_per_minute=arguments.sign_ups_per_minute, pause=arguments.pause)
        Visitor.pause = arguments.pause
        environment = Environment(user_classes=[Visitor], host=arguments.origin, events=events)
        events.request.add_listener(self._request)  # type: ignore[no-untyped-call]
        events.cpu_warning.add_listener(self._busy)  # type: ignore[no-untyped-call]
        runner = environment.create_local_runner()
        for number in (signal.SIGTERM, signal.SIGINT):
            gevent.signal_handler(number, self._stop)
        self._write("begun")
        runner.start(arguments.users, spawn_rate=arguments.users / max(arguments.ramp, 0.1))
        self._wait()
        self._write("leaving")
        if runner.spawning_greenlet:
            runner.spawning_greenlet.kill()
        Visitor.leave_by = time.monotonic() + CLEAN_UP_SECONDS
        Visitor.leaving.set()
        runner.user_greenlets.join(timeout=CLEAN_UP_SECONDS + _STEP_SECONDS)
        runner.stop()
        self._write("gone", accounts=len(Visitor.accounts), tasks_left=Visitor.left_behind)

    def _wait(self) -> None:
        parent = os.getppid()
        end = time.monotonic() + self.arguments.duration
        while time.monotonic() < end and not self._stopping and os.getppid() == parent:
            self._write("users", users=Visitor.signed_in)
            gevent.sleep(min(_LOOK_EVERY_SECONDS, max(0.0, end - time.monotonic())))

    def _stop(self) -> None:
        self._stopping = True

    def _request(
        self,
        *,
        name: str,
        response_time: float,
        exception: Exception | None,
        context: dict[str, Any],
        **_rest: object,
    ) -> None:
        seconds = response_time / 1000
        self._write(
            "request",
            began=time.monotonic() - seconds,
            name=name,
            seconds=round(seconds, 4),
            failure=str(exception) if exception else "",
            leaving=context["leaving"],
        )

    def _busy(self, *, cpu_usage: float, **_rest: object) -> None:
        self._write("busy", cpu_percent=cpu_usage)

    def _write(self, kind: str, **facts: object) -> None:
        print(json.dumps({"kind": kind, "at": time.monotonic(), **facts}), flush=kind != "request")


def _arguments(given: list[str]) -> Namespace:
    parser = ArgumentParser(prog="ops.commands.load.generate")
    parser.add_argument("origin")
    parser.add_argument("--users", type=int, required=True)
    for name in ("--ramp", "--duration", "--pause"):
        parser.add_argument(name, type=float, required=True)
    parser.add_argument("--sign-ups-per-minute", type=int, required=True)
    return parser.parse_args(given)


if __name__ == "__main__":
    LocustRun(_arguments(sys.argv[1:])).run()
