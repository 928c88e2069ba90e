"""Programs from Go modules, and how each is built.

`tools/components/go/<module>/` pins versions (go.mod) and checksums (go.sum). Builds need nothing
but a Go toolchain: cgo is off.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tools.components.cache import CannotBuildError, digest_of, made_once

MODULES = Path(__file__).parent / "go"


@dataclass(frozen=True, kw_only=True)
class GoProgram:
    """The recipe of one program.

    `module` is a folder under tools/components/go, `package` what `go build` is given there.
    `stamps` sets string variables at link time; {version}, {major} and {minor} stand for those of the
    module `release`, as go.mod pins it. `emptied` names files of that module whose content is left out.
    """

    module: str
    package: str
    release: str
    tags: tuple[str, ...] = ()
    stamps: Mapping[str, str] = field(default_factory=dict)
    emptied: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder with go.mod."""
        return MODULES / self.module

    @property
    def version(self) -> str:
        """The pinned version of `release`, without the leading v."""
        pattern = rf"^(?:require\s+|\s+){re.escape(self.release)} v(\S+)"
        found = re.search(pattern, (self.folder / "go.mod").read_text(), re.MULTILINE)
        if found is None:
            raise LookupError(f"{self.folder}/go.mod requires no {self.release}")
        return found[1]

    def arguments(self) -> list[str]:
        """Return the arguments of `go build` that determine the result."""
        major, minor, _ = self.version.split(".", maxsplit=2)
        linked = ["-s", "-w"]
        for variable, text in self.stamps.items():
            linked.append(f"-X {variable}={text.format(version=self.version, major=major, minor=minor)}")
        tags = [f"-tags={','.join(self.tags)}"] if self.tags else []
        return ["-trimpath", *tags, f"-ldflags={' '.join(linked)}"]


def _kubernetes(name: str) -> GoProgram:
    version = "k8s.io/component-base/version"
    return GoProgram(
        module="kubernetes",
        package=f"./{name}",
        release="k8s.io/kubernetes",
        stamps={
            f"{version}.gitVersion": "v{version}",
            f"{version}.gitMajor": "{major}",
            f"{version}.gitMinor": "{minor}",
        },
    )


def _cni(path: str) -> GoProgram:
    return GoProgram(
        module="cni-plugins",
        package=f"github.com/containernetworking/plugins/plugins/{path}",
        release="github.com/containernetworking/plugins",
    )


def _containerd(name: str) -> GoProgram:
    module = "github.com/containerd/containerd/v2"
    return GoProgram(
        module="containerd",
        package=f"{module}/cmd/{name}",
        release=module,
        tags=("no_btrfs", "no_devmapper", "no_zfs"),
        stamps={f"{module}/version.Version": "v{version}"},
    )


def _cert_manager(name: str) -> GoProgram:
    return GoProgram(
        module="cert-manager",
        package=f"./{name}",
        release="github.com/cert-manager/cert-manager",
        stamps={"github.com/cert-manager/cert-manager/pkg/util.AppVersion": "v{version}"},
    )


def _dapr(name: str, *, emptied: tuple[str, ...] = ()) -> GoProgram:
    return GoProgram(
        emptied=emptied,
        module="dapr",
        package=f"./{name}",
        release="github.com/dapr/dapr",
        stamps={"github.com/dapr/dapr/pkg/buildinfo.version": "{version}"},
    )


