"""The secrets in the variables of the shell, whose values are masked wherever they stand."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ops.engine.terraform.credentials import is_named_credential, secrets_in
from ops.engine.terraform.needles import SHORTEST

_INPUT: Final = "TF_VAR_"


def shell_secrets(variables: Mapping[str, str], *, declared: Iterable[str] = ()) -> Iterator[str]:
    """Yield the values of credentials among variables, and the passwords in URLs and settings.

    `declared` are Terraform's variables that hold a secret, whatever they are called: `database_url` is one.
    """
    secret = frozenset(declared)
    for name, value in variables.items():
        if len(value) < SHORTEST:
            continue
        variable = name.removeprefix(_INPUT)
        if variable in secret or variable.lower() in secret or is_named_credential(variable, value):
            yield value
        yield from secrets_in(value)
