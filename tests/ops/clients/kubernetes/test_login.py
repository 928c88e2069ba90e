import pytest

from ops.clients.kubernetes.login import login_method, login_remedy, login_variables

WORKFLOW = {"GITHUB_ACTIONS": "true"}


@pytest.mark.parametrize(
    ("variables", "method"),
    [
        ({}, "azurecli"),
        ({"AAD_LOGIN_METHOD": ""}, "azurecli"),
        (WORKFLOW, "workloadidentity"),
        ({"AAD_LOGIN_METHOD": "msi"}, "msi"),
        ({**WORKFLOW, "AAD_LOGIN_METHOD": "azurecli"}, "azurecli"),
    ],
)
def test_a_method_is_always_set_and_a_chosen_one_stays(variables: dict[str, str], method: str) -> None:
    assert login_method(variables) == method
    assert login_variables(variables) == {"AAD_LOGIN_METHOD": method}


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "run `az login`"),
        (WORKFLOW, "id-token: write"),
        ({"AAD_LOGIN_METHOD": "spn"}, "AAD_LOGIN_METHOD=spn"),
    ],
)
def test_the_remedy_is_for_the_method_in_use(variables: dict[str, str], named: str) -> None:
    assert named in login_remedy(variables)
