"""Text that looks like a credential: by the name it is given, by its form, or because it is random.

Names are compared word by word, in any spelling: `clientSecret`, `CLIENT_SECRET`, `client-secret`. A document
in a text is judged line by line, so that the rest of it stays readable.
"""

import base64
import binascii
import itertools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

MASK: Final = "(sensitive)"

# A plan repeats its names and values: unchanged lines, and both sides of a change.
_REMEMBERED: Final = 8192
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# The end of a name, its words joined.
_CREDENTIAL_END: Final = re.compile(
    r"(passwords?|passwd|passphrase|pwd|secrets?|tokens?|apikeys?|accesskeys?|accountkeys?|privatekeys?|"
    r"secretkeys?|clientkeys?|sharedkeys?|masterkeys?|encryptionkeys?|signingkeys?|licensekeys?|"
    r"storagekeys?|connectionstrings?|connstr|kubeconfig|kubeconfigraw|authorization|bearer|jwt)$"
)
# These count as a whole word only: "bypass" and "dsn" inside another word do not.
_CREDENTIAL_WORDS: Final = frozenset({"pass", "pin", "otp", "pat", "creds", "sas"})
# Words behind which the name itself stands: `secret_value`, `password2`, `tokenProd`.
# fmt: off
_QUALIFIERS: Final = frozenset(
    [
        "value", "string", "data", "text", "raw", "plain", "base64", "b64", "old", "new", "current",
        "previous", "primary", "secondary", "prod", "production", "staging", "dev", "test", "wo",
    ]
)
# fmt: on
# `existingSecret`, `tls_secret` and the like hold the name of a secret.
# fmt: off
_REFERENCES: Final = frozenset(
    [
        "existing", "tls", "image", "pull", "ref", "reference", "target", "cert", "certs", "certificate",
        "certificates", "ca",
        "ingress", "gateway", "use", "with", "has", "enable", "allow", "require", "rotate", "generate",
        "create", "next", "page", "max", "min", "total", "completion", "prompt",
    ]
)
# fmt: on
# An object of Kubernetes that an attribute such as `app-token-secret` names; a client's secret is no name.
_SECRET_NAME: Final = re.compile(
    r"(?=.*(secret|token|credentials|tls|certs?|keys?|password|auth)\b)[a-z]+(-[a-z]+)+"
)
_OWN_SECRET: Final = frozenset(
    {"client", "shared", "consumer", "webhook", "oauth", "jwt", "session", "signing"}
)
_WEAK_END: Final = re.compile(r"(secrets?|tokens?|bearer|authorization|pwd|pin|pat|sas|otp|creds)$")
_NO_VALUE: Final = re.compile(
    r"(true|false|yes|no|on|off|null|none|nil|~|enabled|disabled|required|optional|\(sensitive\)|"
    r"\(known after apply\)|…|\{\}|\[\]|"
    r"\$?\{\{?.*\}\}?|\$\([\w.]+\)|\$\w+|/\S*|\d{1,7}(\.\d+)?(s|m|h|d|ms)?)",
    re.IGNORECASE,
)
# A URL with a password in it; a key or signature of Azure; a JSON Web Token; a PEM private key; keys of
# OpenAI, Slack, GitHub, GitLab, AWS, Google, Stripe, npm; an HTTP header.
_SHAPE: Final = re.compile(
    r"://[^/\s:@]*:[^/\s@]+@"
    r"|(AccountKey|SharedAccessSignature|SharedAccessKey|sig)=[A-Za-z0-9%+/=]{16,}"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bsk-[\w-]{16,}"
    r"|\b[sr]k_(live|test)_\w{16,}"
    r"|https://hooks\.slack\.com/\S+"
    r"|\bxox[abprs]-[\w-]{10,}"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bnpm_\w{30,}"
    r"|\b(AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bAIza[\w-]{30,}"
    r"|\b(Bearer|Basic)\s+[\w+/=.-]{16,}"
)
_PEM_END: Final = re.compile(r"-----END [A-Z ]*PRIVATE KEY-----")
# `Password=x;`, `--api-key x`, `"clientSecret": "x"`, also with escaped quotes. A name begins at a word and
# is bounded, so that the time grows linearly with the text: a long base64 text is one word.
_ASSIGNMENT: Final = re.compile(
    r"""(?<!\w)(?P<name>[A-Za-z][\w.-]{0,127}(?:\ [A-Za-z]\w{0,63})?)\\*["']?\s{0,64}[:=]"""
    r"""\s{0,64}\\*["']?(?P<value>[^\s"'\\;,&|}\])]+)"""
)
_FLAG: Final = re.compile(r"(?:^|\s)--?(?P<name>[A-Za-z][\w-]+)\s+(?P<value>[^\s-]\S*)")
_QUOTED: Final = r"""\\*["']?(?P<{0}>[^"'\\,}}\s]+)\\*["']?"""
_KEY: Final = r"""\\*["']?\b(?:{0})\\*["']?\s*[:=]\s*"""
_LABELS: Final = "name|key|parameter_?key|parameter_?name"
_VALUES: Final = "value|val|parameter_?value|default"
_PAIRS: Final = (
    re.compile(
        _KEY.format(_LABELS)
        + _QUOTED.format("name")
        + r"\s*,\s*"
        + _KEY.format(_VALUES)
        + _QUOTED.format("value"),
        re.IGNORECASE,
    ),
    re.compile(
        _KEY.format(_VALUES)
        + _QUOTED.format("value")
        + r"\s*,\s*"
        + _KEY.format(_LABELS)
        + _QUOTED.format("name"),
        re.IGNORECASE,
    ),
)
_LABEL: Final = re.compile(_LABELS, re.IGNORECASE)
_VALUE: Final = re.compile(_VALUES, re.IGNORECASE)
_LINE: Final = re.compile(
    r"""^(?P<indent>\s*)(?P<item>(?:-\s+)*)(?:export\s+)?["']?(?P<key>[\w./-]+)["']?(?P<sign>\s*[:=]\s*)(?P<value>.*)$"""
)
_BLOCK: Final = re.compile(r"[|>][+-]?\d?[+-]?")

