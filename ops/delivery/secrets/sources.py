"""The sources of a deployment's secrets: the environment, then a key vault."""

from collections.abc import Iterable, Mapping

from ops.common.errors import MissingInputError
from ops.delivery.secrets.secret import Secret, given_secrets, required_secrets
from ops.delivery.secrets.shapes import require_valid
from ops.delivery.secrets.vault import Vault, in_vault


def collect(
    names: Iterable[str], *, environment: Mapping[str, str], vault: Vault | None = None
) -> dict[str, Secret]:
    """Return all secrets by name, with valid values.

    Raises MissingInputError with all missing secrets, SecretShapeError with all wrong ones, or VaultError.
    """
    names = tuple(names)
    if vault is None:
        found = required_secrets(names, environment)
    else:
        found = given_secrets(names, environment)
        found |= vault.get(name for name in names if name not in found)
        missing = [name for name in names if name not in found]
        if missing:
            raise MissingInputError(
                f"missing secrets: {', '.join(missing)}",
                where=f"the environment of this command, and the key vault {vault.name}",
                remedy=f"ops secrets set {missing[0]} --vault {vault.name}, "
                f"which writes {in_vault(missing[0])}",
            )
    require_valid(found)
    return found
