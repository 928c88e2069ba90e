"""Examples of the constructs on a Kubernetes cluster."""

from collections.abc import Callable, Mapping
from typing import Final

from constructs import Construct

from constructs_lib.image_variable import ImageVariable
from constructs_lib.kubernetes.autoscaler import Autoscaler, Scaling
from constructs_lib.kubernetes.certificate import AcmeAccount, AcmeCertificate
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.deployment import PodIdentity, RollingDeployment
from constructs_lib.kubernetes.disruption_budget import DisruptionBudget
from constructs_lib.kubernetes.gateway import GatewayClass, PublicGateway, Route
from constructs_lib.kubernetes.gateway_proxy import GatewayProxy, ProxySettings
from constructs_lib.kubernetes.migration import Migration
from constructs_lib.kubernetes.namespace import BoundedNamespace
from constructs_lib.kubernetes.network_policy import Addresses, AllowedFlows, DenyByDefault, Flow, Pods
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.pod import ContainerResources, Process
from constructs_lib.kubernetes.probes import Probes
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.kubernetes.service import HttpService, StaticAddress
from constructs_lib.kubernetes.service_account import ServiceAccount
from constructs_lib.kubernetes.workload import Flows, MigrationStep, SidecarNeeds, Workload
from constructs_lib.secret_variable import SecretVariable

LABELS: Final = {"team": "shop"}
_APP: Final = {"app": "till"}
_DATABASE: Final = Flow(peer=Addresses(cidr="10.30.0.0/28"), ports=[5432])
_ADDRESS: Final = StaticAddress(name="shop-gateway", resource_group="shop-rg")
_ACCOUNT: Final = AcmeAccount(directory="https://acme.example.com/directory", email="owner@example.com")
_RESOURCES: Final = ContainerResources(
    requests={"cpu": "100m", "memory": "64Mi"}, limits={"cpu": "200m", "memory": "128Mi"}
)


def meta(name: str, namespace: str = "shop") -> ObjectMeta:
    """Return the metadata of an object of the examples."""
    return ObjectMeta(name=name, namespace=namespace, labels=LABELS)


def namespace(scope: Construct) -> BoundedNamespace:
    return BoundedNamespace(
        scope,
        "namespace",
        metadata=ObjectMeta(name="shop", labels=LABELS),
        quota={"pods": "20", "requests.cpu": "4"},
    )


def secret(scope: Construct, namespace: str = "shop") -> WriteOnlySecret:
    return _secret(scope, "payment", namespace)


def _secret(scope: Construct, name: str, namespace: str) -> WriteOnlySecret:
    variable = f"{name.replace('-', '_')}_key"
    value = SecretVariable(scope, variable, purpose=f"key of the {name} service")
    return WriteOnlySecret(
        scope,
        name,
        metadata=meta(name, namespace),
        values={variable.upper(): value.value},
        revised_by=value,
    )


def _process(scope: Construct, namespace: str, *, of: str) -> Process:
    return Process(
        image=ImageVariable(scope, of).value,
        user=4711,
        application="shop",
        resources=_RESOURCES,
        secrets=[_secret(scope, f"{of}-payment", namespace)],
        environment={"LOG_LEVEL": "INFO", "CURRENCY": "EUR"},
        command=["./serve", "--quiet"],
        scratch=["/tmp", "/var/cache/shop"],
    )


def service_account(scope: Construct, namespace: str = "shop") -> ServiceAccount:
    made = ServiceAccount(scope, "account", metadata=meta("reader", namespace))
    made.grant_read_secrets([_secret(scope, "ledger", namespace)])
    return made


def deployment(scope: Construct, namespace: str = "shop") -> RollingDeployment:
    account = ServiceAccount(scope, "deployment_account", metadata=meta("basket", namespace))
    return RollingDeployment(
        scope,
        "deployment",
        metadata=ObjectMeta(name="basket", namespace=namespace, labels={**LABELS, "app": "basket"}),
        identity=PodIdentity(
            selector={"app": "basket"}, service_account=account.name, annotations={"owner": "shop"}
        ),
        process=_process(scope, namespace, of="basket"),
        port=9000,
        probes=Probes(liveness="/alive", readiness="/serving"),
    )


def migration(scope: Construct, namespace: str = "shop") -> Migration:
    return Migration(
        scope,
        "migration",
        metadata=meta("stock-migration", namespace),
        process=_process(scope, namespace, of="stock"),
        selector={"app": "stock-migration"},
        egress=[_DATABASE],
    )


def autoscaler(scope: Construct, namespace: str = "shop") -> Autoscaler:
    return Autoscaler(
        scope,
        "autoscaler",
        metadata=meta("basket", namespace),
        deployment="basket",
        container="basket",
        scaling=Scaling(minimum=2, maximum=6, cpu_percent=65),
    )


