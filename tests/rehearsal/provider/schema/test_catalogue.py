"""Schemas read out of the installed bindings."""

from __future__ import annotations

from pathlib import Path

import pytest
from tf.gen import tfplugin_pb2 as pb

from rehearsal.provider.names import PROVIDERS
from rehearsal.provider.schema.catalogue import load_catalogue


def test_flags_types_and_nesting_come_out_of_the_bindings() -> None:
    schema = load_catalogue("azurerm").resource("azurerm_kubernetes_cluster")
    pool = schema.block.blocks["default_node_pool"]

    assert (pool.mode, pool.min_items, pool.max_items) == ("list", 1, 1)
    assert pool.block.attributes["name"].required
    assert pool.block.attributes["zones"].type == ["set", "string"]
    assert schema.block.attributes["tags"].type == ["map", "string"]
    assert schema.block.attributes["fqdn"].computed
    assert not schema.block.attributes["fqdn"].optional
    assert schema.block.attributes["kube_config"].type[0] == "list"


def test_large_types_are_read_from_their_structs() -> None:
    block = load_catalogue("kubernetes").resource("kubernetes_deployment_v1").block
    for name in ("spec", "template", "spec", "container", "env", "value_from", "secret_key_ref"):
        block = block.blocks[name].block

    assert set(block.attributes) == {"key", "name", "optional"}


def test_nested_attributes_need_protocol_six() -> None:
    helm = load_catalogue("helm").resource("helm_release").block
    redpanda = load_catalogue("redpanda").resource("redpanda_serverless_cluster").block

    assert helm.attributes["set"].nested is not None
    assert helm.attributes["set"].nested.mode == "list"
    assert redpanda.attributes["kafka_api"].nested is not None
    assert redpanda.attributes["kafka_api"].nested.mode == "single"


def test_a_manifest_is_dynamic() -> None:
    manifest = load_catalogue("kubernetes").resource("kubernetes_manifest").block

    assert manifest.attributes["manifest"].type == "dynamic"


def test_the_overlay_adds_what_the_bindings_lack() -> None:
    cluster = load_catalogue("azurerm").resource("azurerm_kubernetes_cluster")
    secret = load_catalogue("kubernetes").resource("kubernetes_secret_v1").block

    assert cluster.version == 2
    assert cluster.block.attributes["sku_tier"].default == "Free"
    assert cluster.block.attributes["location"].force_new
    assert cluster.block.blocks["kubelet_identity"].computed
    assert secret.attributes["data_wo"].write_only
    assert secret.attributes["data"].sensitive


def test_older_names_share_the_facts_of_their_twins() -> None:
    assert load_catalogue("kubernetes").resource("kubernetes_secret").block.attributes["data"].sensitive


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_answer_to_terraform_holds_every_schema(provider: str) -> None:
    response = pb.GetProviderSchema.Response.FromString(load_catalogue(provider).response())

    assert response.resource_schemas
    assert response.server_capabilities.get_provider_schema_optional
    for name, schema in response.resource_schemas.items():
        assert set(load_catalogue(provider).resource(name).block.attributes) == {
            attribute.name for attribute in schema.block.attributes
        }


def test_a_type_that_does_not_exist_is_named() -> None:
    with pytest.raises(LookupError, match="azurerm_nonsense"):
        load_catalogue("azurerm").resource("azurerm_nonsense")


def test_a_provider_without_a_stand_in_is_named() -> None:
    with pytest.raises(LookupError, match=r"google.*azurerm"):
        load_catalogue("google")


def test_schemas_are_cached_and_the_cache_is_enough(tmp_path: Path) -> None:
    first = load_catalogue("helm", tmp_path)
    (cache,) = tmp_path.iterdir()
    written = cache.stat().st_mtime_ns

    second = load_catalogue("helm", tmp_path)

    assert second.response() == first.response()
    assert cache.stat().st_mtime_ns == written
