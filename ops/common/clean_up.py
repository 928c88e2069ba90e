"""Clean-ups that never hide the error before them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ops.common.errors import UserError


@contextmanager
def noting_failure(first: BaseException, *, doing: str) -> Iterator[None]:
    """Add the failure of the block to the error `first` as a note, in place of raising it.

    `doing` says what the block does: "recording the failure". The note is printed below the error.
    """
    try:
        yield
    except Exception as second:  # noqa: BLE001 - whatever fails here, the first error is what matters
        said = second.what if isinstance(second, UserError) else str(second)
        reason = said.strip().splitlines()[0] if said.strip() else type(second).__name__
        first.add_note(f"{doing} failed as well: {reason}")


@contextmanager
def afterwards(clean_up: Callable[[], object], *, doing: str) -> Iterator[None]:
    """Call `clean_up` after the block. Its failure is raised only if the block itself did not fail."""
    try:
        yield
    except BaseException as first:
        with noting_failure(first, doing=doing):
            clean_up()
        raise
    clean_up()
