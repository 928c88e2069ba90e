"""The conditions of `contract/service_changes.py`, evaluated for one update."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from contract.service_changes import OWN_TAGS, PATCHING_CHANNELS, Condition

#: The least and the most that an autoscaler sets.
Range = tuple[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Update:
    """An update in a plan: in drift, `after` is the cloud's; in a planned change, `before` is.

    `ranges` are those of the autoscalers that name the resource.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    drift: bool
    ranges: Sequence[Range] = field(default=())

    def cloud_and_other(self, old: Any, new: Any) -> tuple[Any, Any]:
        """Return the cloud's value of an attribute, then the other: the state's or the configuration's."""
        return (new, old) if self.drift else (old, new)


def holds(condition: Condition, update: Update, *, name: str, old: Any, new: Any) -> bool:
    """Return whether a condition holds for an attribute that an update changes from `old` to `new`."""
    return _CONDITIONS[condition](update, name, old, new)


def first_block(blocks: Any) -> Mapping[str, Any]:
    """Return the first block of a list; an empty one if there is none."""
    return blocks[0] if isinstance(blocks, list) and blocks and isinstance(blocks[0], dict) else {}


def _was_empty(update: Update, _name: str, old: Any, _new: Any) -> bool:
    return update.drift and not old


def _grew(update: Update, _name: str, old: Any, new: Any) -> bool:
    cloud, other = update.cloud_and_other(old, new)
    return isinstance(cloud, int | float) and isinstance(other, int | float) and cloud > other


def _storage_grew(update: Update, name: str, _old: Any, _new: Any) -> bool:
    return _grew(update, name, update.before.get("storage_mb"), update.after.get("storage_mb"))


def _same_minor(update: Update, _name: str, old: Any, new: Any) -> bool:
    sides = (update.before, update.after)
    if not all(side.get("automatic_upgrade_channel") in PATCHING_CHANNELS for side in sides):
        return False
    return _minor(old) is not None and _minor(old) == _minor(new)


def _pool_in_range(update: Update, _name: str, old: Any, new: Any) -> bool:
    pool = first_block(update.after.get("default_node_pool"))
    cloud, _ = update.cloud_and_other(old, new)
    limits = (pool.get("min_count"), pool.get("max_count"))
    return bool(pool.get("auto_scaling_enabled")) and _within(cloud, [limits])


def _autoscaler_in_range(update: Update, _name: str, old: Any, new: Any) -> bool:
    cloud, _ = update.cloud_and_other(old, new)
    return _within(cloud, update.ranges)


_CONDITIONS: Final[Mapping[Condition, Callable[[Update, str, Any, Any], bool]]] = {
    Condition.ALWAYS: lambda _update, _name, _old, _new: True,
    Condition.WAS_EMPTY: _was_empty,
    Condition.GREW: _grew,
    Condition.STORAGE_GREW: _storage_grew,
    Condition.SAME_MINOR: _same_minor,
    Condition.POOL_IN_RANGE: _pool_in_range,
    Condition.AUTOSCALER_IN_RANGE: _autoscaler_in_range,
    Condition.NOT_OUR_TAG: lambda _update, name, _old, _new: name not in OWN_TAGS,
}


def _minor(version: object) -> list[str] | None:
    parts = version.split(".") if isinstance(version, str) else []
    return parts[:2] if len(parts) > 1 else None


def _within(value: Any, ranges: Sequence[Range]) -> bool:
    """Return whether a number is in one of the ranges; the replicas of a Deployment are text."""
    try:
        return any(int(least) <= int(value) <= int(most) for least, most in ranges)
    except (TypeError, ValueError):
        return False
