"""Redaction of secrets: values that are known, and values that look like a credential."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

MASK: Final = "(sensitive)"
# Terraform indents a value of several lines, so each line is masked; shorter lines may be anything.
_SHORTEST_MASKED_LINE: Final = 8

_CREDENTIAL_NAME: Final = re.compile(
    r"(^|_)(password|passwd|secret|token|api_key|access_key|account_key|private_key|client_key|"
    r"connection_string|kube_config_raw)$"
)

# A URL with a password in it; an Azure account key; a JSON Web Token; a PEM private key; an OpenAI key;
# a Slack webhook, whose URL is the credential; a GitHub token.
_CREDENTIAL_SHAPE: Final = re.compile(
    r"://[^/\s:@]*:[^/\s@]+@"
    r"|(AccountKey|SharedAccessSignature|sig)=[A-Za-z0-9%+/=]{16,}"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bsk-[\w-]{16,}"
    r"|https://hooks\.slack\.com/\S+"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}"
)


class Redactor:
    """A filter that masks known secret values in text and in parsed JSON."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        # Longest first: one secret may contain another.
        spellings = {spelling for value in values if value for spelling in _spellings(value)}
        self._values = sorted(spellings, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return the text with every known value masked."""
        for value in self._values:
            text = text.replace(value, MASK)
        return text

    def tree(self, node: Any) -> Any:
        """Return parsed JSON with every known value masked, in keys and strings."""
        match node:
            case str():
                return self.text(node)
            case list():
                return [self.tree(item) for item in node]
            case dict():
                return {self.text(key): self.tree(value) for key, value in node.items()}
            case _:
                return node


def is_credential(*, attribute: str, value: object) -> bool:
    """Return whether a value looks like a credential, by its attribute's name or its form.

    Providers can forget to mark a value as sensitive. Only text counts: `automount_service_account_token`
    is a boolean.
    """
    if not isinstance(value, str) or not value:
        return False
    return bool(_CREDENTIAL_NAME.search(attribute) or _CREDENTIAL_SHAPE.search(value))


def _spellings(value: str) -> Iterator[str]:
    """Yield the forms of a value in output: plain, line by line, and quoted by JSON, HCL and Go."""
    lines = value.splitlines()
    parts = [
        value,
        *(line.strip() for line in lines if len(lines) > 1 and len(line.strip()) >= _SHORTEST_MASKED_LINE),
    ]
    for part in parts:
        yield part
        quoted = json.dumps(part, ensure_ascii=False)[1:-1]
        yield quoted
        yield quoted.replace("${", "$${").replace("%{", "%%{")
        yield quoted.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
