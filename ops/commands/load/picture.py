"""The picture of a load test: response times, requests, pods and CPU on one axis of time."""

import io
import math
from collections.abc import Callable, Sequence
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ops.commands.load.record import Record
from ops.commands.load.requests import Interval, intervals
from ops.commands.load.scaling import gaps, histories
from ops.commands.load.verdict import Result, Verdict

#: Colours that are told apart without telling red from green (Okabe and Ito), and what they stand for.
_COLOURS: Final = {
    "p50": "#56B4E9",
    "p95": "#0072B2",
    "requests": "#56B4E9",
    "failures": "#D55E00",
    "limit": "#D55E00",
    "users": "#555555",
    "load": "#F0F0F0",
    "silent": "#FFE9B3",
}
_WORKLOAD_COLOURS: Final = ("#0072B2", "#CC79A7", "#009E73", "#E69F00")
_TITLE_COLOURS: Final = {
    Result.PASSED: "#00694B",
    Result.FAILED: "#B03A00",
    Result.NOT_MEASURED: "#7A5B00",
}
_WIDTH_INCHES: Final = 10.0
_PANEL_INCHES: Final = 2.1
_DPI: Final = 120

Panel = Callable[[Axes, Record], None]


def picture(record: Record, verdict: Verdict) -> bytes:
    """Return the picture as PNG. Without a look at the cluster it has no panels for pods and CPU."""
    panels: list[Panel] = [_response_times, _requests]
    if histories(record.looks):
        panels += [_pods, _cpu]
    # Without pyplot, which keeps figures and looks for a display.
    figure = Figure(
        figsize=(_WIDTH_INCHES, 1.1 + _PANEL_INCHES * len(panels)), dpi=_DPI, layout="constrained"
    )
    with mpl.rc_context({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        axes = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
        for panel, axis in zip(panels, axes, strict=True):
            _time(axis, record)
            panel(axis, record)
        axes[-1].set_xlabel("seconds after the first user")
        axes[0].set_xlim(*_span(record))
        figure.suptitle(
            title(record, verdict),
            color=_TITLE_COLOURS[verdict.result],
            fontsize=12,
            fontweight="bold",
            wrap=True,
        )
        written = io.BytesIO()
        figure.savefig(written, format="png")
    return written.getvalue()


def title(record: Record, verdict: Verdict) -> str:
    """Return the verdict in one line."""
    stopped = " (stopped)" if record.stopped else ""
    return f"Load test {verdict.result}{stopped}: {verdict.summary}"


def _time(axis: Axes, record: Record) -> None:
    """Shade the load and the time in which the cluster did not answer; mark when all users were there."""
    end = record.ended if record.ended is not None else _span(record)[1]
    axis.axvspan(0, end, color=_COLOURS["load"], zorder=0)
    for since, until in gaps(record.looks):
        axis.axvspan(since, until, color=_COLOURS["silent"], zorder=0.5)
    if record.full is not None:
        axis.axvline(record.full, color=_COLOURS["users"], linewidth=0.8, linestyle=":")
    axis.grid(axis="y", linewidth=0.4, alpha=0.6)
    axis.margins(x=0)


def _response_times(axis: Axes, record: Record) -> None:
    found = [(one.at + one.length / 2, one.p50, one.p95) for one in _intervals(record)]
    lines = [(at, p50, p95) for at, p50, p95 in found if p50 is not None and p95 is not None]
    times = [at for at, _, _ in lines]
    axis.plot(times, [p95 for _, _, p95 in lines], color=_COLOURS["p95"], label="p95")
    axis.plot(times, [p50 for _, p50, _ in lines], color=_COLOURS["p50"], label="p50")
    _limit(axis, record.limits.p95, f"p95 limit {record.limits.p95:g} s")
    _from_zero(axis, [record.limits.p95, *(p95 for _, _, p95 in lines)])
    _named(axis, "response time", "s")


def _requests(axis: Axes, record: Record) -> None:
    found = _intervals(record)
    starts = [one.at for one in found]
    widths = [one.length for one in found]
    failed = [one.failure_rate for one in found]
    good = [one.rate - one.failure_rate for one in found]
    axis.bar(starts, good, widths, align="edge", color=_COLOURS["requests"], label="answered as they should")
    axis.bar(starts, failed, widths, bottom=good, align="edge", color=_COLOURS["failures"], label="failed")
    _from_zero(axis, [one.rate for one in found])
    _named(axis, "requests", "1/s")
    users = axis.twinx()
    users.step(
        [at for at, _ in record.users],
        [number for _, number in record.users],
        where="post",
        color=_COLOURS["users"],
        linewidth=1,
    )
    users.set_ylim(0, record.plan.users * 1.15)
    users.set_ylabel("users (line)", color=_COLOURS["users"])
    users.spines["right"].set_visible(True)
    users.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))


