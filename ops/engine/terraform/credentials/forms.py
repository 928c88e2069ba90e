"""Words that are credentials by their form: tokens of services, keys, hashes of passwords, random text.

Why the list of forms is this project's: docs/decisions/0076-masking.md.
"""

import base64
import binascii
import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ops.engine.terraform.credentials.names import REMEMBERED, name_words

SHORTEST_RANDOM: Final = 20
# The shortest text with a known form and without a separator is a token of Slack.
SHORTEST_FORM: Final = 15
_FORM: Final = re.compile(
    r"\b(?:"
    r"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"  # JSON Web Token
    r"|(?:AccountKey|SharedAccessSignature|SharedAccessKey|sig)=[A-Za-z0-9%+/=]{16,}"  # Azure
    r"|[sr]k_(?:live|test)_\w{16,}|whsec_[\w+/=]{12,}"  # Stripe
    r"|sk-[\w-]{16,}|hf_[A-Za-z]{20,}"  # OpenAI and others, Hugging Face
    r"|xox[a-z]-[\w-]{10,}|xapp-\d-[\w-]{10,}"  # Slack
    r"|gh[pousr]_[A-Za-z0-9_]{20,}|github_pat_\w{20,}|gl(?:pat|ptt|dt|rt|cbt|ft|imt|agent|oas|soat)-[\w-]{16,}"
    r"|GR1348941[\w-]{20,}|npm_\w{30,}|pypi-[\w-]{16,}|rubygems_[a-f0-9]{32,}|dckr_pat_[\w-]{16,}"
    r"|(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}\b"  # AWS
    r"|AIza[\w-]{30,}|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,}"  # Google
    r"|SG\.[\w-]{10,}\.[\w-]{10,}|[0-9a-z]{32}-us\d{1,2}\b|(?:AC|SK)[a-z0-9]{32}\b"  # mail and messages
    r"|do[oprt]_v1_[a-f0-9]{16,}|[\w-]{6,40}\.atlasv1\.[\w=-]{8,}|hv[sbr]\.[\w-]{12,}"  # HashiCorp
    r"|dapi[a-f0-9]{32}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|gl(?:sa|c)_[\w+/=]{20,}|lin_api_\w{20,}"
    r"|ATATT3[\w=-]{20,}|sq0(?:csp|atp|idp)-[\w\\-]{20,}|PMAK-[\w-]{20,}|AKC[a-zA-Z0-9]{10,}\b"
    r"|\d{8,10}:[\w-]{35}\b|[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27}"  # bots of Telegram and Discord
    r"|[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}"  # client secret of Entra ID
    r"|AGE-SECRET-KEY-1[A-Z0-9]{20,}"
    r"|(?:Bearer|Basic)\s+[\w+/=.-]{16,}"
    r")"
    r"|---- ?-?BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)? ?----"
    r"|\$(?:apr1|[1567y]|2[abxy]|argon2(?:id?|d)|scrypt)\$[\w./$=,+-]{8,}|\{S?SHA\}[\w+/=]{16,}"  # htpasswd
)
# user:password@tcp(host)/database, of the Go driver of MySQL.
_GO_MYSQL: Final = re.compile(r":[^\s@:]{1,128}@(?:tcp|unix)\(")
_CANDIDATE: Final = re.compile(rf"[A-Za-z0-9+/=_-]{{{SHORTEST_RANDOM},}}")
_HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F-]+")
# Digests and what is public by design.
_PUBLIC: Final = re.compile(
    r"\b(sha(1|224|256|384|512)|h1|zh|md5)[-:]\s*\S+"
    r"|\b(ssh-(rsa|dss|ed25519)|ecdsa-sha2-\w+)\s+\S+"
    r"|-----BEGIN (CERTIFICATE|[A-Z ]*PUBLIC KEY)-----[^-]*(-----END|$)"
)
# fmt: off
_PUBLIC_WORDS: Final = frozenset(
    [
        "public", "certificate", "cert", "ca", "digest", "hash", "sha", "sha1", "sha256", "checksum",
        "fingerprint", "thumbprint", "etag", "id", "ids", "arn", "uid", "uuid", "version", "versions",
        "commit", "image", "images", "revision", "annotations", "url", "uri", "site",
    ]
)
# fmt: on
# Share of neighbours of another class (upper, lower, digit). Random letters and digits have 0.62, names in
# CamelCase about 0.28; the secret key in Amazon's examples has 0.34.
_RANDOM_CHANGES: Final = 0.33
# In a name most characters are in words of four letters and more; in random text a fifth.
_NAMED_SHARE: Final = 0.6
_NAMED_SHARE_APART: Final = 0.5
_NAME_WORD: Final = re.compile(r"[A-Z]?[a-z]{3,}")
_SEPARATORS: Final = re.compile(r"[-_=]+")
_SHORTEST_RUN: Final = 10
_USER_AND_PASSWORD: Final = re.compile(r"[^:\s]+:\S+")
_SHORTEST_SIGN_IN: Final = 8
_SHORTEST_WORD: Final = 3


