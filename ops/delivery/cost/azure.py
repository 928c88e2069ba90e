"""The billing of the Azure resource types of the stacks.

Meters and quantities as in github.com/infracost/infracost (internal/resources/azure and
internal/providers/terraform/azure, opened November 2026), unless a function names another source.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ops.delivery.cost.amounts import DAYS_A_MONTH, HOURS_A_MONTH, Range, exact
from ops.delivery.cost.billing import Biller, Line, Rates
from ops.delivery.cost.catalogue import UnpricedError
from ops.delivery.cost.resources import Resource

# Nodes get a Premium SSD if their size supports it, billed by the next larger size. Unverified for the
# B series; a Standard SSD of 32 GB would be about $3 cheaper.
_DISK_SIZES: Final = {"P4": 32, "P6": 64, "P10": 128, "P15": 256}
_MINUTES: Final = {"PT1M": 1, "PT5M": 5, "PT10M": 10}
_SLOWEST_BILLED_MINUTES: Final = 15
_FREE_RETENTION_DAYS: Final = 31


def cluster(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price AKS: control plane, nodes, disks, load balancer, outbound addresses, traffic."""
    pool = resource.block("default_node_pool")
    network = resource.block("network_profile")
    yield _control_plane(resource.values["sku_tier"], rates)
    yield from _nodes(pool, rates)
    yield from _load_balancer(network, rates)
    yield rates.line("traffic to the internet", "bandwidth/internet", rates.usage.outbound_gb.range)


def _control_plane(tier: str, rates: Rates) -> Line:
    """Price the tier; Azure's list has a meter for Free since October 2026, counted only in the maximum."""
    hours = rates.usage.hours_on.range
    if tier == "Free":
        unlikely = Range(minimum=0, expected=0, maximum=hours.maximum)
        return rates.line("control plane, tier Free, should Azure bill it", "aks/Free", unlikely)
    return rates.line(f"control plane, tier {tier}", f"aks/{tier}", hours)


def _nodes(pool: Mapping[str, Any], rates: Rates) -> Iterator[Line]:
    least, most = pool["min_count"], pool["max_count"]
    quiet = max(least, rates.nodes or 0)
    hours, further = rates.usage.hours_on, rates.usage.further_node_hours
    node_hours = Range(
        minimum=least * hours.minimum + further.minimum,
        expected=quiet * hours.expected + further.expected,
        maximum=max(most * hours.maximum, quiet * hours.maximum + further.maximum),
    )
    size = pool["vm_size"]
    yield rates.line(f"{_count(quiet, most)} × {size}", f"vm/{size}", node_hours)
    if pool["os_disk_type"] == "Managed":
        disk = _disk(pool["os_disk_size_gb"])
        kept = rates.usage.disks_per_node.range
        disks = Range(
            minimum=least * kept.minimum, expected=quiet * kept.expected, maximum=most * kept.maximum
        )
        yield rates.line(f"system disks, {disk}", f"disk/{disk}", disks)


def _count(quiet: int, most: int) -> str:
    return str(quiet) if quiet == most else f"{quiet} to {most}"


def _disk(size_gb: int) -> str:
    for name, largest in _DISK_SIZES.items():
        if size_gb <= largest:
            return name
    raise UnpricedError(
        f"a system disk of {size_gb} GB",
        where="ops/delivery/cost/azure.py",
        remedy="add its size to _DISK_SIZES and its price to the catalogue",
    )


def _load_balancer(network: Mapping[str, Any], rates: Rates) -> Iterator[Line]:
    """Price the load balancer with up to five rules (here HTTP, HTTPS, outbound), its traffic, its addresses.

    Counted while the cluster is stopped, too. learn.microsoft.com (`Stop-AzAksCluster`) says that a stopped
    cluster accrues no charges, of its compute: that load balancer and addresses are among it is unverified.
    """
    always = Range.of(HOURS_A_MONTH)
    yield rates.line("load balancer", "load-balancer/rules", always)
    yield rates.line("traffic through the load balancer", "load-balancer/data", rates.usage.balanced_gb.range)
    profile = network.get("load_balancer_profile") or {}
    profile = profile[0] if isinstance(profile, list) else profile
    outbound = profile.get("managed_outbound_ip_count") or 1
    yield rates.line("outbound addresses", "address/Standard", always.times(outbound))