PROGRAMS: Mapping[str, GoProgram] = {
    # Checks the workflows in `make lint`.
    "actionlint": GoProgram(
        module="actionlint",
        package="github.com/rhysd/actionlint/cmd/actionlint",
        release="github.com/rhysd/actionlint",
        stamps={"github.com/rhysd/actionlint.version": "{version}"},
    ),
    # Kubernetes' own test image: servers and clients in the pods of tests.
    "agnhost": GoProgram(
        module="kubernetes", package="k8s.io/kubernetes/test/images/agnhost", release="k8s.io/kubernetes"
    ),
    # Builds an image in the tests of `ops images`, without a daemon.
    "buildah": GoProgram(
        module="buildah",
        package="github.com/containers/buildah/cmd/buildah",
        release="github.com/containers/buildah",
        tags=(
            "containers_image_openpgp",
            "exclude_graphdriver_btrfs",
            "exclude_graphdriver_devicemapper",
        ),
    ),
    "cert-manager-acmesolver": _cert_manager("acmesolver"),
    "cert-manager-cainjector": _cert_manager("cainjector"),
    "cert-manager-controller": _cert_manager("controller"),
    "cert-manager-webhook": _cert_manager("webhook"),
    # The plugins that connect a pod to its node; they are looked up by these names.
    "cni-host-local": _cni("ipam/host-local"),
    "cni-ptp": _cni("main/ptp"),
    "containerd": _containerd("containerd"),
    # containerd starts it by this name, one for each pod.
    "containerd-shim-runc-v2": _containerd("containerd-shim-runc-v2"),
    "coredns": GoProgram(module="coredns", package=".", release="github.com/coredns/coredns"),
    "ctr": _containerd("ctr"),
    "dapr-injector": _dapr("injector"),
    "dapr-operator": _dapr("operator"),
    "dapr-sentry": _dapr("sentry"),
    # Without a tag for a set of components this file panics; our main registers components itself.
    "daprd": _dapr("daprd", emptied=("cmd/daprd/components/zz_notag.go",)),
    # Reads DATABASE_URL as Dapr does; the tests compare it with the other readers.
    "database-url-reader": GoProgram(
        module="database-url-reader", package=".", release="github.com/jackc/pgx/v5"
    ),
    "envoy-gateway": GoProgram(
        module="envoy-gateway",
        package="github.com/envoyproxy/gateway/cmd/envoy-gateway",
        release="github.com/envoyproxy/gateway",
        stamps={"github.com/envoyproxy/gateway/internal/cmd/version.envoyGatewayVersion": "v{version}"},
    ),
    "helm": GoProgram(
        module="helm",
        package="helm.sh/helm/v3/cmd/helm",
        release="helm.sh/helm/v3",
        stamps={"helm.sh/helm/v3/internal/version.version": "v{version}"},
    ),
    # Reads an image as Trivy does; the tests of the scan use it.
    "image-reader": GoProgram(
        module="image-reader", package=".", release="github.com/google/go-containerregistry"
    ),
    # A registry in memory, for what is pushed and pinned in the tests.
    "image-registry": GoProgram(
        module="image-reader", package="./registry", release="github.com/google/go-containerregistry"
    ),
    "kine": GoProgram(module="kine", package="github.com/k3s-io/kine", release="github.com/k3s-io/kine"),
    "kube-apiserver": _kubernetes("kube-apiserver"),
    "kube-controller-manager": _kubernetes("kube-controller-manager"),
    "kube-proxy": _kubernetes("kube-proxy"),
    "kube-scheduler": _kubernetes("kube-scheduler"),
    "kubelet": _kubernetes("kubelet"),
    # Scores the objects of the app stack and of the charts.
    "kube-score": GoProgram(
        module="kube-score",
        package="github.com/zegl/kube-score/cmd/kube-score",
        release="github.com/zegl/kube-score",
        stamps={"main.version": "{version}"},
    ),
    # Signs the workflows in to the cluster; the runners of GitHub do not have it.
    "kubelogin": GoProgram(
        module="kubelogin", package="github.com/Azure/kubelogin", release="github.com/Azure/kubelogin"
    ),
    "kwok": GoProgram(module="kwok", package="sigs.k8s.io/kwok/cmd/kwok", release="sigs.k8s.io/kwok"),
    # Holds the namespaces of a pod.
    "pause": GoProgram(module="kubernetes", package="./pause", release="k8s.io/kubernetes"),
    # The second engine (docs/development/opentofu.md).
    "tofu": GoProgram(
        module="opentofu",
        package="github.com/opentofu/opentofu/cmd/tofu",
        release="github.com/opentofu/opentofu",
        stamps={"github.com/opentofu/opentofu/version.dev": "no"},
    ),
    # Plays Let's Encrypt for cert-manager.
    "pebble": GoProgram(
        module="pebble",
        package="github.com/letsencrypt/pebble/v2/cmd/pebble",
        release="github.com/letsencrypt/pebble/v2",
    ),
    # Checks the synthesized stacks in `make lint`.
    "tflint": GoProgram(
        module="tflint",
        package="github.com/terraform-linters/tflint",
        release="github.com/terraform-linters/tflint",
    ),
}


