import json
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.clients.github.answers import GitHubRefusedError
from ops.commands.github import command
from ops.commands.github.configure import Wanted, missing
from ops.commands.github.protection import RULESET
from ops.common.errors import UserError
from tests.ops.clients.github.api import Api, Json, refused
from tests.support.environment_files import EnvironmentFile

WANTED = Wanted(branch="main", environment="production", variables={"AZURE_TENANT_ID": "t"})


def _make(api: Api, wanted: Wanted = WANTED) -> list[str]:
    made = []
    for change in missing(api.client(), wanted):
        change.make()
        made.append(change.what)
    return made


def _ruleset(api: Api) -> Json:
    (only,) = api.rulesets.values()
    return only


def _rule(api: Api, name: str) -> Json:
    (only,) = [rule["parameters"] for rule in _ruleset(api)["rules"] if rule["type"] == name]
    return dict(only)


def test_an_empty_repository_gets_everything(api: Api) -> None:
    assert _make(api) == [
        "set the variable AZURE_TENANT_ID to t",
        "create the label drift",
        "create the environment production: only chosen branches deploy",
        "let main deploy to production",
        f"create the ruleset '{RULESET}' of main: 1 approvals, checks ci, plan, no force-push",
    ]
    assert api.variables == {"AZURE_TENANT_ID": "t"}
    assert [policy["name"] for policy in api.branch_policies["production"].values()] == ["main"]
    assert _ruleset(api)["conditions"]["ref_name"]["include"] == ["refs/heads/main"]
    assert _rule(api, "pull_request")["dismiss_stale_reviews_on_push"]
    assert _rule(api, "required_status_checks")["required_status_checks"] == [
        {"context": "ci"},
        {"context": "plan"},
    ]


def test_run_again_there_is_nothing_to_do(api: Api) -> None:
    _make(api)
    api.calls.clear()
    assert _make(api) == []
    assert api.writes() == []


def test_looking_changes_nothing(api: Api) -> None:
    assert len(list(missing(api.client(), WANTED))) == 5
    assert api.writes() == []


def test_a_variable_that_has_another_value_is_changed(api: Api) -> None:
    _make(api)
    api.variables["AZURE_TENANT_ID"] = "old"
    assert _make(api) == ["change the variable AZURE_TENANT_ID from old to t"]
    assert api.variables["AZURE_TENANT_ID"] == "t"


STAGING = Wanted(
    branch="main",
    environment="staging",
    variables={},
    environment_variables={"AZURE_TENANT_ID": "t", "AZURE_DEPLOY_CLIENT_ID": "of-staging"},
)


def test_staging_gets_variables_of_its_own_and_productions_stay(api: Api) -> None:
    production = {"AZURE_TENANT_ID": "t", "AZURE_DEPLOY_CLIENT_ID": "of-production"}
    _make(api, replace(WANTED, variables=production))

    assert _make(api, STAGING) == [
        "create the environment staging: only chosen branches deploy",
        "let main deploy to staging",
        "set the variable AZURE_TENANT_ID of the environment staging to t",
        "set the variable AZURE_DEPLOY_CLIENT_ID of the environment staging to of-staging",
    ]
    assert api.variables == production
    assert api.environment_variables == {"staging": dict(STAGING.environment_variables)}
    assert _make(api, STAGING) == []


def test_a_variable_of_staging_that_has_another_value_is_changed(api: Api) -> None:
    _make(api, STAGING)
    api.environment_variables["staging"]["AZURE_DEPLOY_CLIENT_ID"] = "old"
    assert _make(api, STAGING) == [
        "change the variable AZURE_DEPLOY_CLIENT_ID of the environment staging from old to of-staging"
    ]
    assert api.environment_variables["staging"]["AZURE_DEPLOY_CLIENT_ID"] == "of-staging"


def test_looking_at_an_environment_that_does_not_exist_says_what_it_gets(api: Api) -> None:
    changes = [change.what for change in missing(api.client(), STAGING)]
    assert "set the variable AZURE_DEPLOY_CLIENT_ID of the environment staging to of-staging" in changes
    assert api.writes() == []


def test_another_branch_may_no_longer_deploy(api: Api) -> None:
    _make(api)
    api.branch_policies["production"][9] = {"id": 9, "name": "release/*", "type": "branch"}
    api.branch_policies["production"][10] = {"id": 10, "name": "main", "type": "tag"}
    assert _make(api) == [
        "let release/* no longer deploy to production",
        "let main no longer deploy to production",
    ]
    assert [policy["name"] for policy in api.branch_policies["production"].values()] == ["main"]


def test_reviewers_are_set_and_stay_when_none_is_named(api: Api) -> None:
    api.users = {"ada": 1, "grace": 2}
    asked = Wanted(branch="main", environment="production", variables={}, reviewers=["ada", "grace"])
    assert "only chosen branches deploy, approved by ada or grace" in "\n".join(_make(api, asked))
    assert _make(api, asked) == []
    api.environments["production"]["deployment_branch_policy"] = None
    _make(api)
    (rule,) = api.environments["production"]["protection_rules"]
    assert [one["reviewer"]["login"] for one in rule["reviewers"]] == ["ada", "grace"]


def test_a_waiting_time_that_people_have_set_stays(api: Api) -> None:
    api.environments["production"] = {
        "name": "production",
        "protection_rules": [{"type": "wait_timer", "wait_timer": 30}],
        "deployment_branch_policy": {"protected_branches": True, "custom_branch_policies": False},
    }
    assert "change the environment production: only chosen branches deploy" in _make(api)
    assert api.environments["production"]["protection_rules"] == [{"type": "wait_timer", "wait_timer": 30}]


