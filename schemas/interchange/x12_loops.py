"""Which loop of an 837 a segment is in, decided by segment and qualifier and not by strict order."""

from typing import Final

from schemas.encounter import ClaimForm
from schemas.interchange.x12_place import x12_loops
from schemas.interchange.x12_plan import load_plan

LEVELS: Final = {"20": "2000A", "22": "2000B", "23": "2000C"}
"""The level that an HL opens, by HL03."""
_CLAIM: Final = ("2300", "2320", "2400")
_PARTY: Final = frozenset(("N2", "N3", "N4", "PER", "REF", "PRV", "DMG"))
_LINES: Final = frozenset(("SV1", "SV2", "SV3", "SV4", "SV5"))
_PROVIDER_NUMBERS: Final = frozenset(("0B", "1G", "G2", "LU", "EI", "SY"))
"""Qualifiers of a provider's secondary identifiers; some mean something else on the claim itself."""


class Loops:
    """The place of each segment of a transaction set, in their order.

    Args:
        form: the claim form.
    """

    def __init__(self, form: ClaimForm) -> None:
        self._openers = x12_loops(form)
        self._plan = load_plan(form)
        self.level = ""
        """The level around: empty for the header, 2000A to 2000C, 2300, 2320 or 2400."""
        self.loop = ""
        self.opens = False
        """Whether the segment opened its loop."""
        self.again = False
        """Whether its loop repeats one that may be there once."""
        self.no_lx = False
        """Whether the segment is a service line without an LX."""
        self._opened: set[str] = set()
        self._has_service = False

    def place(self, elements: list[str]) -> str:
        """The loop of the next segment."""
        segment = elements[0]
        self.opens = self.no_lx = False
        if segment == "HL":
            return self._enter(LEVELS.get(elements[3] if len(elements) > 3 else "", "2000"))
        if segment == "CLM":
            return self._enter("2300")
        if self.level in _CLAIM:
            if segment == "SBR":
                return self._enter("2320")
            if segment == "LX":
                return self._enter("2400")
            if segment in ("SV1", "SV2"):
                if self.level != "2400" or self._has_service:
                    self._enter("2400")
                    self.no_lx = True
                self._has_service = True
                self.loop = "2400"
                return "2400"
        code = elements[1] if len(elements) > 1 else ""
        opened = self._openers.get((self.level, segment, code if segment == "NM1" else ""))
        if opened is not None:
            self.opens = True
            self.again = opened in self._opened and opened != "2430"
            self._opened.add(opened)
            self.loop = opened
            return opened
        if segment == "NM1":
            self.loop = {"": "1000", "2300": "2310", "2320": "2330", "2400": "2420"}.get(self.level, "2010")
            self.again = False
            return self.loop
        if self._stays(segment, code):
            return self.loop
        return self.level

    def _enter(self, level: str) -> str:
        self.level = self.loop = level
        self.opens = True
        self.again = self._has_service = False
        self._opened.clear()
        return level

    def _stays(self, segment: str, code: str) -> bool:
        """Whether a segment belongs to the loop that is open within the level, and not to the level itself."""
        if self.loop == self.level:
            return True
        if self._plan.has_code(self.loop, segment, code):
            return True
        if segment not in _PARTY:
            # Procedure and drug segments that only this loop has need no qualifier.
            return (self.loop, segment) in _OWN
        if self.loop in ("2410", "2430", "2440"):
            return segment == "REF" and code in ("VY", "XZ")
        # Segments of a claim or line may follow those of its providers.
        elsewhere = self._plan.has_code(self.level, segment, code)
        return not elsewhere or code in _PROVIDER_NUMBERS


_OWN: Final = frozenset((("2410", "CTP"), ("2430", "CAS"), ("2440", "FRM")))
