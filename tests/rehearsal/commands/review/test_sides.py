from dataclasses import replace
from pathlib import Path

import pytest

from ops.clients.git.repository import GitRepository
from ops.common.errors import UserError
from rehearsal.commands.review.sides import (
    Sides,
    history_notes,
    require_same_backend,
    version_notes,
)
from tests.rehearsal.commands.review.stacks import stack
from tests.support.git import commit_all, git, new_repository


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Two branches: `main` has a second commit, `change` was made on the first one."""
    folder = new_repository(tmp_path / "repository")
    git(folder, "checkout", "--quiet", "-b", "change")
    commit_all(folder, "a change")
    git(folder, "checkout", "--quiet", "main")
    commit_all(folder, "second")
    return GitRepository.of(folder)


def _sides(repository: GitRepository, *, base: str, head: str) -> Sides:
    return Sides(
        base=repository.commit(base),
        base_folder=repository.folder,
        head=repository.commit(head),
        head_folder=repository.folder,
        edited=False,
    )


def test_a_head_on_top_of_its_base_needs_no_note(repository: GitRepository) -> None:
    assert list(history_notes(repository, _sides(repository, base="HEAD~1", head="HEAD"), variables={})) == []


def test_a_head_that_lacks_what_the_base_has_is_named(repository: GitRepository) -> None:
    (note,) = history_notes(repository, _sides(repository, base="main", head="change"), variables={})
    assert "does not contain this base" in note


def test_an_edited_working_tree_is_named(repository: GitRepository) -> None:
    sides = replace(_sides(repository, base="main", head="main"), edited=True)
    (note,) = history_notes(repository, sides, variables={})
    assert "uncommitted changes" in note


def test_environment_files_of_elsewhere_are_named_as_they_hide_a_difference(
    repository: GitRepository,
) -> None:
    sides = _sides(repository, base="main", head="main")
    (note,) = history_notes(repository, sides, variables={"ENVIRONMENTS_DIR": "/elsewhere"})
    assert "ENVIRONMENTS_DIR" in note
    # A relative folder is looked for in each checkout.
    assert list(history_notes(repository, sides, variables={"ENVIRONMENTS_DIR": "environments"})) == []


def test_a_provider_s_upgrade_and_a_stack_that_is_gone_are_named(repository: GitRepository) -> None:
    sides = _sides(repository, base="main", head="main")
    before = [stack("addons", helm="3.1.0"), stack("extras")]
    upgrade, gone = version_notes(sides, before, [stack("addons", helm="3.1.1")])
    assert upgrade.startswith("Provider versions differ: helm 3.1.0 -> 3.1.1.")
    assert "The stack `extras` was removed" in gone


def test_states_that_move_are_refused_and_a_new_stack_is_not(repository: GitRepository) -> None:
    require_same_backend([stack("app")], [stack("app"), stack("extras", account="other")])
    with pytest.raises(UserError, match=r"in other/c/production/app\.tfstate instead of states/c"):
        require_same_backend([stack("app")], [stack("app", account="other")])
