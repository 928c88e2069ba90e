"""The programs that a shell script calls: the words at which a command begins.

Builtins, functions of the script, the repository's own files and what a variable names are left out.
"""

import re
from collections.abc import Iterator
from typing import Final

# fmt: off
_BUILTINS: Final = frozenset(
    [
        ":", ".", "[", "[[", "break", "cd", "command", "continue", "declare", "echo", "eval", "exec",
        "exit", "export", "false", "hash", "kill", "local", "mapfile", "printf", "pwd", "read", "return",
        "set", "shift", "shopt", "source", "test", "trap", "true", "type", "ulimit", "umask", "unset", "wait",
    ]
)
# After these words a command begins, or none does.
_OPENS: Final = frozenset(["if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"])
_CLOSES: Final = frozenset(["fi", "done", "esac", "}"])
_NO_COMMAND: Final = frozenset(["for", "case", "select", "function"])
# Programs that run the command in their arguments, behind options and numbers.
_RUNS_ANOTHER: Final = frozenset(["exec", "nice", "env", "sudo", ".ci/retry", "./.ci/retry", "xargs"])
# fmt: on
_ASSIGNMENT: Final = re.compile(r"\w+(\[[^]]*\])?\+?=")
_FUNCTION: Final = re.compile(r"^\s*([\w-]+)\s*\(\)", re.MULTILINE)
_HEREDOC: Final = re.compile(r"<<-?\s*(['\"]?)(\w+)\1[^\n]*\n.*?^\s*\2$", re.MULTILINE | re.DOTALL)


def called_programs(script: str) -> set[str]:
    """Return the names of the programs that a script calls."""
    text = _HEREDOC.sub("", script.replace("\\\n", " "))
    left_out = _BUILTINS | set(_FUNCTION.findall(text))
    return {word for word in _Scanner(text).commands() if word not in left_out and _is_program(word)}


def own_scripts(script: str) -> set[str]:
    """Return the files in .ci that a script calls."""
    words = _Scanner(_HEREDOC.sub("", script.replace("\\\n", " "))).commands()
    return {word.removeprefix("./") for word in words if re.fullmatch(r"(\./)?\.ci/[\w-]+", word)}


def _is_program(word: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][\w.+-]*", word))


class _Scanner:
    """A walk over a script; quotes, substitutions and test expressions are passed over or entered."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open = 0
        self._found: list[str] = []
        # Whether the next word is a command; whether options and numbers may come before it.
        self._begins = True
        self._behind_runner = False
        # How many commands there were at the start of a clause of a case.
        self._clause = 0

    def commands(self) -> list[str]:
        """Return the first words of all commands."""
        while self._at < len(self._text):
            rest = self._text[self._at :]
            if not (self._passed_over(rest) or self._separated(rest) or self._redirected(rest)):
                self._take(self._word())
        return self._found

    def _passed_over(self, rest: str) -> bool:
        """Go behind a comment, a test expression or a space; return whether there was one."""
        if rest[0] == "#" and (self._at == 0 or self._text[self._at - 1].isspace()):
            self._at += len(rest.split("\n", 1)[0])
        elif rest.startswith(("((", "[[")):
            self._pass_over({"((": "))", "[[": "]]"}[rest[:2]])
            self._begins = False
        elif rest[0].isspace() and rest[0] != "\n":
            self._at += 1
        else:
            return False
        return True

    def _separated(self, rest: str) -> bool:
        """Go behind what ends a command; return whether there was something."""
        if rest[0] not in "\n;|&()":
            return False
        if rest[0] == "\n" or rest.startswith(";;"):
            self._clause = len(self._found)
        closes = rest[0] == ")"
        if closes and not self._open:
            # The end of a pattern of a case: what stands before it is no command.
            del self._found[self._clause :]
        self._begins = not (closes and self._open)
        self._behind_runner = False
        self._open = max(0, self._open + (rest[0] == "(") - closes)
        self._at += 1
        return True

    def _redirected(self, rest: str) -> bool:
        """Go behind a redirection and its file; return whether there was one."""
        found = re.match(r"[<>&]+-?\s*", rest)
        if found is None:
            return False
        self._at += len(found[0])
        if not rest.startswith(("<(", ">(")):
            self._word()
        return True

    def _take(self, word: str) -> None:
        """Note a word where a command begins."""
        if not self._begins or word in _OPENS or _ASSIGNMENT.match(word):
            return
        if self._behind_runner and (word.startswith("-") or word.isdigit()):
            return
        self._begins = self._behind_runner = word in _RUNS_ANOTHER
        if word not in _CLOSES and word not in _NO_COMMAND:
            self._found.append(word)

    def _word(self) -> str:
        """Read a word, and the commands of the substitutions in it."""
        start = self._at
        while self._at < len(self._text):
            char, two = self._text[self._at], self._text[self._at : self._at + 2]
            if char == "\\":
                self._at += 2
            elif char == "'":
                self._at = self._text.index("'", self._at + 1) + 1
            elif char == '"':
                self._quoted()
            elif two in ("$(", "${"):
                self._substitution()
            elif char == "(" and _ASSIGNMENT.search(self._text[start : self._at]):
                self._pass_over(")")
            elif char.isspace() or char in ";|&()<>":
                break
            else:
                self._at += 1
        return self._text[start : self._at]

    def _quoted(self) -> None:
        self._at += 1
        while self._at < len(self._text) and self._text[self._at] != '"':
            if self._text[self._at] == "\\":
                self._at += 2
            elif self._text[self._at : self._at + 2] in ("$(", "${"):
                self._substitution()
            else:
                self._at += 1
        self._at += 1

    def _substitution(self) -> None:
        opening = self._text[self._at + 1]
        start = self._at + 2
        self._at = start
        depth = 1
        while depth and self._at < len(self._text):
            char = self._text[self._at]
            if char == "'" and opening == "(":
                self._at = self._text.index("'", self._at + 1)
            depth += (char == opening) - (char == {"(": ")", "{": "}"}[opening])
            self._at += 1
        inside = self._text[start : self._at - 1]
        if opening == "(" and not inside.startswith("("):
            self._found += _Scanner(inside).commands()
        elif opening == "(":
            # Arithmetic, with substitutions in it.
            for found in _substitutions(inside):
                self._found += _Scanner(found).commands()

    def _pass_over(self, end: str) -> None:
        """Go behind `end`; substitutions on the way count."""
        close = self._text.index(end, self._at) + len(end)
        inside = self._text[self._at : close]
        self._at = close
        for found in _substitutions(inside):
            self._found += _Scanner(found).commands()


def _substitutions(text: str) -> Iterator[str]:
    """Yield what stands in `$(…)`, without those inside."""
    for found in re.finditer(r"\$\(([^()]*)\)", text):
        yield found[1]
