"""The move to cdktn, in place: `make move-to-successor`.

It renames what belongs to the library: imports, packages and their pins. What belongs to the format stays:
`cdktf.json`, `cdktf.out`, `CDKTF_*`, and with them the state and every command of the CDKTF CLI.
docs/development/successor.md describes it.
"""

import argparse
import fnmatch
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.common.errors import UserError
from tools.successor import archive
from tools.successor.sets import SETS, SuccessorSet, named

Rule = tuple[re.Pattern[str], str]

_PACKAGES: Final[tuple[Rule, ...]] = (
    (re.compile(r"\bcdktf_cdktf_provider_"), "cdktn_provider_"),
    (re.compile(r"\bcdktf-cdktf-provider-"), "cdktn-provider-"),
)
_PYTHON: Final[tuple[Rule, ...]] = (
    *_PACKAGES,
    (re.compile(r"^(\s*)from cdktf(?= import |\.)", re.MULTILINE), r"\1from cdktn"),
    (re.compile(r"^(\s*)import cdktf\b", re.MULTILINE), r"\1import cdktn"),
    # Names of the module: `cdktf.Testing`, and in generated code the names of types, `"cdktf.ComplexList"`.
    (re.compile(r"(?<![\w-])cdktf(?=\.(?:[A-Z]|_jsii\b))"), "cdktn"),
    # An entry in a list of packages.
    (re.compile(r'^(\s*)"cdktf",$', re.MULTILINE), r'\1"cdktn",'),
)
_CONTRACTS: Final[tuple[Rule, ...]] = (*_PACKAGES, (re.compile(r"^(    )cdktf$", re.MULTILINE), r"\1cdktn"))
_DEPENDABOT: Final[tuple[Rule, ...]] = (
    *_PACKAGES,
    (re.compile(r"(dependency-name: )cdktf$", re.MULTILINE), r"\1cdktn"),
)
_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "*.py": _PYTHON,
    # Its example is run by a test.
    "constructs_lib/README.md": _PYTHON,
    ".importlinter": _CONTRACTS,
    ".github/dependabot.yml": _DEPENDABOT,
}
# They name both libraries on purpose; the facts about cdktf's support are not those of cdktn's.
_UNTOUCHED: Final = (
    "tools/successor/",
    "tests/tools/successor/",
    "tests/end_to_end/successor/",
    "contract/version_support.py",
)
_ARCHIVES: Final = "imports/*/_jsii/*.jsii.tgz"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What a move changed: files, and lines in those that are text."""

    files: int
    lines: int


def move(project: Path, chosen: SuccessorSet, *, files: Sequence[str]) -> Moved:
    """Move `files`, names relative to `project`, to the versions of a set; return what changed.

    The lock files and the golden files are renewed afterwards, by `make lock golden`.
    """
    changed = lines = 0
    for name, before, after in _edits(project, chosen, files):
        (project / name).write_text(after, encoding="utf-8")
        pairs = zip(before.splitlines(), after.splitlines(), strict=True)
        lines += sum(old != new for old, new in pairs)
        changed += 1
    for name in _matching(files, _ARCHIVES):
        file = project / name
        file.write_bytes(archive.converted(file.read_bytes(), version=chosen.chosen["cdktn"]))
        changed += 1
    _sort_imports(project)
    return Moved(files=changed, lines=lines)


def _edits(project: Path, chosen: SuccessorSet, files: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for pattern, rules in {**_RULES, "pyproject.toml": _pins(chosen)}.items():
        for name in _matching(files, pattern):
            before = (project / name).read_text(encoding="utf-8")
            after = before
            for expression, replacement in rules:
                after = expression.sub(replacement, after)
            if after != before:
                yield name, before, after


def _pins(chosen: SuccessorSet) -> tuple[Rule, ...]:
    """Return the rules that replace the pinned packages with those of the set."""
    return tuple(
        (re.compile(rf'"{_predecessor(package)}==[^"]+"'), f'"{package}=={version}"')
        for package, version in chosen.chosen.items()
    )


def _predecessor(package: str) -> str:
    return package.replace("cdktn-provider-", "cdktf-cdktf-provider-").replace("cdktn", "cdktf")


def _matching(files: Sequence[str], pattern: str) -> list[str]:
    return [name for name in files if fnmatch.fnmatchcase(name, pattern) and not name.startswith(_UNTOUCHED)]


def _sort_imports(project: Path) -> None:
    """Sort the imports again, because the new names have other places in the alphabet."""
    subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--select", "I", "--fix", "."],
        cwd=project,
        check=True,
    )


def tracked_files(project: Path) -> list[str]:
    """Return the files of a repository, committed or not, without those that .gitignore names."""
    answer = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted({name for name in answer.stdout.split("\0") if name and (project / name).is_file()})


def _require_clean(project: Path) -> None:
    answer = subprocess.run(
        ["git", "status", "--porcelain"], cwd=project, capture_output=True, text=True, check=True
    )
    if answer.stdout.strip():
        raise UserError(
            "the clone has changes that are not committed",
            where=str(project),
            remedy="commit or stash them first, so that `git restore .` goes back",
        )


def main(arguments: list[str] | None = None) -> int:
    """Move the repository in the current folder; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.successor.move", description=__doc__)
    parser.add_argument("set", choices=[each.name for each in SETS], help="the versions to move to")
    chosen = named(parser.parse_args(arguments).set)
    project = Path.cwd()
    try:
        _require_clean(project)
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    moved = move(project, chosen, files=tracked_files(project))
    print(f"Moved to cdktn {chosen.chosen['cdktn']}: {moved.lines} lines in {moved.files} files.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
