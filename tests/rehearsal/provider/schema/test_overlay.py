"""The overlay fits the installed bindings, or says where it does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rehearsal.provider.names import PROVIDERS
from rehearsal.provider.schema import overlay
from rehearsal.provider.schema.catalogue import read_schemas


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_type_of_the_overlay_exists(provider: str) -> None:
    named = json.loads(overlay.overlay_file(provider).read_text())["resources"]

    assert set(named) <= set(read_schemas(provider)["resource_schemas"])


def test_a_path_that_the_schema_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"helm_release": {"force_new": ["nonsense.deeper"]}}
    monkeypatch.setattr(overlay, "_facts", lambda _provider: facts)
    schemas: dict[str, Any] = {"resource_schemas": {"helm_release": {"block": {"attributes": {}}}}}

    with pytest.raises(LookupError, match=r"helm_release\.nonsense\.deeper"):
        overlay.apply_overlay("helm", schemas)
