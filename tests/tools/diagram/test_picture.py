"""The diagram is that of today's stacks, and says everything about them."""

import copy
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.image import imread
from PIL import Image

from ops.engine.synthesis.document import StackDocument
from tests.support.synthesis import STACKS, synthesized
from tools.diagram.__main__ import FILE
from tools.diagram.boxes import LEFT_OUT, RULES, UnplacedError, left_out, place
from tools.diagram.drawing import DIGEST, box_texts, draw, figure_of
from tools.diagram.graph import Graph, read_graph
from tools.diagram.layout import PLACES, STATE_WAYS, WAYS, Rectangle
from tools.diagram.picture import FLOWS, NoSuchFlowError, Picture, picture

Documents = dict[str, dict[str, Any]]


@pytest.fixture
def documents() -> Documents:
    return {stack: synthesized("production", stack) for stack in STACKS}


@pytest.fixture
def graph(documents: Documents) -> Graph:
    return _graph(documents)


@pytest.fixture
def today(graph: Graph) -> Picture:
    return picture(graph)


def _graph(documents: Documents) -> Graph:
    return read_graph({name: StackDocument(content=content) for name, content in documents.items()})


def _digest(file: Path) -> str:
    with Image.open(file) as image:
        return str(image.info[DIGEST])


def test_the_picture_in_the_documents_is_that_of_today_s_stacks(today: Picture) -> None:
    assert _digest(FILE) == today.digest, "the stacks have changed: run `make diagram` and commit the picture"


def test_every_resource_is_in_a_box_or_left_out_with_a_reason(graph: Graph, today: Picture) -> None:
    shown = [member for box in today.boxes for member in box.members]
    assert len(shown) == len(set(shown))
    hidden = {str(address) for address in graph.resources if left_out(address)}
    assert set(shown) | hidden == {str(address) for address in graph.resources}
    assert not set(shown) & hidden


def test_no_box_and_no_exception_is_about_nothing(graph: Graph, today: Picture) -> None:
    assert [box.key for box in today.boxes] == [rule.key for rule in RULES]
    for pattern, reason in LEFT_OUT.items():
        assert any(re.fullmatch(pattern, str(address)) for address in graph.resources), pattern
        assert len(reason) > 10


def test_a_resource_of_a_new_type_is_refused_until_somebody_gives_it_a_place(documents: Documents) -> None:
    documents["foundation"]["resource"]["azurerm_redis_cache"] = {"sessions": {"name": "sessions"}}
    with pytest.raises(UnplacedError, match=r"foundation/azurerm_redis_cache\.sessions") as raised:
        place(_graph(documents))
    assert "make diagram" in raised.value.remedy


def test_an_arrow_without_references_in_the_stacks_is_refused(documents: Documents) -> None:
    route = documents["app"]["resource"]["kubernetes_manifest"]["gateway_api_route"]
    route["manifest"]["spec"]["rules"][0]["backendRefs"] = []
    with pytest.raises(NoSuchFlowError, match="entrance to backend"):
        picture(_graph(documents))


@pytest.mark.parametrize(
    ("stack", "kind", "name", "argument"),
    [
        ("foundation", "azurerm_postgresql_flexible_server", "database", "sku_name"),
        ("addons", "helm_release", "dapr", "version"),
    ],
)
def test_what_a_box_says_is_in_the_digest(
    documents: Documents, today: Picture, stack: str, kind: str, name: str, argument: str
) -> None:
    changed = copy.deepcopy(documents)
    changed[stack]["resource"][kind][name][argument] = "other"
    assert picture(_graph(changed)).digest != today.digest


def test_a_further_resource_is_in_the_digest(documents: Documents, today: Picture) -> None:
    tables = documents["app"]["resource"]["kubernetes_secret_v1"]
    tables["more"] = copy.deepcopy(tables["auth_credentials"])
    assert picture(_graph(documents)).digest != today.digest


def test_every_arrow_has_a_way_that_begins_and_ends_at_its_boxes(today: Picture) -> None:
    for flow in FLOWS:
        way = WAYS[flow.source, flow.target]
        for key, point in ((flow.source, way[0]), (flow.target, way[-1])):
            assert _on_edge(PLACES[key], point), (flow, point)
    assert set(WAYS) == {(flow.source, flow.target) for flow in FLOWS}
    assert {(read.by, read.of) for read in today.reads} == set(STATE_WAYS)


def _on_edge(place: Rectangle, point: tuple[float, float]) -> bool:
    x, y = point
    across = place.x - 0.01 <= x <= place.right + 0.01 and min(abs(y - place.y), abs(y - place.top)) < 0.01
    along = place.y - 0.01 <= y <= place.top + 0.01 and min(abs(x - place.x), abs(x - place.right)) < 0.01
    return across or along


def test_no_text_leaves_its_box_and_none_covers_another(today: Picture) -> None:
    figure = figure_of(today, environment="production")
    scale = figure.dpi
    for key, texts in box_texts(figure).items():
        box = PLACES[key]
        for text in texts:
            extent = text.get_window_extent()
            inside = (
                extent.x0 >= box.x * scale
                and extent.x1 <= box.right * scale
                and extent.y0 >= box.y * scale
                and extent.y1 <= box.top * scale
            )
            assert inside, f"{text.get_text()!r} leaves the box {key}"
    # Lines may touch: an extent has room for accents above and descenders below.
    extents = [(text.get_text(), text.get_window_extent().padded(-1.5)) for text in figure.axes[0].texts]
    for (one, first), (other, second) in combinations(extents, 2):
        assert not first.overlaps(second), f"{one!r} covers {other!r}"


def test_two_drawings_of_one_picture_are_the_same_bytes(today: Picture, tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        draw(today, environment="production", to=tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    assert imread(tmp_path / "one.png").shape[1] >= 1600
    assert _digest(tmp_path / "one.png") == today.digest
