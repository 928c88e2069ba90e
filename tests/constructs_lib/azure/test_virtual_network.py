from typing import Any

from cdktf import TerraformOutput
from constructs import Construct

from constructs_lib.azure.virtual_network import VirtualNetwork
from tests.support.constructs import PLACEMENT, resources, synthesized_parts

NODES, PODS, DATABASE = "10.10.0.0/24", "10.244.0.0/16", "10.10.1.0/28"


def network(scope: Construct) -> VirtualNetwork:
    return VirtualNetwork(
        scope,
        "network",
        name="todo",
        cidr="10.10.0.0/16",
        node_cidr=NODES,
        pod_cidr=PODS,
        placement=PLACEMENT,
    )


def rules(made: dict[str, Any], subnet: str) -> list[dict[str, Any]]:
    """Return the subnet's rules in the order in which Azure asks them."""
    group = f"${{azurerm_network_security_group.network_{subnet}_rules.name}}"
    found = made["azurerm_network_security_rule"].values()
    return sorted(
        (rule for rule in found if rule["network_security_group_name"] == group),
        key=lambda rule: int(rule["priority"]),
    )


def test_nodes_and_pods_reach_each_other_in_every_direction() -> None:
    cluster = rules(resources(network), "nodes")[0]
    assert cluster["access"] == "Allow"
    assert cluster["protocol"] == "*"
    assert cluster["source_address_prefixes"] == [NODES, PODS]
    assert cluster["destination_address_prefixes"] == [NODES, PODS]


def test_the_internet_reaches_the_web_ports_and_no_others() -> None:
    public = [r for r in rules(resources(network), "nodes") if r.get("source_address_prefix") == "Internet"]
    assert [rule["destination_port_ranges"] for rule in public] == [["80", "443"]]


def test_a_subnet_is_protected_only_once_its_rules_are_there() -> None:
    made = resources(network)
    protection = made["azurerm_subnet_network_security_group_association"]["network_nodes_protection"]
    assert set(protection["depends_on"]) == {
        f"azurerm_network_security_rule.{address}" for address in made["azurerm_network_security_rule"]
    }


def test_what_takes_a_subnet_waits_until_its_rules_protect_it() -> None:
    def both(scope: Construct) -> None:
        made = network(scope)
        TerraformOutput(scope, "nodes", value=made.node_subnet_id)
        TerraformOutput(scope, "database", value=made.add_database_subnet(cidr=DATABASE))

    taken = {name: output["value"] for name, output in synthesized_parts(both)["output"].items()}
    association = "azurerm_subnet_network_security_group_association.network"
    assert taken == {
        "nodes": f"${{{association}_nodes_protection.subnet_id}}",
        "database": f"${{{association}_database_protection.subnet_id}}",
    }


def test_without_a_database_there_is_no_subnet_for_one() -> None:
    assert list(resources(network)["azurerm_subnet"]) == ["network_nodes"]


def test_only_the_nodes_reach_the_database() -> None:
    made = resources(lambda scope: network(scope).add_database_subnet(cidr=DATABASE))
    clients, replication, others = rules(made, "database")
    assert (clients["access"], clients["source_address_prefix"]) == ("Allow", NODES)
    assert (replication["access"], replication["source_address_prefix"]) == ("Allow", DATABASE)
    assert (others["access"], others["source_address_prefix"]) == ("Deny", "VirtualNetwork")
    subnet = made["azurerm_subnet"]["network_database"]
    delegation = subnet["delegation"][0]["service_delegation"]
    assert delegation["name"] == "Microsoft.DBforPostgreSQL/flexibleServers"
    assert subnet["service_endpoints"] == ["Microsoft.Storage"]
