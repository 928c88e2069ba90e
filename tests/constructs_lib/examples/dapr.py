"""Examples of Dapr's components, subscriptions, policies and configuration."""

from collections.abc import Callable, Mapping
from typing import Final

from constructs import Construct

from constructs_lib.dapr.component import Component, SecretKey
from constructs_lib.dapr.configuration import SidecarConfiguration
from constructs_lib.dapr.pubsub import KafkaAccess, KafkaPubSub
from constructs_lib.dapr.resiliency import PubSubResiliency
from constructs_lib.dapr.secret_store import KubernetesSecretStore
from constructs_lib.dapr.state_store import PostgresStateStore
from constructs_lib.dapr.subscription import Subscription
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.secret_variable import SecretVariable
from tests.constructs_lib.examples.kubernetes import meta

_SCOPES: Final = ["checkout", "billing"]


def _secret(scope: Construct, name: str, namespace: str, *keys: str) -> WriteOnlySecret:
    value = SecretVariable(scope, f"{name.replace('-', '_')}_password", purpose=f"password of the {name}")
    return WriteOnlySecret(
        scope, name, metadata=meta(name, namespace), values=dict.fromkeys(keys, value.value), revised_by=value
    )


def component(scope: Construct, namespace: str = "shop") -> Component:
    secret = _secret(scope, "cache", namespace, "password")
    return Component(
        scope,
        "cache_component",
        metadata=meta("cache", namespace),
        component_type="state.redis",
        version="v1",
        settings={"redisHost": "cache:6379", "redisPassword": SecretKey(secret=secret, key="password")},
        scopes=_SCOPES,
        secret_store="vault",
    )


def secret_store(scope: Construct, namespace: str = "shop") -> KubernetesSecretStore:
    return KubernetesSecretStore(scope, "vault", metadata=meta("vault", namespace), scopes=_SCOPES)


def state_store(scope: Construct, namespace: str = "shop") -> PostgresStateStore:
    secret = _secret(scope, "database", namespace, "url")
    return PostgresStateStore(
        scope,
        "state",
        metadata=meta("state", namespace),
        connection=SecretKey(secret=secret, key="url"),
        secret_store="vault",
        schema="orders",
        scopes=_SCOPES,
    )


def pubsub(scope: Construct, namespace: str = "shop") -> KafkaPubSub:
    return _pubsub(scope, "orders", namespace)


def _pubsub(scope: Construct, name: str, namespace: str) -> KafkaPubSub:
    secret = _secret(scope, f"{name}-broker", namespace, "user", "password")
    return KafkaPubSub(
        scope,
        name,
        metadata=meta(name, namespace),
        access=KafkaAccess(
            bootstrap_servers="kafka-0:9092,kafka-1:9092",
            mechanism="SCRAM-SHA-512",
            user=SecretKey(secret=secret, key="user"),
            password=SecretKey(secret=secret, key="password"),
        ),
        consumer_group="billing",
        secret_store="vault",
        scopes=_SCOPES,
    )


def subscription(scope: Construct, namespace: str = "shop") -> Subscription:
    return Subscription(
        scope,
        "subscription",
        metadata=meta("returned", namespace),
        pubsub=_pubsub(scope, "returns", namespace),
        topic="returned",
        path="/events/returned",
        app_id="billing",
        dead_letter_topic="returned-dead-letter",
    )


def resiliency(scope: Construct, namespace: str = "shop") -> PubSubResiliency:
    return PubSubResiliency(
        scope, "resiliency", metadata=meta("orders", namespace), pubsub="orders", scopes=_SCOPES
    )


def configuration(scope: Construct, namespace: str = "shop") -> SidecarConfiguration:
    return SidecarConfiguration(
        scope,
        "configuration",
        metadata=meta("checkout", namespace),
        apis=["publish", "state"],
        secret_stores=["vault", "kubernetes"],
        trace_share="0.25",
    )


EXAMPLES: Final[Mapping[str, Callable[..., Construct]]] = {
    "component": component,
    "secret_store": secret_store,
    "state_store": state_store,
    "pubsub": pubsub,
    "subscription": subscription,
    "resiliency": resiliency,
    "configuration": configuration,
}
