"""The file `.env`: what stands there is what is read, and what a shell would do to it is known."""

import subprocess
from pathlib import Path

import pytest

from ops.delivery.secrets.env_file import EnvFileError, read_env_file

MARKER = "marker-value"


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / ".env"
    path.write_bytes(text.encode())
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A='p$tail&; `x` \\n#\"~'", 'p$tail&; `x` \\n#"~'),
        ("A='one two'  # a comment", "one two"),
        ('A="it\'s $tail\\n"', "it's $tail\\n"),
        ("A=p$tail&ls", "p$tail&ls"),
        ("A=one two", "one two"),
        ("A=a#b", "a#b"),
        ("export A='x'", "x"),
        ("  A=x  ", "x"),
        ("A=a=b==", "a=b=="),
        ("A=", ""),
        ("A=''", ""),
        ("\ufeffA='x'", "x"),
        ("A='x'\r", "x"),
    ],
)
def test_a_value_is_read_as_it_stands(tmp_path: Path, line: str, value: str) -> None:
    (one,) = read_env_file(_written(tmp_path, f"{line}\n")).assignments
    assert (one.name, one.value, one.line) == ("A", value, 1)


@pytest.mark.parametrize(
    "line",
    [
        "A='p$HOME&; `x` \\n#\"~'",
        'A="two words & # it\'s"',
        'A="p$HOME"',
        'A="`pwd`"',
        'A="a\\\\b"',
        'A="a\\b"',
        "A=plain-._@%+/=,:!*?[]{}^",
        "A=p$HOME",
        "A=`pwd`",
        "A=a;true",
        "A=a&true",
        "A=a true",
        "A=a\\b",
        "A=a'b'",
        "A=~",
        "A=x:~",
        "A=x~",
        "A=a#b",
        "A='x'\r",
        "A=x\r",
    ],
)
def test_a_difference_is_named_exactly_where_a_shell_reads_another_value(tmp_path: Path, line: str) -> None:
    path = _written(tmp_path, f"{line}\n")
    (one,) = read_env_file(path).assignments
    done = subprocess.run(
        ["/bin/sh", "-c", 'set -a; . "$0"; set +a; printf "%s" "${A-}"', str(path)],
        capture_output=True,
        check=False,
    )
    assert bool(one.shell_does) == (done.stdout.decode() != one.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"A='{MARKER}", "A has no closing '"),
        (f"A='it's {MARKER}'", "A has text after the closing '"),
        (f"A= '{MARKER}'", "A has a space after the ="),
        (f"A = {MARKER}", "no NAME="),
        (f". {MARKER}", "no NAME="),
        (f"A={MARKER} # half", "A has a # that could begin a comment"),
        (f"A={MARKER}\0", "A has a control character"),
        (f"B=1\nA=x\nA={MARKER}", "line 3: A is also on line 2"),
    ],
)
def test_a_line_with_more_than_one_reading_is_refused_without_its_value(
    tmp_path: Path, line: str, said: str
) -> None:
    path = _written(tmp_path, f"{line}\n")
    with pytest.raises(EnvFileError) as caught:
        read_env_file(path)
    assert said in caught.value.what
    assert caught.value.where == str(path)
    assert MARKER not in str(caught.value)


def test_all_wrong_lines_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(EnvFileError, match=r"(?s)line 1: .*line 3: "):
        read_env_file(_written(tmp_path, "A='\nB=1\nC D\n"))


@pytest.mark.parametrize(("content", "said"), [(None, "No such file"), (b"A='\xff'", "not UTF-8")])
def test_a_file_that_cannot_be_read_is_an_error_with_the_next_command(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / ".env"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EnvFileError, match=said) as caught:
        read_env_file(path)
    assert "cp .env.example .env" in caught.value.remedy


@pytest.mark.parametrize(("mode", "readable"), [(0o600, False), (0o640, True), (0o604, True)])
def test_a_file_that_others_may_read_is_noticed(tmp_path: Path, mode: int, readable: bool) -> None:
    path = _written(tmp_path, "A='x'\n")
    path.chmod(mode)
    assert read_env_file(path).readable_by_others is readable
