"""How an error looks."""

import io

from rich.console import Console

from ops.console import print_error
from ops.errors import UserError


def test_an_error_shows_what_where_and_remedy_as_they_are() -> None:
    output = io.StringIO()
    error = UserError("no [bold]such[/bold] file\nsecond line", where="/a/b", remedy="make it")
    print_error(Console(file=output, width=40), error)
    assert output.getvalue() == (
        "error: no [bold]such[/bold] file\nsecond line\n  where: /a/b\n remedy: make it\n"
    )
    assert str(error) == "no [bold]such[/bold] file\nsecond line\nwhere: /a/b\nremedy: make it"


def test_a_part_that_is_empty_is_left_out() -> None:
    output = io.StringIO()
    print_error(Console(file=output, width=40), UserError("broken"))
    assert output.getvalue() == "error: broken\n"
