import pytest

from ops.clients.github.environment import BadSettingError, connect
from ops.common.errors import MissingInputError
from tests.ops.clients.github.api import Api


def test_the_environment_names_the_repository_and_the_token(api: Api) -> None:
    api.add_pull(1, head="a" * 40)
    assert connect(api.environ()).get("/pulls/1")["number"] == 1
    by_hand = api.environ()
    by_hand["GH_TOKEN"] = by_hand.pop("GITHUB_TOKEN")
    assert connect(by_hand).get("/pulls/1")["number"] == 1


@pytest.mark.parametrize(
    ("missing", "said"),
    [("GITHUB_TOKEN", "no token for GitHub"), ("GITHUB_REPOSITORY", "the repository is not named")],
)
def test_a_missing_variable_is_named(api: Api, missing: str, said: str) -> None:
    variables = api.environ()
    del variables[missing]
    with pytest.raises(MissingInputError, match=said):
        connect(variables)


def test_an_invalid_setting_is_refused(api: Api) -> None:
    with pytest.raises(MissingInputError, match="'deployment' is no repository"):
        connect({**api.environ(), "GITHUB_REPOSITORY": "deployment"})
    with pytest.raises(BadSettingError, match="no URL"):
        connect({**api.environ(), "GITHUB_API_URL": "api.github.com"})
