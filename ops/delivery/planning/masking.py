"""Which values of a plan must not be shown to people.

First Terraform's own marks (`before_sensitive`, `after_sensitive`); then, because a provider can forget a
mark, names and shapes that are credentials wherever they stand.
"""

import re
from typing import Final

MASK: Final = "(sensitive)"

_CREDENTIAL_NAME: Final = re.compile(
    r"(^|_)(password|passwd|secret|token|api_key|access_key|account_key|private_key|client_key|"
    r"connection_string|kube_config_raw)$"
)

# A URL with a password in it; an Azure account key; a JSON Web Token; a PEM private key; an OpenAI key;
# a Slack webhook, which is a credential by itself; a GitHub token.
_CREDENTIAL_SHAPE: Final = re.compile(
    r"://[^/\s:@]*:[^/\s@]+@"
    r"|(AccountKey|SharedAccessSignature|sig)=[A-Za-z0-9%+/=]{16,}"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bsk-[\w-]{16,}"
    r"|https://hooks\.slack\.com/\S+"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}"
)


def is_credential(*, attribute: str, value: object) -> bool:
    """Return whether a value looks like a credential, by its attribute's name or by its own shape.

    Only text can be one: `automount_service_account_token = false` is no token.
    """
    if not isinstance(value, str) or not value:
        return False
    return bool(_CREDENTIAL_NAME.search(attribute) or _CREDENTIAL_SHAPE.search(value))
