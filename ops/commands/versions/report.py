"""The judgement of the pinned versions on a day, and its forms: a table, an issue, a document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from contract.kubernetes_versions import READ_ON, find_version, newest_verified
from contract.version_support import NOTED_ON, VersionFact, fact_of
from ops.commands.versions.pins import VersionPin
from ops.common.markdown_text import tamed

#: How long before the end of support a version needs attention: an upgrade is planned, tried and rolled out.
WARNING: Final = timedelta(days=90)


class PinState(StrEnum):
    """The support of a pinned version on a day."""

    SUPPORTED = "supported"
    ENDING = "ending"
    ENDED = "ended"
    ACCEPTED = "ended, accepted"
    NO_DATE = "no end published"
    UNKNOWN = "not in the table"


#: The states that need somebody.
URGENT: Final = frozenset({PinState.ENDING, PinState.ENDED})


@dataclass(frozen=True, kw_only=True)
class JudgedPin:
    """A pin with its support on a day, and the newest version: known, or told by the registry."""

    pin: VersionPin
    state: PinState
    end: date | None = None
    rule: str = ""
    source: str = ""
    opened: str = ""
    newest: str = ""

    @property
    def support(self) -> str:
        """The end of the support and how it stands, in words; and whether the source was not opened."""
        said = f"{self.end} ({self.state})" if self.end else self.rule or str(self.state)
        return f"{said}, unverified" if self.source and not self.opened else said


def judge(pin: VersionPin, *, today: date, newest: str = "", problem: str = "") -> JudgedPin:
    """Return the support of a pin; `newest` is what its registry says, if it was asked, or the `problem`."""
    fact = _fact(pin)
    known = newest or (fact.newest if fact else "")
    newest = f"{known or 'not known'} (no answer: {problem})" if problem else known
    if fact is None:
        listed = pin.program.startswith("action ")
        return JudgedPin(pin=pin, state=PinState.NO_DATE if listed else PinState.UNKNOWN, newest=newest)
    return JudgedPin(
        pin=pin,
        state=_state(fact, today),
        end=fact.end,
        rule=fact.rule,
        source=fact.source,
        opened=fact.opened,
        newest=newest,
    )


def _fact(pin: VersionPin) -> VersionFact | None:
    if pin.program != "Kubernetes":
        return fact_of(pin.program, pin.version)
    found = find_version(pin.version)
    if found is None:
        return None
    return VersionFact(
        program=pin.program,
        release=found.minor,
        end=found.end,
        source=found.source,
        opened=f"read on {READ_ON}" if found.verified else "",
        newest=f"{newest_verified().minor} on AKS",
    )


def _state(fact: VersionFact, today: date) -> PinState:
    if fact.end is None:
        return PinState.NO_DATE
    if today > fact.end:
        return PinState.ACCEPTED if fact.accepted else PinState.ENDED
    return PinState.ENDING if today > fact.end - WARNING else PinState.SUPPORTED


def urgent(judged: Iterable[JudgedPin]) -> list[JudgedPin]:
    """Return the pins whose support has ended or ends soon, without those that a decision accepts."""
    return [each for each in judged if each.state in URGENT]


def markdown(judged: Sequence[JudgedPin]) -> str:
    """Return the table, the urgent ones first."""
    first = urgent(judged)
    lines = ["| Program | Pinned | Support until | Newest known | Where | Moved by | Source |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- |")
    lines += [_row(each) for each in [*first, *(each for each in judged if each not in first)]]
    lines += [
        "",
        f"Sources opened on {NOTED_ON}, in the edition that is named; of an unverified row, not opened.",
    ]
    return "\n".join(lines)


def _row(each: JudgedPin) -> str:
    pin = each.pin
    source = f"{each.source} ({each.opened})" if each.opened else each.source
    cells = (pin.program, pin.version, each.support, each.newest, pin.place, pin.moved_by, source)
    return f"| {' | '.join(tamed(cell) for cell in cells)} |"
