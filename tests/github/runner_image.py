"""The programs that a job finds: those of the runner's image, and those that an action installs.

Source: github.com/actions/runner-images, images/ubuntu/Ubuntu2404-Readme.md, read at commit 05d68bc (image
20250907.24.1) and at 0116af0 (20250202.1.0): every program below is in both. Packages that Ubuntu always has
(Essential: yes, packages.ubuntu.com/noble) are not in that list.
"""

from collections.abc import Iterable, Mapping
from typing import Final

#: The label of the image, as `runs-on` names it.
IMAGE: Final = "ubuntu-24.04"

# By the name with which the list, or Ubuntu, has them.
_OF_THE_IMAGE: Final[Mapping[str, Iterable[str]]] = {
    "Azure CLI": ("az",),
    "Bash": ("bash",),
    "curl": ("curl",),
    "Docker Client": ("docker",),
    "Git": ("git",),
    "GitHub CLI": ("gh",),
    "jq": ("jq",),
    "make": ("make",),
    "Node.js": ("node",),
    "Npm": ("npm", "npx"),
    "Python": ("python3",),
    "Skopeo": ("skopeo",),
    "sudo": ("sudo",),
    "tar": ("tar",),
    "Ubuntu: apt": ("apt-get",),
    "Ubuntu: coreutils": (
        *("basename", "cat", "cp", "cut", "date", "dirname", "env", "head", "ln", "ls", "mkdir", "mktemp"),
        *("mv", "nice", "realpath", "rm", "sha256sum", "sleep", "sort", "tail", "tee", "touch", "tr", "wc"),
    ),
    "Ubuntu: diffutils": ("diff",),
    "Ubuntu: findutils": ("find", "xargs"),
    "Ubuntu: grep": ("grep",),
    "Ubuntu: mawk": ("awk",),
    "Ubuntu: sed": ("sed",),
}

#: The programs of the image.
PROGRAMS: Final = frozenset(name for names in _OF_THE_IMAGE.values() for name in names)

#: What a command of `ops` starts itself, by its first two words.
STARTED_BY_OPS: Final[Mapping[tuple[str, ...], frozenset[str]]] = {
    ("images", "build"): frozenset({"docker"}),
    ("images", "scan"): frozenset({"trivy"}),
}

#: What an action puts on the PATH of the steps behind it. `azure-sign-in` builds kubelogin, for Terraform.
INSTALLED_BY: Final[Mapping[str, frozenset[str]]] = {
    "actions/setup-go": frozenset({"go", "gofmt"}),
    "actions/setup-python": frozenset({"pip", "python", "python3"}),
    "aquasecurity/setup-trivy": frozenset({"trivy"}),
    "setup": frozenset({"ops", "rehearse"}),
    "azure-sign-in": frozenset({"kubelogin"}),
}
