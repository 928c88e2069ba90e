import pytest

from environments.node_sizes import NODE_SIZES, PRODUCTION_NODE_SIZES, NodeSize


def test_a_node_offers_what_aks_leaves() -> None:
    room = NODE_SIZES["Standard_D2s_v3"].allocatable(max_pods=50)
    assert room.millicores == 1900
    # 7.68 GiB seen, less 20 MB a pod and 50 MB, less the 100 MiB at which the kubelet evicts.
    assert room.memory_mib == pytest.approx(6763, abs=1)


def test_no_more_than_a_quarter_of_the_memory_is_reserved() -> None:
    small = NodeSize(cores=2, memory_gib=4, ephemeral_disk_gib=0)
    assert small.allocatable(max_pods=250).memory_mib == pytest.approx(4096 * 0.96 * 3 / 4 - 100)


def test_production_has_no_burstable_size() -> None:
    assert "Standard_D2s_v3" in PRODUCTION_NODE_SIZES
    assert not [name for name in PRODUCTION_NODE_SIZES if "_B" in name]
