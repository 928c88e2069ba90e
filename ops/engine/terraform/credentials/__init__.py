"""Text that looks like a credential: by the name it is given, by its form, or because it is random.

A document in a text is read by a parser (JSON, YAML, TOML, XML, the words of a shell, URLs) and stays
readable but for its credentials. What no parser reads is judged line by line.
"""

from ops.engine.terraform.credentials.documents import MASK, masked_text, masked_tree, secrets_in
from ops.engine.terraform.credentials.forms import has_secret_word, is_random
from ops.engine.terraform.credentials.names import (
    is_credential_name,
    is_entry_credential,
    is_named_credential,
    is_pair_value,
    is_strong_name,
    label_of,
)

__all__ = [
    "MASK",
    "has_secret_word",
    "is_credential",
    "is_credential_name",
    "is_entry_credential",
    "is_named_credential",
    "is_pair_value",
    "is_random",
    "is_strong_name",
    "label_of",
    "masked_text",
    "masked_tree",
    "secrets_in",
]


def is_credential(*, attribute: str, value: object) -> bool:
    """Return whether a value as a whole is a credential, by its attribute's name, its form or its randomness.

    Providers can forget to mark a value as sensitive. A document is none: `masked_text` masks the credentials
    in it. A number is one behind a name such as `password`; `automount_service_account_token` is a boolean.
    """
    if isinstance(value, str):
        return masked_text(value, name=attribute) == MASK
    return is_strong_name(attribute) and _is_number(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1_000
