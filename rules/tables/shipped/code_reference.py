"""A reference of a note in the tabular list: a code and all codes below it, a range, or either with a condition."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """The codes that one reference names: undotted, inclusive, with all codes below them.

    Attributes:
        first: the first code or category of the range, or the only one.
        last: the last one; equal to `first` for a reference to one code.
        condition: a condition on the code's later characters; empty for none. `4:41`: the characters from the fourth on
            begin with 41; `4:51..52`: with 51 or 52; `5=1..4`: the fifth is one of 1 to 4; `5=BC`: it is B or C;
            `i=1..4`: the character for the intent of a poisoning (the sixth, or the fifth if the sixth is a
            placeholder) is one of these; `$23`: the code ends in 23.
    """

    first: str
    last: str
    condition: str

    def matches(self, code: str) -> bool:
        """Whether the reference names the code."""
        if not (self.first <= code[: len(self.first)] and code[: len(self.last)] <= self.last):
            return False
        return not self.condition or _holds(self.condition, code)

    def __str__(self) -> str:
        codes = self.first if self.first == self.last else f"{self.first}-{self.last}"
        return f"{codes}?{self.condition}" if self.condition else codes


def read_target(text: str) -> Target:
    """The reference that `str(target)` wrote."""
    codes, _, condition = text.partition("?")
    first, _, last = codes.partition("-")
    return Target(first, last or first, condition)


def _holds(condition: str, code: str) -> bool:
    if condition[0] == "$":
        return len(code) > 3 and code[3:].endswith(condition[1:])
    place, mark, values = condition[0], condition[1], condition[2:]
    if mark == ":":
        begin, _, end = values.partition("..")
        found = code[int(place) - 1 :][: len(begin)]
        return begin <= found <= (end or begin)
    if place == "i":
        found = code[5:6] if code[5:6] not in ("", "X") else code[4:5]
    else:
        found = code[int(place) - 1 : int(place)]
    if ".." in values:
        begin, _, end = values.partition("..")
        return begin <= found <= end
    return found != "" and found in values
