"""Whether a disk has room for what is about to be written to it."""

import shutil
from pathlib import Path
from typing import Final

RESERVE: Final = 100 << 20
"""Bytes that stay free: the tables made from the files, and whatever else is on the disk."""


def lacks_room(folder: Path, size: int = 0) -> str | None:
    """Why a folder cannot take so many more bytes; None if it can.

    Args:
        folder: the folder, which need not exist yet.
        size: how many bytes are to be written.
    """
    disk = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(disk).free
    if free >= size + RESERVE:
        return None
    return f"{size + RESERVE:,} bytes are needed on the disk of {folder}, and {free:,} are free"