def test_a_rule_that_was_weakened_is_put_back_and_what_was_added_stays(api: Api) -> None:
    _make(api)
    ruleset = _ruleset(api)
    ruleset["bypass_actors"] = [{"actor_id": 5, "actor_type": "RepositoryRole"}]
    ruleset["rules"].append({"type": "required_signatures"})
    _rule_parameters(ruleset, "required_status_checks")["required_status_checks"] = [
        {"context": "licence", "integration_id": 7},
        {"context": "plan"},
    ]
    _rule_parameters(ruleset, "pull_request")["required_approving_review_count"] = 0
    (change,) = _make(api)
    assert change.endswith("(pull_request, required_status_checks)")
    assert _rule(api, "pull_request")["required_approving_review_count"] == 1
    assert _rule(api, "required_status_checks")["required_status_checks"] == [
        {"context": "licence", "integration_id": 7},
        {"context": "plan"},
        {"context": "ci"},
    ]
    assert {"type": "required_signatures"} in _ruleset(api)["rules"]
    assert _ruleset(api)["bypass_actors"] == [{"actor_id": 5, "actor_type": "RepositoryRole"}]
    assert _make(api) == []


def _rule_parameters(ruleset: Json, name: str) -> Json:
    (only,) = [rule["parameters"] for rule in ruleset["rules"] if rule["type"] == name]
    found: Json = only
    return found


def test_a_ruleset_that_was_switched_off_is_switched_on(api: Api) -> None:
    _make(api)
    _ruleset(api)["enforcement"] = "disabled"
    (change,) = _make(api)
    assert change.endswith("(enforcement)")


def test_a_team_of_one_needs_no_approval_by_others(api: Api) -> None:
    _make(api, Wanted(branch="main", environment="production", variables={}, approvals=0))
    assert not _rule(api, "pull_request")["require_code_owner_review"]
    assert not _rule(api, "pull_request")["require_last_push_approval"]


def _configure(api: Api, file: EnvironmentFile, *arguments: str) -> Result:
    file.load()
    app = typer.Typer()
    command.register(app)
    variables = {**api.environ(), "ENVIRONMENTS_DIR": str(file.path.parent)}
    run = ["github", "configure", "--environment", "sample", "--no-variables", *arguments]
    result = CliRunner().invoke(app, run, env=variables)
    if isinstance(result.exception, UserError):
        raise result.exception
    return result


def test_a_dry_run_says_what_would_be_changed(api: Api, environment_file: EnvironmentFile) -> None:
    done = _configure(api, environment_file, "--dry-run")
    assert done.exit_code == 0
    assert done.output.splitlines()[0] == "would create the label drift"
    assert api.writes() == []


def test_what_was_changed_is_said_and_then_that_nothing_is_left(
    api: Api, environment_file: EnvironmentFile
) -> None:
    document = json.loads(_configure(api, environment_file, "--json").stdout)
    assert document["changes"][0] == "create the label drift"
    again = _configure(api, environment_file)
    assert again.stdout == "hackathon-todo/deployment is configured. Nothing to change.\n"


def test_nothing_is_changed_while_the_workflows_could_not_sign_in(
    api: Api, environment_file: EnvironmentFile
) -> None:
    api.subject = {"use_default": True, "use_immutable_subject": True}
    with pytest.raises(UserError, match="the workflows cannot sign in to Azure") as refusal:
        _configure(api, environment_file)
    assert "owner_id: 101, repository_id: 202" in refusal.value.remedy
    assert api.writes() == []


def test_with_the_ids_in_the_file_the_synthesized_subjects_are_those_of_the_tokens(
    api: Api, environment_file: EnvironmentFile
) -> None:
    api.subject = {"use_default": True, "use_immutable_subject": True}
    environment_file.set("github.owner_id", 101)
    environment_file.set("github.repository_id", 202)
    document = json.loads(_configure(api, environment_file, "--json", "--dry-run").stdout)
    assert document["subjects"] == [
        "repo:hackathon-todo@101/deployment@202:environment:production",
        "repo:hackathon-todo@101/deployment@202:pull_request",
        "repo:hackathon-todo@101/deployment@202:ref:refs/heads/main",
    ]


@pytest.mark.parametrize(("default", "of_repository"), [("production", False), ("sample", True)])
def test_only_the_default_environments_variables_are_the_repositorys(
    api: Api,
    environment_file: EnvironmentFile,
    monkeypatch: pytest.MonkeyPatch,
    default: str,
    *,
    of_repository: bool,
) -> None:
    found = {"AZURE_DEPLOY_CLIENT_ID": "d", "AZURE_PLAN_CLIENT_ID": "p"}
    monkeypatch.setattr(command, "open_target", lambda _: (None, Path("sample.yaml")))
    monkeypatch.setattr(command, "github_variables", lambda _: found)
    monkeypatch.setattr(command, "DEFAULT_ENVIRONMENT", default)

    _configure(api, environment_file, "--variables")

    assert api.variables == (found if of_repository else {})
    assert api.environment_variables.get("production", {}) == (
        {} if of_repository else {"AZURE_DEPLOY_CLIENT_ID": "d"}
    )


def test_an_environment_without_a_repository_is_refused(api: Api, environment_file: EnvironmentFile) -> None:
    environment_file.remove("github")
    with pytest.raises(UserError, match="has no repository"):
        _configure(api, environment_file)


def test_a_token_without_administration_is_an_error_that_names_it(
    api: Api, environment_file: EnvironmentFile, tmp_path: Path
) -> None:
    no = refused(
        403, "Resource not accessible by integration", x_accepted_github_permissions="administration=write"
    )
    api.respond = [lambda call: no if call.method == "PUT" else None]
    with pytest.raises(GitHubRefusedError) as error:
        _configure(api, environment_file)
    assert "administration: write" in error.value.remedy
