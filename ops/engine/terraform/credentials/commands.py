"""Credentials among the words of a command, as a shell splits them, and in files of words such as .netrc."""

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Final

from ops.engine.terraform.credentials.names import is_credential_name, is_named_credential

# Options of one letter that take a password, by program: "attached" as in -pX, "apart" as in -p X.
_ATTACHED: Final = {
    "-p": frozenset({"mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump", "mongo"}),
    "-a": frozenset({"redis-cli"}),
}
_APART: Final = {
    "-p": frozenset({"sshpass", "login", "mongo", "mongosh"}),  # docker login, az login
    "-a": frozenset({"redis-cli"}),
    "-w": frozenset({"ldapsearch", "ldapadd", "ldapmodify"}),
    "-P": frozenset({"sqlcmd", "bcp"}),
}
# Options whose value is user and password.
_SIGN_IN: Final = {
    "-u": frozenset({"curl", "http", "https", "xh"}),
    "--user": frozenset({"curl", "wget"}),
    "-U": frozenset({"curl", "smbclient"}),
    "--proxy-user": frozenset({"curl"}),
}
_PRINTS: Final = frozenset({"echo", "printf"})
_READS_PASSWORD: Final = re.compile(r"--password-?stdin|--passphrase-fd|--pass-?stdin")
_USER_AND_PASSWORD: Final = re.compile(r"[^\s:%]+[:%](?![$%{<])\S+")
_TEMPLATE: Final = re.compile(r"\$.*|%\w+%|\{\{.*|<.*>")
_FLAG: Final = re.compile(r"--?(?P<name>[A-Za-z][\w.-]+)")


def has_command_credential(line: str) -> bool:
    """Return whether a line is a command, or an entry of .netrc, with a credential in it."""
    if " " not in line or not ("-" in line or "machine" in line or "default login" in line):
        return False
    return any(True for _ in secret_arguments(_split(line)))


def secret_arguments(words: Sequence[str]) -> Iterator[int]:
    """Yield the place of each word that is a credential because of the words before it."""
    programs = {word.rpartition("/")[2] for word in words}
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if _attached(word, programs) or _netrc(words, place):
            yield place
        elif following and _announces(word, following, programs):
            yield place + 1
    yield from _printed(words)


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _announces(word: str, following: str, programs: set[str]) -> bool:
    flag = _FLAG.fullmatch(word)
    if word in _SIGN_IN and programs & _SIGN_IN[word]:
        return bool(_USER_AND_PASSWORD.fullmatch(following))
    if word in _APART and programs & _APART[word]:
        return not following.startswith("-") and not _TEMPLATE.fullmatch(following)
    if not flag or following.startswith("-"):
        return False
    return is_credential_name(flag["name"]) and is_named_credential(flag["name"], following)


def _attached(word: str, programs: set[str]) -> bool:
    flag = word[:2]
    if flag in _SIGN_IN and len(word) > len(flag) and programs & _SIGN_IN[flag]:
        return bool(_USER_AND_PASSWORD.fullmatch(word[2:]))
    return (
        flag in _ATTACHED
        and len(word) > len(flag)
        and bool(programs & _ATTACHED[flag])
        and not _TEMPLATE.fullmatch(word[2:])
    )


def _netrc(words: Sequence[str], place: int) -> bool:
    follows = place > 0 and words[place - 1] == "password" and "login" in words
    return follows and not _TEMPLATE.match(words[place])


def _printed(words: Sequence[str]) -> Iterator[int]:
    """Yield what is printed for a program that reads a password from its standard input."""
    if not any(_READS_PASSWORD.match(word) for word in words):
        return
    for place, word in enumerate(words[:-1]):
        if word in _PRINTS:
            yield from (
                at
                for at in range(place + 1, len(words))
                if "|" in words[at : at + 2] and words[at] != "|" and not _TEMPLATE.match(words[at])
            )
