"""Names that announce a credential, in any spelling, and the values that are none in spite of the name.

Names are compared word by word: `clientSecret`, `CLIENT_SECRET` and `client-secret` are one name. The name
of a secret (`existingSecret: shop-db`) is not a secret.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

# A plan repeats its names.
REMEMBERED: Final = 8192
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# The end of a name, its words joined. Behind the strong ones stands a credential, whatever it looks like.
_STRONG_END: Final = re.compile(
    r"(passwords?|passwd|passphrases?|passwort|kennwort|contrasena|motdepasse|apikeys?|accesskeys?|"
    r"accountkeys?|privatekeys?|secretaccesskeys?|clientkeys?|sharedkeys?|masterkeys?|"
    r"encryptionkeys?|signingkeys?|licensekeys?|storagekeys?|hmackeys?|connectionstrings?|connstr|"
    r"kubeconfig|kubeconfigraw|dockerconfigjson|pgpass)$"
)
_WEAK_END: Final = re.compile(
    r"(secrets?|secretkeys?|tokens?|authorization|bearer|jwt|credentials?|pwd|snmpcommunity)$"
)
# These count as a whole word only: "bypass" and "salt" inside another word do not.
_STRONG_WORDS: Final = frozenset({"pass", "pw", "psk"})
_WEAK_WORDS: Final = frozenset({"pin", "otp", "pat", "creds", "sas", "salt", "cookie"})
# A sentence is no name.
_FEWEST_SPACES: Final = 2
_NUMBERED: Final = frozenset({"pin", "otp"})
# Words behind which the name itself stands: `secret_value`, `password2`, `tokenProd`, `secret_data`.
# fmt: off
_QUALIFIERS: Final = frozenset(
    [
        "value", "values", "string", "data", "text", "raw", "plain", "base64", "b64", "old", "new", "current",
        "previous", "primary", "secondary", "prod", "production", "staging", "dev", "test", "wo", "v",
        "env", "environment", "variables", "vars", "encoded", "encrypted", "hash", "hashed", "default",
    ]
)
# `existingSecret`, `tls_secret` and the like hold the name of a secret.
_REFERENCES: Final = frozenset(
    [
        "existing", "tls", "image", "pull", "ref", "reference", "target", "cert", "certs", "certificate",
        "certificates", "ca", "kubernetes", "k8s", "csi", "checksum", "sha", "sha1", "sha256", "digest",
        "ingress", "gateway", "use", "with", "has", "enable", "allow", "require", "rotate", "generate",
        "create", "next", "page", "max", "min", "total", "completion", "prompt", "count",
    ]
)
# Keys of a map below `secrets` or `credentials` that say where or which, not what.
_ENTRY_FACTS: Final = frozenset(
    [
        "name", "names", "key", "keys", "ref", "id", "ids", "version", "namespace", "type", "user",
        "username", "users", "path", "paths", "file", "mode", "enabled", "optional", "items", "provider",
        "arn", "url",
        "uri", "from", "project", "login", "email", "host", "port", "engine", "kind", "store", "description",
        "period", "days", "length", "size", "window", "region", "location", "class", "policy",
    ]
)
# fmt: on
# Before "secret": a machine made it, and it is never the name of an object.
_OWN_SECRET: Final = frozenset(
    {"client", "shared", "consumer", "webhook", "oauth", "jwt", "session", "signing"}
)
_NO_VALUE: Final = re.compile(
    r"(true|false|yes|no|on|off|null|none|nil|~|enabled|disabled|required|optional|\(sensitive\)|"
    r"\(known after apply\)|…|\{\}|\[\]|your[-_]?\w*|<[^<>]*>|\*+|x{3,}|"
    r"\$?\{\{?.*\}\}?|\$\([\w.]+\)|\$\w+|%\w+%|/\S*|\d{1,7}(\.\d+)?(s|m|h|d|ms)?)",
    re.IGNORECASE,
)
# Where a secret is read from when it is used.
_LOOKUP: Final = re.compile(
    r"@Microsoft\.(KeyVault|AppConfiguration)\(.*\)|op://\S+|vault:\S+|ref\+\w+:\S+|arn:aws[\w-]*:\S+"
)
_PATH: Final = re.compile(r"(~|\.{0,2})(/[\w.@%+=:-]*)+")
_PASSWORD: Final = re.compile(r"pass|pw|passw|kennwort|contrasena")
_ONE_WORD: Final = re.compile(r"[a-z]{2,7}|[A-Z]{2,7}|[A-Z][a-z]{1,6}")
_COMPOUND: Final = re.compile(r"[a-z]+([-_.][a-z]+)+|[A-Z]+([-_][A-Z]+)+")
# An object that an attribute such as `app-token-secret` names.
_OBJECT_NAME: Final = re.compile(r"[a-z]+\d{0,2}([-_.][a-z]*\d{0,2})+")
_SECRET_WORDS: Final = frozenset({"password", "username", "secret", "token"})
_ANY_NAME: Final = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)+|[a-z]+")
_SAYS_SECRET: Final = re.compile(r"(secret|token|credential|creds|tls|cert|key|password|passwd|auth|pw)")
# `projects/x/secrets/y`, an ARN, an address in a vault; `op://`, `vault:`.
_PLACE: Final = re.compile(
    r"(arn:|[a-z][a-z0-9+.-]*://[^@?\s]+$|[\w.-]+(/[\w.@{}$-]+)*/\w*secrets?/|vault:)\S*"
)
_PROSE: Final = re.compile(r"[A-Za-z][A-Za-z'-]*([,;:]?\ [(\"']?[A-Za-z][A-Za-z'-]*[)\"']?){2,}[.!?]?")


@lru_cache(maxsize=REMEMBERED)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, without accents, other widths and invisible characters."""
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name)
        name = "".join(character for character in plain if character.isascii())
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=REMEMBERED)
def is_credential_name(name: str) -> bool:
    """Return whether a name says that its value is a credential, in any spelling."""
    return bool(_core(name))


