"""The table before the first apply: every finding at once; what could not be checked never passes."""

import json
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from environments import load_environment
from environments.database import ManagedDatabase
from ops.clients.azure.environment import AzureTarget
from ops.clients.github.environment import TOKEN_VARIABLES
from ops.commands.bootstrap import command
from ops.commands.bootstrap.preflight.checks import checks_of
from ops.commands.bootstrap.preflight.outcome import (
    CheckOutcome,
    CheckVerdict,
    NotCheckedError,
    PreflightCheck,
)
from ops.commands.bootstrap.preflight.regions import UnknownRegionError
from ops.commands.bootstrap.preflight.run import preflight
from ops.commands.bootstrap.resource_providers import needed
from ops.common.errors import UserError
from ops.common.progress import Step
from tests.ops.clients.azure.resource_manager import Api, refused
from tests.ops.commands.bootstrap.subscription import capability, edition, sku, usage
from tests.support.environment_files import EnvironmentFile
from tests.support.json_api import BROKEN_CONNECTION, Answer, Call, Respond

PROJECT = Path(__file__).parents[4]
TAKEN = {"nameAvailable": False, "reason": "AlreadyExists", "message": "already in use"}
NETWORK = "/providers/Microsoft.Network/locations/eastus"
COMPUTE_USAGES = "/providers/Microsoft.Compute/locations/eastus/usages"
CAPABILITIES = "/providers/Microsoft.DBforPostgreSQL/locations/eastus/capabilities"
RESTRICTED = {
    "name": "FlexibleServerCapabilities",
    "restricted": "Enabled",
    "reason": "Provisioning is restricted in this region",
}


@pytest.fixture
def ready(target: AzureTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AzureTarget:
    monkeypatch.setattr(command, "open_target", lambda _: (target, tmp_path / "sample.yaml"))
    monkeypatch.setattr(command, "state_container", lambda *_, **__: nullcontext())
    for name in TOKEN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "110")
    return target


def ops(*arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, list(arguments))


def outcomes(target: AzureTarget, *names: str) -> dict[str, CheckOutcome]:
    """Make the checks of these names, or all."""
    checks = [one for one in checks_of(target.environment) if not names or one.name in names]
    return {one.check: one for one in preflight(target, checks, progress=Step("Checks"))}


def outcome(target: AzureTarget, name: str) -> CheckOutcome:
    return outcomes(target, name)[name]


def answering(part: str, answer: Answer) -> Respond:
    """Answer so to every path with this part, in any case: the packages write some paths in their own."""
    return lambda call: answer if part.casefold() in call.path.casefold() else None


def changes(api: Api) -> list[tuple[str, str]]:
    """Return what was written; questions about names and policies are POSTs, too."""
    asked = ("/checknameavailability", "/checkpolicyrestrictions")
    return [(method, path) for method, path in api.writes() if not path.casefold().endswith(asked)]


def test_an_empty_subscription_that_refuses_nothing_is_green(ready: AzureTarget, api: Api) -> None:
    result = ops("--check")
    assert result.exit_code == 0, result.output
    assert "Nothing stands in the way of the deployment. Nothing was created." in result.output
    assert changes(api) == []


def test_all_findings_are_in_one_table_and_nothing_is_created(ready: AzureTarget, api: Api) -> None:
    subscription = ready.subscription
    api.respond.insert(0, answering("/checkNameAvailability", Answer(body=TAKEN)))
    api.resources[f"{subscription}{CAPABILITIES}"] = {"value": [RESTRICTED]}
    api.resources[f"{subscription}{COMPUTE_USAGES}"] = {
        "value": [usage("cores", limit=4, used=0), usage("standardDSv3Family", limit=4, used=0)]
    }
    api.resources[f"{subscription}{NETWORK}/CheckDnsNameAvailability"] = {"available": False}
    result = ops("--json")
    assert result.exit_code == 14
    document = json.loads(result.stdout)
    found = {one["check"]: one for one in document["preflight"]["outcomes"]}
    assert [name for name, one in found.items() if one["verdict"] == "refused"] == [
        "Quota",
        "Registry name",
        "State account",
        "DNS label",
        "Server name",
        "PostgreSQL",
    ]
    assert all(one["remedy"] and one["where"] for one in found.values() if one["verdict"] == "refused")
    assert "'standardDSv3Family' in eastus has 4 left of 4" in found["Quota"]["detail"]
    assert "'cores' in eastus has 4 left of 4" in found["Quota"]["detail"]
    assert "Provisioning is restricted in this region" in found["PostgreSQL"]["detail"]
    assert document["preflight"]["green"] is False
    assert document["made"] == []
    assert changes(api) == []