# A value within a text must be this long; behind a key of its own it may have any length.
_SHORTEST_INLINE: Final = 6
_SHORTEST_RANDOM: Final = 20
# The shortest text with a known form and without a separator is a token of Slack.
_SHORTEST_SHAPE: Final = 15
_CANDIDATE: Final = re.compile(rf"[A-Za-z0-9+/=_-]{{{_SHORTEST_RANDOM},}}")
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
        "commit", "image", "images", "revision", "annotations", "url", "uri",
    ]
)
# fmt: on
# Share of neighbours of another class (upper, lower, digit). Random letters and digits have 0.62, names in
# CamelCase about 0.28.
_RANDOM_CHANGES: Final = 0.4


@lru_cache(maxsize=_REMEMBERED)
def is_credential_name(name: str) -> bool:
    """Return whether a name says that its value is a credential, in any spelling."""
    words = _name_words(name)
    while words:
        if words[-1] in _CREDENTIAL_WORDS or _CREDENTIAL_END.search("".join(words)):
            return not (_REFERENCES & set(words[:-1]) and _WEAK_END.search(words[-1]))
        if words[-1] not in _QUALIFIERS and not words[-1].isdigit():
            return False
        words.pop()
    return False


def is_named_credential(name: str, value: str) -> bool:
    """Return whether a value is the credential that its name announces, not a switch, reference or number."""
    return is_credential_name(name) and not _is_no_value(name, value)


def is_credential(*, attribute: str, value: object) -> bool:
    """Return whether a value as a whole is a credential, by its attribute's name, its form or its randomness.

    Providers can forget to mark a value as sensitive. Only text counts: `automount_service_account_token`
    is a boolean. A document is none: `masked_text` masks the credentials in it.
    """
    return isinstance(value, str) and masked_text(value, name=attribute) == MASK


