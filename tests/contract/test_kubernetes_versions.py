from datetime import date, timedelta

import pytest

from contract.kubernetes_versions import (
    ADDON_SUPPORT,
    UPGRADE_RUNBOOK,
    VERSIONS,
    WARNING,
    AddonSupport,
    KubernetesVersion,
    SupportState,
    newest_verified,
    support_of,
    warnings_of,
)
from environments import load_environment
from environments.loader import DEFAULT_ENVIRONMENT
from ops.engine.synthesis.stacks import PROJECT
from stacks.charts import CERT_MANAGER, ENVOY_GATEWAY
from tools.components.go_programs import PROGRAMS

ROW = VERSIONS[-2]
"""A verified version that another follows."""


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (ROW.end - WARNING, SupportState.SUPPORTED),
        (ROW.end - WARNING + timedelta(days=1), SupportState.ENDING),
        (ROW.end, SupportState.ENDING),
        (ROW.end + timedelta(days=1), SupportState.ENDED),
    ],
)
def test_the_end_of_support_is_announced_sixty_days_before(today: date, state: SupportState) -> None:
    support = support_of(ROW.minor, today=today)
    assert support.state is state
    assert bool(support.warning) is (state is not SupportState.SUPPORTED)


def test_a_warning_says_when_and_what_to_do() -> None:
    ending = support_of("1.35", today=date(2027, 3, 1)).warning
    assert ending.startswith("AKS's support for Kubernetes 1.35 ends on 2027-03-31, in 30 days; upgrade to ")
    assert UPGRADE_RUNBOOK in ending
    assert (PROJECT / UPGRADE_RUNBOOK).is_file()
    ended = support_of("1.34", today=date(2026, 12, 1)).warning
    assert ended.startswith("AKS's support for Kubernetes 1.34 ended on 2026-11-30; upgrade to ")


def test_an_unverified_version_is_no_silent_choice() -> None:
    (planned,) = [version for version in VERSIONS if not version.verified]
    support = support_of(planned.minor, today=planned.available)
    assert support.state is SupportState.UNVERIFIED
    assert "`ops bootstrap` asks the region" in support.warning


def test_an_unknown_version_is_named_with_those_of_the_table() -> None:
    support = support_of("1.99", today=date(2026, 11, 28))
    assert support.state is SupportState.UNKNOWN
    assert "Kubernetes 1.99 is not in the table of AKS's versions (1.33, " in support.warning


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.minor)
def test_each_row_has_a_year_of_support_and_a_source(version: KubernetesVersion) -> None:
    assert timedelta(days=330) < version.end - version.available < timedelta(days=460)
    assert version.source.startswith(("learn.microsoft.com/", "github.com/Azure/AKS/"))


def test_the_rows_are_in_order() -> None:
    minors = [int(version.minor.partition(".")[2]) for version in VERSIONS]
    assert minors == list(range(minors[0], minors[0] + len(minors)))
    assert [version.end for version in VERSIONS] == sorted(version.end for version in VERSIONS)


@pytest.mark.parametrize("name", ["production", "staging", "budget"])
def test_the_environments_have_the_newest_version_that_is_generally_available(name: str) -> None:
    assert load_environment(name).cluster.kubernetes_version == newest_verified().minor


@pytest.mark.parametrize("program", ["kube-apiserver", "kube-controller-manager", "kube-scheduler"])
def test_the_control_plane_of_the_tests_has_the_minor_of_the_environments(program: str) -> None:
    minor = load_environment(DEFAULT_ENVIRONMENT).cluster.kubernetes_version
    assert PROGRAMS[program].version.startswith(f"{minor}.")


@pytest.mark.parametrize("addon", ADDON_SUPPORT, ids=lambda addon: addon.chart)
def test_each_add_on_supports_the_version_of_the_environments(addon: AddonSupport) -> None:
    (chart,) = [chart for chart in (CERT_MANAGER, ENVOY_GATEWAY) if chart.name == addon.chart]
    assert chart.version.startswith(f"v{addon.release}."), "renew the row: the chart has another release"
    assert addon.covers(load_environment(DEFAULT_ENVIRONMENT).cluster.kubernetes_version)


def test_an_add_on_that_does_not_support_a_version_is_named() -> None:
    newest = newest_verified()
    assert warnings_of(newest.minor, today=newest.available) == ()
    planned, first, second = warnings_of("1.37", today=date(2026, 11, 28))
    assert planned.startswith("Kubernetes 1.37 was not yet generally available")
    assert first.startswith("cert-manager 1.21 supports Kubernetes 1.33 to 1.36, not 1.37 (")
    assert second.startswith("gateway-helm 1.9 supports Kubernetes 1.33 to 1.36, not 1.37 (")
