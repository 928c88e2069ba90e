"""Each workload sees its own secrets and no other: the matrix, proven on what is synthesized."""

import json
import re
from typing import Any

import pytest

from contract.workloads import Role
from stacks.app.secrets import SEEN_BY_CONTAINER, SEEN_BY_MIGRATION, SEEN_BY_SIDECAR
from tests.support.environment_files import EnvironmentFile
from tests.support.synthesis import ENVIRONMENTS, synthesized, synthesized_variant

KEYS = {
    "database-credentials": {"DATABASE_URL"},
    "backend-database": {"DATABASE_URL"},
    "frontend-database": {"DATABASE_URL"},
    "openai-credentials": {"OPENAI_API_KEY"},
    "auth-credentials": {"BETTER_AUTH_SECRET"},
    "redpanda-credentials": {"username", "password"},
}
WORKLOADS = ("todo-backend", "todo-frontend")
REFERENCE = re.compile(r"\$\{kubernetes_secret_v1\.(\w+)\.metadata\[0\]\.name\}")


def _id(name: str) -> str:
    return name.replace("-", "_")


def _named(reference: str) -> str:
    match = REFERENCE.fullmatch(reference)
    assert match, reference
    return match[1].replace("_", "-")


def _pods(resources: dict[str, Any]) -> dict[str, Any]:
    """Return the specification of every pod that is released, by the name of what makes it."""
    made = {**resources["kubernetes_deployment_v1"], **resources["kubernetes_job_v1"]}
    return {item["metadata"]["name"]: item["spec"]["template"]["spec"] for item in made.values()}


def _role(workload: str) -> Role:
    return Role(workload.removeprefix("todo-"))


def _of_variables(container: dict[str, Any]) -> set[tuple[str, str]]:
    references = [
        variable["value_from"]["secret_key_ref"] for variable in container["env"] if "value_from" in variable
    ]
    return {(_named(reference["name"]), reference["key"]) for reference in references}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("workload", WORKLOADS)
@pytest.mark.parametrize("suffix", ["", "-migration"])
def test_a_container_gets_the_secrets_of_the_matrix_and_no_other(
    environment: str, workload: str, suffix: str
) -> None:
    pod = _pods(synthesized(environment, "app")["resource"])[f"{workload}{suffix}"]
    (container,) = pod["container"]
    expected = (SEEN_BY_MIGRATION if suffix else SEEN_BY_CONTAINER)[_role(workload)]
    assert _of_variables(container) == {(name, key) for name in expected for key in KEYS[name]}
    volumes = {
        volume["name"]: _named(volume["secret"]["secret_name"])
        for volume in pod["volume"]
        if "secret" in volume
    }
    mounts = {
        mount["mount_path"]: volumes[mount["name"]]
        for mount in container["volume_mount"]
        if mount["name"] in volumes
    }
    assert mounts == {f"/var/run/secrets/todo/{name}": name for name in expected}
    assert set(volumes.values()) == set(expected)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_only_a_sidecar_that_reads_secrets_may_get_them_and_only_its_own(environment: str) -> None:
    resources = synthesized(environment, "app")["resource"]
    with_events = "redpanda_credentials" in resources["kubernetes_secret_v1"]
    expected = {"sidecar-database"} | ({"redpanda-credentials"} if with_events else set())
    assert expected <= set(SEEN_BY_SIDECAR[Role.BACKEND])
    (role,) = resources["kubernetes_role_v1"].values()
    (rule,) = role["rule"]
    assert rule == {
        "api_groups": [""],
        "resources": ["secrets"],
        "resource_names": sorted(expected),
        "verbs": ["get"],
    }
    (binding,) = resources["kubernetes_role_binding_v1"].values()
    (subject,) = binding["subject"]
    assert subject["name"] == "${kubernetes_service_account_v1.todo_backend_account.metadata[0].name}"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_token_of_the_kubernetes_api_is_mounted_into_the_backends_sidecar_alone(environment: str) -> None:
    resources = synthesized(environment, "app")["resource"]
    with_token = {
        name
        for name, pod in _pods(resources).items()
        if any("projected" in volume for volume in pod["volume"])
    }
    assert with_token == {"todo-backend"}
    for name, pod in _pods(resources).items():
        assert pod["automount_service_account_token"] is False, name
        mounted = [mount["name"] for container in pod["container"] for mount in container["volume_mount"]]
        assert "sidecar-api-token" not in mounted
    for account in resources["kubernetes_service_account_v1"].values():
        assert account["automount_service_account_token"] is False