@lru_cache(maxsize=_REMEMBERED)
def masked_text(value: str, *, name: str = "", label: str = "") -> str:
    """Return a value with its credentials masked.

    `name` is its attribute, `label` the name beside it in a pair such as `{name: …, value: …}`. A value of
    one line is masked whole; of a document only the credentials are.
    """
    if not value:
        return value
    if any(given and is_named_credential(given, value) for given in (name, label)):
        return MASK
    # A document that is nested too deeply is read as any other text.
    with suppress(RecursionError):
        document = _json(value)
        if document is not None:
            return _masked_json(value, document)
    if "\n" in value.strip():
        return "\n".join(_masked_lines(value.split("\n"), name=name))
    return MASK if _contains(value, name=name) else value


def masked_tree(node: Any, *, name: str = "", label: str = "") -> Any:
    """Return parsed JSON or YAML with the credentials in its texts masked."""
    match node:
        case str():
            return masked_text(node, name=name, label=label)
        case list():
            return [masked_tree(item, name=name) for item in node]
        case dict():
            beside = label_of(node)
            return {
                key: masked_tree(
                    value,
                    name=name if _VALUE.fullmatch(str(key)) else str(key),
                    label=beside if _VALUE.fullmatch(str(key)) else "",
                )
                for key, value in node.items()
            }
        case _:
            return node


def label_of(node: dict[str, Any]) -> str:
    """Return the name in a pair such as `{name: …, value: …}`; empty without one."""
    found = [value for key, value in node.items() if _LABEL.fullmatch(str(key)) and isinstance(value, str)]
    return found[0] if found else ""


def is_pair_value(name: str) -> bool:
    """Return whether an attribute is the value of such a pair."""
    return bool(_VALUE.fullmatch(name))


def is_random(text: str) -> bool:
    """Return whether a word is random letters and digits, as keys are; not a digest, path or name."""
    if len(text) < _SHORTEST_RANDOM or _HEXADECIMAL.fullmatch(text) or _is_path(text):
        return False
    classes = [_class(character) for character in text if character.isalnum()]
    if len(classes) < _SHORTEST_RANDOM or len(set(classes)) < 3:
        return False
    changes = sum(one is not two for one, two in itertools.pairwise(classes))
    return changes / len(classes) >= _RANDOM_CHANGES


def _name_words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _is_no_value(name: str, value: str) -> bool:
    text = value.strip()
    if not any(character.isalnum() for character in text):
        return True
    # Numbers count as passwords, not as tokens; a password may begin with "/", a path to a token's file does.
    words = _name_words(name)
    weak = bool(_WEAK_END.search("".join(words)))
    if words[-1] == "secret" and not _OWN_SECRET & set(words) and _SECRET_NAME.fullmatch(text):
        return True
    if _NO_VALUE.fullmatch(text):
        return weak or not (text[0].isdigit() or text[0] in "/$")
    return False


def _contains(text: str, *, name: str = "") -> bool:
    """Return whether one line contains a credential."""
    assigns = "=" in text or ":" in text
    if len(text) < _SHORTEST_SHAPE and not assigns and " " not in text:
        return False
    if _SHAPE.search(text):
        return True
    found = [*(_ASSIGNMENT.finditer(text) if assigns else ()), *(_pairs(text) if "," in text else ())]
    found += _FLAG.finditer(text) if " " in text and "-" in text else ()
    if any(_assigned(match["name"], match["value"]) for match in found):
        return True
    return (
        len(text) >= _SHORTEST_RANDOM
        and not _is_public(name)
        and any(_is_secret_word(word) for word in _words(text))
    )


def _assigned(name: str, value: str) -> bool:
    # "User Id=x;Password=y" has names of two words; prose such as "the token: abc" has short values.
    return len(value) >= _SHORTEST_INLINE and is_named_credential(name, value)


