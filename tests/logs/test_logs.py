"""The log on standard error."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import structlog

from workers.logs import configure_logs


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    yield
    root.handlers[:], (sys.excepthook, threading.excepthook) = handlers, hooks
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_is_one_object_per_line() -> None:
    """Outside a terminal, each event is a JSON object with level, time and its own fields."""
    stream = io.StringIO()
    configure_logs("info", "auto", stream)
    structlog.get_logger("a").info("worker starting", slot=3)
    logging.getLogger("library").warning("retry %d", 2)
    first, second = lines(stream)
    assert list(first) == ["timestamp", "level", "event", "slot"]
    assert (first["event"], first["level"], first["slot"]) == ("worker starting", "info", 3)
    assert first["timestamp"].endswith("Z")
    assert (second["event"], second["level"]) == ("retry 2", "warning")


def test_a_terminal_gets_colored_text() -> None:
    """`auto` writes text for a person on a terminal."""
    stream = Terminal()
    configure_logs("info", "auto", stream)
    structlog.get_logger("a").info("worker starting", slot=3)
    assert "worker starting" in stream.getvalue()
    assert "\x1b[" in stream.getvalue()


def test_text_in_a_file_has_no_color() -> None:
    """Color codes are for terminals only."""
    stream = io.StringIO()
    configure_logs("info", "text", stream)
    structlog.get_logger("a").info("worker starting", slot=3)
    assert "\x1b[" not in stream.getvalue()


def test_levels_below_the_setting_are_silent() -> None:
    """This applies to both structlog and the standard library."""
    stream = io.StringIO()
    configure_logs("warning", "json", stream)
    structlog.get_logger("a").info("no")
    logging.getLogger("library").info("no")
    structlog.get_logger("a").warning("yes")
    assert [line["event"] for line in lines(stream)] == ["yes"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_text_of_an_exception_is_never_written(form: Literal["json", "text"]) -> None:
    """It may contain data; the type and the location are enough to find the code."""
    stream = io.StringIO()
    configure_logs("info", form, stream)
    try:
        try:
            int("SMITH")
        except ValueError as first:
            raise KeyError("JONES") from first
    except KeyError:
        structlog.get_logger("a").exception("failed")
        logging.getLogger("library").exception("failed too")
    written = stream.getvalue()
    assert "SMITH" not in written
    assert "JONES" not in written
    assert written.count("KeyError") == 2
    assert written.count("ValueError") == 2
    assert written.count("test_logs.py:") == 4


def test_uncaught_exceptions_are_logged_without_their_text() -> None:
    """On all threads, the interpreter's own report is replaced."""
    stream = io.StringIO()
    configure_logs("info", "json", stream)
    thread = threading.Thread(target=lambda: int("SMITH"), name="reports")
    thread.start()
    thread.join()
    try:
        int("JONES")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    first, second = lines(stream)
    assert (first["event"], first["thread"]) == ("uncaught exception", "reports")
    assert second["exception"]["type"] == "builtins.ValueError"
    assert "SMITH" not in stream.getvalue()
    assert "JONES" not in stream.getvalue()


def test_warnings_are_log_lines() -> None:
    """A deprecation warning of a library is logged like everything else."""
    stream = io.StringIO()
    configure_logs("info", "json", stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old", UserWarning, stacklevel=1)
    assert "old" in lines(stream)[0]["event"]


def test_a_line_that_cannot_be_written_leaks_nothing() -> None:
    """The standard library would print the whole record and its exception, and not as JSON."""
    stream = io.StringIO()
    configure_logs("info", "json", stream)
    logging.getLogger("library").warning("%d", "SMITH")
    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["error"]) == ("could not write a log line", "library", "TypeError")
    assert "SMITH" not in stream.getvalue()
