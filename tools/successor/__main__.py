"""`make successor`: check that the move to cdktn still works, with both sets of versions."""

import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tools.successor.check import check
from tools.successor.compare import REASONS
from tools.successor.environment import moved_project
from tools.successor.rehearsed import applied_by_cdktf, problems_of_plan
from tools.successor.sets import SETS, SuccessorSet


def main() -> int:
    """Check each set and print what differs, by kind; return 1 if anything else differs or fails."""
    with (
        tempfile.TemporaryDirectory(prefix="successor-") as folder,
        applied_by_cdktf(Path(folder) / "rehearsal") as variables,
    ):
        passed = [_passes(chosen, variables) for chosen in SETS]
    return 0 if all(passed) else 1


def _passes(chosen: SuccessorSet, variables: Mapping[str, str]) -> bool:
    versions = ", ".join(f"{name} {version}" for name, version in chosen.chosen.items())
    print(f"{chosen.name}: {versions}", flush=True)
    moved = moved_project(chosen)
    print(f"  the move changes {moved.moved.lines} lines in {moved.moved.files} files", flush=True)
    outcome = check(moved)
    kinds = Counter(found.kind for those in outcome.differences.values() for found in those)
    for kind, reason in REASONS.items():
        if kinds[kind]:
            print(f"  {kind}: {kinds[kind]} times ({reason})")
    problems = (*outcome.problems, *problems_of_plan(moved, variables))
    for problem in problems:
        print(f"  error: {problem}", file=sys.stderr)
    if not problems:
        print(f"  {len(outcome.differences)} golden files agree; the tests of stacks and constructs pass")
        print("  `rehearse up` and `cdktf deploy foundation app` change nothing that cdktf has deployed")
    return not problems


if __name__ == "__main__":
    sys.exit(main())