def _pairs(text: str) -> Iterator[re.Match[str]]:
    for pattern in _PAIRS:
        yield from pattern.finditer(text)


def _words(text: str) -> Iterator[str]:
    yield from _CANDIDATE.findall(_PUBLIC.sub("", text))


def _is_secret_word(word: str) -> bool:
    decoded = _decoded(word)
    if decoded is not None:
        return masked_text(decoded) != decoded
    return is_random(word.rpartition("=")[2] if "=" in word.rstrip("=") else word)


def _decoded(word: str) -> str | None:
    """Return the printable text that a word is the base64 form of; None for others."""
    try:
        text = base64.b64decode(word, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return text if text.isprintable() or all(c.isprintable() or c in "\r\n\t" for c in text) else None


@lru_cache(maxsize=_REMEMBERED)
def _is_public(name: str) -> bool:
    return bool(_PUBLIC_WORDS & set(_name_words(name)))


def _is_path(text: str) -> bool:
    parts = [part for part in text.split("/") if part]
    return text.startswith("/") or (
        len(parts) > 1 and sum(part.isalpha() for part in parts) * 2 >= len(parts)
    )


def _class(character: str) -> str:
    if character.isdigit():
        return "digit"
    return "upper" if character.isupper() else "lower"


def _json(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _masked_json(text: str, document: Any) -> str:
    masked = masked_tree(document)
    if masked == document:
        return text
    return json.dumps(masked, ensure_ascii=False, indent=2 if "\n" in text.strip() else None)


def _masked_lines(lines: list[str], *, name: str) -> Iterator[str]:
    """Yield the lines of a document (YAML, properties, INI or plain text) with its credentials masked."""
    hides: Callable[[str], bool] | None = None
    label, column = "", -1
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if hides and hides(line):
            continue
        hides = None
        indent = line[: len(line) - len(line.lstrip())]
        found = _LINE.match(line)
        if "PRIVATE KEY-----" in line and _SHAPE.search(line):
            hides = None if _PEM_END.search(line) else _until_pem_end()
            yield f"{indent}{MASK}"
        elif not found:
            yield f"{indent}{MASK}" if _contains(line, name=name) else line
        else:
            place = found.start("key")
            label = "" if found["item"] or place != column else label
            column = place
            label = _unquoted(found["value"]) if _LABEL.fullmatch(found["key"]) else label
            masked, hides = _masked_line(found, label=label, following=following)
            yield masked


def _masked_line(
    found: re.Match[str], *, label: str, following: str
) -> tuple[str, Callable[[str], bool] | None]:
    """Return one line `key: value`, masked, and which of the next lines belong to a masked value."""
    key, value = found["key"], found["value"].strip()
    front = found.string[: found.start("value")]
    beside = label if _VALUE.fullmatch(key) else ""
    if is_credential_name(key) or (beside and is_credential_name(beside)):
        depth = found.start("key") if found["item"] else len(found["indent"])
        if _BLOCK.fullmatch(value):
            return f"{front}{MASK}", _deeper_than(depth)
        if not value and following.lstrip().startswith("- ") and not _LINE.match(following):
            return f"{front.rstrip()} {MASK}", _items_of(depth)
    plain = _unquoted(value)
    secret = masked_text(plain, name=key, label=beside) != plain or _contains(found.string, name=key)
    return (f"{front}{MASK}" if secret else found.string), None


def _until_pem_end() -> Callable[[str], bool]:
    ended = False

    def hides(line: str) -> bool:
        nonlocal ended
        if ended:
            return False
        ended = bool(_PEM_END.search(line))
        return True

    return hides


def _deeper_than(depth: int) -> Callable[[str], bool]:
    return lambda line: not line.strip() or len(line) - len(line.lstrip()) > depth


def _items_of(depth: int) -> Callable[[str], bool]:
    return lambda line: line.lstrip().startswith("- ") and len(line) - len(line.lstrip()) >= depth


def _unquoted(value: str) -> str:
    text = value.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
