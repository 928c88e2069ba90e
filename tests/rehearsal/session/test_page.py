"""A rehearsal as a page to attach."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from ops.common.progress import Step
from rehearsal.session.page import rehearsal_page
from tests.rehearsal.session.test_terminal import ID, STORE, _report


def test_the_page_has_steps_resources_and_outputs_as_data() -> None:
    steps = [
        Step(name="foundation", result="88 created <b>", seconds=4.04),
        Step(name="Second plan", result="no changes in 3 stacks", seconds=6.0, warnings=["a <warning>"]),
    ]
    page = rehearsal_page(
        _report(), steps, commit="0123456789abcdef", at=datetime(2026, 11, 28, 2, tzinfo=UTC)
    )
    ElementTree.fromstring(page.partition("<body>")[2].partition("</body>")[0])
    assert "<title>Rehearsal of staging at 0123456789ab</title>" in page
    assert "2026-11-28 02:00 UTC, 10 s." in page
    assert "88 created &lt;b&gt;" in page
    assert "a &lt;warning&gt;" in page
    assert "azurerm_subnet</td><td>2</td>" in page
    assert ID in page
    assert "\x1b" not in page
    assert STORE.key not in page
    assert "src=" not in page
