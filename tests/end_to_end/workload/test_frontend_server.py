"""The frontend's server on a real PostgreSQL: migrations, tokens, rotated secrets, outages, logs."""

import json
import secrets as random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import jwt
import psycopg
import pytest
from psycopg import sql

from tests.components.postgres import Postgres, Role, postgres
from tests.end_to_end.workload.frontend import (
    Frontend,
    Secrets,
    build_frontend,
    migration,
    running_frontend,
)
from tests.end_to_end.workload.issuer import AUDIENCE, ISSUER

PASSWORD = random.token_urlsafe(16)
AUTH_SECRET = random.token_urlsafe(48)
ACCOUNT_PASSWORD = random.token_urlsafe(16)
ROLE = Role(name="todo", password=PASSWORD, database="todo")
CONNECTIONS = 50
REPLICAS_THAT_MIGRATE = 4
PROBE_LIMIT_S = 0.5
VERDICT_HOLDS_S = 1.1
TOKEN_LIFETIME_S = 15 * 60


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    build_frontend()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("frontend")


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[Postgres]:
    with postgres(folder=folder, roles=[ROLE], settings=[f"max_connections={CONNECTIONS}"]) as running:
        yield running


@pytest.fixture(scope="module")
def secrets(folder: Path, database: Postgres) -> Secrets:
    mounted = Secrets(folder=folder / "secrets")
    mounted.set(database_url=f"{database.url(ROLE)}?sslmode=disable", auth_secret=AUTH_SECRET)
    return mounted


@pytest.fixture(scope="module")
def migrations(secrets: Secrets) -> list[str]:
    """What each of several migration commands said that started at the same moment."""
    started = [migration(secrets) for _ in range(REPLICAS_THAT_MIGRATE)]
    outputs = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0] * REPLICAS_THAT_MIGRATE, outputs
    return outputs


@pytest.fixture(scope="module")
def frontend(folder: Path, secrets: Secrets, migrations: list[str]) -> Iterator[Frontend]:
    with running_frontend(folder=folder, secrets=secrets) as running:
        yield running


def sign_up(frontend: Frontend) -> httpx.Client:
    """A client with the session of a new account."""
    client = httpx.Client(base_url=frontend.url, headers={"Origin": frontend.url}, trust_env=False)
    account = {
        "name": "Ada",
        "email": f"{random.token_hex(8)}@example.com",
        "password": ACCOUNT_PASSWORD,
    }
    client.post("/api/auth/sign-up/email", json=account).raise_for_status()
    return client


def verified_claims(frontend: Frontend, token: str) -> dict[str, object]:
    """The token's claims, checked as the backend checks them."""
    keys = jwt.PyJWKSet.from_dict(httpx.get(f"{frontend.url}/api/auth/jwks", trust_env=False).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, key, algorithms=["EdDSA"], issuer=ISSUER, audience=AUDIENCE)


def probe(frontend: Frontend, path: str) -> tuple[int, float]:
    """Status and seconds of a probe, without the time that a client takes to be made."""
    with httpx.Client(base_url=frontend.url, trust_env=False) as client:
        answer = client.get(path)
    return answer.status_code, answer.elapsed.total_seconds()


def recovers(frontend: Frontend) -> bool:
    """Whether a replica becomes ready; a verdict holds for a second."""
    frontend.server.wait_until(lambda: probe(frontend, "/ready")[0] == httpx.codes.OK, timeout_s=2)
    return True


def token_of(client: httpx.Client) -> str:
    answer = client.get("/api/auth/token").raise_for_status()
    return str(answer.json()["token"])


def test_of_migrations_that_start_together_one_works_and_the_others_find_nothing_to_do(
    migrations: list[str],
) -> None:
    worked = [output for output in migrations if '"migrated"' in output]
    assert len(worked) == 1
    assert sum("up to date" in output for output in migrations) == REPLICAS_THAT_MIGRATE - 1