def has_known_form(text: str) -> bool:
    """Return whether a text contains a credential of a known form."""
    return bool(_FORM.search(text)) or ("@" in text and bool(_GO_MYSQL.search(text)))


def begins_private_key(line: str) -> bool:
    """Return whether a private key begins on a line."""
    return "PRIVATE KEY" in line and "BEGIN" in line and has_known_form(line)


def has_secret_word(text: str, *, name: str = "") -> bool:
    """Return whether a text contains a random word, or one that encodes a credential in base64."""
    if len(text) < SHORTEST_RANDOM or _is_public(name):
        return False
    return any(_is_random_word(word) for word in _candidates(text))


def decoded_words(text: str) -> Iterator[str]:
    """Yield the printable texts that words of a text encode in base64."""
    if len(text) < SHORTEST_RANDOM:
        return
    for word in _candidates(text):
        decoded = _decoded(word)
        if decoded is not None:
            yield decoded


def is_sign_in(value: str) -> bool:
    """Return whether a value is `user:password` in base64, as in a registry's `auth`."""
    decoded = _decoded(value) if len(value) >= _SHORTEST_SIGN_IN else None
    return decoded is not None and bool(_USER_AND_PASSWORD.fullmatch(decoded))


@lru_cache(maxsize=REMEMBERED)
def is_random(text: str) -> bool:
    """Return whether a word is random letters and digits, as keys are; not a digest, path or name."""
    if len(text) < SHORTEST_RANDOM or _HEXADECIMAL.fullmatch(text) or _is_path(text) or _is_name(text):
        return False
    if max(map(len, _SEPARATORS.split(text))) < _SHORTEST_RUN:
        return False  # "GP_Standard_D2ds_v5_Zone1"
    classes = [_class(character) for character in text if character.isalnum()]
    if len(classes) < SHORTEST_RANDOM or len(set(classes)) < 3:  # upper, lower, digit
        return False
    changes = sum(one is not two for one, two in itertools.pairwise(classes))
    return changes / len(classes) >= _RANDOM_CHANGES


def _candidates(text: str) -> list[str]:
    found = _CANDIDATE.findall(text)
    return _CANDIDATE.findall(_PUBLIC.sub("", text)) if found else found


def _is_random_word(word: str) -> bool:
    if _decoded(word) is not None:
        return False
    return is_random(word.rpartition("=")[2] if "=" in word.rstrip("=") else word)


def _decoded(word: str) -> str | None:
    """Return the printable text that a word is the base64 form of; None for others."""
    try:
        text = base64.b64decode(word, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return text if text.isprintable() or all(c.isprintable() or c in "\r\n\t" for c in text) else None


@lru_cache(maxsize=REMEMBERED)
def _is_public(name: str) -> bool:
    return bool(_PUBLIC_WORDS & set(name_words(name)))


def _is_path(text: str) -> bool:
    parts = [part for part in text.split("/") if part]
    return text.startswith("/") or (
        len(parts) > 1 and sum(_is_word(part) for part in parts) * 2 >= len(parts)
    )


def _is_word(part: str) -> bool:
    return part.isalpha() and len(part) >= _SHORTEST_WORD and (part.islower() or _is_name(part))


def _is_name(text: str) -> bool:
    """Return whether most of a text is words, as in CamelCase or between hyphens."""
    share = _NAMED_SHARE_APART if "-" in text or "_" in text else _NAMED_SHARE
    return sum(map(len, _NAME_WORD.findall(text))) >= len(text) * share


def _class(character: str) -> str:
    if character.isdigit():
        return "digit"
    return "upper" if character.isupper() else "lower"
