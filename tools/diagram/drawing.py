"""The picture as a PNG, drawn with matplotlib: no display is needed, and every run gives the same bytes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text

from tools.diagram.boxes import Box
from tools.diagram.layout import HEIGHT, LANES, PLACES, STATE_WAYS, TEXTS, WAYS, WIDTH, Points, Rectangle
from tools.diagram.picture import EVENT, GITHUB, OPERATION, REQUEST, USER, Arrow, Picture

#: What the PNG's metadata call the digest of the picture.
DIGEST: Final = "Picture-Digest"
_DOTS_PER_INCH: Final = 150
_LINE: Final = 0.167
_INK: Final = "#1f2933"
_FAINT: Final = "#6b7785"
_LANES: Final = {
    "app": ("app", "the release: workloads, routes, secrets", "#eaf3ff", "#2f6fb7"),
    "addons": ("addons", "what the cluster needs before a release", "#f3eefc", "#7a55b8"),
    "foundation": ("foundation", "what Azure provides", "#eef6ee", "#3f8a4d"),
}
_COLOURS: Final = {REQUEST: "#d0451b", EVENT: "#b7791f", OPERATION: "#55616e"}
_LEGEND: Final = (
    (REQUEST, "a request"),
    (EVENT, "an event"),
    (OPERATION, "delivery and operation"),
)
_OUTSIDE: Final = {USER: ("User", "browser"), GITHUB: ("GitHub Actions", "plan, deploy, drift")}


def draw(picture: Picture, *, environment: str, to: Path) -> None:
    """Write the picture as a PNG that carries its digest."""
    figure = figure_of(picture, environment=environment)
    # The version of matplotlib would make two files out of one picture.
    figure.savefig(to, dpi=_DOTS_PER_INCH, metadata={"Software": None, DIGEST: picture.digest})


def figure_of(picture: Picture, *, environment: str) -> Figure:
    """Return the drawn figure."""
    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, HEIGHT)
    axes.axis("off")
    _title(axes, environment)
    for stack, place in LANES.items():
        _lane(axes, stack, place)
    for flow in picture.flows:
        _flow(axes, flow)
    for box in picture.boxes:
        _box(axes, box)
    for key, (title, line) in _OUTSIDE.items():
        _outside(axes, PLACES[key], title=title, line=line)
    for read in picture.reads:
        _state_read(axes, STATE_WAYS[read.by, read.of], text=f"{len(read.outputs)} outputs")
    _legend(axes)
    return figure


def box_texts(figure: Figure) -> dict[str, list[Text]]:
    """Return the texts of each box by its key, for a test that every text fits."""
    found: dict[str, list[Text]] = {}
    for text in figure.axes[0].texts:
        if text.get_gid():
            found.setdefault(str(text.get_gid()), []).append(text)
    return found


def _title(axes: Axes, environment: str) -> None:
    axes.text(
        0.25, 10.45, f"Hackathon todo, {environment}", fontsize=17, weight="bold", color=_INK, va="center"
    )
    axes.text(
        WIDTH - 0.75,
        10.45,
        "drawn from the synthesized stacks: make diagram",
        fontsize=9.5,
        color=_FAINT,
        va="center",
        ha="right",
    )


def _lane(axes: Axes, stack: str, place: Rectangle) -> None:
    name, purpose, fill, edge = _LANES[stack]
    axes.add_patch(_rounded(place, face=fill, edge=edge, width=1.2, zorder=0))
    axes.text(place.x + 0.45, place.top - 0.21, name, fontsize=12, weight="bold", color=edge, va="center")
    axes.text(place.x + 1.75, place.top - 0.21, purpose, fontsize=9.5, color=edge, va="center")


def _box(axes: Axes, box: Box) -> None:
    place = PLACES[box.key]
    edge = _LANES[box.stack][3]
    axes.add_patch(_rounded(place, face="white", edge=edge, width=1.1, zorder=3))
    _write(axes, place, gid=box.key, title=box.title, lines=box.lines, count=len(box.members))


def _write(axes: Axes, place: Rectangle, *, gid: str, title: str, lines: Sequence[str], count: int) -> None:
    top = place.top - 0.19
    axes.text(
        place.x + 0.1, top, title, fontsize=9.8, weight="bold", color=_INK, va="center", zorder=4, gid=gid
    )
    axes.text(
        place.right - 0.08,
        top,
        f"{count}",
        fontsize=8,
        color=_FAINT,
        va="center",
        ha="right",
        zorder=4,
        gid=gid,
    )
    for index, line in enumerate(lines):
        axes.text(
            place.x + 0.1,
            top - 0.215 - index * _LINE,
            line,
            fontsize=8.6,
            color=_INK,
            va="center",
            zorder=4,
            gid=gid,
            parse_math=False,  # a dollar is a dollar
        )


def _outside(axes: Axes, place: Rectangle, *, title: str, line: str) -> None:
    axes.add_patch(_rounded(place, face="#fff7ed", edge="#a65a1f", width=1.2, zorder=3))
    x, y = place.middle
    axes.text(
        x, y + 0.12, title, fontsize=10.5, weight="bold", color=_INK, ha="center", va="center", zorder=4
    )
    axes.text(x, y - 0.14, line, fontsize=8.6, color=_FAINT, ha="center", va="center", zorder=4)


def _flow(axes: Axes, flow: Arrow) -> None:
    colour = _COLOURS[flow.kind]
    thick = 1.4 if flow.kind == OPERATION else 2.2
    _arrow(axes, WAYS[flow.source, flow.target], colour=colour, width=thick, both=flow.kind == EVENT)
    place = TEXTS.get((flow.source, flow.target))
    if flow.text and place:
        _label(axes, place, flow.text, colour=colour)


def _state_read(axes: Axes, way: Points, *, text: str) -> None:
    _arrow(axes, way, colour=_FAINT, width=1.1, dashed=True)
    (x, upper), (_, lower) = way[1], way[2]
    _label(axes, (x, (upper + lower) / 2), text, colour=_FAINT, rotation=90)


def _arrow(
    axes: Axes, way: Points, *, colour: str, width: float, both: bool = False, dashed: bool = False
) -> None:
    axes.add_patch(
        FancyArrowPatch(
            path=Outline(way),
            arrowstyle="<|-|>" if both else "-|>",
            mutation_scale=13,
            color=colour,
            linewidth=width,
            linestyle=(0, (4, 2)) if dashed else "solid",
            joinstyle="round",
            capstyle="butt",
            shrinkA=0,
            shrinkB=0,
            fill=False if dashed else None,
            zorder=2,
        )
    )


def _label(axes: Axes, place: tuple[float, float], text: str, *, colour: str, rotation: float = 0) -> None:
    axes.text(
        *place,
        text,
        fontsize=8.6,
        color=colour,
        ha="center",
        va="center",
        rotation=rotation,
        zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.18", "alpha": 0.95},
    )


def _legend(axes: Axes) -> None:
    x = 2.4
    for kind, text in _LEGEND:
        _arrow(axes, ((x, 0.4), (x + 0.55, 0.4)), colour=_COLOURS[kind], width=2)
        axes.text(x + 0.68, 0.4, text, fontsize=9, color=_INK, va="center")
        x += 2.35
    _arrow(axes, ((x, 0.4), (x + 0.55, 0.4)), colour=_FAINT, width=1.1, dashed=True)
    axes.text(x + 0.68, 0.4, "reads the state of", fontsize=9, color=_INK, va="center")
    axes.text(
        LANES["app"].right,
        0.4,
        "number: resources in a box",
        fontsize=9,
        color=_FAINT,
        va="center",
        ha="right",
    )


def _rounded(place: Rectangle, *, face: str, edge: str, width: float, zorder: float) -> FancyBboxPatch:
    return FancyBboxPatch(
        (place.x, place.y),
        place.width,
        place.height,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=face,
        edgecolor=edge,
        linewidth=width,
        zorder=zorder,
    )
