"""A line on a terminal that shows how far long work is; nothing in a pipe."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from workers.kafka.progress import Progress as Told

T = TypeVar("T")


@contextmanager
def progress_line(what: str) -> Iterator[Told | None]:
    """Show progress on standard error while the block runs; None if no one would see it. A total of 0 is unknown."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total or None)


def tracked(items: Iterable[T], progress: Told | None, total: int = 0) -> Iterator[T]:
    """The items one by one, telling how many there were so far; the total is 0 if it is not known."""
    for done, item in enumerate(items, 1):
        yield item
        if progress is not None:
            progress(done, total)


@contextmanager
def busy_line(what: str) -> Iterator[None]:
    """Show on standard error of a terminal that work goes on whose size is not known."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    columns = (TextColumn(what), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        shown.add_task("", total=None)
        yield
