"""Terraform runs against stand-in providers that are served by the test's own process."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ops.engine.terraform.engine import find_engine
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.provider.serve import reattached

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
CLUSTER_HOST = "sample.hcp.eastus.azmk8s.io"

PROVIDERS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "azurerm": ("hashicorp/azurerm", {"features": [{}], "subscription_id": SUBSCRIPTION}),
    "kubernetes": ("hashicorp/kubernetes", {"host": f"https://{CLUSTER_HOST}:443"}),
    "helm": ("hashicorp/helm", {"kubernetes": {"host": f"https://{CLUSTER_HOST}:443"}}),
    "redpanda": ("redpanda-data/redpanda", {"client_id": "sample", "client_secret": "sample"}),
}


class Workspace:
    """A folder with one configuration, and Terraform in it."""

    def __init__(self, folder: Path, environment: Mapping[str, str], cloud: SimulatedCloud) -> None:
        self.cloud = cloud
        self._folder = folder
        self._environment = environment
        self._program = str(find_engine().executable)

    def write(self, configuration: Mapping[str, Any]) -> None:
        """Make this the configuration; the providers that it needs are added."""
        types = [*configuration.get("resource", {}), *configuration.get("data", {})]
        needed = {type_.partition("_")[0] for type_ in types}
        document = {
            "terraform": {"required_providers": {n: {"source": PROVIDERS[n][0]} for n in sorted(needed)}},
            "provider": {name: PROVIDERS[name][1] for name in sorted(needed)},
            **configuration,
        }
        (self._folder / "main.tf.json").write_text(json.dumps(document, indent=1))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Terraform and return what it printed and its exit code."""
        return subprocess.run(
            [self._program, *arguments, "-no-color"],
            cwd=self._folder,
            env=dict(self._environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def apply(self, *options: str) -> None:
        """Apply the configuration; fails the test where Terraform does."""
        self._must("apply", "-auto-approve", *options)

    def destroy(self, *options: str) -> None:
        """Destroy everything; fails the test where Terraform does."""
        self._must("destroy", "-auto-approve", *options)

    def refused(self, *arguments: str) -> str:
        """Return Terraform's error, which must occur, as one line."""
        done = self.run(*arguments)
        assert done.returncode == 1, done.stdout
        return " ".join(done.stderr.replace("│", " ").split())

    def plan(self, *options: str) -> dict[str, Any]:
        """Return a plan as `terraform show -json` gives it."""
        self._must("plan", "-out=plan", *options)
        shown: dict[str, Any] = json.loads(self._must("show", "-json", "plan").stdout)
        return shown

    def changes(self, *options: str) -> dict[str, list[str]]:
        """Return the actions of a plan by address, without those that change nothing."""
        found = {
            c["address"]: c["change"]["actions"] for c in self.plan(*options).get("resource_changes", [])
        }
        return {
            address: actions for address, actions in found.items() if actions not in (["no-op"], ["read"])
        }

    def outputs(self) -> dict[str, Any]:
        """Return the outputs' values."""
        shown = json.loads(self._must("output", "-json").stdout)
        return {name: output["value"] for name, output in shown.items()}

    def state_list(self) -> list[str]:
        """Return the addresses of the managed resources in the state."""
        return self._must("state", "list").stdout.split()

    def state(self) -> str:
        """Return the state file as it is."""
        return (self._folder / "terraform.tfstate").read_text()

    def _must(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done


@contextmanager
def workspace(folder: Path, variables: Mapping[str, str] | None = None) -> Iterator[Workspace]:
    """Yield Terraform in a new folder with all simulated providers and these variables, such as TF_VAR_…."""
    configuration = folder / "configuration"
    configuration.mkdir()
    with reattached(folder / "home") as served:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "ARM_", "REDPANDA_"))}
        environment = {
            **inherited,
            **served,
            **(variables or {}),
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": os.devnull,
        }
        yield Workspace(configuration, environment, SimulatedCloud(folder / "home" / "cloud.sqlite"))


def add_cluster(cloud: SimulatedCloud) -> None:
    """Make the cluster exist that `PROVIDERS` are configured for."""
    cloud.put(
        CloudObject(
            provider="azurerm",
            type="azurerm_kubernetes_cluster",
            id="sample",
            attributes={"fqdn": CLUSTER_HOST},
        )
    )
