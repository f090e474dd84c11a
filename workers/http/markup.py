"""HTML generation that escapes all text: only markup built by this module is written unescaped."""

from collections.abc import Iterable
from html import escape
from typing import Final

_VOID: Final = frozenset({"meta", "link", "input", "br"})
_DRAWN: Final = frozenset({"path", "line"})


class Markup(str):
    """HTML that is written unescaped; created only by `tag` and `join`, and from constants."""

    __slots__ = ()


def tag(element: str, /, *parts: str, **attributes: str | int | bool | None) -> Markup:
    """Build an element.

    Args:
        element: element name.
        parts: content; text is escaped, `Markup` is not.
        attributes: `class_` is `class`, `aria_label` is `aria-label`; None and False are omitted.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if element in _DRAWN:
        return Markup(f"<{element}{written}/>")
    if element in _VOID:
        return Markup(f"<{element}{written}>")
    return Markup(f"<{element}{written}>{join(parts)}</{element}>")


def join(parts: Iterable[str]) -> Markup:
    """Concatenate texts and elements."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def _attribute(key: str, value: str | int | bool) -> str:
    if value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
