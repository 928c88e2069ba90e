"""Moments of a run, by seed."""

from pathlib import Path
from random import Random

from rehearsal.drills.moments import DrillMoment, any_moment


def test_a_seed_always_gives_the_same_moment_and_seeds_give_both_kinds() -> None:
    moments = [any_moment(Random(seed)) for seed in range(40)]
    assert moments == [any_moment(Random(seed)) for seed in range(40)]
    assert {moment.seconds is None for moment in moments} == {True, False}
    assert len({str(moment) for moment in moments}) > 20


def test_a_moment_is_reached_by_changes_over_all_applies_or_by_time(tmp_path: Path) -> None:
    first, second = tmp_path / "addons-apply.jsonl", tmp_path / "app-apply.jsonl"
    first.write_text('{"type":"apply_start"}\n{"type":"apply_complete"}\n')
    second.write_text('{"type":"apply_start"}\n')
    logs = [first, second]
    assert DrillMoment(changes=1).reached(logs=logs, seconds=0)
    assert not DrillMoment(changes=2).reached(logs=logs, seconds=100)
    assert not DrillMoment(changes=0).reached(logs=[], seconds=100)
    assert DrillMoment(seconds=2.0).reached(logs=[], seconds=2.5)
    assert not DrillMoment(seconds=2.0).reached(logs=logs, seconds=1.5)