REFUSALS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "restricted by a feature": (
        CAPABILITIES,
        {"value": [capability(supportedFeatures=[{"name": "Restricted", "status": "Enabled"}])]},
        "PostgreSQL",
        "closed to new servers of this subscription (LocationIsOfferRestricted)",
    ),
    "no such sku": (
        CAPABILITIES,
        {"value": [capability(supportedServerEditions=[edition("Burstable")])]},
        "PostgreSQL",
        "eastus does not offer the sku B_Standard_B1ms",
    ),
    "no such version": (
        CAPABILITIES,
        {"value": [capability(supportedServerVersions=[{"name": "16"}])]},
        "PostgreSQL",
        "PostgreSQL 17 (it has 16)",
    ),
    "addresses": (
        f"{NETWORK}/usages",
        {"value": [usage("IPv4StandardSkuPublicIpAddresses", limit=10, used=9)]},
        "Public addresses",
        "'IPv4StandardSkuPublicIpAddresses' has 1 left of 10",
    ),
    "no such region": ("/locations", {"value": []}, "Region", "the subscription has no region eastus"),
    "no zones": (
        "/locations",
        {"value": [{"name": "eastus", "displayName": "East US"}]},
        "Region",
        "eastus has no zones 1, 2, 3",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_azure_would_refuse_is_named(target: AzureTarget, api: Api, case: str) -> None:
    path, answer, check, message = REFUSALS[case]
    api.resources[target.subscription + path] = answer
    found = outcome(target, check)
    assert (found.verdict, bool(found.remedy)) == (CheckVerdict.REFUSED, True)
    assert message in found.detail


# The same questions, answered in a shape that Microsoft's models do not have: nothing may count as passed.
WRONG_SHAPES: dict[str, tuple[str, Answer, str]] = {
    "capabilities under another key": (
        CAPABILITIES,
        Answer(body={"value": [{"editions": [], "supportedserverEditions": []}]}),
        "PostgreSQL",
    ),
    "usages under another key": (
        f"{NETWORK}/usages",
        Answer(body={"value": [{"usageName": "PublicIPAddresses", "limit": 9, "currentValue": 0}]}),
        "Public addresses",
    ),
    "a label": (f"{NETWORK}/CheckDnsNameAvailability", Answer(body={"nameAvailable": True}), "DNS label"),
    "a registry": (
        "Microsoft.ContainerRegistry/checkNameAvailability",
        Answer(body={"available": True}),
        "Registry name",
    ),
    "a server": (
        "Microsoft.DBforPostgreSQL/checkNameAvailability",
        Answer(body={"properties": {"nameAvailable": True}}),
        "Server name",
    ),
    "versions": ("/kubernetesVersions", Answer(body={"value": [{"version": "1.34"}]}), "Kubernetes"),
    "policies": ("/checkPolicyRestrictions", Answer(body={"value": []}), "Policies"),
}


@pytest.mark.parametrize("case", WRONG_SHAPES)
def test_an_answer_of_another_shape_is_not_a_pass(target: AzureTarget, api: Api, case: str) -> None:
    part, answer, check = WRONG_SHAPES[case]
    assert outcome(target, check).verdict == CheckVerdict.PASSED  # the documented shape passes
    api.respond.insert(0, answering(part, answer))
    found = outcome(target, check)
    assert found.verdict == CheckVerdict.NOT_CHECKED, found
    assert found.remedy


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (refused(403, "AuthorizationFailed"), "AuthorizationFailed"),
        (refused(429, "TooManyRequests"), "TooManyRequests"),
        (Answer(status=BROKEN_CONNECTION), "no answer from 127.0.0.1"),
        (Answer(body=[1, 2]), "cannot be read"),
    ],
    ids=["denied", "throttled", "no answer", "no document"],
)
def test_a_check_that_cannot_be_made_says_why_and_stops_the_deployment(
    ready: AzureTarget, api: Api, answer: Answer, why: str
) -> None:
    api.respond.insert(0, answering(CAPABILITIES, answer))
    result = ops("--json")
    assert result.exit_code == 14
    document = json.loads(result.stdout)
    [found] = [one for one in document["preflight"]["outcomes"] if one["check"] == "PostgreSQL"]
    assert (found["verdict"], why in found["detail"]) == ("not checked", True), found
    assert "PostgreSQL" not in document["checks"]
    assert changes(api) == []


