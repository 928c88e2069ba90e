"""`make successor`: check that the move to cdktn still works, with both sets of versions."""

import sys
from collections import Counter

from tools.successor.check import SuccessorOutcome, check
from tools.successor.compare import REASONS
from tools.successor.environment import moved_project
from tools.successor.sets import SETS, SuccessorSet


def main() -> int:
    """Check each set and print what differs, by kind; return 1 if anything else differs or fails."""
    outcomes = [_checked(chosen) for chosen in SETS]
    return 1 if any(outcome.problems for outcome in outcomes) else 0


def _checked(chosen: SuccessorSet) -> SuccessorOutcome:
    versions = ", ".join(f"{name} {version}" for name, version in chosen.chosen.items())
    print(f"{chosen.name}: {versions}", flush=True)
    moved = moved_project(chosen)
    print(f"  the move changes {moved.moved.lines} lines in {moved.moved.files} files", flush=True)
    outcome = check(moved)
    kinds = Counter(found.kind for those in outcome.differences.values() for found in those)
    for kind, reason in REASONS.items():
        if kinds[kind]:
            print(f"  {kind}: {kinds[kind]} times ({reason})")
    for problem in outcome.problems:
        print(f"  error: {problem}", file=sys.stderr)
    if not outcome.problems:
        print(f"  {len(outcome.differences)} golden files agree; the tests of stacks and constructs pass")
    return outcome


if __name__ == "__main__":
    sys.exit(main())