def test_the_tables_lie_in_a_schema_of_their_own(database: Postgres, migrations: list[str]) -> None:
    with database.connect(ROLE) as connection:
        rows = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
    assert {schema for schema, _ in rows} == {"auth"}
    assert {name for _, name in rows} >= {"user", "session", "account", "jwks"}


def test_a_session_gets_a_token_that_names_the_user_by_id_alone(frontend: Frontend) -> None:
    client = sign_up(frontend)
    claims = verified_claims(frontend, token_of(client))
    assert set(claims) == {"sub", "iss", "aud", "iat", "exp"}
    assert int(str(claims["exp"])) - int(str(claims["iat"])) == TOKEN_LIFETIME_S
    session = client.get("/api/auth/get-session").json()
    assert claims["sub"] == session["user"]["id"]


def test_without_a_session_there_is_no_token(frontend: Frontend) -> None:
    answer = httpx.get(f"{frontend.url}/api/auth/token", trust_env=False)
    assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_a_request_from_another_site_is_refused(frontend: Frontend) -> None:
    client = sign_up(frontend)
    answer = client.post("/api/auth/sign-out", json={}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == httpx.codes.FORBIDDEN
    token_of(client)


def test_sign_in_attempts_are_limited_for_each_client_address(frontend: Frontend) -> None:
    attempt = {"email": "nobody@example.com", "password": "not the password"}

    def status_for(address: str) -> int:
        headers = {"Origin": frontend.url, "X-Forwarded-For": address}
        url = f"{frontend.url}/api/auth/sign-in/email"
        return httpx.post(url, json=attempt, headers=headers, trust_env=False).status_code

    statuses = [status_for("192.0.2.1") for _ in range(31)]
    assert statuses == [httpx.codes.UNAUTHORIZED] * 30 + [httpx.codes.TOO_MANY_REQUESTS]
    assert status_for("192.0.2.2") == httpx.codes.UNAUTHORIZED


def test_a_replaced_database_password_is_used_without_a_restart(
    frontend: Frontend, database: Postgres, secrets: Secrets
) -> None:
    client = sign_up(frontend)
    new_password = random.token_urlsafe(16)
    with database.connect(ROLE) as connection:
        connection.execute(sql.SQL("ALTER ROLE todo PASSWORD {}").format(sql.Literal(new_password)))
    new_role = Role(name=ROLE.name, password=new_password, database=ROLE.database)
    secrets.set(database_url=f"{database.url(new_role)}?sslmode=disable")
    with database.connect(new_role) as connection:
        # New connections are what the new password is needed for.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'todo-frontend'"
        )
        try:
            assert probe(frontend, "/ready")[0] == httpx.codes.OK
            token_of(client)
        finally:
            connection.execute(sql.SQL("ALTER ROLE todo PASSWORD {}").format(sql.Literal(PASSWORD)))
            secrets.set(database_url=f"{database.url(ROLE)}?sslmode=disable")


def test_a_replaced_auth_secret_brings_a_new_key_and_leaves_issued_tokens_valid(
    frontend: Frontend, secrets: Secrets
) -> None:
    old_client = sign_up(frontend)
    old_token = token_of(old_client)
    secrets.set(auth_secret=random.token_urlsafe(48))
    try:
        assert old_client.get("/api/auth/token").status_code == httpx.codes.UNAUTHORIZED
        new_token = token_of(sign_up(frontend))
        assert jwt.get_unverified_header(new_token)["kid"] != jwt.get_unverified_header(old_token)["kid"]
        assert verified_claims(frontend, new_token)["sub"]
        assert verified_claims(frontend, old_token)["sub"]
    finally:
        secrets.set(auth_secret=AUTH_SECRET)


def test_private_keys_are_stored_encrypted(database: Postgres, frontend: Frontend) -> None:
    token_of(sign_up(frontend))
    with database.connect(ROLE) as connection:
        keys = connection.execute('SELECT "privateKey" FROM auth.jwks').fetchall()
    assert keys
    assert not any('"d"' in str(key) for key in keys)