def test_a_check_without_an_answer_in_time_does_not_hold_up_the_others(target: AzureTarget) -> None:
    def slow(_: AzureTarget) -> str:
        time.sleep(30)
        return "too late"

    checks = (PreflightCheck(name="Slow", run=slow), *checks_of(target.environment)[:2])
    found = preflight(target, checks, progress=Step("Checks"), deadline_seconds=2)
    assert [one.verdict for one in found] == ["passed", "not checked", "passed", "passed"]
    assert "no answer within 2 s" in found[1].detail


def test_the_checks_are_made_at_the_same_time(target: AzureTarget) -> None:
    def slow(_: AzureTarget) -> str:
        time.sleep(0.4)
        return "there"

    checks = [PreflightCheck(name=str(index), run=slow) for index in range(10)]
    started = time.monotonic()
    found = preflight(target, checks, progress=Step("Checks"))
    assert [one.detail for one in found[1:]] == ["there"] * 10
    assert time.monotonic() - started < 3.0


def test_a_subscription_that_cannot_be_used_leaves_the_rest_unchecked(ready: AzureTarget, api: Api) -> None:
    api.resources[ready.subscription]["state"] = "Disabled"
    result = ops("--check", "--json")
    first, *others = json.loads(result.stdout)["preflight"]["outcomes"]
    assert result.exit_code == 14
    assert (first["check"], first["verdict"]) == ("Subscription", "refused")
    assert {one["verdict"] for one in others} == {"not checked"}


def test_names_that_this_environment_has_are_no_findings(target: AzureTarget, api: Api) -> None:
    environment, group = target.environment, target.group
    database: Any = environment.database
    api.respond.insert(0, answering("/checkNameAvailability", Answer(body=TAKEN)))
    api.resources |= {
        f"{target.subscription}{NETWORK}/CheckDnsNameAvailability": {"available": False},
        f"{target.subscription}{CAPABILITIES}": {"value": [RESTRICTED]},
        f"{group}/providers/Microsoft.ContainerRegistry/registries/{environment.registry.name}": {},
        f"{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{database.server_name}": {
            "location": "East US"
        },
        f"{group}/providers/Microsoft.Network/publicIPAddresses": {
            "value": [
                {
                    "location": "eastus",
                    "properties": {"dnsSettings": {"domainNameLabel": environment.network.public_dns_label}},
                }
            ]
        },
        target.state_account: {"properties": {}},
    }
    found = outcomes(target)
    assert {one.verdict for one in found.values()} == {"passed"}
    assert found["Registry name"].detail == "hackathontodoacr exists in this environment"


def test_the_addresses_that_exist_are_not_counted_against_the_quota(target: AzureTarget, api: Api) -> None:
    api.resources[f"{target.subscription}{NETWORK}/usages"] = {
        "value": [usage("PublicIPAddresses", limit=2, used=2)]
    }
    assert outcome(target, "Public addresses").verdict == CheckVerdict.REFUSED
    nodes = target.group.replace("hackathon-todo-rg", "hackathon-todo-prod-nodes")
    for group in (target.group, nodes):
        api.resources[f"{group}/providers/Microsoft.Network/publicIPAddresses"] = {
            "value": [{"location": "eastus", "properties": {}}]
        }
    assert outcome(target, "Public addresses").verdict == CheckVerdict.PASSED


