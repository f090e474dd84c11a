"""The frame of every page: head, way around, style; and what a browser may do with it."""

import base64
import hashlib
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from workers.http.markup import Markup, join, tag

_FOLDER: Final = Path(__file__).parent
_STYLE: Final = Markup((_FOLDER / "page.css").read_text(encoding="utf-8"))
_REFRESH: Final = Markup((_FOLDER / "refresh.js").read_text(encoding="utf-8"))
_SECONDS_WITHOUT_SCRIPT: Final = 10

Mood = Literal["good", "warn", "bad", "muted"]
"""What an icon's colour tells: the state of the worker, or nothing."""

_COLOURS: Final = {"good": "#1f9d4d", "warn": "#c98a0a", "bad": "#d3342b", "muted": "#78818d"}


def _hash(content: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


def _policy(*more: str) -> str:
    # The icon stands in the page itself; nothing is loaded from anywhere.
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(_STYLE)}",
            "img-src data:",
            *more,
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


READING: Final = _policy("form-action 'none'")
"""Content security policy of a page that does nothing: this style sheet and no more."""

REFRESHING: Final = _policy(f"script-src {_hash(_REFRESH)}", "connect-src 'self'", "form-action 'none'")
"""Of a page that fetches itself anew with the one script there is."""

ASKING: Final = _policy("form-action 'self'")
"""Of a page with a form that goes back to where it came from."""


def render_page(
    title: str,
    *body: str,
    root: str = "",
    mood: Mood = "muted",
    what_if: bool = False,
    refresh: bool = False,
) -> bytes:
    """A whole page in UTF-8; it loads nothing.

    Args:
        title: of the window.
        body: what stands in `main`.
        root: the relative way from this page to the status page: empty or `../`, so that a proxy may serve all of it
            under a path of its own.
        mood: the colour of the icon.
        what_if: whether there is a what-if page to lead to.
        refresh: whether the page keeps itself fresh.
    """
    icon = tag("link", id="icon", rel="icon", href=_icon(mood))
    without_script = tag("noscript", tag("meta", http_equiv="refresh", content=_SECONDS_WITHOUT_SCRIPT))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · claims-worker"),
        icon,
        tag("style", _STYLE),
        without_script if refresh else "",
    )
    pages = [("Status", root or "./"), ("Edits", f"{root}edits")] + ([("What if", f"{root}what-if")] if what_if else [])
    top = tag(
        "header",
        tag("span", "claims-worker", class_="name"),
        tag("nav", *[tag("a", name, href=href) for name, href in pages], aria_label="Pages"),
    )
    lost = tag("div", "", id="lost", class_="lost", role="status", hidden=True) if refresh else ""
    script = tag("script", _REFRESH) if refresh else ""
    page = tag("html", head, tag("body", top, lost, tag("main", *body), script), lang="en")
    # A half of a surrogate pair, which JSON can hold, cannot be written; it becomes a question mark.
    return join([Markup("<!doctype html>\n"), page, "\n"]).encode("utf-8", "replace")


def _icon(mood: Mood) -> str:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
        f'<circle cx="8" cy="8" r="7" fill="{_COLOURS[mood]}"/></svg>'
    )
    return f"data:image/svg+xml,{quote(drawing)}"
