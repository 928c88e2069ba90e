"""A kubeconfig with one more context; everything else in the file stays as it is."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from contract.azure import AKS_SERVER_ID
from ops.commands.context.cluster import ClusterAddress
from ops.common.errors import UserError

_INSTALL_KUBELOGIN: Final = "kubelogin is needed: https://azure.github.io/kubelogin (or: az aks install-cli)"
_SECTIONS: Final = ("clusters", "users", "contexts")


def kubeconfig_path(variables: Mapping[str, str] = os.environ) -> Path:
    """Return the file that kubectl writes to: the first one in KUBECONFIG, or ~/.kube/config."""
    first = next((part for part in variables.get("KUBECONFIG", "").split(os.pathsep) if part), None)
    return Path(first) if first else Path.home() / ".kube" / "config"


def add_context(path: Path, cluster: ClusterAddress, *, login: str, namespace: str) -> None:
    """Add or update the cluster's context, named after the cluster, and make it the current context.

    `login` is the sign-in method of kubelogin: azurecli, workloadidentity, msi or devicecode. The file is
    replaced in one step, and only its owner can read it. Raises UserError if the file is not a kubeconfig.
    """
    document = _read(path)
    entries: dict[str, dict[str, Any]] = {
        "clusters": {"cluster": {"server": cluster.server, "certificate-authority-data": cluster.authority}},
        "users": {"user": {"exec": _kubelogin(login)}},
        "contexts": {"context": {"cluster": cluster.name, "user": cluster.name, "namespace": namespace}},
    }
    for section, entry in entries.items():
        others = [one for one in document.get(section) or [] if one.get("name") != cluster.name]
        document[section] = [*others, {"name": cluster.name, **entry}]
    document["current-context"] = cluster.name
    _replace(path, yaml.safe_dump(document, sort_keys=False))


def _kubelogin(login: str) -> dict[str, Any]:
    return {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "kubelogin",
        "args": ["get-token", "--login", login, "--server-id", AKS_SERVER_ID],
        "env": None,
        "installHint": _INSTALL_KUBELOGIN,
        "interactiveMode": "IfAvailable",
        "provideClusterInfo": False,
    }


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {"apiVersion": "v1", "kind": "Config"}
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise _invalid(path) from error
    if document is None:
        return {"apiVersion": "v1", "kind": "Config"}
    if not isinstance(document, dict) or not all(
        isinstance(document.get(section) or [], list) for section in _SECTIONS
    ):
        raise _invalid(path)
    return document


def _invalid(path: Path) -> UserError:
    return UserError(
        "the file is not a kubeconfig; it was not changed",
        where=str(path),
        remedy="correct the file, or name another one: export KUBECONFIG=…",
    )


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path.resolve())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
