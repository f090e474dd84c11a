"""A small file that a person writes is read whole, and refused if it has no end: settings, profiles, secrets, lists."""

import errno
from pathlib import Path


def read_small_file(path: Path, most_bytes: int = 1 << 20) -> bytes:
    """The bytes of a file.

    Args:
        path: the file; a device or a pipe is read like any other.
        most_bytes: size limit, bytes.

    Raises:
        OSError: it cannot be read, or is larger; `strerror` says which.
    """
    with path.open("rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise OSError(errno.EFBIG, f"larger than {most_bytes >> 10:,} KiB", str(path))
    return content