def program(name: str) -> Path:
    """Return the path of a program of `PROGRAMS`, built if it is not in the cache.

    Raises `CannotBuildError` when there is no Go, or when the build fails.
    """
    recipe = PROGRAMS[name]
    arguments = recipe.arguments()
    facts = [recipe.package, *arguments, *recipe.emptied, *_toolchain(recipe.folder)]
    digest = digest_of(folder=recipe.folder, facts=facts)

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="module-") as copy:
            command = ["nice", "-n", "10", go(), "build", *arguments, *_with_emptied(recipe, Path(copy))]
            result = _run(recipe, [*command, "-o", str(folder / name), recipe.package])
        if result.returncode != 0:
            raise CannotBuildError(f"{name}: `go build` failed in {recipe.folder}:\n{result.stderr.strip()}")

    return made_once(name=name, digest=digest, make=make) / name


def _with_emptied(recipe: GoProgram, folder: Path) -> list[str]:
    """Return the argument of `go build` with which the recipe's files are empty.

    `folder` takes a copy of the module with empty ones: Go replaces no file of its module cache.
    """
    if not recipe.emptied:
        return []
    answer = _run(recipe, [go(), "mod", "download", "-json", f"{recipe.release}@v{recipe.version}"])
    module = json.loads(answer.stdout or "{}")
    if "Dir" not in module:
        raise CannotBuildError(f"{recipe.release}: {module.get('Error', answer.stderr.strip())}")
    # The module cache is read-only, and so would be a copy that kept its modes.
    copy = shutil.copytree(module["Dir"], folder / "module", copy_function=shutil.copyfile)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    for file in recipe.emptied:
        (copy / file).write_text(f"package {Path(file).parent.name}\n")
    shutil.copy(recipe.folder / "go.sum", folder)
    modfile = folder / "go.mod"
    modfile.write_text(f"{(recipe.folder / 'go.mod').read_text()}\nreplace {recipe.release} => {copy}\n")
    return [f"-modfile={modfile}"]


def _run(recipe: GoProgram, command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=recipe.folder, env=build_environment(), capture_output=True, text=True, check=False
    )


def go() -> str:
    """Return the path of the `go` command; raise `CannotBuildError` with a remedy if there is none."""
    found = shutil.which("go")
    if found is None:
        raise CannotBuildError(
            "the `go` command is missing: the end-to-end tests and `make lint` build programs from source. "
            "Install Go 1.26 or newer and put it on the PATH; see docs/development/real-components.md"
        )
    return found


def build_environment() -> dict[str, str]:
    """Return the environment variables of `go`, with fixed values for those that change the result."""
    return {**os.environ, "CGO_ENABLED": "0", "GOWORK": "off", "GOFLAGS": "-mod=readonly -buildvcs=false"}


@cache
def _toolchain(folder: Path) -> tuple[str, ...]:
    # Run inside the module, because go.mod may select a newer toolchain than the one on the PATH.
    answer = subprocess.run(
        [go(), "env", "GOVERSION", "GOOS", "GOARCH"],
        cwd=folder,
        env=build_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(answer.stdout.split())
