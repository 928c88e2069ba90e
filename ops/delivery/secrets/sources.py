"""Where a deployment's secrets come from: the environment first, a key vault for what is not there."""

from collections.abc import Iterable, Mapping

from ops.common.errors import MissingInputError
from ops.delivery.releases import secrets
from ops.delivery.releases.secrets import Secret
from ops.delivery.secrets.shapes import require_valid
from ops.delivery.secrets.vault import Vault, in_vault


def collect(
    names: Iterable[str], *, environment: Mapping[str, str], vault: Vault | None = None
) -> dict[str, Secret]:
    """Return all secrets by name, each of the right shape.

    Raises MissingInputError with all that are nowhere, SecretShapeError with all that are wrong, VaultError.
    """
    names = tuple(names)
    if vault is None:
        found = secrets.required(names, environment)
    else:
        found = secrets.given(names, environment)
        found |= vault.get(name for name in names if name not in found)
        missing = [name for name in names if name not in found]
        if missing:
            raise MissingInputError(
                f"secrets that are not set: {', '.join(missing)}",
                where=f"the environment of this command, and the key vault {vault.name}",
                remedy=f"ops secrets set {missing[0]} --vault {vault.name}, "
                f"which writes {in_vault(missing[0])}",
            )
    require_valid(found)
    return found
