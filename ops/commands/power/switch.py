"""The switch that starts and stops machines. Safe to repeat."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from ops.clients.azure.machines.machine import Machine
from ops.clients.azure.machines.state import MachineState, Power
from ops.common.errors import UserError
from ops.common.progress import Step

#: Seconds between two requests for the state, and until the wait is given up.
PAUSE_SECONDS: Final = 5.0
TIMEOUT_SECONDS: Final = 45 * 60.0

# The wanted state, the state before, and the state in between.
_TRANSITIONS: Final = {
    "start": (Power.RUNNING, Power.STOPPED, Power.STARTING),
    "stop": (Power.STOPPED, Power.RUNNING, Power.STOPPING),
}
_UNUSABLE: Final = (Power.BROKEN, Power.ABSENT)


class NotSwitchedError(UserError):
    """A machine that cannot be started or stopped now."""


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Starts and stops machines of an environment, and shows the waiting time in a step."""

    environment: str
    pause: float = PAUSE_SECONDS
    timeout: float = TIMEOUT_SECONDS

    def bring(self, machine: Machine, action: str, *, step: Step) -> str:
        """Start or stop a machine and wait for it; return the outcome as text.

        The same operation, started by somebody else, is waited for. Raises NotSwitchedError when another
        operation is in progress or the machine does not exist; AzureRefusedError with Azure's own reason.
        """
        wanted, before, between = _TRANSITIONS[action]
        state = machine.state()
        if state.power is wanted:
            return f"{machine.name} is already {wanted}"
        waiting = self._waiting(machine, action, step)
        if state.power is before:
            machine.switch(action, waiting=waiting)
            self._await(machine, wanted, action=action, failed=_UNUSABLE, waiting=waiting)
        elif state.power is between:
            # When somebody else's operation fails, the only sign is that the machine is in the state before.
            self._await(machine, wanted, action=action, failed=(*_UNUSABLE, before), waiting=waiting)
        else:
            raise self._refusal(machine, state, action)
        return f"{machine.name} is {wanted}"

    def _waiting(self, machine: Machine, action: str, step: Step) -> Callable[[], None]:
        """Return the callback of the wait: it shows the waiting time and raises after the time limit."""
        started = time.monotonic()

        def report() -> None:
            seconds = time.monotonic() - started
            step.update(f"{action} {machine.name}: {seconds // 60:.0f} min {seconds % 60:.0f} s")
            if seconds > self.timeout:
                raise NotSwitchedError(
                    f"{action} of {machine.kind} {machine.name} is not done after {seconds / 60:.0f} minutes",
                    where=machine.path,
                    remedy=f"Azure continues with it: {self._command('status')}; run this again later",
                )

        return report

    def _await(
        self,
        machine: Machine,
        wanted: Power,
        *,
        action: str,
        failed: Collection[Power],
        waiting: Callable[[], None],
    ) -> None:
        while (state := machine.state()).power is not wanted:
            if state.power in failed:
                raise self._refusal(machine, state, action)
            waiting()
            time.sleep(self.pause)

    def _refusal(self, machine: Machine, state: MachineState, action: str) -> NotSwitchedError:
        remedies = {
            Power.ABSENT: f"deploy it first: ops deploy foundation --environment {self.environment}",
            Power.BROKEN: "open it in the portal: in this state it can neither be started nor stopped",
        }
        later = f"wait until it has finished ({self._command('status')}), then {self._command(action)} again"
        return NotSwitchedError(
            f"cannot {action} {machine.kind} {machine.name}: it is {state.reported}",
            where=machine.path,
            remedy=remedies.get(state.power, later),
        )

    def _command(self, action: str) -> str:
        return f"ops power {action} --environment {self.environment}"
