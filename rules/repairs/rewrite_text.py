"""How each repair rewrites a text: pure functions that return the same text when applied again.

A text that a function cannot fix is returned unchanged; nothing is dropped or guessed.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_BLANKS: Final = " \t\r\n"
_BLANK_RUN: Final = re.compile(r"[ \t\r\n]+")
_SEPARATORS: Final = re.compile(r"[ \t\r\n.\-]")
_PHONE_SEPARATORS: Final = re.compile(r"[ \t\r\n.\-()\[\]/]")
_POSTAL_SEPARATORS: Final = re.compile(r"[ \t\r\n\-]")
_NDC_SHAPES: Final = re.compile(r"([0-9]{4})-([0-9]{4})-([0-9]{2})|([0-9]{5})-([0-9]{3,4})-([0-9]{1,2})")
_PLAIN: Final[Mapping[int, str]] = {
    ord(character): plain
    for plain, characters in (
        ("'", "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4"),
        ('"', "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"),
        ("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
        (" ", "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"),
        ("...", "\u2026"),
        ("", "\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    )
    for character in characters
}
_LATIN: Final[Mapping[int, str]] = {
    ord(letter): latin
    for letter, latin in (
        *(("Æ", "AE"), ("æ", "ae"), ("Œ", "OE"), ("œ", "oe"), ("ß", "ss"), ("ẞ", "SS")),
        *(("Ø", "O"), ("ø", "o"), ("Ł", "L"), ("ł", "l"), ("Đ", "D"), ("đ", "d"), ("Ð", "D"), ("ð", "d")),
        *(("Þ", "TH"), ("þ", "th"), ("Ħ", "H"), ("ħ", "h"), ("ı", "i"), ("Ŋ", "NG"), ("ŋ", "ng")),
        *(("Ŧ", "T"), ("ŧ", "t"), ("Ə", "E"), ("ə", "e")),
    )
}


def trim_white_space(text: str) -> str:
    """Remove blanks (space, tab, CR, LF) at both ends and make runs of them one space (R101)."""
    return _BLANK_RUN.sub(" ", text.strip(_BLANKS))


def upper_case(text: str) -> str:
    """Make ASCII letters upper case (R102). Others stay: their upper case can be another text."""
    return "".join(character.upper() if character.isascii() else character for character in text)


def remove_dots(text: str) -> str:
    """Remove the dots of a code (R103)."""
    return text.replace(".", "")


def make_ndc_eleven_digits(text: str) -> str:
    """Make a hyphenated NDC (4-4-2, 5-3-2, 5-4-1 or 5-4-2) eleven digits (R104)."""
    shape = _NDC_SHAPES.fullmatch(text)
    if shape is None:
        return text
    labeler, product, package = (part for part in shape.groups() if part is not None)
    if len(labeler) + len(product) + len(package) < 10:
        return text  # two short segments: not one of the four formats
    return f"{labeler:0>5}{product:0>4}{package:0>2}"


def remove_separators(text: str) -> str:
    """Remove blanks, hyphens and dots of a number (R105, R106)."""
    return _SEPARATORS.sub("", text)


def plain_phone(text: str) -> str:
    """Remove separators and the North American country code of a phone number (R107)."""
    bare = _PHONE_SEPARATORS.sub("", text)
    digits = bare.removeprefix("+1")
    if len(digits) == 11 and digits.startswith("1") and digits.isascii() and digits.isdigit():
        digits = digits[1:]
    return digits


def remove_postal_separators(text: str) -> str:
    """Remove hyphens and blanks of a postal code or a Medicare number (R108, R109)."""
    return _POSTAL_SEPARATORS.sub("", text)


def make_plain(text: str) -> str:
    """Make typographic quotes, dashes, blanks and ellipses plain (R110)."""
    if text.isascii():
        return text
    return trim_white_space(text.translate(_PLAIN))


def make_name_plain(text: str) -> str:
    """As `make_plain`; letters also lose their accents, or become their usual Latin letters (R110, names)."""
    if text.isascii():
        return text
    # No text is normalized as a whole: to put its marks in order can take the square of their number.
    plain: list[str] = []
    for character in make_plain(text).translate(_LATIN):
        if not (unicodedata.combining(character) and plain and _is_latin(plain[-1])):
            plain.append(_bare_letter(character))
    return "".join(plain)


def _is_latin(letters: str) -> bool:
    return letters.isascii() and letters.isalpha()


def _bare_letter(character: str) -> str:
    """A Latin letter without its marks; any other character unchanged."""
    if character.isascii():
        return character
    letters = "".join(part for part in unicodedata.normalize("NFD", character) if not unicodedata.combining(part))
    return letters if _is_latin(letters) else character
