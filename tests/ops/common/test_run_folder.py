"""A folder for each run: separate, found again, and removed when it is old and unused."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ops.common.run_folder import KEPT, new_run
from ops.engine.synthesis.stacks import PROJECT

NOW = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
HOLDER = """
import sys
from datetime import datetime
from pathlib import Path
from ops.common.run_folder import new_run
run = new_run(Path(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
print(run.path, flush=True)
sys.stdin.read()
"""


def _ended_run(home: Path, *, at: datetime) -> Path:
    run = new_run(home, now=at)
    (run.path / "logs").mkdir()
    (run.path / "logs" / "app-plan.jsonl").write_text("{}\n")
    run.close()
    return run.path


def test_two_runs_in_the_same_second_share_nothing(tmp_path: Path) -> None:
    one, other = new_run(tmp_path, now=NOW), new_run(tmp_path, now=NOW)
    assert one.path != other.path
    assert other.earlier == (one.path,)


def test_only_the_owner_can_read_a_run(tmp_path: Path) -> None:
    assert new_run(tmp_path, now=NOW).path.stat().st_mode & 0o077 == 0


def test_latest_leads_to_the_newest_run(tmp_path: Path) -> None:
    for minute in range(2):
        run = new_run(tmp_path, now=NOW + timedelta(minutes=minute))
        assert (tmp_path / "latest").resolve() == run.path


def test_the_newest_runs_are_kept_and_older_ones_removed(tmp_path: Path) -> None:
    runs = [_ended_run(tmp_path, at=NOW + timedelta(minutes=number)) for number in range(KEPT + 3)]
    newest = new_run(tmp_path, now=NOW + timedelta(days=3))
    assert [run for run in runs if run.exists()] == runs[-(KEPT - 1) :]
    assert newest.earlier == tuple(reversed(runs[-(KEPT - 1) :]))
    assert {entry.name for entry in newest.path.parent.iterdir()} == {
        newest.path.name,
        *(run.name for run in newest.earlier),
    }


def test_runs_of_the_last_day_are_kept(tmp_path: Path) -> None:
    """Terraform outlives an `ops` that was killed."""
    runs = [_ended_run(tmp_path, at=NOW + timedelta(minutes=number)) for number in range(KEPT + 3)]
    new_run(tmp_path, now=NOW + timedelta(hours=23))
    assert all(run.exists() for run in runs)


def test_a_run_in_use_is_never_removed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), NOW.isoformat()],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout
        used = Path(holder.stdout.readline().strip())
        for number in range(1, KEPT + 3):
            _ended_run(tmp_path, at=NOW + timedelta(minutes=number))
        new_run(tmp_path, now=NOW + timedelta(days=3))
        assert used.exists()
    finally:
        holder.communicate("")
    # The process has ended, and its lock with it.
    new_run(tmp_path, now=NOW + timedelta(days=3, minutes=1))
    assert not used.exists()


def test_an_interrupted_removal_is_completed(tmp_path: Path) -> None:
    left = tmp_path / "runs" / ".removed-20261101T000000Z-0a1b2c3d"
    (left / "logs").mkdir(parents=True)
    new_run(tmp_path, now=NOW)
    assert not left.exists()