def unregister(api: Api, target: AzureTarget, name: str) -> Callable[[], list[str]]:
    """Take a provider's registration away; return a function that lists the questions that it got."""
    listed = api.resources[f"{target.subscription}/providers"]["value"]
    entry = next(one for one in listed if one["namespace"] == name)
    entry["registrationState"] = "NotRegistered"
    path = f"{target.subscription}/providers/{name}"

    def respond(call: Call) -> Answer | None:
        if call.method == "POST" and call.path == f"{path}/register":
            entry["registrationState"] = "Registered"
            return Answer(body=entry)
        if call.path == path:
            return Answer(body=entry)
        if entry["registrationState"] != "Registered" and call.path.startswith(f"{path}/"):
            what = f"The subscription is not registered to use namespace '{name}'"
            return refused(409, "MissingSubscriptionRegistration", what)
        return None

    api.respond.insert(0, respond)
    return lambda: [call.path for call in api.calls if call.path.startswith(f"{path}/")]


def test_a_look_registers_nothing_and_says_what_waits(ready: AzureTarget, api: Api) -> None:
    asked = unregister(api, ready, "Microsoft.DBforPostgreSQL")
    result = ops("--check")
    assert result.exit_code == 14
    assert "`ops bootstrap` registers Microsoft.DBforPostgreSQL, then makes the checks" in result.output
    assert (asked(), changes(api)) == ([], [])


