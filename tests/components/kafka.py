"""A Kafka broker of one node (KRaft) on loopback: SASL PLAIN for itself, SCRAM-SHA-256 for clients."""

import secrets
import shutil
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._scram import (
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)
from confluent_kafka.cimpl import NewTopic

from tests.components.process import NotReadyError, Server, free_ports, write_private
from tools.components.cache import CannotBuildError
from tools.components.jars import jars

READY_TIMEOUT_S = 60
REQUEST_TIMEOUT_S = 20
HEAP = "-Xmx512m"
BROKER_USER = "broker"
SCRAM_ITERATIONS = 4096

ClientSetting = str | int | float | bool


@dataclass(frozen=True, kw_only=True)
class Kafka:
    """A running broker. `users` are client names and passwords, known to it as SCRAM-SHA-256 credentials."""

    server: Server
    port: int
    users: dict[str, str] = field(repr=False)
    _broker_password: str = field(repr=False)

    @property
    def bootstrap_servers(self) -> str:
        """What a client connects to: host:port."""
        return f"127.0.0.1:{self.port}"

    def client_settings(self, user: str) -> dict[str, ClientSetting]:
        """Return librdkafka's settings for a client that signs in as `user`."""
        return self._settings(mechanism="SCRAM-SHA-256", user=user, password=self.users[user])

    def create_topics(self, partitions: Mapping[str, int]) -> None:
        """Create topics, given the number of partitions of each."""
        topics = [NewTopic(name, num_partitions=count) for name, count in partitions.items()]
        admin = self._admin()  # must outlive the futures: its end cancels them
        for created in admin.create_topics(topics).values():
            created.result(REQUEST_TIMEOUT_S)

    def produce(self, topic: str, value: bytes, *, user: str, key: bytes | None = None) -> None:
        """Write one message and wait until the broker has it; raises `KafkaException` when it refuses."""
        failures: list[KafkaError] = []
        settings = {**self.client_settings(user), "message.timeout.ms": "10000"}
        producer = Producer(settings)
        producer.produce(
            topic,
            value=value,
            key=key,
            on_delivery=lambda error, _: failures.append(error) if error else None,
        )
        if producer.flush(REQUEST_TIMEOUT_S):
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        if failures:
            raise KafkaException(failures[0])

    def consume(self, topic: str, *, user: str, count: int, timeout_s: float = 20) -> list[Message]:
        """Return the first `count` messages of a topic, or fewer when the time is over; commits nothing."""
        group = {"group.id": f"reader-{uuid.uuid4()}", "auto.offset.reset": "earliest"}
        consumer = Consumer({**self.client_settings(user), **group, "enable.auto.commit": "false"})
        consumer.subscribe([topic])
        found: list[Message] = []
        deadline = time.monotonic() + timeout_s
        try:
            while len(found) < count and time.monotonic() < deadline:
                message = consumer.poll(0.2)
                if message is not None and message.error() is None:
                    found.append(message)
        finally:
            consumer.close()
        return found

    def lag(self, topic: str, *, group: str, user: str) -> int:
        """Return how many messages of a topic a consumer group has not committed yet."""
        consumer = Consumer({**self.client_settings(user), "group.id": group})
        try:
            metadata = consumer.list_topics(topic, timeout=REQUEST_TIMEOUT_S)
            partitions = [TopicPartition(topic, number) for number in metadata.topics[topic].partitions]
            waiting = 0
            for committed in consumer.committed(partitions, timeout=REQUEST_TIMEOUT_S):
                low, high = consumer.get_watermark_offsets(committed, timeout=REQUEST_TIMEOUT_S)
                waiting += high - max(low, committed.offset)
            return waiting
        finally:
            consumer.close()

    def restart(self, *, kill: bool = False) -> None:
        """Stop (or kill) the broker and start it on the same port with its data; returns when it is ready."""
        if kill:
            self.server.kill()
        else:
            self.server.stop()
        self.server.start()
        self.wait_ready()

    def wait_ready(self) -> None:
        """Wait until the broker answers a client."""
        self.server.wait_until(self._answers, timeout_s=READY_TIMEOUT_S)

    def change_password(self, user: str, password: str) -> None:
        """Give a user another password; from now on the old one is refused."""
        self.users[user] = password
        self._add_users()

    def _answers(self) -> bool:
        try:
            return bool(self._admin().list_topics(timeout=1).brokers)
        except KafkaException:
            return False

    def _add_users(self) -> None:
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, SCRAM_ITERATIONS)
        wanted: list[UserScramCredentialAlteration] = [
            UserScramCredentialUpsertion(user, info, password.encode())
            for user, password in self.users.items()
        ]
        admin = self._admin()  # must outlive the futures: its end cancels them
        for changed in admin.alter_user_scram_credentials(wanted).values():
            changed.result(REQUEST_TIMEOUT_S)

    def _admin(self) -> AdminClient:
        return AdminClient(
            self._settings(mechanism="PLAIN", user=BROKER_USER, password=self._broker_password)
        )

    def _settings(self, *, mechanism: str, user: str, password: str) -> dict[str, ClientSetting]:
        return {
            "bootstrap.servers": self.bootstrap_servers,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": mechanism,
            "sasl.username": user,
            "sasl.password": password,
            "log_level": "0",  # a broker that is just starting refuses connections: that is no news
        }


