"""How errors look on a terminal, the same in every command line."""

from rich.console import Console
from rich.text import Text

from ops.errors import UserError


def print_error(console: Console, error: UserError) -> None:
    """Print an error: what, where, remedy. The text is never read as markup nor shortened."""
    console.print(Text.assemble(("error: ", "bold red"), error.what), soft_wrap=True)
    if error.where:
        console.print(Text.assemble(("  where: ", "dim"), error.where), soft_wrap=True)
    if error.remedy:
        console.print(Text.assemble((" remedy: ", "bold green"), error.remedy), soft_wrap=True)
