"""The subject of GitHub's tokens, as a line of the table."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.preflight.github import subject_check
from ops.commands.bootstrap.preflight.outcome import CheckOutcome, CheckVerdict, blocking, outcome_of
from ops.common.errors import UserError
from tests.ops.clients.github.api import REPOSITORY, Api, running_api

TRUSTED = f"repo:{REPOSITORY}:environment:production"


@pytest.fixture
def github() -> Iterator[Api]:
    with running_api(Api()) as running:
        yield running


def judged(target: AzureTarget, variables: dict[str, str], *, trusted: str = TRUSTED) -> CheckOutcome:
    settings = target.environment.github
    assert settings is not None
    check = subject_check(settings, file=Path("sample.yaml"), trusted=lambda: [trusted], variables=variables)
    return outcome_of(check, target)


def test_without_a_token_the_subject_is_not_checked_and_stops_nothing(target: AzureTarget) -> None:
    found = judged(target, {})
    assert (found.verdict, found.remedy) == (
        CheckVerdict.NOT_CHECKED,
        "export GH_TOKEN=$(gh auth token), then run this command again",
    )
    assert blocking([found]) == []


def test_the_trusted_subject_passes(target: AzureTarget, github: Api) -> None:
    found = judged(target, {"GH_TOKEN": "t0ken", "GITHUB_API_URL": github.url})
    assert (found.verdict, found.detail) == (CheckVerdict.PASSED, f"repo:{REPOSITORY}")


def test_another_subject_is_refused_with_what_to_write(target: AzureTarget, github: Api) -> None:
    github.subject = {"use_default": True, "use_immutable_subject": True}
    found = judged(target, {"GH_TOKEN": "t0ken", "GITHUB_API_URL": github.url})
    assert found.verdict == CheckVerdict.REFUSED
    assert "owner_id: 101, repository_id: 202" in found.remedy
    assert blocking([found]) == [found]


def test_a_repository_that_does_not_exist_yet_is_not_checked(target: AzureTarget, github: Api) -> None:
    settings = target.environment.github
    assert settings is not None
    absent = settings.model_copy(update={"repository": "hackathon-todo/absent"})
    variables = {"GH_TOKEN": "t0ken", "GITHUB_API_URL": github.url}
    check = subject_check(absent, file=Path("f"), trusted=lambda: [TRUSTED], variables=variables)
    assert outcome_of(check, target).verdict == CheckVerdict.NOT_CHECKED


def test_a_file_that_cannot_be_synthesized_is_not_checked(target: AzureTarget, github: Api) -> None:
    settings = target.environment.github
    assert settings is not None

    def fails() -> list[str]:
        raise UserError("no stacks")

    variables = {"GH_TOKEN": "t0ken", "GITHUB_API_URL": github.url}
    check = subject_check(settings, file=Path("f"), trusted=fails, variables=variables)
    found = outcome_of(check, target)
    assert (found.verdict, found.detail) == (CheckVerdict.NOT_CHECKED, "no stacks")
