"""Where the providers of a check come from."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from ops.common.errors import ExitCode, UserError
from ops.common.simulation import LEAVE_REHEARSAL, SIMULATED_VARIABLE, is_simulated
from ops.delivery.workspace import Workspace

# Terraform's own configuration, which may name a mirror, has no effect: the registry itself is asked.
_REGISTRY_ONLY: Final = "disable_checkpoint = true\nprovider_installation {\n  direct {}\n}\n"
_CONFIGURATION: Final = "TF_CLI_CONFIG_FILE"


class Providers(StrEnum):
    """Where Terraform installs the providers from, or that it does not."""

    NONE = "none"
    MIRROR = "mirror"
    REGISTRY = "registry"


class SimulatedProvidersError(UserError):
    """A check with the registry's providers in the shell of a rehearsal."""

    exit_code = ExitCode.USAGE


def require_possible(providers: Providers, *, variables: Mapping[str, str]) -> None:
    """Raise SimulatedProvidersError for the registry's providers in a shell that works on a rehearsal."""
    if providers is Providers.REGISTRY and is_simulated(variables):
        raise SimulatedProvidersError(
            "this shell works on a rehearsal, whose providers are stand-ins",
            where=SIMULATED_VARIABLE,
            remedy=f"check with the stand-ins: --providers mirror; or {LEAVE_REHEARSAL}",
        )


def with_providers(workspace: Workspace, providers: Providers) -> Workspace:
    """Return a workspace whose Terraform installs from there."""
    if providers is not Providers.REGISTRY:
        return workspace
    configuration = workspace.folder / "registry.tfrc"
    configuration.write_text(_REGISTRY_ONLY, encoding="utf-8")
    return replace(workspace, variables={**workspace.variables, _CONFIGURATION: str(configuration)})