@lru_cache(maxsize=REMEMBERED)
def is_strong_name(name: str) -> bool:
    """Return whether behind the name stands a credential whatever it looks like: `password`, not `token`."""
    core = _core(name)
    return bool(core) and _is_strong(core)


def is_named_credential(name: str, value: str) -> bool:
    """Return whether a value is the credential that its name announces, not a switch, reference or number."""
    core = _core(name)
    return bool(core) and not _is_no_value(core, value)


def is_entry_credential(key: str, value: str) -> bool:
    """Return whether an entry of a map below a credential's name, such as `secrets`, is a credential."""
    if _ENTRY_FACTS & set(name_words(key)[-1:]):
        return False
    return not _is_no_value(("secret",), value) and not _is_object_name(value)


def label_of(node: Mapping[str, object]) -> str:
    """Return the name in a pair such as `{name: …, value: …}`; empty without one."""
    for key, value in node.items():
        if isinstance(value, str) and is_pair_name(key):
            return value
    return ""


def is_pair_name(name: str) -> bool:
    """Return whether an attribute is the name in such a pair."""
    return name in _PAIR_NAMES or (isinstance(name, str) and _squeezed(name) in _PAIR_NAMES)


def is_pair_value(name: str) -> bool:
    """Return whether an attribute is the value in such a pair."""
    return name in _PAIR_VALUES or (isinstance(name, str) and _squeezed(name) in _PAIR_VALUES)


_PAIR_NAMES: Final = frozenset({"name", "key", "parameterkey", "parametername"})
_PAIR_VALUES: Final = frozenset({"value", "val", "parametervalue", "default"})


def _squeezed(name: str) -> str:
    return name.replace("_", "").lower() if len(name) < 16 else ""  # no pair's name is longer


@lru_cache(maxsize=REMEMBERED)
def _core(name: str) -> tuple[str, ...]:
    """Return the words of a credential's name without qualifiers at its end; empty for other names."""
    words = name_words(name) if name.count(" ") < _FEWEST_SPACES else ()
    popped: set[str] = set()
    while words:
        if _is_strong(words):
            return words
        if words[-1] in _WEAK_WORDS or _WEAK_END.search("".join(words)):
            # A cookie or a token that is hashed is a checksum; a hashed password can be guessed.
            return () if _REFERENCES & set(words[:-1]) or "hash" in popped else words
        if words[-1] not in _QUALIFIERS and not words[-1].isdigit():
            return ()
        popped.add(words[-1])
        words = words[:-1]
    return ()


def _is_strong(words: tuple[str, ...]) -> bool:
    return words[-1] in _STRONG_WORDS or bool(_STRONG_END.search("".join(words)))


def _is_no_value(core: tuple[str, ...], value: str) -> bool:
    text = value.strip()
    if _LOOKUP.fullmatch(text) or not any(character.isalnum() for character in text):
        return True
    if core[-1] == "cookie" and text.isalpha():
        return True  # its name, or its mode
    strong = _is_strong(core)
    # Numbers count as passwords, not as tokens; a password may begin with "/", a path to a key's file does.
    if _PATH.fullmatch(text):
        return not (strong and _PASSWORD.search(core[-1]))
    if _NO_VALUE.fullmatch(text):
        if core[-1] in _NUMBERED and text.isdigit():
            return len(text) < 4  # a PIN has four digits, the pin of a board two
        return not strong or not (text[0].isdigit() or text[0] == "$")
    return not strong and not _OWN_SECRET & set(core) and _is_reference(core, text)


def _is_reference(core: tuple[str, ...], text: str) -> bool:
    """Return whether the value of a weak name says which secret, kind or place, or is a sentence."""
    if _ONE_WORD.fullmatch(text) or _COMPOUND.fullmatch(text) or _is_object_name(text):
        return True
    if core[-1] == "secret" and _core("_".join(core[:-1])) and _ANY_NAME.fullmatch(text):
        return True  # `admin_password_secret: grafana-2` is the object that holds the password
    return bool(_PLACE.match(text) or _PROSE.fullmatch(text))


def _is_object_name(text: str) -> bool:
    is_name = _OBJECT_NAME.fullmatch(text) or _COMPOUND.fullmatch(text)
    return bool(is_name and _SAYS_SECRET.search(text)) or text in _SECRET_WORDS
