"""The Dapr components, subscriptions and policies of the application."""

from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.component import Component, SecretKey
from constructs_lib.dapr.configuration import SidecarConfiguration
from constructs_lib.dapr.pubsub import KafkaAccess, KafkaPubSub
from constructs_lib.dapr.resiliency import PubSubResiliency
from constructs_lib.dapr.secret_store import KubernetesSecretStore
from constructs_lib.dapr.state_store import PostgresStateStore
from constructs_lib.dapr.subscription import Subscription
from constructs_lib.kubernetes.secret import WriteOnlySecret
from contract.outputs import AddonsOutput
from contract.topics import TASK_EVENTS, dead_letter
from environments.events import Events, ExternalEvents, NoEvents, RedpandaEvents
from stacks.app.database import DATABASE_KEY, SIDECAR_LOGIN
from stacks.app.namespace import ReleaseNamespace
from stacks.app.secrets import KAFKA_PASSWORD_KEY, KAFKA_USER_KEY, ReleaseSecrets
from stacks.app.specs import BACKEND, WorkloadSpec
from stacks.remote_state import UpstreamState

_SECRET_STORE: Final = "kubernetes-secrets"  # noqa: S105 - a component's name
_STATE_STORE: Final = "task-state"
# Made by the backend's migration; the sidecar's login may create tables in this schema alone.
_STATE_SCHEMA: Final = "dapr"
_PUBSUB: Final = "task-events-pubsub"
# The store that every sidecar on Kubernetes has, and the one above.
_SECRET_STORES: Final = ("kubernetes", _SECRET_STORE)
_TRACE_SHARE: Final = "0.1"


class BuildingBlocks(Construct):
    """The components that the backend's sidecar loads. The frontend's sidecar loads none.

    Output: `resources`, what has to be there before a sidecar of the backend starts.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: Events,
        secrets: ReleaseSecrets,
        addons: UpstreamState,
        connections: int,
    ) -> None:
        super().__init__(scope, id_)
        namespace = secrets.namespace
        self._namespace = namespace
        scopes = self._scopes = (namespace.workload_name(BACKEND.role),)
        store = KubernetesSecretStore(
            self,
            "secret_store",
            metadata=namespace.object_meta(_SECRET_STORE),
            scopes=scopes,
        )
        state = PostgresStateStore(
            self,
            "state",
            metadata=namespace.object_meta(_STATE_STORE),
            connection=SecretKey(secret=secrets.database.logins[SIDECAR_LOGIN], key=DATABASE_KEY),
            secret_store=store.name,
            schema=_STATE_SCHEMA,
            connections=connections,
            scopes=scopes,
            depends_on=[store.resource],
        )
        kafka = secrets.kafka
        events: list[ITerraformDependable] = []
        if kafka is not None and not isinstance(settings, NoEvents):
            servers = addons.text(AddonsOutput.KAFKA_BOOTSTRAP_SERVERS)
            events = self._events(settings, servers=servers, credentials=kafka, store=store)
        self.resources: tuple[ITerraformDependable, ...] = (store.resource, state.resource, *events)

    def _events(
        self,
        settings: RedpandaEvents | ExternalEvents,
        *,
        servers: str,
        credentials: WriteOnlySecret,
        store: Component,
    ) -> list[ITerraformDependable]:
        """Add publishing and subscribing over Kafka."""
        pubsub = KafkaPubSub(
            self,
            "pubsub",
            metadata=self._namespace.object_meta(_PUBSUB),
            access=KafkaAccess(
                bootstrap_servers=servers,
                mechanism=settings.mechanism,
                user=SecretKey(secret=credentials, key=KAFKA_USER_KEY),
                password=SecretKey(secret=credentials, key=KAFKA_PASSWORD_KEY),
            ),
            consumer_group=settings.consumer_group,
            secret_store=store.name,
            scopes=self._scopes,
            depends_on=[store.resource],
        )
        resiliency = PubSubResiliency(
            self,
            "resiliency",
            metadata=self._namespace.object_meta(_PUBSUB),
            pubsub=_PUBSUB,
            scopes=self._scopes,
        )
        dead_letters = dead_letter(TASK_EVENTS)
        subscriptions = [
            self._subscription("subscription", pubsub, TASK_EVENTS, dead_letter_topic=dead_letters),
            self._subscription("dead_letters", pubsub, dead_letters),
        ]
        return [
            pubsub.resource,
            resiliency.resource,
            *(subscription.resource for subscription in subscriptions),
        ]

    def _subscription(
        self, id_: str, pubsub: Component, topic: str, *, dead_letter_topic: str | None = None
    ) -> Subscription:
        return Subscription(
            self,
            id_,
            metadata=self._namespace.object_meta(topic),
            pubsub=pubsub,
            topic=topic,
            path=f"/events/{topic}",
            app_id=self._namespace.workload_name(BACKEND.role),
            dead_letter_topic=dead_letter_topic,
        )


def sidecar_configuration(
    scope: Construct, part: WorkloadSpec, *, namespace: ReleaseNamespace
) -> SidecarConfiguration:
    """Add the configuration of one workload's sidecar."""
    return SidecarConfiguration(
        scope,
        f"{part.role}_sidecar",
        metadata=namespace.object_meta(namespace.workload_name(part.role)),
        apis=part.sidecar_apis,
        secret_stores=_SECRET_STORES,
        trace_share=_TRACE_SHARE,
    )
