"""Describes a text that is not repeated because it could identify a person."""


def kind_of_text(text: str) -> str:
    """The length and kind of a text: `9 digits`, `12 letters`, `1 character`."""
    kind = "digit" if text.isdecimal() else "letter" if text.isalpha() else "character"
    return f"{len(text):,} {kind}{'' if len(text) == 1 else 's'}"
