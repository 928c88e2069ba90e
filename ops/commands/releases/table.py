"""The table of releases. An id is never cut or folded: the next command needs it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from ops.common.visible_text import visible, visible_line
from ops.delivery.releases.images import short_images, tag_of
from ops.delivery.releases.release import BrokenRelease, Outcome, Release, started_at
from ops.delivery.releases.source import shown

BROKEN: Final = "broken"
_STYLES: Final = {Outcome.PASSED: "green", Outcome.FAILED: "bold red", Outcome.RUNNING: "yellow"}
_COMMIT_LENGTH: Final = 40
_SHORT_COMMIT: Final = 12
_PADDING: Final = 2

Listed = Release | BrokenRelease


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column that is shown where the terminal is wide enough for it and those before it."""

    title: str
    width: int
    cell: Callable[[int, Listed], str | Text]


@dataclass(frozen=True, kw_only=True)
class ReleaseTable:
    """The releases, newest first, then a line for each that has a note.

    A note is cut at the width of the terminal; `details` shows it whole, with its author. `live` is the id of
    the live release. Times are of `zone`, by default the machine's.
    """

    found: Sequence[Listed]
    live: str | None = None
    details: bool = False
    zone: tzinfo | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table and the notes."""
        columns = list(self._fitting(options.max_width))
        table = Table(box=None, pad_edge=False, padding=(0, _PADDING, 0, 0))
        for column in columns:
            table.add_column(column.title, no_wrap=True, min_width=column.width)
        for number, release in enumerate(self.found, start=1):
            table.add_row(*(column.cell(number, release) for column in columns))
        yield table
        yield ""
        digits = len(str(len(self.found)))
        for number, note in enumerate(map(self._note, self.found), start=1):
            if note:
                yield self._line(f"{number:>{digits}}", note)

    def _line(self, number: str, note: str) -> Text | Table:
        if not self.details:
            return Text.assemble((number, "dim"), "  ", note, no_wrap=True, overflow="ellipsis")
        whole = Table.grid(padding=(0, _PADDING, 0, 0))
        whole.add_column(no_wrap=True, min_width=len(number))
        whole.add_column(overflow="fold")
        whole.add_row(Text(number, style="dim"), Text(note))
        return whole

    def _fitting(self, width: int) -> Iterator[_Column]:
        left = width + _PADDING
        for number, column in enumerate(self._columns()):
            left -= column.width + _PADDING
            # The id is shown in any case.
            if left < 0 and number > 1:
                return
            yield column

    def _columns(self) -> list[_Column]:
        images = [_images(release) for release in self.found]
        authors = [release.by if isinstance(release, Release) else "" for release in self.found]
        return [
            _Column(title="#", width=len(str(len(self.found))), cell=lambda number, _: str(number)),
            _Column(
                title="Release",
                width=max(len(release.id) for release in self.found),
                cell=lambda _, release: Text(release.id),
            ),
            _Column(title="Outcome", width=7, cell=lambda _, release: _outcome(release)),
            _Column(title="Live", width=4, cell=lambda _, release: self._mark(release)),
            _Column(title="Started", width=12, cell=lambda _, release: self._started(release)),
            _Column(title="Took", width=6, cell=lambda _, release: _took(release)),
            _Column(
                title="Images",
                width=max(map(len, ["Images", *images])),
                cell=lambda _, release: Text(visible_line(_images(release))),
            ),
            _Column(
                title="By",
                width=max(map(len, ["By", *authors])),
                cell=lambda _, release: Text(visible_line(_by(release))),
            ),
        ]

    def _mark(self, release: Listed) -> Text:
        return Text("live" if release.id == self.live else "", style="bold green")

    def _started(self, release: Listed) -> str:
        time = release.started_at if isinstance(release, Release) else started_at(release.id)
        if time is None:
            return ""
        local = time.astimezone(self.zone)
        return f"{local:%d %b %H:%M}" if local.year == self._year() else f"{local:%d %b %Y}"

    def _year(self) -> int:
        return datetime.now(self.zone).astimezone(self.zone).year

    def _note(self, release: Listed) -> str:
        if isinstance(release, BrokenRelease):
            return visible_line(f"the record cannot be read: {release.problem}")
        note = _reasons(release)
        if self.details:
            return visible(f"by {release.by}, {short_images(release)}" + (f"\n{note}" if note else ""))
        return visible_line(" ".join(note.split()))


def _outcome(release: Listed) -> Text:
    if isinstance(release, BrokenRelease):
        return Text(BROKEN, style="bold red")
    return Text(release.outcome, style=_STYLES[release.outcome])


def _took(release: Listed) -> str:
    """Return the duration of a finished release, such as `12m05s`."""
    if isinstance(release, BrokenRelease) or release.finished_at is None:
        return ""
    return duration(release.finished_at - release.started_at)


def duration(time: timedelta) -> str:
    """Return a duration in hours and minutes, minutes and seconds, or seconds."""
    minutes, seconds = divmod(max(round(time.total_seconds()), 0), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02}m"
    return f"{minutes}m{seconds:02}s" if minutes else f"{seconds}s"


def _images(release: Listed) -> str:
    """Return the tag of all images; where they have several, each with its name."""
    if isinstance(release, BrokenRelease):
        return ""
    tags = {_shortened(tag_of(image)) for image in release.images.values()}
    return tags.pop() if len(tags) == 1 else short_images(release)


def _shortened(tag: str) -> str:
    is_commit = len(tag) == _COMMIT_LENGTH and all(character in "0123456789abcdef" for character in tag)
    return tag[:_SHORT_COMMIT] if is_commit else tag


def _by(release: Listed) -> str:
    return release.by if isinstance(release, Release) else ""


def _reasons(release: Release) -> str:
    undoes = f"undoes {release.rolls_back}. " if release.rolls_back else ""
    edited = f"Uncommitted changes: {shown(release.uncommitted)}. " if release.uncommitted else ""
    return f"{undoes}{edited}{release.reason}".strip()
