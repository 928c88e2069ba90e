"""The app stack's Dapr resources, loaded by the real daprd as a pod of the release loads them.

daprd reads the secrets from a real API server, by the names and keys of the stack. Broker and database are
real. What differs from a release: the addresses, no TLS to the broker, no control plane of Dapr.
"""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.components.dapr_metadata import known_keys, unknown_metadata
from tests.components.daprd import Daprd, daprd
from tests.components.kafka import kafka
from tests.components.postgres import Role, postgres
from tests.components.process import NotReadyError
from tests.control_plane import control_plane
from tests.support.released_app import app_resources
from tests.support.synthesis import ENVIRONMENTS

PUBSUB, STATE, STORE = "task-events-pubsub", "task-state", "kubernetes-secrets"
TOPIC, DEAD_LETTER_TOPIC = "task-events", "task-events-dead-letter"
BACKEND, FRONTEND = "todo-backend", "todo-frontend"
USER = "todo"

OK, NO_CONTENT, INTERNAL_SERVER_ERROR = 200, 204, 500
NOT_ALLOWED = 404  # daprd has no route for what its configuration does not allow

Resource = dict[str, Any]
Resources = dict[tuple[str, str], Resource]
Change = Callable[[Resources], object]


def dapr_resources(environment: str) -> Resources:
    """Return an environment's Dapr resources by kind and name."""
    manifests = [
        arguments["manifest"] for _, _, arguments in app_resources(environment) if "manifest" in arguments
    ]
    found = [each for each in manifests if each["apiVersion"].startswith("dapr.io/")]
    return {(each["kind"], each["metadata"]["name"]): each for each in found}


