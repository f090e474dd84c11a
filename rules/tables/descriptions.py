"""The official descriptions of a table's codes, read on first use."""

from collections.abc import Callable

_LONGEST_CODE = 12


class Descriptions:
    """The descriptions of one table: one text, sorted by code, in which a code is found by bisection.

    Nothing is read before the first look-up, and no dictionary is built: 80,000 codes cost no more than the size of
    their text.
    """

    __slots__ = ("_met", "_read", "_text")

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self._text: bytes | None = None
        self._met: dict[str, str | None] = {}

    def of(self, code: str) -> str | None:
        """The description of the code; None if the sources of the table have none.

        Raises:
            TableError: the file is missing, truncated or corrupt.
        """
        if code in self._met:
            return self._met[code]
        words = self._find(code) if code.isalnum() and code.isascii() and len(code) <= _LONGEST_CODE else None
        if words is not None:  # unknown codes are not kept: their number is unbounded
            self._met[code] = words
        return words

    def every(self) -> dict[str, str]:
        """Every code that has a description, with it; every call reads the file again.

        Raises:
            TableError: the file is missing, truncated or corrupt.
        """
        lines = (line.partition("\t") for line in self._read().decode().split("\n"))
        return {code: words for code, _, words in lines if code}

    def _find(self, code: str) -> str | None:
        if self._text is None:
            self._text = b"\n" + self._read() + b"\n"
        text, wanted = self._text, code.encode()
        low, high = 0, len(text) - 1  # both at a line end
        while low < high:
            start = text.rindex(b"\n", low, (low + high) // 2 + 1) + 1
            end = text.index(b"\n", start)
            found, _, words = text[start:end].partition(b"\t")
            if found == wanted:
                return words.decode()
            if found < wanted:
                low = end
            else:
                high = start - 1
        return None
