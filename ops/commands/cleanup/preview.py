"""What a person is told before a clean-up: what goes, what is lost with it, what stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from environments import Environment
from ops.commands.cleanup.blockers import Survey
from ops.commands.cleanup.data_loss import losses
from ops.commands.cleanup.leftovers import Remainder, remains
from ops.delivery.deployment.destroy import Destroyed
from ops.delivery.deployment.inventory import Inventory

_STACK_WIDTH: Final = 12
_KINDS_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that is known before anything is deleted, in the stacks' order of application."""

    environment: Environment
    inventories: Sequence[Inventory]
    survey: Survey
    variables: Mapping[str, str]

    @property
    def total(self) -> int:
        """How many resources the states hold."""
        return sum(len(inventory.resources) for inventory in self.inventories)

    def view(self) -> RenderableType:
        """Return it for a terminal."""
        return Group(*self._goes(), *self._lost(), *self._surveyed(), *self._stays())

    def document(self, done: Sequence[Destroyed]) -> dict[str, Any]:
        """Return it for a program, with what was `done`."""
        return {
            "environment": self.environment.name,
            "deleted": [asdict(destroyed) for destroyed in done],
            "resources": {inventory.stack: dict(inventory.types) for inventory in self.inventories},
            "lost": losses(self.inventories),
            "stays": [asdict(remainder) for remainder in self._remains()],
            **asdict(self.survey),
        }

    def _goes(self) -> Iterator[Text]:
        if not self.total:
            yield Text(f"\nThe states of '{self.environment.name}' hold nothing that could be deleted.")
            return
        yield Text(
            f"\n{self.total} resources of '{self.environment.name}' are deleted, in this order:",
            style="bold red",
        )
        for inventory in reversed(self.inventories):
            yield Text.assemble(
                f"  {len(inventory.resources):>3} ",
                (f"{inventory.stack:<{_STACK_WIDTH}} ", "bold"),
                (_kinds(inventory), "dim"),
            )

    def _lost(self) -> Iterator[Text]:
        lost = losses(self.inventories)
        if lost:
            yield Text("\nLost with them:", style="bold")
        yield from (Text(f"  • {loss}") for loss in lost)

    def _surveyed(self) -> Iterator[Text]:
        if self.survey.cluster_gone and any(inventory.in_cluster for inventory in self.inventories):
            yield Text("\nThe cluster does not answer: what is in it is forgotten, and goes with it.")
        if self.survey.strangers:
            yield Text("\nIn the resource group, and in no state; the group stays with them:", style="bold")
        yield from (Text(f"  • {stranger}") for stranger in self.survey.strangers)

    def _stays(self) -> Iterator[Text]:
        yield Text("\nWhat stays, and how it is removed:", style="bold")
        for remainder in self._remains():
            yield Text(f"  • {remainder.what}: {remainder.why}")
            yield Text(f"    {remainder.how}", style="dim")

    def _remains(self) -> Sequence[Remainder]:
        return remains(self.environment, variables=self.variables)


def _kinds(inventory: Inventory) -> str:
    """Return the most frequent types; all of them are in the JSON."""
    kinds = sorted(inventory.types.items(), key=lambda kind: (-kind[1], kind[0]))
    shown = [f"{type_} ×{count}" for type_, count in kinds[:_KINDS_SHOWN]]
    others = len(kinds) - len(shown)
    return ", ".join([*shown, f"{others} other types"] if others > 0 else shown)
