"""Two ways of doing one thing, timed in turn, so that a busy machine slows both; the ratio is what counts."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Way:
    """One of the two ways: its name, and what runs it once and returns how many seconds that took."""

    name: str
    seconds: Callable[[], float]


def compare(one: Way, other: Way, *, runs: int) -> None:
    """Time both ways `runs` times, in pairs; print the medians and the median of the pairs' ratios."""
    pairs = [(one.seconds(), other.seconds()) for _ in range(runs)]
    width = max(len(one.name), len(other.name))
    for way, times in zip((one, other), zip(*pairs, strict=True), strict=True):
        print(f"{way.name:{width}}  {statistics.median(times):6.2f} s")
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"{'ratio':{width}}  {ratio:6.3f}   (medians of {runs} pairs)")
