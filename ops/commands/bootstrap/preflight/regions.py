"""Regions: the chosen one, and candidates where it refuses.

Source of the list: Azure itself, for this subscription ("Subscriptions - List Locations"). Microsoft's
recommended regions of the same part of the world are the candidates, the nearest first.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from azure.mgmt.resource.subscriptions import SubscriptionClient
from azure.mgmt.resource.subscriptions.models import Location

from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.preflight.outcome import CheckOutcome, CheckVerdict, PreflightCheck
from ops.commands.bootstrap.preflight.run import Question, ask
from ops.common.errors import ExitCode, UserError
from ops.common.progress import ProgressSink

_RECOMMENDED: Final = "Recommended"
_CANDIDATES: Final = 5
_EARTH_KM: Final = 6371.0


class RegionError(UserError):
    """A region that the subscription does not have, or that lacks the zones."""


class UnknownRegionError(UserError):
    """A region on the command line that the subscription does not have."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A region with the outcomes of the checks that depend on it."""

    region: str
    outcomes: Sequence[CheckOutcome]

    @property
    def accepts(self) -> bool:
        """Whether every check passed: one that was not made is no acceptance."""
        return all(one.verdict == CheckVerdict.PASSED for one in self.outcomes)

    @property
    def document(self) -> dict[str, Any]:
        """The candidate for programs."""
        checks = [one.document for one in self.outcomes]
        return {"region": self.region, "accepts": self.accepts, "checks": checks}


def check_region(target: AzureTarget) -> str:
    """Return the region's name; raise RegionError when it does not exist, or has not all zones."""
    wanted, zones = target.environment.azure.location, set(target.environment.cluster.zones)
    found = next((one for one in _locations(target) if one.name == wanted), None)
    if found is None:
        raise RegionError(
            f"the subscription has no region {wanted}",
            where="azure.location of the environment file",
            remedy="az account list-locations --query '[].name' --output tsv",
        )
    missing = zones - {str(one.logical_zone) for one in found.availability_zone_mappings or []}
    if missing:
        raise RegionError(
            f"{wanted} has no zones {', '.join(sorted(missing))}",
            where="azure.location and cluster.zones of the environment file",
            remedy="choose a region with availability zones, or set cluster.zones: []",
        )
    return str(found.display_name or wanted)


def candidate_regions(target: AzureTarget, named: Sequence[str]) -> list[str]:
    """Return the regions to check: those that are named, or the nearest of the same part of the world.

    Raises UnknownRegionError for a name that is none.
    """
    locations = {str(one.name): one for one in _locations(target)}
    unknown = [name for name in named if name not in locations]
    if unknown:
        raise UnknownRegionError(
            f"the subscription has no region {', '.join(unknown)}",
            where="--location",
            remedy=f"choose from: {', '.join(sorted(locations))}",
        )
    if named:
        return list(dict.fromkeys(named))
    chosen = locations.get(target.environment.azure.location)
    if chosen is None:
        return []
    others = [one for name, one in locations.items() if one is not chosen and _comparable(one, chosen)]
    return [str(one.name) for one in sorted(others, key=lambda one: _distance_km(one, chosen))[:_CANDIDATES]]


def judge_candidates(
    target: AzureTarget,
    regions: Sequence[str],
    checks: Sequence[PreflightCheck],
    *,
    progress: ProgressSink,
) -> list[Candidate]:
    """Make the regional checks for each region, all at the same time."""
    regional = [check for check in checks if check.regional]
    questions = [
        Question(check=check, target=_moved(target, region)) for region in regions for check in regional
    ]
    outcomes = ask(questions, progress=progress)
    size = len(regional)
    return [
        Candidate(region=region, outcomes=outcomes[index * size : (index + 1) * size])
        for index, region in enumerate(regions)
    ]


def _locations(target: AzureTarget) -> list[Location]:
    subscriptions = target.azure.open_tenant(SubscriptionClient).subscriptions
    return list(subscriptions.list_locations(target.environment.azure.subscription_id))


def _comparable(one: Location, chosen: Location) -> bool:
    if one.metadata is None or chosen.metadata is None:
        return False
    same_part = one.metadata.geography_group == chosen.metadata.geography_group
    return same_part and one.metadata.region_category == _RECOMMENDED


def _distance_km(one: Location, other: Location) -> float:
    """Return the distance between two regions; the last place for one without coordinates."""
    try:
        here, there = _coordinates(one), _coordinates(other)
    except (AttributeError, TypeError, ValueError):
        return math.inf
    half = math.sin((there[0] - here[0]) / 2) ** 2
    half += math.cos(here[0]) * math.cos(there[0]) * math.sin((there[1] - here[1]) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def _coordinates(location: Location) -> tuple[float, float]:
    metadata: Any = location.metadata
    return math.radians(float(metadata.latitude)), math.radians(float(metadata.longitude))


def _moved(target: AzureTarget, region: str) -> AzureTarget:
    environment = target.environment
    azure = environment.azure.model_copy(update={"location": region})
    return replace(target, environment=environment.model_copy(update={"azure": azure}))
