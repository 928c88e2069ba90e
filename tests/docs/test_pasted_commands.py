"""What a page shows as commands can be pasted: the shell takes it, nothing is a placeholder, all is known."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import typer

from ops.common.arguments import ArgumentError
from ops.engine.synthesis.stacks import PROJECT
from tests.docs.shell_blocks import shell_blocks
from tests.github.commands import PROGRAMS, Command, commands, mistake, runs_itself

DOCS: Final = PROJECT / "docs"
PAGES: Final = [
    *(PROJECT / name for name in ("README.md", "DEPLOYMENT.md", "CONTRIBUTING.md")),
    *(
        page
        for folder in ("runbooks", "deployment", "rehearsal")
        for page in sorted((DOCS / folder).glob("*.md"))
    ),
]
# `<tag>` reads a file named tag, or is a syntax error; the dots of `backend=…` reach the program.
_PLACEHOLDER: Final = re.compile(r"<[a-z][^<>]*>|…")
_USED: Final = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})")
_SET: Final = re.compile(r"\b([A-Za-z_]\w*)=|\bread (?:-\w+ )*(\w+)|\bfor (\w+) in\b")
# Set by every shell, and by `ops secrets load`.
_GIVEN: Final = frozenset({"HOME", "PATH", "PWD", "USER"}) | frozenset(
    re.findall(r"^([A-Z_]+)=", (PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
)
_NO_FILE: Final = "there is no file"


def _problems(page: Path) -> Iterator[str]:
    known = set(_GIVEN)
    for block in shell_blocks(page):
        yield from (f"line {block.line}: {problem}" for problem in _problems_of(block.script))
        script = block.without_comments
        yield from (f"line {block.line}: a placeholder: {found}" for found in _PLACEHOLDER.findall(script))
        known |= {name for names in _SET.findall(script) for name in names if name}
        used = {name for names in _USED.findall(_without_single_quotes(script)) for name in names if name}
        yield from (f"line {block.line}: {name} is set nowhere" for name in sorted(used - known))
        for line in block.calls:
            for command in commands(line, "ops", "rehearse", "make"):
                wrong = mistake(command) or _refusal(command)
                if wrong:
                    yield f"line {block.line}: {wrong}"


def _problems_of(script: str) -> list[str]:
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    return [done.stderr.strip()] if done.returncode else []


def _without_single_quotes(script: str) -> str:
    """Return a script without what its shell passes on as it is: programs of jq and awk."""
    return re.sub(r"'[^']*'", "''", script)


def _refusal(command: Command) -> str | None:
    """Return why the program would refuse the arguments; None where it would begin."""
    if command.program == "make" or "something" in " ".join(command.arguments) or "$" in str(command):
        return None
    found: Any = typer.main.get_command(PROGRAMS[command.program])
    rest = list(command.arguments)
    while hasattr(found, "commands") and not runs_itself(found, rest):
        found = found.commands[rest.pop(0)]
        found = found.load() if hasattr(found, "load") else found
    try:
        found.make_context(found.name, rest)
    except ArgumentError as refused:
        # A file that an earlier command of the page writes.
        return None if _NO_FILE in refused.what else f"{command}: {refused.what}"
    except typer.Exit:
        return None
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_what_a_page_shows_can_be_pasted(page: Path) -> None:
    assert list(_problems(page)) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ops deploy --image-tag <tag>", "a placeholder: <tag>"),
        ("ops deploy --image backend=…", "a placeholder: …"),
        ("for name in one; do", "syntax error"),
        ('echo "$NOWHERE"', "NOWHERE is set nowhere"),
        ("ops deploi", "there is no command 'deploi'"),
        ('ops smoke "$(ops outputz public_url)"', "there is no command 'outputz'"),
        ("ops deploy --lock-timeout 5", "'5' is not a time"),
        ("make planted", "there is no target planted"),
    ],
)
def test_a_command_that_cannot_be_pasted_is_found(tmp_path: Path, line: str, said: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n```console\n$ {line}\noutput <of> it …\n```\n", encoding="utf-8")
    assert any(said in problem for problem in _problems(page))


def test_output_comments_and_continued_lines_are_read_as_a_shell_reads_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        '```console\n$ TAG=1.4.0; ops deploy \\\n    --image-tag "$TAG"    # or: <another>\n'
        "Release … is live\n```\n",
        encoding="utf-8",
    )
    assert list(_problems(page)) == []