def test_a_bootstrap_registers_first_then_checks_what_waited(
    ready: AzureTarget, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    unregister(api, ready, "Microsoft.DBforPostgreSQL")
    api.resources[f"{ready.subscription}{CAPABILITIES}"] = {"value": [RESTRICTED]}
    result = ops("--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 14
    assert document["made"] == ["registration of Microsoft.DBforPostgreSQL"]
    [found] = [one for one in document["preflight"]["outcomes"] if one["check"] == "PostgreSQL"]
    assert found["verdict"] == "refused"
    register = f"{ready.subscription}/providers/Microsoft.DBforPostgreSQL/register"
    assert changes(api) == [("POST", register)]


def test_a_refusal_stops_before_the_registration(ready: AzureTarget, api: Api) -> None:
    unregister(api, ready, "Microsoft.DBforPostgreSQL")
    api.resources[f"{ready.subscription}{NETWORK}/CheckDnsNameAvailability"] = {"available": False}
    assert ops().exit_code == 14
    assert changes(api) == []


def test_without_the_list_of_providers_nothing_is_registered_either(target: AzureTarget, api: Api) -> None:
    unregister(api, target, "Microsoft.DBforPostgreSQL")
    api.respond.insert(
        0, lambda call: refused(403, "AuthorizationFailed") if call.path.endswith("/providers") else None
    )
    found = outcomes(target, "Providers", "PostgreSQL")
    assert found["Providers"].verdict == CheckVerdict.NOT_CHECKED
    assert found["PostgreSQL"].awaits == "Microsoft.DBforPostgreSQL"
    assert changes(api) == []


@pytest.mark.parametrize("environment", ["production", "staging", "budget"])
def test_each_environment_has_the_checks_of_what_it_creates(environment: str) -> None:
    loaded = load_environment(environment)
    names = [one.name for one in checks_of(loaded)]
    managed = isinstance(loaded.database, ManagedDatabase)
    assert ("PostgreSQL" in names, "Server name" in names) == (managed, managed)
    assert "Standby" not in names
    assert len(names) == len(set(names))
    # A check that waits for its provider waits for one that is registered.
    assert {one.provider for one in checks_of(loaded)} - {""} <= set(needed(loaded))


def test_what_could_not_be_checked_can_be_accepted_but_never_a_refusal(
    ready: AzureTarget, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(*_: object, **__: object) -> tuple[list[str], dict[str, str]]:
        made.append("made")
        return ["all"], {}

    monkeypatch.setattr(command, "_make", make)
    api.respond.insert(0, answering("/checkPolicyRestrictions", refused(403, "AuthorizationFailed")))
    assert (ops().exit_code, made) == (14, [])
    assert (ops("--allow-unchecked").exit_code, made) == (0, ["made"])
    api.resources[f"{ready.subscription}{NETWORK}/CheckDnsNameAvailability"] = {"available": False}
    assert (ops("--allow-unchecked").exit_code, made) == (14, ["made"])


def test_a_green_table_lets_the_bootstrap_go_on_without_a_token_for_github(
    ready: AzureTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_make", lambda *_, **__: (["all"], {"AZURE_TENANT_ID": "t"}))
    result = ops("--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["made"]) == (0, ["all"])
    assert document["preflight"]["green"] is True
    assert "GitHub subject" not in document["checks"]


def test_the_nearest_regions_are_checked_where_the_chosen_one_refuses(ready: AzureTarget, api: Api) -> None:
    subscription = ready.subscription
    api.resources[f"{subscription}{CAPABILITIES}"] = {"value": [RESTRICTED]}
    closed = CAPABILITIES.replace("eastus", "eastus2")
    api.resources[f"{subscription}{closed}"] = {"value": [RESTRICTED]}
    candidates = json.loads(ops("--check", "--json").stdout)["preflight"]["candidates"]
    assert [(one["region"], one["accepts"]) for one in candidates] == [
        ("eastus2", False),
        ("centralus", True),
    ]
    refusing = [one["check"] for one in candidates[0]["checks"] if one["verdict"] != "passed"]
    assert refusing == ["PostgreSQL"]


def test_named_regions_are_checked_beside_a_green_one(ready: AzureTarget) -> None:
    result = ops("--check", "--location", "westeurope", "--json")
    candidates = json.loads(result.stdout)["preflight"]["candidates"]
    assert [(one["region"], one["accepts"]) for one in candidates] == [("westeurope", True)]
    assert result.exit_code == 0


def test_a_region_that_does_not_exist_is_a_wrong_option(ready: AzureTarget) -> None:
    result = ops("--check", "--location", "westus9")
    assert isinstance(result.exception, UnknownRegionError)
    assert "centralus, eastus, eastus2, westeurope" in result.exception.remedy


def test_regions_that_cannot_be_listed_leave_the_table(ready: AzureTarget, api: Api) -> None:
    api.respond.insert(
        0, lambda call: refused(403, "AuthorizationFailed") if call.path.endswith("/locations") else None
    )
    api.resources[f"{ready.subscription}{CAPABILITIES}"] = {"value": [RESTRICTED]}
    result = ops("--check")
    assert result.exit_code == 14
    assert "other regions are not checked" in result.output
    assert "Provisioning is restricted in this region" in " ".join(result.output.split())


def standby(environment_file: EnvironmentFile, target: AzureTarget) -> AzureTarget:
    environment_file.set("database.sku", "GP_Standard_D2ds_v5")
    environment_file.set("database.high_availability", True)
    environment_file.write()
    return replace(target, environment=environment_file.load())


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "passed"),
        ({"supportedFeatures": [{"name": "ZoneRedundantHa", "status": "Disabled"}]}, "refused"),
        ({"supportedFeatures": [], "zoneRedundantHaSupported": "Disabled"}, "refused"),
        ({"supportedFeatures": [], "zoneRedundantHaSupported": None}, "not checked"),
        (
            {
                "supportedServerEditions": [
                    edition("GeneralPurpose", sku("Standard_D2ds_v5", modes=["SameZone"]))
                ]
            },
            "refused",
        ),
        (
            {
                "supportedServerEditions": [
                    edition(
                        "GeneralPurpose", {"name": "Standard_D2ds_v5", "supportedHAMode": ["ZoneRedundant"]}
                    )
                ]
            },
            "not checked",
        ),
    ],
    ids=["both", "feature", "older field", "neither", "sku", "wrong key"],
)
def test_a_standby_needs_the_region_and_the_sku(
    target: AzureTarget,
    api: Api,
    environment_file: EnvironmentFile,
    change: dict[str, Any],
    verdict: str,
) -> None:
    wanted = standby(environment_file, target)
    api.resources[f"{wanted.subscription}{CAPABILITIES}"] = {"value": [capability(**change)]}
    assert outcome(wanted, "Standby").verdict == verdict


def test_geo_redundant_backups_are_checked_beside_a_standby(
    target: AzureTarget, api: Api, environment_file: EnvironmentFile
) -> None:
    environment_file.set("database.geo_redundant_backup", True)
    wanted = standby(environment_file, target)
    assert outcome(wanted, "PostgreSQL").verdict == CheckVerdict.PASSED
    api.resources[f"{wanted.subscription}{CAPABILITIES}"] = {
        "value": [capability(zoneRedundantHaAndGeoBackupSupported="Disabled")]
    }
    assert "geo-redundant backups beside a standby" in outcome(wanted, "PostgreSQL").detail


def denial(*expressions: tuple[str, str]) -> Answer:
    """Return a policy's refusal. Source: PolicyRestrictions_CheckAtSubscriptionScope.json."""
    evaluated = [
        {"result": "True", "expressionKind": kind, "expression": expression, "path": expression}
        for kind, expression in expressions
    ]
    policy = {"policyAssignmentId": "/providers/Microsoft.Authorization/policyAssignments/allowed-regions"}
    evaluation = {
        "policyInfo": policy,
        "evaluationResult": "NonCompliant",
        "evaluationDetails": {"evaluatedExpressions": evaluated},
    }
    return Answer(body={"contentEvaluationResult": {"policyEvaluations": [evaluation]}})


@pytest.mark.parametrize(
    ("expressions", "verdict"),
    [
        ([("Field", "type"), ("Field", "location")], "refused"),
        ([("Field", "tags['cost']")], "refused"),
        ([("Field", "type"), ("Field", "Microsoft.Storage/storageAccounts/networkAcls")], "not checked"),
        ([("Value", "[resourceGroup().tags]")], "not checked"),
        ([], "not checked"),
    ],
)
def test_a_policy_denies_only_by_what_was_sent(
    target: AzureTarget, api: Api, expressions: list[tuple[str, str]], verdict: str
) -> None:
    api.respond.insert(0, answering("/checkPolicyRestrictions", denial(*expressions)))
    found = outcome(target, "Policies")
    assert found.verdict == verdict
    assert "assignment allowed-regions" in found.detail


def test_policies_are_asked_with_location_and_tags(target: AzureTarget, api: Api) -> None:
    outcome(target, "Policies")
    asked = [call.body["resourceDetails"] for call in api.calls if "checkPolicy" in call.path]
    assert {one["resourceContent"]["location"] for one in asked} == {"eastus"}
    assert all(one["resourceContent"]["tags"]["environment"] == "sample" for one in asked)
    types = {one["resourceContent"]["type"] for one in asked}
    assert "Microsoft.ContainerService/managedClusters" in types


def test_a_check_that_fails_by_our_own_fault_is_not_checked_either(target: AzureTarget) -> None:
    def broken(_: AzureTarget) -> str:
        raise KeyError("value")

    def impossible(_: AzureTarget) -> str:
        raise NotCheckedError("there is no question")

    def refusing(_: AzureTarget) -> str:
        raise UserError("no")

    checks = [PreflightCheck(name=one.__name__, run=one) for one in (broken, impossible, refusing)]
    found = preflight(target, checks, progress=Step("Checks"))
    assert [one.verdict for one in found[1:]] == ["not checked", "not checked", "refused"]
    assert "KeyError" in found[1].detail


def test_the_page_shows_the_output_that_one_sees(ready: AzureTarget, api: Api) -> None:
    api.resources[f"{ready.subscription}{CAPABILITIES}"] = {"value": [RESTRICTED]}
    api.respond.insert(0, answering("Microsoft.ContainerRegistry/checkNameAvailability", Answer(body=TAKEN)))
    shown = ops("--check").output.splitlines()
    page = (PROJECT / "docs" / "deployment" / "azure-setup.md").read_text()
    for line in shown:
        # The support of a version depends on the day.
        if line.strip() and "✓" not in line and not line.startswith(" Kubernetes"):
            assert line.rstrip() in page, line
