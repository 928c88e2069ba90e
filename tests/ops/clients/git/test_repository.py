import signal
from pathlib import Path

import pytest

from ops.clients.git.repository import (
    UNKNOWN,
    GitError,
    GitRepository,
    NoRepositoryError,
    OtherOwnerError,
    UnknownCommitError,
    current_commit,
)
from ops.common.defer_signals import defer_signals
from ops.common.errors import ExitCode, MissingToolError
from tests.support.git import commit_all, git, new_repository


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a repository of two commits."""
    made = new_repository(tmp_path / "repository")
    (made / "file").write_text("second\n")
    commit_all(made, "second")
    return made


def test_a_commit_is_found_by_any_name_of_it(folder: Path) -> None:
    repository = GitRepository.of(folder)
    newest = git(folder, "rev-parse", "HEAD")
    git(folder, "tag", "--annotate", "--message", "a tag", "v1")
    assert {repository.commit(name) for name in ("HEAD", "main", "v1", newest[:8])} == {newest}
    assert repository.commit("HEAD~1") != newest


def test_a_repository_of_another_user_is_reported_and_not_read_as_no_commit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Git's switch for its own tests. Source: git/git, setup.c, ensure_valid_ownership.
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for read in (current_commit, GitRepository.of):
        with pytest.raises(OtherOwnerError, match="belongs to another user") as raised:
            read(folder)
        assert f"git config --global --add safe.directory {folder}" in raised.value.remedy


def test_a_folder_without_a_repository_has_no_commit(tmp_path: Path) -> None:
    assert current_commit(tmp_path) == UNKNOWN


@pytest.mark.parametrize("reference", ["nope", "0" * 40, "--all", "HEAD:file", ""])
def test_what_names_no_commit_is_refused_with_a_remedy(folder: Path, reference: str) -> None:
    with pytest.raises(UnknownCommitError, match="there is no commit") as raised:
        GitRepository.of(folder).commit(reference)
    assert raised.value.exit_code == ExitCode.USAGE
    assert "git fetch" in raised.value.remedy


def test_a_shallow_clone_is_named_as_the_cause(folder: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", folder.as_uri(), "shallow")
    repository = GitRepository.of(tmp_path / "shallow")
    assert repository.commit("HEAD")
    with pytest.raises(UnknownCommitError, match="it is shallow") as raised:
        repository.commit("HEAD~1")
    assert "fetch-depth: 0" in raised.value.remedy


def test_a_workflow_s_clone_of_a_merge_needs_a_depth_of_two(folder: Path, tmp_path: Path) -> None:
    """What actions/checkout has of a pull request: the merge of the base (first) with the head."""
    base = git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "--quiet", "-b", "change", "HEAD~1")
    (folder / "new").write_text("a change\n")
    commit_all(folder, "a change")
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-ff", "--message", "merge", "change")
    git(tmp_path, "clone", "--quiet", "--depth", "2", folder.as_uri(), "shallow")
    repository = GitRepository.of(tmp_path / "shallow")
    assert repository.commit("HEAD^1") == base
    assert repository.contains(commit=base, within=repository.commit("HEAD"))
    with repository.checked_out(base, tmp_path / "base") as checkout:
        assert (checkout / "file").read_text() == "second\n"
        assert not (checkout / "new").exists()


def test_a_folder_without_git_is_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoRepositoryError) as raised:
        GitRepository.of(tmp_path)
    assert str(tmp_path) in raised.value.where


def test_a_folder_within_another_repository_is_not_taken_for_it(folder: Path) -> None:
    (folder / "unpacked").mkdir()
    with pytest.raises(NoRepositoryError):
        GitRepository.of(folder / "unpacked")


def test_without_git_the_tool_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(MissingToolError, match="git is not installed"):
        GitRepository.of(folder)


def test_a_commit_is_checked_out_beside_the_working_tree_and_gone_afterwards(
    folder: Path, tmp_path: Path
) -> None:
    repository = GitRepository.of(folder)
    hook = folder / ".git" / "hooks" / "post-checkout"
    hook.write_text("#!/bin/sh\ntouch hook-has-run\n")
    hook.chmod(0o755)
    with repository.checked_out(repository.commit("HEAD~1"), tmp_path / "base") as base:
        assert (base / "file").read_text() == "first\n"
        assert not (base / "hook-has-run").exists()
        assert (folder / "file").read_text() == "second\n"
    assert not (tmp_path / "base").exists()
    assert git(folder, "worktree", "list").count("\n") == 0


def test_a_checkout_that_fails_or_is_stopped_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    repository = GitRepository.of(folder)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    with pytest.raises(GitError, match="already exists"), repository.checked_out("HEAD", tmp_path / "taken"):
        pytest.fail("it was checked out")
    with pytest.raises(KeyboardInterrupt), repository.checked_out("HEAD", tmp_path / "base"):
        raise KeyboardInterrupt
    assert not (tmp_path / "base").exists()
    assert git(folder, "worktree", "list").count("\n") == 0


def test_a_hook_s_variables_do_not_lead_to_another_repository(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert GitRepository.of(folder).commit("HEAD")


def test_an_edited_working_tree_is_noticed(folder: Path) -> None:
    repository = GitRepository.of(folder)
    assert not repository.edited
    (folder / "new").touch()
    assert repository.edited


def test_whether_a_commit_was_made_on_top_of_another(folder: Path) -> None:
    repository = GitRepository.of(folder)
    first, second = repository.commit("HEAD~1"), repository.commit("HEAD")
    assert repository.contains(commit=first, within=second)
    assert not repository.contains(commit=second, within=first)


def test_cleaning_up_is_not_stopped_by_a_second_ctrl_c() -> None:
    before = signal.getsignal(signal.SIGINT)
    with defer_signals():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGINT) is before
