"""The run of drills: its time limit."""

from typing import Any, cast

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.runner import Order, run_drills


class _NoGround:
    """A ground on which no rehearsal can be made."""

    engine = type("Engine", (), {"title": "OpenTofu 1.12.6", "from_pypi": False})

    def scene(self, _drill: Drill, **_: object) -> None:
        """Fail."""
        raise OSError("no rehearsal")


def test_no_run_begins_after_the_time() -> None:
    begun: list[object] = []
    drill = Drill(does="Begins.", holds="Nothing.", start=Start.READY, act=begun.append)
    # Without a rehearsal: a run that began would fail.
    ground = cast("Any", None)
    assert run_drills([Order(name="one", seed=1)], drills={"one": drill}, ground=ground, seconds=0) == []
    assert begun == []


def test_a_rehearsal_that_cannot_be_made_is_a_result_and_the_next_drill_runs() -> None:
    drill = Drill(does="Begins.", holds="Nothing.", start=Start.READY, act=lambda _scene: None)
    orders = [Order(name="one", seed=1), Order(name="one", seed=2)]
    results = run_drills(orders, drills={"one": drill}, ground=cast("Any", _NoGround()))
    assert [result.seed for result in results] == [1, 2]
    assert [check.detail for result in results for check in result.broken] == ["OSError: no rehearsal"] * 2
    assert [result.engine for result in results] == ["OpenTofu 1.12.6"] * 2
