"""The proxy before the real state store: what passes is the store's, what it refuses has Azure's form."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError

from ops.engine.synthesis.stacks import Stack
from rehearsal.common.home import Home
from rehearsal.drills.scene import Scene
from rehearsal.drills.store_front import BUSY, DENIED, EXPIRED, THROTTLED, StoreFault, store_front
from rehearsal.state_store import azurite
from tests.support.state_store import BACKEND, container_of

_BLOB = "production/some.json"
_CONTENT = b'{"version": 4}' * 5000


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Yield a scene with nothing but a state store that runs."""
    home = Home(root=tmp_path)
    stack = Stack(name="app", folder=tmp_path, needs=frozenset(), variables=(), backend=BACKEND, providers=())
    made = Scene(
        home=home,
        store=azurite.start(home, backend=BACKEND),
        stacks=(stack,),
        scope=(),
        environment={},
        secrets={},
        random=Random(1),
    )
    yield made
    made.stop_store()


def test_what_passes_is_answered_by_the_store_and_stays_in_it(scene: Scene) -> None:
    address = scene.store.address
    with store_front(scene) as front:
        with container_of(scene.store) as container:
            blob = container.upload_blob(_BLOB, _CONTENT, metadata={"run": "one"})
            with pytest.raises(ResourceExistsError):
                container.upload_blob(_BLOB, b"", overwrite=False)
            lease = blob.acquire_lease()
            with pytest.raises(HttpResponseError) as locked:
                blob.upload_blob(b"", overwrite=True)
            assert locked.value.error_code == "LeaseIdMissing"  # type: ignore[attr-defined]
            lease.release()
            facts = blob.get_blob_properties()
            assert (facts.size, facts.metadata) == (len(_CONTENT), {"run": "one"})
        assert front.faults == 0
    assert scene.store.address == address
    with container_of(scene.store) as container:
        assert container.download_blob(_BLOB).readall() == _CONTENT


@pytest.mark.parametrize("fault", [THROTTLED, BUSY, EXPIRED, DENIED], ids=lambda fault: fault.code)
def test_a_fault_is_read_as_azures_by_its_own_client(scene: Scene, fault: StoreFault) -> None:
    with store_front(scene) as front:
        front.fault = fault
        for read in (scene.store.read_state, scene.store.lock_of):
            with pytest.raises(HttpResponseError) as caught:
                read(BACKEND.key)
            assert caught.value.status_code == fault.status
            assert caught.value.error_code == fault.code  # type: ignore[attr-defined]
        front.fault = replace(fault, every=2)
        refused = front.faults
        for _ in range(3):
            with pytest.raises(HttpResponseError):
                scene.store.read_state(BACKEND.key)
            assert scene.store.read_state(BACKEND.key) is None
        assert front.faults == refused + 3
        front.fault = None