class Application:
    """The backend's place: keeps the path and the data of each event that daprd delivers."""

    def __init__(self) -> None:
        self.received: Queue[tuple[str, Any]] = Queue()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.received))
        self.port = self.server.server_port

    @contextmanager
    def serving(self) -> Iterator["Application"]:
        """Answer until the end of the block."""
        thread = Thread(target=self.server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.server.server_close()
            thread.join()


def _handler(received: Queue[tuple[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer([])

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            received.put((self.path, body["data"]))
            self._answer({"status": "SUCCESS"})

        def _answer(self, value: object) -> None:
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Print nothing."""

    return Handler


class Release:
    """The services around a sidecar: API server with the secrets, broker, database, application."""

    def __init__(
        self, *, folder: Path, kubeconfig: Path, bootstrap_servers: str, application: Application
    ) -> None:
        self.application = application
        self._folder = folder
        self._kubeconfig = kubeconfig
        self._addresses = {"brokers": bootstrap_servers, "disableTls": "true"}

    @contextmanager
    def sidecar(
        self,
        app_id: str,
        *,
        configured: bool = True,
        change: Change = lambda resources: None,
    ) -> Iterator[Daprd]:
        """Start daprd with the production environment's resources; `change` alters them first."""
        resources = deepcopy(dapr_resources("production"))
        for entry in resources["Component", PUBSUB]["spec"]["metadata"]:
            if entry["name"] in self._addresses:
                entry["value"] = self._addresses[entry["name"]]
        change(resources)
        folder = self._folder / f"resources-{secrets.token_hex(4)}"
        folder.mkdir()
        config = folder.with_suffix(".yaml")
        for (kind, name), resource in resources.items():
            text = json.dumps(resource)
            if kind == "Configuration":
                config.write_text(text) if name == app_id else None
            else:
                (folder / f"{kind}-{name}.yaml".lower()).write_text(text)
        with daprd(
            folder=self._folder,
            app_id=app_id,
            resources=folder,
            app_port=self.application.port,
            config=config if configured else None,
            environment={"KUBECONFIG": str(self._kubeconfig)},
        ) as handle:
            handle.wait_ready()
            yield handle

    def log(self, app_id: str = BACKEND) -> str:
        """Return what the sidecars of an application have logged so far."""
        return (self._folder / f"daprd-{app_id}.log").read_text()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    folder = tmp_path_factory.mktemp("release")
    role = Role(name="todo", password=secrets.token_urlsafe(16), database="todo")
    with (
        control_plane(folder=tmp_path_factory.mktemp("control-plane"), nodes=False) as cluster,
        postgres(folder=folder, roles=[role]) as database,
        kafka(folder=folder, users={USER: secrets.token_urlsafe(16)}) as broker,
        Application().serving() as application,
    ):
        broker.create_topics({TOPIC: 5, DEAD_LETTER_TOPIC: 5})
        values = {"DATABASE_URL": database.url(role), "username": USER, "password": broker.users[USER]}
        cluster.apply(_secrets(values))
        with database.connect(role) as connection:
            # The backend's migration does so in a release.
            connection.execute("CREATE SCHEMA dapr")
        yield Release(
            folder=folder,
            kubeconfig=cluster.kubeconfig,
            bootstrap_servers=broker.bootstrap_servers,
            application=application,
        )


def _secrets(values: dict[str, str]) -> list[Resource]:
    """Return the namespace and the Secrets of the stack, with their names and keys."""
    found: list[Resource] = []
    for kind, _, arguments in app_resources("production"):
        metadata = arguments.get("metadata", {})
        if kind == "kubernetes_namespace_v1":
            found.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": metadata["name"]}})
        if kind == "kubernetes_secret_v1":
            place = {"name": metadata["name"], "namespace": metadata["namespace"]}
            data = {key: values.get(key, "made up") for key in arguments["data_wo"]}
            found.append({"apiVersion": "v1", "kind": "Secret", "metadata": place, "stringData": data})
    return found


def _renamed(component: str, old: str, new: str) -> Change:
    """Return a change that misspells a key of a component's metadata."""

    def change(resources: Resources) -> None:
        _entry(resources, component, old)["name"] = new

    return change


def _entry(resources: Resources, component: str, key: str) -> dict[str, Any]:
    metadata: list[dict[str, Any]] = resources["Component", component]["spec"]["metadata"]
    (entry,) = [each for each in metadata if each["name"] == key]
    return entry


def _answer(sidecar: Daprd, path: str) -> int:
    return httpx.get(f"{sidecar.url}/v1.0/{path}", timeout=10).status_code


def _publish(sidecar: Daprd, data: object) -> int:
    url = f"{sidecar.url}/v1.0/publish/{PUBSUB}/{TOPIC}"
    return httpx.post(url, json=data, timeout=10).status_code


def test_the_backends_sidecar_loads_every_resource(release: Release) -> None:
    with release.sidecar(BACKEND, configured=False) as sidecar:
        found = httpx.get(f"{sidecar.url}/v1.0/metadata", timeout=10).json()
    loaded = {(each["name"], each["type"], each["version"]) for each in found["components"]}
    assert loaded == {
        (PUBSUB, "pubsub.kafka", "v1"),
        (STATE, "state.postgresql", "v2"),
        (STORE, "secretstores.kubernetes", "v1"),
    }
    subscribed = {
        (each["pubsubname"], each["topic"], each.get("deadLetterTopic", ""))
        for each in found["subscriptions"]
    }
    assert subscribed == {(PUBSUB, TOPIC, DEAD_LETTER_TOPIC), (PUBSUB, DEAD_LETTER_TOPIC, "")}
    assert found["resiliencies"] == [{"name": PUBSUB}]


def test_the_backends_configuration_allows_events_and_state_only(release: Release) -> None:
    with release.sidecar(BACKEND) as sidecar:
        assert _publish(sidecar, {"task": 1}) == NO_CONTENT
        assert release.application.received.get(timeout=30) == (f"/events/{TOPIC}", {"task": 1})
        saved = httpx.post(f"{sidecar.url}/v1.0/state/{STATE}", json=[{"key": "a", "value": 1}], timeout=10)
        assert saved.status_code == NO_CONTENT
        assert httpx.get(f"{sidecar.url}/v1.0/state/{STATE}/a", timeout=10).json() == 1
        assert _answer(sidecar, "metadata") == NOT_ALLOWED
        assert _answer(sidecar, f"secrets/{STORE}/sidecar-database") == NOT_ALLOWED


def test_the_frontends_sidecar_has_no_component(release: Release) -> None:
    with release.sidecar(FRONTEND) as sidecar:
        found = httpx.get(f"{sidecar.url}/v1.0/metadata", timeout=10).json()
        assert found.get("components", []) == []
        assert found.get("subscriptions", []) == []
        assert _publish(sidecar, {}) == NOT_ALLOWED


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda found: found["Component", PUBSUB]["spec"].update(type="pubsub.kafak"), "pubsub.kafak/v1"),
        (lambda found: found["Component", STATE]["spec"].update(version="v3"), "state.postgresql/v3"),
        (_renamed(PUBSUB, "brokers", "broker"), "brokers"),
        (lambda found: _entry(found, PUBSUB, "authType").update(value="passwd"), "authType"),
        (lambda found: _entry(found, PUBSUB, "saslMechanism").update(value="SHA-512"), PUBSUB),
        (lambda found: _entry(found, STATE, "queryExecMode").update(value="fast"), "queryExecMode"),
    ],
    ids=["type", "version", "required key", "sign-in", "mechanism", "mode"],
)
def test_daprd_refuses_a_wrong_component(release: Release, change: Change, message: str) -> None:
    """Control: a sidecar that starts has understood its components."""
    with pytest.raises(NotReadyError, match="has ended"), release.sidecar(BACKEND, change=change):
        pytest.fail("daprd started")
    fatal = [
        line for line in release.log().splitlines() if '"level":"fatal"' in line or '"level":"error"' in line
    ]
    assert message in fatal[-1]


def test_the_secret_store_reads_its_namespace(release: Release) -> None:
    path = f"secrets/{STORE}/sidecar-database"
    with release.sidecar(BACKEND, configured=False) as sidecar:
        assert _answer(sidecar, path) == OK
    change = _renamed(STORE, "defaultNamespace", "namespace")
    with release.sidecar(BACKEND, configured=False, change=change) as sidecar:
        assert _answer(sidecar, path) == INTERNAL_SERVER_ERROR


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_components_have_only_metadata_that_dapr_lists(environment: str) -> None:
    resources = dapr_resources(environment)
    components = {name: each for (kind, name), each in resources.items() if kind == "Component"}
    # Its maker lists no key of the secret store. The test above shows that daprd reads `defaultNamespace`.
    assert known_keys("secretstores.kubernetes", "v1") == {}
    del components[STORE]
    assert STATE in components
    found = {name: unknown_metadata(each) for name, each in components.items()}
    assert not any(found.values()), found


def test_metadata_that_daprd_ignores_is_found_by_its_lists(release: Release) -> None:
    """Control: daprd starts with a misspelled key that it does not require, and says nothing."""
    misspelled = _renamed(PUBSUB, "consumerGroup", "consumerGrop")
    resources = dapr_resources("production")
    misspelled(resources)
    _entry(resources, PUBSUB, "initialOffset")["value"] = "first"
    with release.sidecar(BACKEND, change=misspelled):
        assert "consumerGrop" not in release.log()
    assert unknown_metadata(resources["Component", PUBSUB]) == ["consumerGrop", "initialOffset: first"]
    with pytest.raises(LookupError, match=r"state\.postgresql/v3"):
        known_keys("state.postgresql", "v3")