def test_components_name_only_secrets_that_their_sidecar_may_read() -> None:
    manifests = synthesized("production", "app")["resource"]["kubernetes_manifest"].values()
    components = [item["manifest"] for item in manifests if item["manifest"]["kind"] == "Component"]
    read = {
        _named(setting["secretKeyRef"]["name"])
        for component in components
        for setting in component["spec"]["metadata"]
        if "secretKeyRef" in setting
    }
    assert read == set(SEEN_BY_SIDECAR[Role.BACKEND])
    for component in components:
        assert component["scopes"] == ["todo-backend"]
        by_reference = any("secretKeyRef" in setting for setting in component["spec"]["metadata"])
        assert ("auth" in component) == by_reference


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_secret_is_written_with_a_revision_from_ephemeral_variables(environment: str) -> None:
    stack = synthesized(environment, "app")
    ephemeral = {name for name, variable in stack["variable"].items() if variable.get("ephemeral")}
    for secret in stack["resource"]["kubernetes_secret_v1"].values():
        revisions = re.findall(r"var\.(\w+)_revision\b", secret["data_wo_revision"])
        assert revisions
        assert set(revisions) <= ephemeral
        assert "data" not in secret
    written = [json.dumps(secret["data_wo"]) for secret in stack["resource"]["kubernetes_secret_v1"].values()]
    outside = json.dumps({key: value for key, value in stack.items() if key != "variable"})
    for name in ephemeral:
        use = re.compile(rf"var\.{name}\b")
        uses = len(use.findall(outside))
        assert uses > 0, f"{name} is not used"
        assert uses == sum(len(use.findall(text)) for text in written), f"{name} is used outside of a Secret"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_changed_secret_rolls_the_pods_that_use_it_and_no_others(environment: str) -> None:
    resources = synthesized(environment, "app")["resource"]
    present = {secret["metadata"]["name"] for secret in resources["kubernetes_secret_v1"].values()}
    for workload in WORKLOADS:
        template = resources["kubernetes_deployment_v1"][f"{_id(workload)}_deployment"]["spec"]["template"]
        annotated = {
            key.removeprefix("secret-revision/")
            for key in template["metadata"]["annotations"]
            if key.startswith("secret-revision/")
        }
        assert annotated == {*SEEN_BY_CONTAINER[_role(workload)], *SEEN_BY_SIDECAR[_role(workload)]} & present
    for name, job in resources["kubernetes_job_v1"].items():
        template = job["spec"]["template"]
        # The provider replaces a Job for a changed variable, and not for a changed annotation of its pods.
        assert "annotations" not in template["metadata"]
        [container] = template["spec"]["container"]
        variables = {variable["name"]: variable.get("value") for variable in container["env"]}
        logins = resources["kubernetes_secret_v1"]["database_logins"]
        expected = logins["data_wo_revision"] if "database" in name else None
        assert variables.get("DATABASE_LOGINS_REVISION") == expected


def _urls(stack: dict[str, Any]) -> dict[str, str]:
    """Return the URL of each secret of the database."""
    return {
        name: secret["data_wo"]["DATABASE_URL"]
        for name, secret in stack["resource"]["kubernetes_secret_v1"].items()
        if "DATABASE_URL" in secret["data_wo"]
    }


