"""The environment in which Terraform and the CDKTF CLI work against a rehearsal: for a child, for a shell."""

import os
import shlex
import sys
from collections.abc import Mapping
from typing import Final

from contract.inputs import terraform_variable
from contract.provider_locks import WITHOUT_LOCK_FILES
from ops.clients.azure.state_container import CERTIFICATE_VARIABLE, ENDPOINT_VARIABLE
from ops.common.simulation import REHEARSAL_VARIABLE, SIMULATED_VARIABLE
from ops.delivery.workspace import HOME_VARIABLE
from ops.engine.terraform.engine import Engine
from rehearsal.common.home import Home
from rehearsal.provider.mirror import PYTHON_VARIABLE
from rehearsal.session import leaving
from rehearsal.session.inputs import Inputs
from rehearsal.state_store.store import StateStore

# Where Go and OpenSSL look besides their bundle file; a person's own choice is kept in front of it.
_SYSTEM_CERTIFICATES: Final = "/etc/ssl/certs"
_SIMULATED: Final = "rehearsal"


def rehearsal_environment(
    home: Home, *, store: StateStore, inherited: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the whole environment in which `ops` and Terraform work; a release's inputs come on top."""
    kept = {name: value for name, value in inherited.items() if not _foreign(name)}
    return {**kept, **_settings(home, store=store, inherited=inherited)}


def shell_exports(
    home: Home,
    *,
    store: StateStore,
    inputs: Inputs,
    engine: Engine,
    environment: str,
    inherited: Mapping[str, str] = os.environ,
) -> str:
    """Return shell commands after which `cdktf` and `terraform` work against the rehearsal.

    A secret that the person set is exported by reference to the person's own variable, never by value.
    """
    settings = exported(
        home, store=store, inputs=inputs, engine=engine, environment=environment, inherited=inherited
    )
    removed = [name for name in sorted(inherited) if _foreign(name) and name not in settings]
    references = {
        terraform_variable(name): secret.source
        for name, secret in sorted(inputs.own.items())
        if secret.source != terraform_variable(name)
    }
    lines = leaving.keep([*removed, *settings, *references], inherited=inherited)
    lines += [f"unset {name}" for name in removed]
    lines += [f'export PATH={shlex.quote(leaving.TOOLS)}:"$PATH"']
    lines += [f"export {name}={shlex.quote(value)}" for name, value in sorted(settings.items())]
    lines += [f'export {name}="${source}"' for name, source in references.items()]
    return "\n".join([*lines, leaving.LEAVE_WHEN_DOWN])


def exported(
    home: Home,
    *,
    store: StateStore,
    inputs: Inputs,
    engine: Engine,
    environment: str,
    inherited: Mapping[str, str] = os.environ,
) -> dict[str, str]:
    """Return what `rehearse env` sets, without the secrets that the person has set already."""
    return {
        **_settings(home, store=store, inherited=inherited),
        **_cdktf_settings(home, engine=engine, environment=environment),
        **{terraform_variable(name): image for name, image in inputs.images.items()},
        **{terraform_variable(name): str(number) for name, number in inputs.revisions.items()},
        **{terraform_variable(name): secret.value for name, secret in inputs.made_up.items()},
    }


def _settings(home: Home, *, store: StateStore, inherited: Mapping[str, str]) -> dict[str, str]:
    return {
        "ARM_ACCESS_KEY": store.key,
        # Terraform's azurerm backend reads the first, OpenTofu's the second.
        "ARM_METADATA_HOSTNAME": store.metadata_host,
        "ARM_METADATA_HOST": store.metadata_host,
        "CHECKPOINT_DISABLE": "1",
        HOME_VARIABLE: str(home.root / "ops"),
        SIMULATED_VARIABLE: "1",
        ENDPOINT_VARIABLE: store.address,
        CERTIFICATE_VARIABLE: str(store.certificate),
        REHEARSAL_VARIABLE: str(home.root),
        PYTHON_VARIABLE: sys.executable,
        # The simulated Redpanda Cloud asks for credentials, as the real one does, and takes any.
        "REDPANDA_CLIENT_ID": _SIMULATED,
        "REDPANDA_CLIENT_SECRET": _SIMULATED,
        "SSL_CERT_DIR": _certificate_folders(home, inherited),
        "TF_CLI_CONFIG_FILE": str(home.terraform_rc),
    }


def _cdktf_settings(home: Home, *, engine: Engine, environment: str) -> dict[str, str]:
    return {
        # The shared plug-in cache would hand a stand-in provider to a real deployment.
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "CDKTF_OUTPUT": str(home.cdktf_output),
        # It asks the registry, whatever the mirror holds.
        "CDKTF_SKIP_PROVIDER_LOCK": "true",
        "DISABLE_VERSION_CHECK": "1",
        "ENVIRONMENT": environment,
        "TERRAFORM_BINARY_NAME": str(engine.executable),
        # The stand-ins have other checksums than the providers.
        WITHOUT_LOCK_FILES: "1",
    }


def _certificate_folders(home: Home, inherited: Mapping[str, str]) -> str:
    """Add the rehearsal's certificate to those that are trusted, rather than replace them."""
    own = str(home.certificates)
    others = inherited.get("SSL_CERT_DIR", _SYSTEM_CERTIFICATES).split(":")
    return ":".join([own, *(folder for folder in others if folder != own)])


def _foreign(name: str) -> bool:
    """Say whether a variable would lead Terraform to a real cloud or away from the rehearsal."""
    if name == "REDPANDA_ACCESS_TOKEN":
        return True
    return name.startswith("ARM_") or (name.startswith("TF_") and not name.startswith("TF_VAR_"))
