"""Describes an unexpected exception for a log line, without the data of a record."""

import traceback


def describe_failure(error: BaseException) -> str:
    """The type and the place of an exception; its text may contain record data, except that of a `MemoryError`."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    text = f" ({error})" if isinstance(error, MemoryError) and error.args else ""
    return f"{type(error).__name__}{text} in {frame.filename}:{frame.lineno}"