def test_while_the_database_is_away_it_is_alive_but_not_ready_and_recovers_by_itself(
    frontend: Frontend, database: Postgres
) -> None:
    database.stop()
    try:
        time.sleep(VERDICT_HOLDS_S)
        status, seconds = probe(frontend, "/ready")
        assert status == httpx.codes.SERVICE_UNAVAILABLE
        assert seconds < PROBE_LIMIT_S
        assert probe(frontend, "/health")[0] == httpx.codes.OK
    finally:
        database.server.start()
        database.wait_ready()
    assert recovers(frontend)


def test_a_hanging_database_does_not_make_the_probe_hang(
    frontend: Frontend, database: Postgres, secrets: Secrets
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        secrets.set(database_url=f"postgresql://todo:{PASSWORD}@127.0.0.1:{port}/todo?sslmode=disable")
        try:
            time.sleep(VERDICT_HOLDS_S)
            status, seconds = probe(frontend, "/ready")
            assert status == httpx.codes.SERVICE_UNAVAILABLE
            assert seconds < PROBE_LIMIT_S
        finally:
            secrets.set(database_url=f"{database.url(ROLE)}?sslmode=disable")
    assert recovers(frontend)


def test_probes_do_not_exist_for_those_who_come_through_the_gateway(frontend: Frontend) -> None:
    for path in ("/ready", "/health"):
        with httpx.Client(base_url=frontend.url, trust_env=False) as client:
            assert client.get(path).status_code == httpx.codes.OK
            visitor = client.get(path, headers={"X-Forwarded-For": "192.0.2.1"})
            assert visitor.status_code == httpx.codes.NOT_FOUND
            assert client.get(path, headers={"Host": "todo.example.com"}).status_code == httpx.codes.NOT_FOUND


def fill(database: Postgres, stack: ExitStack) -> None:
    """Take every connection that the server gives to users."""
    for _ in range(CONNECTIONS + 1):
        try:
            stack.enter_context(database.connect(ROLE))
        except psycopg.OperationalError as error:
            assert "connection slots" in str(error), error
            return
    raise AssertionError("the server gives more connections than it was told to")


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/auth/get-session"])
def test_on_a_full_server_a_page_says_when_to_come_back(
    frontend: Frontend, database: Postgres, path: str
) -> None:
    client = sign_up(frontend)
    assert client.get("/").status_code == httpx.codes.OK
    with ExitStack() as stack:
        administrator = stack.enter_context(database.connect(ROLE))
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'todo-frontend'"
        )
        fill(database, stack)
        answer = client.get(path)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (httpx.codes.SERVICE_UNAVAILABLE, "1")
    after = client.get(path)
    assert after.status_code in {httpx.codes.OK, httpx.codes.TEMPORARY_REDIRECT}
    assert "Retry-After" not in after.headers


def test_every_line_that_it_wrote_is_of_the_log_schema_and_holds_no_secret(
    folder: Path, frontend: Frontend
) -> None:
    answer = httpx.get(f"{frontend.url}/sign-in", headers={"X-Request-ID": "end-to-end-1"}, trust_env=False)
    assert answer.headers["X-Request-ID"] == "end-to-end-1"
    log = folder / "frontend.log"
    frontend.server.wait_until(lambda: "end-to-end-1" in log.read_text(), timeout_s=5)
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert all({"time", "severity", "component", "message"} <= line.keys() for line in lines)
    assert {line["component"] for line in lines} == {"todo-frontend"}
    request = next(line for line in lines if line.get("request_id") == "end-to-end-1")
    assert (request["route"], request["method"], request["status"]) == ("/sign-in", "GET", httpx.codes.OK)
    for secret in (PASSWORD, AUTH_SECRET, ACCOUNT_PASSWORD, "@example.com"):
        assert secret not in text


def test_a_missing_setting_ends_the_start_with_one_line_that_names_it(folder: Path) -> None:
    empty = Secrets(folder=folder / "no-secrets")
    process = migration(empty)
    output = process.communicate(timeout=30)[0]
    assert process.returncode == 1
    [line] = output.splitlines()
    assert "DATABASE_URL is missing: put it into the file" in json.loads(line)["reason"]
