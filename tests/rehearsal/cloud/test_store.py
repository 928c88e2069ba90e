"""The simulated cloud's store."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from rehearsal.cloud.store import CloudObject, DamagedCloudError, Fault, SimulatedCloud

_TYPE = "azurerm_resource_group"


@pytest.fixture
def cloud(tmp_path: Path) -> SimulatedCloud:
    return SimulatedCloud(tmp_path / "cloud.sqlite")


def _group(name: str) -> CloudObject:
    return CloudObject(
        provider="azurerm",
        type=_TYPE,
        id=f"/groups/{name}",
        attributes={"name": name, "tags": {"env": "test"}},
    )


def test_what_was_put_is_found_and_listed(cloud: SimulatedCloud) -> None:
    cloud.put(_group("b"))
    cloud.put(_group("a"))

    assert cloud.get(_TYPE, "/groups/a") == _group("a")
    assert [item.name for item in cloud.list_objects(_TYPE)] == ["a", "b"]
    assert [item.name for item in cloud.list_objects("azurerm_%")] == ["a", "b"]
    assert cloud.list_objects("kubernetes_%") == []


def test_another_process_sees_it(cloud: SimulatedCloud, tmp_path: Path) -> None:
    cloud.put(_group("a"))

    assert SimulatedCloud(tmp_path / "cloud.sqlite").get(_TYPE, "/groups/a") is not None


def test_clusters_do_not_see_each_other(cloud: SimulatedCloud) -> None:
    cloud.put(
        CloudObject(
            provider="kubernetes", type="kubernetes_secret_v1", id="default/a", attributes={}, scope="one"
        )
    )

    assert cloud.get("kubernetes_secret_v1", "default/a", scope="two") is None
    cloud.delete_scope("one")
    assert cloud.list_objects() == []


def test_an_edit_changes_one_attribute_and_counts(cloud: SimulatedCloud) -> None:
    cloud.put(_group("a"))

    cloud.edit(_TYPE, "/groups/a", "tags.env", "other")

    found = cloud.get(_TYPE, "/groups/a")
    assert found is not None
    assert found.attributes == {"name": "a", "tags": {"env": "other"}}
    assert found.revision == 2


def test_an_edit_of_what_is_not_there_is_an_error(cloud: SimulatedCloud) -> None:
    with pytest.raises(LookupError, match="/groups/absent"):
        cloud.edit(_TYPE, "/groups/absent", "name", "x")


def test_a_fault_comes_at_the_nth_creation_and_once(cloud: SimulatedCloud) -> None:
    cloud.fail_create(_TYPE, "out of capacity", nth=2, delay=0.5)

    due = [cloud.next_fault(_TYPE) for _creation in range(3)]

    assert due == [None, Fault(message="out of capacity", delay=0.5), None]
    assert cloud.next_fault("another_type") is None


def test_names_are_taken_without_regard_to_case(cloud: SimulatedCloud) -> None:
    cloud.take_name("azurerm_container_registry", "Shop")

    assert cloud.is_taken("azurerm_container_registry", "sHOP")
    assert not cloud.is_taken("azurerm_public_ip", "shop")


def test_quotas_are_kept(cloud: SimulatedCloud) -> None:
    cloud.set_quota("vcpus", 10)

    assert cloud.quota("vcpus") == 10
    assert cloud.quota("addresses") is None


def test_a_transaction_that_fails_leaves_nothing(cloud: SimulatedCloud) -> None:
    def fail_halfway() -> None:
        with cloud.transaction():
            cloud.put(_group("a"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()

    assert cloud.list_objects() == []


def test_check_and_write_are_one_step_for_concurrent_writers(cloud: SimulatedCloud, tmp_path: Path) -> None:
    winners: list[int] = []

    def claim(number: int) -> None:
        own = SimulatedCloud(tmp_path / "cloud.sqlite")
        with own.transaction():
            if own.get(_TYPE, "/groups/a") is None:
                own.put(_group("a"))
                winners.append(number)

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(winners) == 1


def test_a_new_file_is_opened_by_many_at_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def open_and_close(file: Path, start: threading.Barrier) -> None:
        start.wait()
        try:
            SimulatedCloud(file).list_objects()
        except sqlite3.OperationalError as error:
            failures.append(error)

    for number in range(20):
        start = threading.Barrier(8)
        file = tmp_path / f"cloud-{number}.sqlite"
        threads = [threading.Thread(target=open_and_close, args=(file, start)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert failures == []


@pytest.mark.parametrize("content", [b"garbage" * 200, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_named_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cloud.sqlite"
    file.write_bytes(content)
    with pytest.raises(DamagedCloudError, match="the simulated cloud is damaged") as error:
        SimulatedCloud(file).list_objects()
    assert (error.value.where, "rehearse down --discard" in error.value.remedy) == (str(file), True)


def test_a_file_that_was_cut_off_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cloud.sqlite"
    whole = SimulatedCloud(file)
    for number in range(400):
        whole.put(CloudObject(provider="p", type="t", id=str(number), attributes={"value": "x" * 200}))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    with file.open("r+b") as cut:
        cut.truncate(file.stat().st_size // 2)
    with pytest.raises(DamagedCloudError):
        SimulatedCloud(file).list_objects()
