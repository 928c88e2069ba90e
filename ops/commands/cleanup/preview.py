"""The preview of a cleanup: what is deleted, which data is lost, what stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.text import Text

from environments import Environment
from ops.commands.cleanup.blockers import Survey
from ops.commands.cleanup.leftovers import Leftover, leftovers
from ops.delivery.deployment.destroy import Destroyed
from ops.delivery.deployment.inventory import Inventory
from ops.delivery.planning.data_loss import data_loss

_STACK_WIDTH: Final = 12
_KINDS_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class CleanupPreview:
    """Everything known before a cleanup. The inventories are in the order in which stacks are applied."""

    environment: Environment
    inventories: Sequence[Inventory]
    survey: Survey
    variables: Mapping[str, str]

    @property
    def total(self) -> int:
        """The number of resources in the states."""
        return sum(len(inventory.resources) for inventory in self.inventories)

    def view(self) -> RenderableType:
        """Return the text for a terminal."""
        return Group(*self._deleted(), *self._lost(), *self._surveyed(), *self._stays())

    def document(self, done: Sequence[Destroyed]) -> dict[str, Any]:
        """Return the JSON form, with what was `done`."""
        return {
            "environment": self.environment.name,
            "deleted": [asdict(destroyed) for destroyed in done],
            "resources": {inventory.stack: dict(inventory.types) for inventory in self.inventories},
            "lost": self._data_loss(),
            "stays": [asdict(leftover) for leftover in self._leftovers()],
            # Scripts may rely on these two keys, so they keep their names.
            "obstacles": [asdict(blocker) for blocker in self.survey.blockers],
            "strangers": self.survey.unmanaged_resources,
            "cluster_gone": self.survey.cluster_gone,
        }

    def _deleted(self) -> Iterator[Text]:
        if not self.total:
            yield Text(f"\nThe states of '{self.environment.name}' have no resources to delete.")
            return
        yield Text(
            f"\n{self.total} resources of '{self.environment.name}' will be deleted, in this order:",
            style="bold red",
        )
        for inventory in reversed(self.inventories):
            yield Text.assemble(
                f"  {len(inventory.resources):>3} ",
                (f"{inventory.stack:<{_STACK_WIDTH}} ", "bold"),
                (_kinds(inventory), "dim"),
            )

    def _lost(self) -> Iterator[Text]:
        lost = self._data_loss()
        if lost:
            yield Text("\nData that will be lost:", style="bold")
        yield from (Text(f"  • {loss}") for loss in lost)

    def _data_loss(self) -> list[str]:
        return data_loss(
            (resource.type, resource.name)
            for inventory in self.inventories
            for resource in inventory.resources
        )

    def _surveyed(self) -> Iterator[Text]:
        if self.survey.cluster_gone and any(inventory.in_cluster for inventory in self.inventories):
            yield Text("\nThe cluster does not answer: its resources are only removed from the state.")
        if self.survey.unmanaged_resources:
            yield Text("\nUnmanaged resources in the resource group; they and the group stay:", style="bold")
        yield from (Text(f"  • {id_}") for id_ in self.survey.unmanaged_resources)

    def _stays(self) -> Iterator[Text]:
        yield Text("\nWhat stays, and how to remove it:", style="bold")
        for leftover in self._leftovers():
            yield Text(f"  • {leftover.what}: {leftover.why}")
            yield Text(f"    {leftover.how}", style="dim")

    def _leftovers(self) -> Sequence[Leftover]:
        return leftovers(self.environment, variables=self.variables)


def _kinds(inventory: Inventory) -> str:
    """Return the most frequent types; all of them are in the JSON."""
    kinds = sorted(inventory.types.items(), key=lambda kind: (-kind[1], kind[0]))
    shown = [f"{type_} ×{count}" for type_, count in kinds[:_KINDS_SHOWN]]
    others = len(kinds) - len(shown)
    return ", ".join([*shown, f"{others} other types"] if others > 0 else shown)