def public_ip(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price a static public address, used or not."""
    yield rates.line("static address", f"address/{resource.values['sku']}", Range.of(HOURS_A_MONTH))


def registry(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price a registry by the day, and its storage beyond that included in its tier."""
    tier = resource.values["sku"]
    yield rates.line(f"registry, {tier}", f"registry/{tier}", Range.of(DAYS_A_MONTH))
    yield rates.line("images", f"registry-storage/{tier}", rates.usage.registry_gb.range)


def workspace(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Yield the ingestion of Log Analytics up to the daily cap, and retention above 31 days."""
    collected = rates.usage.logs_gb.range
    cap = resource.values.get("daily_quota_gb")
    if cap is not None and cap > 0:
        collected = collected.at_most(exact(cap) * DAYS_A_MONTH)
    yield rates.line("logs collected", "logs/ingestion", collected)
    months_kept = max(0, resource.values["retention_in_days"] - _FREE_RETENTION_DAYS) / DAYS_A_MONTH
    if months_kept:
        yield rates.line("logs kept longer than 31 days", "logs/retention", collected.times(months_kept))


def table(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price a table: its data is in the line of the workspace, so only a longer retention would add."""
    kept = resource.values.get("total_retention_in_days") or 0
    if kept > _FREE_RETENTION_DAYS:
        months_kept = (kept - _FREE_RETENTION_DAYS) / DAYS_A_MONTH
        stored = rates.usage.logs_gb.range.times(months_kept)
        yield rates.line("logs kept longer than 31 days", "logs/retention", stored)


def metric_alert(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price an alert by its time series: one, or one for each value of a dimension.

    `*` stands for the nodes that run.
    """
    if resource.values.get("enabled") is False:
        return
    nodes = Range.of(rates.nodes or 1)
    series = Range.total(_series(criterion, nodes) for criterion in resource.blocks("criteria"))
    yield rates.line("metric alert", "alert/metric", series)


def _series(criterion: Mapping[str, Any], nodes: Range) -> Range:
    found = Range.of(1)
    dimensions = criterion.get("dimension") or []
    for dimension in [dimensions] if isinstance(dimensions, Mapping) else dimensions:
        if dimension["name"] == "node" and "*" in dimension["values"]:
            found = nodes
        else:
            found = found.times(len(dimension["values"]))
    return found


def query_alert(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price an alert by its frequency; one that is split by columns, also by its further series."""
    if resource.values.get("enabled") is False:
        return
    minutes = _MINUTES.get(resource.values["evaluation_frequency"], _SLOWEST_BILLED_MINUTES)
    yield rates.line(f"log alert every {minutes} min", f"alert/log-{minutes}-minutes", Range.of(1))
    if any(criterion.get("dimension") for criterion in resource.blocks("criteria")):
        yield rates.line(
            "further series of a split log alert",
            f"alert/log-series-{minutes}-minutes",
            rates.usage.further_alert_series.range,
        )


def database(resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price PostgreSQL: compute (twice with a standby), storage, backups beyond the size of the storage."""
    sku = resource.values["sku_name"]
    servers = 2 if resource.blocks("high_availability") else 1
    stored = Range.of(exact(resource.values["storage_mb"]) / 1024 * servers)
    yield rates.line(f"database, {sku}", f"postgresql/{sku}", rates.usage.hours_on.range.times(servers))
    yield rates.line("database storage", "postgresql/storage", stored)
    copies = 2 if resource.values.get("geo_redundant_backup_enabled") else 1
    backup = rates.usage.further_backup_gb.range.times(copies)
    yield rates.line("backups beyond the storage's size", "postgresql/backup", backup)


def private_zone(_resource: Resource, rates: Rates) -> Iterator[Line]:
    """Price a private DNS zone by the month; a few thousand queries cost a fraction of a cent."""
    yield rates.line("private DNS zone", "dns/private-zone", Range.of(1))


BILLERS: Final[Mapping[str, Biller]] = {
    "azurerm_container_registry": registry,
    "azurerm_kubernetes_cluster": cluster,
    "azurerm_log_analytics_workspace": workspace,
    "azurerm_log_analytics_workspace_table": table,
    "azurerm_monitor_metric_alert": metric_alert,
    "azurerm_monitor_scheduled_query_rules_alert_v2": query_alert,
    "azurerm_postgresql_flexible_server": database,
    "azurerm_private_dns_zone": private_zone,
    "azurerm_public_ip": public_ip,
}
