"""Which secrets are set, where from, and whether what is released has them. Never what they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contract.inputs import revision_input
from ops.delivery.releases.release import Release
from ops.delivery.secrets.secret import Secret, given_secrets
from ops.delivery.secrets.shapes import broken_rules
from ops.delivery.secrets.vault import SecretVersion, Vault, in_vault


@dataclass(frozen=True, kw_only=True)
class SecretStatus:
    """How one secret stands. `changed_at` is known of a vault's secrets alone."""

    name: str
    source: str = ""
    changed_at: datetime | None = None
    released: str = ""
    problems: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether a deployment would take it."""
        return bool(self.source) and not self.problems


def statuses(
    names: Iterable[str],
    *,
    environment: Mapping[str, str],
    vault: Vault | None,
    key: bytes,
    last: Release | None,
) -> list[SecretStatus]:
    """Return how each secret stands against the last release that passed.

    What is in the environment is compared by its keyed revision; of a vault's secrets the time of the last
    change is enough, so that nobody needs to read a value in order to check.
    """
    names = tuple(names)
    given = given_secrets(names, environment)
    versions = vault.versions() if vault and set(names) - set(given) else {}
    found = []
    for name in names:
        if name in given:
            found.append(_in_environment(given[name], key=key, last=last))
        elif vault is not None and name in versions:
            found.append(_in_vault(name, versions[name], vault=vault, last=last))
        else:
            found.append(SecretStatus(name=name))
    return found


def _in_environment(secret: Secret, *, key: bytes, last: Release | None) -> SecretStatus:
    recorded = last.revisions.get(revision_input(secret.name)) if last else None
    if last is None or recorded is None:
        released = "not released yet"
    elif recorded == secret.revision(key):
        released = f"as in {last.id}"
    else:
        released = f"changed since {last.id}"
    return SecretStatus(
        name=secret.name,
        source=secret.source,
        released=released,
        problems=tuple(broken_rules(secret.name, secret.value)),
    )


def _in_vault(name: str, version: SecretVersion, *, vault: Vault, last: Release | None) -> SecretStatus:
    if last is None or revision_input(name) not in last.revisions:
        released = "not released yet"
    elif version.changed_at > last.started_at:
        released = f"changed since {last.id}"
    else:
        released = f"as in {last.id}"
    return SecretStatus(
        name=name,
        source=f"vault {vault.name}, {in_vault(name)}",
        changed_at=version.changed_at,
        released=released,
        problems=() if version.enabled else ("is disabled in the vault",),
    )
