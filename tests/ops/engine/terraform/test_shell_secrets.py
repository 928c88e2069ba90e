"""The secrets of the shell, by name, by declaration, and inside URLs and settings."""

import pytest

from ops.engine.terraform.shell_secrets import shell_secrets


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("ARM_CLIENT_SECRET", "abcd-Known.val~ue7", "abcd-Known.val~ue7"),
        ("TF_VAR_postgres_password", "hunterhunter", "hunterhunter"),
        ("TF_VAR_motto", "blue-lamp-77", "blue-lamp-77"),
        ("DATABASE_URL", "postgresql://app:pa%2Fss-word7@db:5432/app", "pa%2Fss-word7"),
        ("DATABASE_URL", "postgresql://app:pa%2Fss-word7@db:5432/app", "pa/ss-word7"),
        ("SQL", "Server=db;User Id=app;Password=pa;ss", "pa"),
        ("TF_VAR_settings", '{"db": {"password": "blue-lamp-78"}}', "blue-lamp-78"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG", "wJalrXUtnFEMI/K7MDENG"),
    ],
)
def test_a_secret_of_the_shell_is_known(name: str, value: str, secret: str) -> None:
    assert secret in set(shell_secrets({name: value}, declared=["motto"]))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PWD", "/home/runner/work"),
        ("OLDPWD", "/home/runner/work"),
        ("KUBECONFIG", "/home/runner/.kube/config"),
        ("HOME", "/home/runner"),
        ("TF_VAR_location", "westeurope"),
        ("TF_VAR_motto", "short"),
        ("HTTPS_PROXY", "http://proxy.example:3128"),
        ("SSH_AUTH_SOCK", "/tmp/ssh-abc/agent.1"),
        ("GITHUB_TOKEN_FILE", "/run/secrets/token"),
    ],
)
def test_an_ordinary_variable_of_the_shell_is_no_secret(name: str, value: str) -> None:
    assert list(shell_secrets({name: value}, declared=["motto"])) == []
