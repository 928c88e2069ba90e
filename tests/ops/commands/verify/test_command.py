import json

import pytest
import typer
from typer.testing import CliRunner, Result

from contract.names import ONE_REQUEST_QUERY
from ops.clients.application.user import throw_away_account
from ops.commands.verify import command
from ops.commands.verify.command import VerifyRefusedError, application_origin, chosen_account
from ops.common.confirmation import NotConfirmedError
from ops.common.errors import ExitCode
from tests.ops.commands.verify.application import Application, running_application
from tests.support.synthesis import synthesized


def ops(*arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, list(arguments))


def test_it_says_where_the_error_is_found_in_the_logs() -> None:
    with running_application(Application()) as url:
        result = ops(url, "--yes")
    assert result.exit_code == 0
    assert "request id request-1" in result.output
    assert ONE_REQUEST_QUERY in result.output


def test_the_result_is_there_as_json() -> None:
    with running_application(Application()) as url:
        result = ops(url, "--yes", "--json")
    findings = json.loads(result.stdout)["findings"]
    assert {finding["verdict"] for finding in findings} == {"passed"}


def test_a_step_that_fails_is_an_exit_code_of_its_own() -> None:
    with running_application(Application(wrong={"POST /api/chat": (500, {})})) as url:
        assert ops(url, "--yes").exit_code == ExitCode.CHECK_FAILED


def test_nothing_is_written_unless_somebody_agrees() -> None:
    application = Application()
    with running_application(application) as url:
        result = ops(url)
    assert isinstance(result.exception, NotConfirmedError)
    assert "--yes" in result.exception.remedy
    assert application.calls == []


@pytest.mark.parametrize(
    ("url", "message"),
    [("todo.example.com", "is not a URL"), ("http://todo.example.com", "would travel unencrypted")],
)
def test_a_url_that_will_not_do_is_refused(url: str, message: str) -> None:
    with pytest.raises(VerifyRefusedError, match=message):
        application_origin(url)


def test_only_scheme_and_host_of_a_url_are_used() -> None:
    assert application_origin("https://todo.example.com/tasks?x=1") == "https://todo.example.com"
    assert application_origin("http://localhost:3000") == "http://localhost:3000"


def test_an_account_comes_whole_from_the_environment_or_is_made_up() -> None:
    with pytest.raises(VerifyRefusedError, match="only one of"):
        chosen_account({"OPS_VERIFY_EMAIL": "ada@example.com"})
    assert chosen_account({"OPS_VERIFY_EMAIL": "a@b.c", "OPS_VERIFY_PASSWORD": "p"}).existing
    assert chosen_account({}).email != throw_away_account().email


def test_the_saved_query_is_named_as_the_foundation_names_it() -> None:
    searches = synthesized("production", "foundation")["resource"][
        "azurerm_log_analytics_saved_search"
    ].values()
    assert ONE_REQUEST_QUERY in [search["display_name"] for search in searches]
