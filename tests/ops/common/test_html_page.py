"""An HTML page: every text is data, and a file that cannot be written is an error."""

from pathlib import Path

import pytest

from ops.common.html_page import html_page, html_table, write_page
from ops.common.text_file import OptionFileError


def test_title_caption_headings_and_cells_are_escaped() -> None:
    page = html_page("<t>", html_table("<c>", ("<h>", "b"), [("<r>", "<d>")]))
    assert not any(f"<{tag}>" in page for tag in "cr")
    assert all(f"&lt;{letter}&gt;" in page for letter in "tchrd")


def test_rows_that_failed_are_marked() -> None:
    table = "\n".join(html_table("", ("a",), [("one",), ("two",)], failed=[False, True]))
    assert table.count('class="failed"') == 1
    assert '<tr class="failed"><th scope="row">two' in table


def test_a_page_is_written_with_its_folder(tmp_path: Path) -> None:
    write_page(tmp_path / "new" / "page.html", "text")
    assert (tmp_path / "new" / "page.html").read_text() == "text"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OptionFileError) as caught:
        write_page(tmp_path / "file" / "page.html", "text")
    assert caught.value.where == str(tmp_path / "file" / "page.html")
