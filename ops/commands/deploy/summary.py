"""What a deployment does, in the lines above its question: images, secrets, plan, lost data, cost."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from contract.inputs import image_role, revision_input, secret_variable
from ops.common.visible_text import visible_line
from ops.delivery.cost.wording import change_line
from ops.delivery.planning.changes import Action
from ops.delivery.planning.report import PlanReport
from ops.delivery.planning.text import change_lines, counts
from ops.delivery.releases.images import ChosenImages
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.releases.release import Release

_NONE_LIVE: Final = "(none)"
_MOST_NAMED: Final = 20


@dataclass(frozen=True, kw_only=True)
class ReleaseSummary:
    """The images and secrets of a deployment, against the last release that passed; None before the first.

    `uncertain` is why that release may not be what is live; empty when it is.
    """

    chosen: ChosenImages
    inputs: ReleaseInputs
    last: Release | None
    uncertain: str = ""

    @property
    def changed_images(self) -> tuple[str, ...]:
        """The variables of the images that change."""
        return tuple(name for name, image in self.chosen.images.items() if image != self._live.get(name))

    @property
    def changed_secrets(self) -> tuple[str, ...]:
        """The names of the secrets with another value than in the last release."""
        known = self._known
        return tuple(name for name in self._secrets if known.get(name, 0) not in (0, self._revision(name)))

    @property
    def new_secrets(self) -> tuple[str, ...]:
        """The names of the secrets that the last release did not have."""
        return tuple(name for name in self._secrets if name not in self._known)

    def lines(self) -> Iterator[str]:
        """Yield a line for each image, and one for the secrets."""
        for name, image in self.chosen.images.items():
            source = self.chosen.sources[name]
            live = self._live.get(name, _NONE_LIVE)
            change = f"{live} → {image}" if name in self.changed_images else f"{image}, unchanged"
            yield f"image   {image_role(name) or name}: {change} ({source})"
        yield from self._secret_lines()
        if self.last and self.uncertain:
            yield f"live    not certain: {self.uncertain}; compared with {self.last.id}"

    @property
    def _live(self) -> Mapping[str, str]:
        return self.last.images if self.last else {}

    @property
    def _secrets(self) -> list[str]:
        return sorted(self.inputs.secrets)

    @property
    def _known(self) -> dict[str, int]:
        recorded = self.last.revisions if self.last else {}
        return {
            name: recorded[revision_input(name)] for name in self._secrets if revision_input(name) in recorded
        }

    def _revision(self, name: str) -> int:
        return self.inputs.revisions[revision_input(name)]

    def _secret_lines(self) -> Iterator[str]:
        if self.changed_secrets:
            yield f"secrets changed: {self._named(self.changed_secrets)}"
        if self.new_secrets:
            yield f"secrets new: {self._named(self.new_secrets)}"
        if self._secrets and not (self.changed_secrets or self.new_secrets):
            yield f"secrets none of {len(self._secrets)} changed"

    def _named(self, names: Iterable[str]) -> str:
        """Return names with the source of each; never a value."""
        return ", ".join(
            f"{secret_variable(name)} (from {self.inputs.secrets[name].source})" for name in names
        )


def plan_lines(report: PlanReport) -> Iterator[str]:
    """Yield the plan in short: counts, what is replaced or destroyed, the data that is lost, the cost."""
    for stack in report.planned:
        outputs = f"outputs {', '.join(stack.changes.outputs)}"
        only_outputs = stack.changes.outputs and not stack.changes.planned
        yield f"plan    {stack.name}: {outputs if only_outputs else counts(stack.changes.count)}"
    for unplanned in report.unplanned:
        yield f"plan    {unplanned.name}: cannot be planned before the stacks it needs; applied unseen"
    destroyed = report.destructive
    for change in destroyed[:_MOST_NAMED]:
        first = next(change_lines(change)).removeprefix("- ")
        yield f"{'replace' if change.action is Action.REPLACE else 'destroy'} {first.partition(' ')[2]}"
    if len(destroyed) > _MOST_NAMED:
        yield f"        and {len(destroyed) - _MOST_NAMED} more, above"
    yield from (f"DATA LOST: {loss}" for loss in report.data_loss)
    if report.cost:
        line = change_line(report.cost, without=[stack.name for stack in report.unplanned])
        yield f"cost    {line.removeprefix('Cost: ')}"


def release_view(release: ReleaseSummary, report: PlanReport | None = None) -> RenderableType:
    """Return the lines of a release, and of its plan where there is one."""
    lines = [*release.lines(), *(plan_lines(report) if report else ())]
    return Group(*(Text(f"  {visible_line(line)}", style=_style(line)) for line in lines))


def question(environment: str, release: ReleaseSummary, report: PlanReport) -> str:
    """Return the question of a deployment, which names what happens."""
    parts = [
        _number(len(release.changed_images), "image"),
        _number(len([*release.changed_secrets, *release.new_secrets]), "secret"),
        "" if report.empty else counts(report.count),
        "DATA IS LOST" if report.data_loss else "",
    ]
    listed = "; ".join(part for part in parts if part and part != "no changes")
    return f"Deploy to '{environment}': {listed or 'nothing changes'}?"


def _number(number: int, noun: str) -> str:
    if not number:
        return ""
    return f"{number} new {noun}{'' if number == 1 else 's'}"


def _style(line: str) -> str:
    return "bold red" if line.startswith(("replace", "destroy", "DATA LOST")) else ""
