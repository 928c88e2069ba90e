"""A release of a working tree that is not its commit says so; a workflow refuses it."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from ops.clients.git.repository import GitError, uncommitted_files
from ops.commands.releases.table import ReleaseTable
from ops.common.errors import ExitCode
from ops.delivery.releases.release import MOST_UNCOMMITTED, Release, listed_paths
from ops.delivery.releases.source import Source, UncommittedError, require_committed


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a repository with one commit and an ignored folder."""
    _git(tmp_path, "init", "-q")
    for name, text in ((".gitignore", "cdktf.out/\n"), ("main.py", "one\n"), ("old.py", "one\n")):
        (tmp_path / name).write_text(text)
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def test_a_clean_clone_has_no_uncommitted_files_and_neither_has_an_archive(
    clone: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (clone / "cdktf.out").mkdir()
    (clone / "cdktf.out" / "manifest.json").write_text("{}")
    assert uncommitted_files(clone) == ()
    assert uncommitted_files(tmp_path_factory.mktemp("archive")) == ()


def test_changed_staged_new_deleted_and_renamed_files_are_listed_by_their_real_names(clone: Path) -> None:
    (clone / "main.py").write_text("two\n")
    (clone / "ä b.py").write_text("new\n")
    _git(clone, "mv", "old.py", "renamed.py")
    assert uncommitted_files(clone) == ("main.py", "old.py", "renamed.py", "ä b.py")


def test_a_broken_index_is_an_error_and_not_a_clean_tree(clone: Path) -> None:
    (clone / ".git" / "index").write_bytes(b"broken")
    with pytest.raises(GitError, match="what is not committed"):
        uncommitted_files(clone)


def test_a_long_list_is_cut_with_the_number_of_the_others() -> None:
    paths = [f"{number}.py" for number in range(MOST_UNCOMMITTED + 5)]
    listed = listed_paths(paths)
    assert len(listed) == MOST_UNCOMMITTED
    assert listed[-1] == "and 6 more"
    assert listed_paths(paths[:MOST_UNCOMMITTED]) == tuple(paths[:MOST_UNCOMMITTED])


EDITED = Source(commit="0123abc" * 5, uncommitted=("environments/production.yaml",))


def test_a_workflow_refuses_a_working_tree_that_is_not_its_commit() -> None:
    with pytest.raises(UncommittedError, match=r"environments/production\.yaml") as refused:
        require_committed(EDITED, variables={"GITHUB_ACTIONS": "true"})
    assert refused.value.exit_code == ExitCode.NOT_REVIEWED
    assert "0123abc" in refused.value.what


@pytest.mark.parametrize(
    ("source", "variables"),
    [(EDITED, {}), (Source(commit=EDITED.commit), {"GITHUB_ACTIONS": "true"})],
)
def test_a_person_may_deploy_it_and_a_workflow_its_commit(source: Source, variables: dict[str, str]) -> None:
    require_committed(source, variables=variables)
    assert source.commit == EDITED.commit


def _release(**more: object) -> dict[str, object]:
    return {
        "id": "20261128T010000Z-0123abc",
        "environment": "staging",
        "commit": EDITED.commit,
        "images": {},
        "revisions": {},
        "fingerprints": {},
        "by": "me",
        "started_at": datetime(2026, 11, 28, tzinfo=UTC),
        **more,
    }


def test_the_list_of_releases_shows_uncommitted_changes_and_reads_older_records() -> None:
    edited = Release.model_validate(_release(uncommitted=EDITED.uncommitted))
    assert Release.model_validate_json(edited.model_dump_json()) == edited
    older = Release.model_validate(_release())
    shown = []
    for release in (edited, older):
        console = Console(width=200)
        with console.capture() as capture:
            console.print(ReleaseTable(found=[release]))
        shown.append("Uncommitted changes: environments/production.yaml" in capture.get())
    assert shown == [True, False]