@contextmanager
def kafka(*, folder: Path, users: Mapping[str, str]) -> Iterator[Kafka]:
    """Start a broker with these users (name to password), yield its handle when it is ready, and stop it.

    Settings, data and log (kafka.log) lie in `folder`.
    """
    java = _java()
    port, controller_port = free_ports(2)
    password = secrets.token_urlsafe(24)
    settings = write_private(
        folder / "kafka.properties",
        _properties(
            port=port, controller_port=controller_port, data=folder / "kafka-data", password=password
        ),
    )
    classpath = f"{jars('kafka')}/*"
    _format(java=java, classpath=classpath, settings=settings, log=folder / "kafka-format.log")
    server = Server(
        name="kafka",
        command=[java, HEAP, *_LOGGING, "-cp", classpath, "kafka.Kafka", str(settings)],
        log=folder / "kafka.log",
    )
    handle = Kafka(server=server, port=port, users=dict(users), _broker_password=password)
    server.start()
    try:
        handle.wait_ready()
        handle._add_users()
        yield handle
    finally:
        server.stop()


_LOGGING = ("-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.defaultLogLevel=info")


def _properties(*, port: int, controller_port: int, data: Path, password: str) -> str:
    plain = "org.apache.kafka.common.security.plain.PlainLoginModule"
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule"
    sign_in = f'username="{BROKER_USER}" password="{password}" user_{BROKER_USER}="{password}"'
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"CLIENTS://127.0.0.1:{port}",
        "listener.security.protocol.map": "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "CLIENTS",
        "controller.listener.names": "CONTROLLER",
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "listener.name.clients.plain.sasl.jaas.config": f"{plain} required {sign_in};",
        "listener.name.clients.scram-sha-256.sasl.jaas.config": f"{scram} required;",
        "log.dirs": str(data),
        "auto.create.topics.enable": "false",
        # One node: nothing is replicated, and a new consumer group need not wait for more members.
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        "controlled.shutdown.enable": "false",
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def _format(*, java: str, classpath: str, settings: Path, log: Path) -> None:
    cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    tool = ["kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(settings)]
    with log.open("wb") as output:
        result = subprocess.run(
            [java, HEAP, "-cp", classpath, *tool],
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=READY_TIMEOUT_S,
            check=False,
        )
    if result.returncode != 0:
        raise NotReadyError(f"kafka's storage could not be formatted:\n{log.read_text()[-2000:]}")


def _java() -> str:
    found = shutil.which("java")
    if found is None:
        raise CannotBuildError(
            "the `java` command is missing: Kafka runs on it. Install Java 17 or newer; "
            "see docs/development/real-components.md"
        )
    return found
