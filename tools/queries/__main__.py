"""Checks the queries of synthesized stacks with Microsoft's parser: `python -m tools.queries FILE…`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.queries.analysis import analyze
from tools.queries.synthesized import queries


def main(files: Sequence[str]) -> int:
    """Print each finding with its file and query; return the exit code."""
    found = {
        f"{file}: {name}": text
        for file in files
        for name, text in queries(json.loads(Path(file).read_text(encoding="utf-8"))).items()
    }
    if not found:
        print("error: these files have no query", file=sys.stderr)
        return 1
    findings = analyze(found)
    for finding in findings:
        where = f"{finding.query}:{finding.line}:{finding.column}"
        print(f"{where}: {finding.severity.lower()}: {finding.message} [{finding.code}]")
    if not findings:
        print(f"{len(found)} queries: no finding")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