def disruption_budget(scope: Construct, namespace: str = "shop") -> DisruptionBudget:
    return DisruptionBudget(scope, "budget", metadata=meta("basket", namespace), selector={"app": "basket"})


def service(scope: Construct, namespace: str = "shop") -> HttpService:
    return HttpService(
        scope, "service", metadata=meta("basket", namespace), selector={"app": "basket"}, target_port=9000
    )


def public_service(scope: Construct, namespace: str = "shop") -> HttpService:
    return HttpService(
        scope,
        "public_service",
        metadata=meta("shop-window", namespace),
        selector={"app": "window"},
        target_port=9001,
        public=_ADDRESS,
    )


def deny_by_default(scope: Construct, namespace: str = "shop") -> DenyByDefault:
    return DenyByDefault(scope, "deny", metadata=meta("deny-by-default", namespace))


def allowed_flows(scope: Construct, namespace: str = "shop") -> AllowedFlows:
    return AllowedFlows(
        scope,
        "flows",
        metadata=meta("till", namespace),
        selector=_APP,
        ingress=[Flow(peer=Pods(labels={"app": "proxy"}, namespace="gateways"), ports=[9000])],
        egress=[_DATABASE, Flow(peer=Pods(labels={"app": "dns"}), ports=[53], protocols=("UDP", "TCP"))],
    )


def custom_resource(scope: Construct, namespace: str = "shop") -> CustomResource:
    return CustomResource(
        scope,
        "custom",
        api_version="cert-manager.io/v1",
        kind="Issuer",
        metadata=meta("self-signed", namespace),
        spec={"selfSigned": {}},
        ready_when="Ready",
        timeout="2m",
    )


def certificate(scope: Construct, namespace: str = "shop") -> AcmeCertificate:
    return AcmeCertificate(
        scope,
        "certificate",
        metadata=meta("shop-certificate", namespace),
        host="shop.example.com",
        account=_ACCOUNT,
        gateway="shop",
        listener="http",
        proxies=Pods(labels={"app": "proxy"}, namespace="gateways"),
    )


def gateway_proxy(scope: Construct, namespace: str = "shop") -> GatewayProxy:
    return GatewayProxy(scope, "proxy", metadata=meta("spare", namespace), settings=_proxies())


def _proxies() -> ProxySettings:
    return ProxySettings(replicas=2, resources=_RESOURCES, address=_ADDRESS)


def gateway(scope: Construct, namespace: str = "shop") -> PublicGateway:
    return PublicGateway(
        scope,
        "gateway",
        metadata=meta("shop", namespace),
        host="shop.example.com",
        gateway_class=GatewayClass(
            name="envoy",
            controller="gateway.envoyproxy.io/gatewayclass-controller",
            namespace="envoy-gateway-system",
        ),
        proxies=_proxies(),
        account=_ACCOUNT,
        routes=[Route(name="pages", prefix="/", service="shop-window", timeout="30s")],
        longest_body="2Mi",
    )


def workload(scope: Construct, namespace: str = "shop") -> Workload:
    sidecar = _secret(scope, "broker", namespace)
    return Workload(
        scope,
        "checkout",
        metadata=meta("checkout", namespace),
        process=_process(scope, namespace, of="checkout"),
        port=9000,
        scaling=Scaling(minimum=1, maximum=3, cpu_percent=60),
        flows=Flows(ingress=[Flow(peer=Pods(labels={"app": "proxy"}), ports=[9000])], egress=[_DATABASE]),
        migration=MigrationStep(command=["./migrate"], egress=[_DATABASE]),
        sidecar=SidecarNeeds(annotations={"sidecar.example.com/inject": "true"}, secrets=[sidecar]),
        public=_ADDRESS,
        probes=Probes(liveness="/alive", readiness="/serving"),
    )


def small_workload(scope: Construct, namespace: str = "shop") -> Workload:
    return Workload(
        scope,
        "window",
        metadata=meta("window", namespace),
        process=Process(
            image="registry.example.com/window:1", user=1000, application="shop", resources=_RESOURCES
        ),
        port=3000,
        scaling=Scaling(minimum=1, maximum=2, cpu_percent=70),
    )


EXAMPLES: Final[Mapping[str, Callable[..., Construct]]] = {
    "namespace": namespace,
    "secret": secret,
    "service_account": service_account,
    "deployment": deployment,
    "migration": migration,
    "autoscaler": autoscaler,
    "disruption_budget": disruption_budget,
    "service": service,
    "service_public": public_service,
    "network_policy_deny": deny_by_default,
    "network_policy_flows": allowed_flows,
    "custom_resource": custom_resource,
    "certificate": certificate,
    "gateway_proxy": gateway_proxy,
    "gateway": gateway,
    "workload": workload,
    "workload_small": small_workload,
}
