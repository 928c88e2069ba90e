"""Bringing a machine to the state that is wanted. Safe to repeat; what is there already is left alone."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from ops.clients.azure.machines.machine import Machine
from ops.clients.azure.machines.state import Power, State
from ops.clients.azure.rest import RestClient
from ops.common.errors import UserError
from ops.common.progress import Step

#: How often Azure is asked while somebody waits, and how long anybody waits, in seconds.
PAUSE_SECONDS: Final = 5.0
PATIENCE_SECONDS: Final = 45 * 60.0

# Wanted, then: where it begins, and what is on the way to it.
_WAYS: Final = {
    "start": (Power.RUNNING, Power.STOPPED, Power.STARTING),
    "stop": (Power.STOPPED, Power.RUNNING, Power.STOPPING),
}
_HOPELESS: Final = (Power.BROKEN, Power.ABSENT)


class NotSwitchedError(UserError):
    """A machine cannot be started or stopped just now. What it is doing is in the message."""


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Starts and stops machines of an environment, and tells a step how long it has been waiting."""

    azure: RestClient
    environment: str
    pause: float = PAUSE_SECONDS
    patience: float = PATIENCE_SECONDS

    def bring(self, machine: Machine, action: str, *, step: Step) -> str:
        """Start or stop a machine and wait for it; return what was done, in words.

        Somebody else's order for the same is waited for. Raises NotSwitchedError when the machine is doing
        something else, and when it is not there; AzureRefusedError with Azure's own reason.
        """
        wanted, beginning, on_the_way = _WAYS[action]
        state = machine.state(self.azure)
        if state.power is wanted:
            return f"{machine.name} is {wanted} already"
        waiting = self._waiting(machine, action, step)
        if state.power is beginning:
            machine.order(self.azure, action, waiting=waiting)
            self._await(machine, wanted, action=action, hopeless=_HOPELESS, waiting=waiting)
        elif state.power is on_the_way:
            # Somebody else's order: if it fails, the machine is where it began, and nobody tells us.
            self._await(machine, wanted, action=action, hopeless=(*_HOPELESS, beginning), waiting=waiting)
        else:
            raise self._refusal(machine, state, action)
        return f"{machine.name} is {wanted}"

    def _waiting(self, machine: Machine, action: str, step: Step) -> Callable[[], None]:
        """Return what is called while we wait: it tells how long, and raises when it has been too long."""
        started = time.monotonic()

        def tell() -> None:
            seconds = time.monotonic() - started
            step.update(f"{action} {machine.name}: {seconds // 60:.0f} min {seconds % 60:.0f} s")
            if seconds > self.patience:
                raise NotSwitchedError(
                    f"{action} of {machine.kind} {machine.name} is not done after {seconds / 60:.0f} minutes",
                    where=machine.path,
                    remedy=f"Azure goes on with it: {self._command('status')}; run this again later",
                )

        return tell

    def _await(
        self,
        machine: Machine,
        wanted: Power,
        *,
        action: str,
        hopeless: Collection[Power],
        waiting: Callable[[], None],
    ) -> None:
        while (state := machine.state(self.azure)).power is not wanted:
            if state.power in hopeless:
                raise self._refusal(machine, state, action)
            waiting()
            time.sleep(self.pause)

    def _refusal(self, machine: Machine, state: State, action: str) -> NotSwitchedError:
        remedies = {
            Power.ABSENT: f"deploy it first: ops deploy foundation --environment {self.environment}",
            Power.BROKEN: "see its page in the portal: as it is it can neither be started nor stopped",
        }
        later = f"wait until that is over ({self._command('status')}), then {self._command(action)} again"
        return NotSwitchedError(
            f"cannot {action} {machine.kind} {machine.name}: it is {state.said}",
            where=machine.path,
            remedy=remedies.get(state.power, later),
        )

    def _command(self, action: str) -> str:
        return f"ops power {action} --environment {self.environment}"
