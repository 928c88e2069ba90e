"""Credentials in URLs: passwords, tokens as a user, signed queries, and the addresses of webhooks."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from ops.engine.terraform.credentials.names import is_named_credential

_URL: Final = re.compile(r"(?<![A-Za-z])[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s\"'<>]+")
_TEMPLATE: Final = re.compile(r"\$\{?.*|\{.*|<.*>|%\(.*|\*+|x+|\(sensitive\)|", re.IGNORECASE)
# A user that is a token has letters and digits, and is no name of several words.
_TOKEN_USER: Final = re.compile(r"(?=[^\d]*\d)(?=.*[A-Za-z])\w{12,}")
_SIGNATURES: Final = frozenset({"sig", "signature", "x-amz-signature", "x-goog-signature"})
_SHORTEST_SIGNATURE: Final = 16
_SHORTEST_IN_QUERY: Final = 6
_NO_CREDENTIALS: Final = frozenset({"mailto", "arn", "data"})
# Host and path of addresses that let everybody in who knows them.
_WEBHOOK: Final = re.compile(
    r"(?:discord|discordapp)\.com/api/(?:v\d+/)?webhooks/\d+/\S+"
    r"|(?:[\w-]+\.)*webhook\.office\.com/webhookb2/\S+|outlook\.office(?:365)?\.com/webhook/\S+"
    r"|hooks\.slack\.com/\S+|hooks\.zapier\.com/hooks/\S+|api\.telegram\.org/bot\d+:\S+"
    r"|maker\.ifttt\.com/trigger/\S+/key/\S+|[\w.-]+/services/hooks/incoming/\S+",
    re.IGNORECASE,
)


def has_url_credential(text: str) -> bool:
    """Return whether a text contains a URL with a credential in it."""
    return any(_is_secret(url) for url in _URL.findall(text))


def url_passwords(text: str) -> Iterator[str]:
    """Yield the passwords of the URLs in a text, as they stand there and decoded."""
    for url in _URL.findall(text):
        _, password = _user_and_password(url)
        if password and not _TEMPLATE.fullmatch(password):
            yield password
            yield unquote(password)


def _is_secret(url: str) -> bool:
    scheme, _, rest = url.partition("://")
    if scheme.lower() in _NO_CREDENTIALS:
        return False
    user, password = _user_and_password(url)
    if password and not _TEMPLATE.fullmatch(password):
        return True
    if user and not password and _TOKEN_USER.fullmatch(user):
        return True
    return bool(_WEBHOOK.match(rest)) or any(_in_query(name, value) for name, value in _query(url))


def _user_and_password(url: str) -> tuple[str, str]:
    """Return what stands before the host. A password may contain `/`, `@`, `?` and `#` as they are."""
    rest = url.partition("://")[2]
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" not in authority:
        host, colon, port = authority.partition(":")
        # "host:8080/path@v2" has a port; in "user:pa/ss@host" the word behind the colon is none.
        if not colon or not host or port.isdigit() or not port or "@" not in rest or host.startswith("["):
            return ("", "") if not (colon and not host and "@" in rest) else ("", rest.rpartition("@")[0][1:])
        authority = rest
    before = authority.rpartition("@")[0]
    user, _, password = before.partition(":")
    return user, password


def _query(url: str) -> list[tuple[str, str]]:
    if "?" not in url:
        return []
    try:
        query = urlsplit(url).query
    except ValueError:
        query = url.partition("?")[2]
    return parse_qsl(query.replace(";", "&"))


def _in_query(name: str, value: str) -> bool:
    if name.lower() in _SIGNATURES:
        return len(value) >= _SHORTEST_SIGNATURE
    return len(value) >= _SHORTEST_IN_QUERY and is_named_credential(name, value)
