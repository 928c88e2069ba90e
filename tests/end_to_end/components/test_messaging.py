"""daprd, Kafka and PostgreSQL together: the one real job of each, and that each of them goes away."""

import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import psycopg
import pytest
from confluent_kafka import KafkaException

from tests.components.daprd import Daprd, daprd
from tests.components.kafka import Kafka, kafka
from tests.components.postgres import Postgres, Role, embedded_programs, postgres
from tests.components.process import Server

USER = "todo"
TOPIC = "task-events"
ROLE = Role(name="todo", password=secrets.token_urlsafe(16), database="todo")


class Subscriber:
    """An application that subscribes to the topic and keeps what it is sent."""

    def __init__(self) -> None:
        self.received: Queue[dict[str, Any]] = Queue()
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                route = [{"pubsubname": "events", "topic": TOPIC, "route": "/events"}]
                self._answer(route if self.path == "/dapr/subscribe" else {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.put(json.loads(body))
                self._answer({"status": "SUCCESS"})

            def _answer(self, value: object) -> None:
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self._thread = threading.Thread(target=self.server.serve_forever)
        self._thread.start()

    def wait_for(self, number: int) -> dict[str, Any]:
        """Return the event with this number; earlier ones may come again, for delivery is at least once."""
        while True:
            event = self.received.get(timeout=60)
            if event["data"] == {"number": number}:
                return event

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("messaging")


@pytest.fixture(scope="module")
def broker(folder: Path) -> Iterator[Kafka]:
    with kafka(folder=folder, users={USER: secrets.token_urlsafe(16)}) as handle:
        handle.create_topics({TOPIC: 5})
        yield handle
    assert_gone(handle.server)


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[Postgres]:
    with postgres(folder=folder, roles=[ROLE]) as handle:
        yield handle
    assert_gone(handle.server)
    assert not handle.socket_folder.exists()


@pytest.fixture(scope="module")
def subscriber() -> Iterator[Subscriber]:
    application = Subscriber()
    yield application
    application.close()


@pytest.fixture(scope="module")
def sidecar(folder: Path, broker: Kafka, database: Postgres, subscriber: Subscriber) -> Iterator[Daprd]:
    resources = folder / "resources"
    resources.mkdir()
    environment = {"KAFKA_PASSWORD": broker.users[USER], "DATABASE_URL": database.url(ROLE)}
    write_component(resources, name="from-environment", type_="secretstores.local.env", metadata=[])
    write_component(
        resources,
        name="events",
        type_="pubsub.kafka",
        metadata=[
            {"name": "brokers", "value": broker.bootstrap_servers},
            {"name": "consumerGroup", "value": "components-test"},
            {"name": "initialOffset", "value": "oldest"},
            {"name": "authType", "value": "password"},
            {"name": "saslMechanism", "value": "SHA-256"},
            {"name": "saslUsername", "value": USER},
            {"name": "saslPassword", "secretKeyRef": {"name": "KAFKA_PASSWORD", "key": "KAFKA_PASSWORD"}},
            {"name": "disableTls", "value": "true"},
        ],
    )
    write_component(
        resources,
        name="state",
        type_="state.postgresql",
        version="v2",
        metadata=[
            {"name": "connectionString", "secretKeyRef": {"name": "DATABASE_URL", "key": "DATABASE_URL"}}
        ],
    )
    with daprd(
        folder=folder,
        app_id="components-test",
        resources=resources,
        app_port=subscriber.port,
        environment=environment,
    ) as handle:
        handle.wait_ready()
        yield handle
    assert_gone(handle.server)


def write_component(
    folder: Path, *, name: str, type_: str, metadata: list[dict[str, Any]], version: str = "v1"
) -> None:
    component = {
        "apiVersion": "dapr.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name},
        "spec": {"type": type_, "version": version, "metadata": metadata},
        "auth": {"secretStore": "from-environment"},
    }
    (folder / f"{name}.yaml").write_text(json.dumps(component))


def assert_gone(server: Server) -> None:
    assert not server.running


def cloud_event(number: int) -> bytes:
    event = {"specversion": "1.0", "id": f"event-{number}", "source": "test", "type": "test"}
    return json.dumps({**event, "data": {"number": number}}).encode()


def publish(sidecar: Daprd, number: int) -> None:
    answer = httpx.post(f"{sidecar.url}/v1.0/publish/events/{TOPIC}", json={"number": number}, timeout=10)
    assert answer.status_code == 204, answer.text


def test_an_event_goes_through_daprd_and_kafka_to_the_subscriber(
    sidecar: Daprd, subscriber: Subscriber, broker: Kafka
) -> None:
    publish(sidecar, 1)

    assert subscriber.wait_for(1)["topic"] == TOPIC
    stored = broker.consume(TOPIC, user=USER, count=1)
    assert json.loads(stored[0].value() or b"")["data"] == {"number": 1}


def test_a_wrong_password_is_refused_by_the_broker(broker: Kafka) -> None:
    stranger = replace(broker, users={USER: "wrong"})

    with pytest.raises(KafkaException):
        stranger.produce(TOPIC, b"{}", user=USER)


def test_state_is_kept_in_postgresql(sidecar: Daprd, database: Postgres) -> None:
    saved = httpx.post(
        f"{sidecar.url}/v1.0/state/state", json=[{"key": "colour", "value": "green"}], timeout=10
    )

    assert saved.status_code == 204, saved.text
    assert httpx.get(f"{sidecar.url}/v1.0/state/state/colour", timeout=10).json() == "green"
    with database.connect(ROLE) as connection:
        keys = connection.execute("SELECT key FROM state").fetchall()
    assert keys == [("components-test||colour",)]


def test_kafka_keeps_users_and_messages_when_it_is_killed(
    broker: Kafka, sidecar: Daprd, subscriber: Subscriber
) -> None:
    before = len(broker.consume(TOPIC, user=USER, count=100, timeout_s=5))

    broker.restart(kill=True)

    assert len(broker.consume(TOPIC, user=USER, count=before)) == before
    broker.produce(TOPIC, cloud_event(2), user=USER)
    subscriber.wait_for(2)


def test_a_restarted_sidecar_delivers_what_came_meanwhile(
    sidecar: Daprd, subscriber: Subscriber, broker: Kafka
) -> None:
    sidecar.server.stop()
    broker.produce(TOPIC, cloud_event(3), user=USER)

    sidecar.restart()

    sidecar.wait_ready()
    subscriber.wait_for(3)


@pytest.mark.parametrize("kill", [False, True])
def test_postgresql_keeps_committed_rows_over_a_restart(database: Postgres, kill: bool) -> None:
    with database.connect(ROLE) as connection:
        connection.execute(f"CREATE TABLE kept_{str(kill).lower()} AS SELECT 42 AS answer")

    database.restart(kill=kill)

    with database.connect(ROLE) as connection:
        assert connection.execute(f"SELECT answer FROM kept_{str(kill).lower()}").fetchall() == [(42,)]


def test_postgresql_refuses_a_wrong_password(database: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        database.connect(Role(name=ROLE.name, password="wrong", database=ROLE.database))


def test_two_postgresql_servers_live_side_by_side(database: Postgres, tmp_path: Path) -> None:
    with postgres(folder=tmp_path, roles=[ROLE]) as second, second.connect(ROLE) as connection:
        assert second.port != database.port
        assert connection.execute("SELECT current_database()").fetchall() == [("todo",)]


def test_no_password_is_in_an_argument_list(broker: Kafka, database: Postgres, sidecar: Daprd) -> None:
    for server in (broker.server, database.server, sidecar.server):
        arguments = Path(f"/proc/{server.pid}/cmdline").read_text()
        assert ROLE.password not in arguments
        assert broker.users[USER] not in arguments


def test_the_postgresql_of_maven_central_serves_as_well(tmp_path: Path) -> None:
    programs = embedded_programs()

    with (
        postgres(folder=tmp_path, roles=[ROLE], programs=programs) as server,
        server.connect(ROLE) as connection,
    ):
        assert connection.execute("SHOW server_version_num").fetchall()[0][0] == "150014"
