"""Many small checks in one test: a failure says which of them it was."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def about(what: str) -> Iterator[None]:
    """Name the case in a failure of the block; thousands of tests of a millisecond each cost more than they check."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"The case: {what}")
        raise