def test_a_managed_databases_url_is_composed_where_it_is_written() -> None:
    url = _urls(synthesized("production", "app"))["database_credentials"]
    assert '"postgresql://"' in url
    assert 'replace(urlencode(var.postgres_password), "+", "%20")' in url
    assert '"?sslmode=verify-full"' in url


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_administrator_signs_in_for_migrations_and_access_alone(environment: str) -> None:
    stack = synthesized(environment, "app")
    owner = "postgres_password" if "postgres_password" in stack["variable"] else "database_url"
    pods = _pods(stack["resource"])
    with_it = {
        name
        for name, pod in pods.items()
        if any(reference[0] == "database-credentials" for reference in _of_variables(pod["container"][0]))
    }
    assert with_it == {
        *("todo-backend-migration", "todo-frontend-migration"),
        *("database-grant", "database-retire"),
    }
    for name, url in _urls(stack).items():
        if name != "database_credentials" and owner == "postgres_password":
            assert owner not in url


def test_each_part_has_its_login_and_a_password_that_leads_to_no_other() -> None:
    urls = _urls(synthesized("production", "app"))
    for part in ("backend", "sidecar", "frontend"):
        url = urls[f"{part}_database"]
        assert f'"todo_{part}_r", tostring(var.database_login_key_revision), ":"' in url
        assert f'sha256(join("", ["{part}:", var.database_login_key]))' in url


def test_logins_are_made_before_they_are_handed_out_and_retired_after_the_rollout() -> None:
    resources = synthesized("production", "app")["resource"]
    grant, retire = "kubernetes_job_v1.database_grant", resources["kubernetes_job_v1"]["database_retire"]
    for name in ("backend_database", "sidecar_database", "frontend_database"):
        assert resources["kubernetes_secret_v1"][name]["depends_on"] == [grant]
    assert "depends_on" not in resources["kubernetes_secret_v1"]["database_logins"]
    for job in ("todo_backend_migration", "todo_frontend_migration"):
        assert grant in resources["kubernetes_job_v1"][job]["depends_on"]
    assert retire["depends_on"] == [
        "kubernetes_deployment_v1.todo_backend_deployment",
        "kubernetes_deployment_v1.todo_frontend_deployment",
    ]


def test_an_external_database_brings_its_own_url_for_the_migrations(
    environment_file: EnvironmentFile,
) -> None:
    environment_file.set("database", {"provider": "external"})
    stack = synthesized_variant(environment_file.load(), "app")
    urls = _urls(stack)
    assert urls["database_credentials"] == "${var.database_url}"
    assert 'replace(var.database_url, "/\\\\/\\\\/[^@]*@/"' in urls["backend_database"]
    assert '"//", "todo_backend_r"' in urls["backend_database"]
    assert "postgres_password" not in stack["variable"]
    # A moved server changes every URL, so that both revisions count.
    revision = stack["resource"]["kubernetes_secret_v1"]["backend_database"]["data_wo_revision"]
    assert {"database_url", "database_login_key"} == set(re.findall(r"var\.(\w+)_revision", revision))


def test_an_external_database_whose_owner_cannot_create_roles_has_one_login(
    environment_file: EnvironmentFile,
) -> None:
    environment_file.set("database", {"provider": "external", "separate_logins": False})
    stack = synthesized_variant(environment_file.load(), "app")
    assert set(_urls(stack).values()) == {"${var.database_url}"}
    assert "database_login_key" not in stack["variable"]
    assert "database_logins" not in stack["resource"]["kubernetes_secret_v1"]
    jobs = set(stack["resource"]["kubernetes_job_v1"])
    assert jobs == {"todo_backend_migration", "todo_frontend_migration"}


def test_without_events_there_is_no_password_for_them(environment_file: EnvironmentFile) -> None:
    environment_file.set("events", {"provider": "none"})
    stack = synthesized_variant(environment_file.load(), "app")
    assert "redpanda_password" not in stack["variable"]
    assert "redpanda_credentials" not in stack["resource"]["kubernetes_secret_v1"]
