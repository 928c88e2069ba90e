from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from environments.model import Environment
from ops.commands.init.answers import NO_REPOSITORY, SIZES, InitAnswers, unique_suffix
from ops.commands.init.scaffold import code_owners_text, environment_texts, shipped_answers
from tests.support.environment_files import REFERENCE_ENVIRONMENTS

LONGEST = replace(
    shipped_answers(),
    name="longest-names",
    repository="octo/shop",
    email="me@example.com",
    owner="@octo",
    application="longest-names",
    suffix=unique_suffix("x"),
)


def _loaded(answers: InitAnswers) -> dict[str, Environment]:
    return {
        name: Environment.model_validate(yaml.safe_load(text))
        for name, text in environment_texts(answers).items()
    }


def test_the_shipped_answers_make_the_reference_environments() -> None:
    made = environment_texts(shipped_answers())
    there = {file.stem: file.read_text() for file in REFERENCE_ENVIRONMENTS.glob("*.yaml")}
    assert made == there


@pytest.mark.parametrize("size", SIZES)
def test_every_size_is_valid_with_the_longest_name(size: str) -> None:
    production = _loaded(replace(LONGEST, size=size))["production"]
    assert production.cluster.nodes.size == SIZES[size].node
    assert production.application.backend.replicas.maximum == SIZES[size].replicas[1]
    assert production.connections.fits


def test_no_name_of_the_shipped_environments_is_left() -> None:
    texts = [*environment_texts(LONGEST).values(), code_owners_text(LONGEST)]
    assert [text for text in texts if "hackathon" in text] == []


def test_names_of_all_azure_have_the_suffix_and_environments_share_none_but_the_state_account() -> None:
    environments = _loaded(LONGEST)
    names = [
        (each.registry.name, each.network.public_dns_label, each.cluster.name, each.azure.resource_group)
        for each in environments.values()
    ]
    assert len({name for group in names for name in group}) == len(names) * len(names[0])
    for each in environments.values():
        assert LONGEST.suffix in each.registry.name
        assert LONGEST.suffix in each.network.public_dns_label
        assert LONGEST.suffix in each.state.storage_account


def test_without_a_repository_there_is_no_github_section() -> None:
    environments = _loaded(replace(LONGEST, repository=NO_REPOSITORY))
    assert [each.github for each in environments.values()] == [None, None, None]


def test_the_repository_is_shipped_with_these_code_owners(tmp_path: Path) -> None:
    owners = code_owners_text(shipped_answers())
    rules = [line.split() for line in owners.splitlines() if line and not line.startswith("#")]
    assert {len(rule) for rule in rules} == {2}
    assert {rule[1] for rule in rules} == {shipped_answers().owner}
