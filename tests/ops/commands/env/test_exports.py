import subprocess
from datetime import UTC, datetime
from pathlib import Path

from ops.commands.env.exports import images_not_set, other_images, shell_exports
from ops.delivery.releases.release import Release
from ops.delivery.secrets.secret import Secret
from ops.engine.synthesis.document import StateBackend, Variable
from ops.engine.synthesis.stacks import Stack

KEY = b"a key of the tests: 32 bytes ..."
VALUE = 'it\'s $(a) "marker" value'
APP = Stack(
    name="app",
    folder=Path("/none"),
    needs=frozenset(),
    variables=(
        Variable(name="database_url", ephemeral=True, required=True),
        Variable(name="openai_api_key", ephemeral=True, required=True),
        Variable(name="better_auth_secret", ephemeral=True, required=True),
        Variable(name="database_url_revision", ephemeral=False, required=True),
        Variable(name="backend_image", ephemeral=False, required=True),
    ),
    backend=StateBackend(account="a", container="c", key="k"),
    providers=(),
)
LAST = Release(
    id="20261120T000000Z-0123abc",
    environment="production",
    commit="0123abc",
    images={"backend_image": "r.azurecr.io/todo-backend@sha256:" + "0" * 64},
    revisions={},
    fingerprints={},
    by="ada",
    started_at=datetime(2026, 11, 20, tzinfo=UTC),
)
SECRETS = {
    "database_url": Secret(name="database_url", value=VALUE, source="DATABASE_URL"),
    "openai_api_key": Secret(name="openai_api_key", value=VALUE, source="TF_VAR_openai_api_key"),
    "better_auth_secret": Secret(
        name="better_auth_secret", value=VALUE, source="vault v, better-auth-secret"
    ),
}


def exports(inherited: dict[str, str]) -> str:
    return shell_exports(
        [APP],
        environment="production",
        engine=Path("/opt/terraform"),
        secrets=SECRETS,
        vault="v",
        key=KEY,
        last=LAST,
        inherited=inherited,
    )


def test_a_secret_is_exported_by_reference_and_never_by_value() -> None:
    text = exports({"DATABASE_URL": VALUE, "TF_VAR_openai_api_key": VALUE})
    assert "marker" not in text
    assert 'export TF_VAR_database_url="$DATABASE_URL"' in text
    assert "export TF_VAR_openai_api_key=" not in text
    assert "az keyvault secret show --vault-name v --name better-auth-secret --query value" in text


def test_a_shell_that_takes_the_exports_has_value_revision_and_image() -> None:
    lines = [line for line in exports({}).splitlines() if "az keyvault" not in line]
    command = "\n".join([*lines, 'printf "%s\\n" "$TF_VAR_database_url" "$TF_VAR_backend_image"'])
    shell = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"DATABASE_URL": VALUE, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shell.stdout.splitlines() == [VALUE, LAST.images["backend_image"]]
    revision = SECRETS["database_url"].revision(KEY)
    assert f"export TF_VAR_database_url_revision={revision}" in lines


def test_the_sign_in_fits_a_state_account_without_shared_key_and_respects_a_choice() -> None:
    assert "export ARM_USE_AZUREAD=true" in exports({})
    assert "export AAD_LOGIN_METHOD=azurecli" in exports({})
    chosen = exports({"ARM_ACCESS_KEY": "k", "AAD_LOGIN_METHOD": "workloadidentity"})
    assert "ARM_USE_AZUREAD" not in chosen
    assert "export AAD_LOGIN_METHOD=workloadidentity" in chosen


def test_images_that_nobody_named_are_told() -> None:
    assert images_not_set([APP], last=None, inherited={}) == ["TF_VAR_backend_image"]
    assert images_not_set([APP], last=LAST, inherited={}) == []
    assert images_not_set([APP], last=None, inherited={"TF_VAR_backend_image": "x"}) == []


def test_an_image_of_the_shell_that_is_not_the_last_release_s_is_told() -> None:
    live = LAST.images["backend_image"]
    left = {"TF_VAR_backend_image": "r.azurecr.io/todo-backend:old"}
    assert other_images([APP], last=LAST, inherited=left) == [("TF_VAR_backend_image", live)]
    assert other_images([APP], last=LAST, inherited={"TF_VAR_backend_image": live}) == []
    assert other_images([APP], last=LAST, inherited={}) == []
    assert other_images([APP], last=None, inherited=left) == []
