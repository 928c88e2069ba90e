"""The look before the first apply: the table of checks, and candidates where the region refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.preflight.outcome import CheckOutcome, CheckVerdict, PreflightCheck, blocking
from ops.commands.bootstrap.preflight.regions import (
    Candidate,
    UnknownRegionError,
    candidate_regions,
    judge_candidates,
)
from ops.commands.bootstrap.preflight.run import SUBSCRIPTION, preflight
from ops.commands.bootstrap.resource_providers import missing_providers
from ops.common.errors import UserError
from ops.common.progress import Steps


@dataclass(frozen=True, kw_only=True)
class Preflight:
    """The outcomes of all checks, the candidates for a region, and the providers that were registered."""

    outcomes: Sequence[CheckOutcome]
    candidates: Sequence[Candidate] = ()
    registered: Sequence[str] = ()

    def blocking(self, *, allow_unchecked: bool) -> list[CheckOutcome]:
        """Return what stops the deployment."""
        return blocking(self.outcomes, allow_unchecked=allow_unchecked)

    def document(self, *, allow_unchecked: bool) -> dict[str, Any]:
        """Return the table for programs."""
        return {
            "green": not self.blocking(allow_unchecked=allow_unchecked),
            "outcomes": [one.document for one in self.outcomes],
            "candidates": [one.document for one in self.candidates],
        }


def look(
    target: AzureTarget,
    checks: Sequence[PreflightCheck],
    *,
    steps: Steps,
    locations: Sequence[str] = (),
    register: bool = False,
) -> Preflight:
    """Make all checks. With `register`, register providers first that checks wait for, unless one refuses.

    A registration creates no resource and costs nothing. Candidates are checked where they are named, or
    where the chosen region refuses. Raises UnknownRegionError.
    """
    with steps.step("Checks") as step:
        outcomes = preflight(target, checks, progress=step)
        step.result = _counts(outcomes)
    registered: list[str] = []
    if register and any(one.awaits for one in outcomes) and not _refused(outcomes):
        with steps.step("Providers") as step:
            for action in missing_providers(target):
                step.update(f"making {action.what}")
                action.run()
                registered.append(action.what)
            step.result = f"made {'; '.join(registered)}" if registered else "registered"
        with steps.step("Checks") as step:
            outcomes = preflight(target, checks, progress=step)
            step.result = _counts(outcomes)
    return Preflight(
        outcomes=outcomes,
        candidates=_candidates(target, checks, outcomes, steps=steps, locations=locations),
        registered=registered,
    )


def _candidates(
    target: AzureTarget,
    checks: Sequence[PreflightCheck],
    outcomes: Sequence[CheckOutcome],
    *,
    steps: Steps,
    locations: Sequence[str],
) -> Sequence[Candidate]:
    usable = all(one.verdict == CheckVerdict.PASSED for one in outcomes if one.check == SUBSCRIPTION.name)
    refusing = any(one.regional for one in _refused(outcomes))
    if not usable or not (locations or refusing):
        return ()
    with steps.step("Regions") as step:
        try:
            regions = candidate_regions(target, locations)
        except UnknownRegionError:
            raise
        except UserError as error:
            step.warn(f"other regions are not checked: {error.what}")
            return ()
        found = judge_candidates(target, regions, checks, progress=step)
        step.result = f"{sum(one.accepts for one in found)} of {len(found)} accept"
    return found


def _refused(outcomes: Sequence[CheckOutcome]) -> list[CheckOutcome]:
    return [one for one in outcomes if one.verdict == CheckVerdict.REFUSED]


def _counts(outcomes: Sequence[CheckOutcome]) -> str:
    counts = {verdict: sum(one.verdict == verdict for one in outcomes) for verdict in CheckVerdict}
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
