"""Logging to standard error: colored text on a terminal, otherwise one JSON object per line.

A busy worker logs a line a minute (`workers.processes.work_log`), an idle one nothing. No line holds patient data.
The text of an exception can (a decoder quotes what it could not parse), so only its type and stack are logged.
"""

import contextlib
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Final, Literal, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_MAX_FRAMES: Final = 30

ERASE_LINE: Final = "\r\x1b[K"
"""Goes to the start of the terminal's line and erases it: the moving line of a worker may be there."""


def configure_logs(
    level: Literal["debug", "info", "warning", "error"],
    form: Literal["auto", "text", "json"],
    stream: TextIO | None = None,
) -> None:
    """Configure structlog, the standard library's logging and uncaught exceptions to use the same output.

    Args:
        level: lowest level to log.
        form: `auto` = text if `stream` is a terminal, otherwise JSON.
        stream: None = standard error.
    """
    target = sys.stderr if stream is None else stream
    as_text = form == "text" or (form == "auto" and target.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _describe_exception,
    ]
    renderers: list[Processor] = (
        [_write_exception, structlog.dev.ConsoleRenderer(colors=target.isatty())]
        if as_text
        else [_put_first, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    handler = _QuietHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(_LEVELS[level])
    # At level info, these log every request.
    for chatty in ("httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, _LEVELS[level]))
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def describe_exception(error: BaseException) -> dict[str, object]:
    """Types and stacks of an exception and its causes, without their texts, which may contain patient data."""
    described: list[dict[str, object]] = []
    cause: BaseException | None = error
    while cause is not None and len(described) < 5:
        places = traceback.extract_tb(cause.__traceback__)
        frames = [frame for frame in places if not frame.filename.startswith("<frozen ")][-_MAX_FRAMES:]
        described.append(
            {
                "type": f"{type(cause).__module__}.{type(cause).__qualname__}",
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    first, *causes = described
    return {**first, "causes": causes} if causes else first


class _QuietHandler(logging.StreamHandler[TextIO]):
    """Reports a line that could not be written in a line of the same format, without the exception text.

    On a terminal, a line takes the place of the moving line, if there is one.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return f"{ERASE_LINE}{line}" if self.stream.isatty() else line

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the standard library's name)
        error = sys.exc_info()[1]
        lost = logging.LogRecord(record.name, logging.ERROR, __file__, 0, "could not write a log line", None, None)
        vars(lost).update(logger=record.name, error=type(error).__name__)
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(self.format(lost) + self.terminator)


def _put_first(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Time, level and event come first, for people who read JSON."""
    del logger, method
    first = {name: event.pop(name) for name in ("timestamp", "level", "event") if name in event}
    return {**first, **event}


def _write_exception(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    del logger, method
    described = event.get("exception")
    if isinstance(described, dict):
        chain = [described, *described.get("causes", [])]
        event["exception"] = "\n  caused by ".join("\n    at ".join([each["type"], *each["at"]]) for each in chain)
    return event


def _describe_exception(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    del logger, method
    info: ExcInfo | BaseException | bool | None = event.pop("exc_info", None)
    error: BaseException | None = None
    if isinstance(info, BaseException):
        error = info
    elif isinstance(info, tuple):
        error = info[1]
    elif info:
        error = sys.exc_info()[1]
    if error is not None:
        event["exception"] = describe_exception(error)
    # Otherwise the standard library's formatter would print the whole exception below the line.
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        record.exc_info = None
        record.exc_text = None
    return event


def _log_uncaught(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("workers").error("uncaught exception", exc_info=(kind, error, place))


def _log_uncaught_in_thread(uncaught: threading.ExceptHookArgs) -> None:
    if uncaught.exc_value is None:
        return
    thread = uncaught.thread.name if uncaught.thread is not None else None
    structlog.get_logger("workers").error("uncaught exception", thread=thread, exc_info=uncaught.exc_value)
