"""The gateway: its class, its addresses and listeners, and the routes that hang on it.

Conditions: gateway-api.sigs.k8s.io, "API specification", GatewayStatus, ListenerStatus and RouteParentStatus.
"""

from collections.abc import Sequence
from typing import Final

from ops.commands.health.conditions import Custom, describe, holds, judged, message, none_yet, title
from ops.commands.health.finding import Area, Finding, Health

CONTROLLER: Final = "gateway.envoyproxy.io/gatewayclass-controller"
_GUIDE: Final = "docs/deployment/access.md"


def evaluate_classes(classes: Sequence[Custom]) -> list[Finding]:
    """Judge the gateway classes of our controller; a cluster may have others."""
    ours = [item for item in classes if item["spec"]["controllerName"] == CONTROLLER]
    found = [judged(item, "Accepted", section=Area.GATEWAY) for item in ours]
    return found or none_yet(ours, "GatewayClass", section=Area.GATEWAY)


def evaluate_gateways(gateways: Sequence[Custom]) -> list[Finding]:
    """Judge each gateway: programmed, with an address, and every listener of it."""
    found = [_gateway(item) for item in gateways]
    return found or none_yet(gateways, "Gateway", section=Area.GATEWAY)


def evaluate_routes(routes: Sequence[Custom]) -> list[Finding]:
    """Judge each route: accepted by a gateway, with everything that it refers to."""
    found = [_route(item) for item in routes]
    return found or none_yet(routes, "Routes", section=Area.GATEWAY)


def _gateway(item: Custom) -> Finding:
    found = judged(item, "Programmed", section=Area.GATEWAY)
    if found.status is not Health.OK:
        return found
    status = item.get("status", {})
    addresses = [address["value"] for address in status.get("addresses") or []]
    broken = [
        f"listener {listener['name']} is not Programmed: {message(listener, 'Programmed')}"
        for listener in status.get("listeners") or []
        if not holds(listener, "Programmed")
    ]
    if broken:
        return _failed(item, "; ".join(broken))
    if not addresses:
        return _failed(item, "has no address")
    detail = f"Programmed at {', '.join(addresses)}"
    return Finding(section=Area.GATEWAY, subject=title(item), status=Health.OK, detail=detail)


def _route(item: Custom) -> Finding:
    parents = item.get("status", {}).get("parents") or []
    if not parents:
        return _failed(item, "hangs on no gateway: none has taken it")
    wrong = [
        f"not {kind}: {message(parent, kind)}"
        for parent in parents
        for kind in ("Accepted", "ResolvedRefs")
        if not holds(parent, kind)
    ]
    if wrong:
        return _failed(item, "; ".join(dict.fromkeys(wrong)))
    return Finding(section=Area.GATEWAY, subject=title(item), status=Health.OK, detail="Accepted")


def _failed(item: Custom, detail: str) -> Finding:
    return Finding(
        section=Area.GATEWAY,
        subject=title(item),
        status=Health.FAILED,
        detail=detail,
        remedy=f"{describe(item)}; {_GUIDE}",
    )