def _pods(axis: Axes, record: Record) -> None:
    bounds: set[tuple[int, int]] = set()
    for colour, (name, moments) in zip(_WORKLOAD_COLOURS, histories(record.looks).items(), strict=False):
        bounds.add((moments[-1].look.minimum, moments[-1].look.maximum))
        ready = _steps(record, [(moment.at, moment.look.ready) for moment in moments])
        wanted = _steps(record, [(moment.at, moment.look.wanted) for moment in moments])
        axis.step(*ready, where="post", color=colour, label=f"{name}: ready")
        axis.step(*wanted, where="post", color=colour, linewidth=1, linestyle=":", label=f"{name}: asked for")
    for lowest, highest in sorted(bounds):
        _limit(axis, lowest, f"minimum {lowest}")
        _limit(axis, highest, f"maximum {highest}")
    if record.full is not None:
        _deadline(axis, record, record.full + record.limits.up_within, "more pods by here")
    if record.ended is not None:
        _deadline(axis, record, record.ended + record.limits.down_within, "at rest by here")
    axis.yaxis.set_major_locator(MaxNLocator(integer=True))
    axis.set_ylim(0, max((highest for _, highest in bounds), default=1) + 0.9)
    _named(axis, "pods", "")


def _cpu(axis: Axes, record: Record) -> None:
    targets: set[float] = set()
    seen: list[float] = []
    for colour, (name, moments) in zip(_WORKLOAD_COLOURS, histories(record.looks).items(), strict=False):
        use = [(m.at, m.look.cpu_percent) for m in moments if m.look.cpu_percent is not None]
        axis.step(*_steps(record, use), where="post", color=colour, label=name)
        targets |= {m.look.target_percent for m in moments if m.look.target_percent is not None}
        seen += [percent for _, percent in use]
    for target in sorted(targets):
        _limit(axis, target, f"target {target:g}%")
    _from_zero(axis, [*seen, *targets])
    _named(axis, "CPU use", "% of request")


def _steps(record: Record, points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Return times and values of a line that breaks off where the cluster did not answer."""
    broken = [*points, *((since, math.nan) for since, _ in gaps(record.looks))]
    broken.sort(key=lambda point: point[0])
    return [at for at, _ in broken], [value for _, value in broken]


def _deadline(axis: Axes, record: Record, at: float, text: str) -> None:
    if at > _span(record)[1]:
        return
    axis.axvline(at, color=_COLOURS["limit"], linewidth=1, linestyle="--")
    axis.annotate(
        text,
        (at, 0),
        xytext=(-3, 3),
        textcoords="offset points",
        ha="right",
        fontsize=8,
        color=_COLOURS["limit"],
    )


def _from_zero(axis: Axes, values: Sequence[float]) -> None:
    """Let the values' axis begin at zero and end a little above the highest of them."""
    axis.set_ylim(0, 1.12 * max(values, default=1.0) or 1.0)


def _limit(axis: Axes, value: float, text: str) -> None:
    axis.axhline(value, color=_COLOURS["limit"], linewidth=1, linestyle="--")
    axis.annotate(
        text,
        (1, value),
        xycoords=("axes fraction", "data"),
        xytext=(-3, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=8,
        color=_COLOURS["limit"],
    )


def _named(axis: Axes, name: str, unit: str) -> None:
    axis.set_ylabel(f"{name} ({unit})" if unit else name)
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1), borderpad=0.1, fontsize=8, ncols=4, frameon=False)


def _intervals(record: Record) -> Sequence[Interval]:
    return intervals(record.requests, length=record.interval_length)


def _span(record: Record) -> tuple[float, float]:
    ends = [at for at, _ in record.users] + [look.at for look in record.looks]
    return 0.0, max([1.0, record.ended or 0.0, *ends])
