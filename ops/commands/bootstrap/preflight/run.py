"""The checks at the same time, within one time limit."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from ops.clients.azure.environment import AzureTarget, check_subscription
from ops.clients.azure.management import ProviderNotRegisteredError
from ops.commands.bootstrap.preflight.outcome import (
    CheckOutcome,
    CheckVerdict,
    NotCheckedError,
    PreflightCheck,
    outcome_of,
    unchecked,
)
from ops.commands.bootstrap.resource_providers import unregistered_providers
from ops.common.errors import UserError
from ops.common.progress import ProgressSink

DEADLINE_SECONDS: Final = 120.0

SUBSCRIPTION: Final = PreflightCheck(name="Subscription", run=check_subscription)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A check of one target. Candidates for a region are targets, too."""

    check: PreflightCheck
    target: AzureTarget


def preflight(
    target: AzureTarget,
    checks: Sequence[PreflightCheck],
    *,
    progress: ProgressSink,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> list[CheckOutcome]:
    """Make all checks and return their outcomes, in order. The first is the subscription's.

    Without the subscription, Azure answers no other question. A check whose resource provider is not
    registered is not made: Azure would refuse it.
    """
    progress.update("subscription")
    subscription = outcome_of(SUBSCRIPTION, target)
    if subscription.verdict != CheckVerdict.PASSED:
        reason = NotCheckedError("the subscription cannot be used", remedy=subscription.remedy)
        return [subscription, *(unchecked(check, reason) for check in checks)]
    waiting = _unregistered(target)
    questions = [Question(check=check, target=target) for check in checks]
    ready = [one for one in questions if one.check.provider.casefold() not in waiting]
    answers = dict(
        zip(
            (one.check.name for one in ready),
            ask(ready, progress=progress, deadline_seconds=deadline_seconds),
            strict=True,
        )
    )
    return [subscription, *(answers.get(check.name) or _awaiting(check, waiting) for check in checks)]


def ask(
    questions: Sequence[Question], *, progress: ProgressSink, deadline_seconds: float = DEADLINE_SECONDS
) -> list[CheckOutcome]:
    """Make checks at the same time and return their outcomes, in order.

    Those without an answer in time are not checked. Their threads end with the process.
    """
    answered: SimpleQueue[tuple[int, CheckOutcome]] = SimpleQueue()

    def answer(index: int, question: Question) -> None:
        answered.put((index, outcome_of(question.check, question.target)))

    for index, question in enumerate(questions):
        Thread(target=answer, args=(index, question), daemon=True).start()
    outcomes: dict[int, CheckOutcome] = {}
    end = time.monotonic() + deadline_seconds
    while len(outcomes) < len(questions):
        progress.update(f"{len(outcomes)} of {len(questions)} checks")
        try:
            index, outcome = answered.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            break
        outcomes[index] = outcome
    late = NotCheckedError(
        f"no answer within {deadline_seconds:.0f} s", remedy="check the network, then run this command again"
    )
    return [outcomes.get(index) or unchecked(one.check, late) for index, one in enumerate(questions)]


def _unregistered(target: AzureTarget) -> Mapping[str, str]:
    """Return the needed providers that are not registered; none when Azure does not say which."""
    try:
        return {name.casefold(): name for name in unregistered_providers(target)}
    except UserError:
        return {}


def _awaiting(check: PreflightCheck, waiting: Mapping[str, str]) -> CheckOutcome:
    namespace = waiting[check.provider.casefold()]
    return unchecked(check, ProviderNotRegisteredError(namespace), awaits=namespace)
