"""The frame of every page: head, navigation, style, and content security policy."""

import base64
import hashlib
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from workers.http.markup import Markup, join, tag

_FOLDER: Final = Path(__file__).parent
_STYLE: Final = Markup((_FOLDER / "page.css").read_text(encoding="utf-8"))
_REFRESH: Final = Markup((_FOLDER / "refresh.js").read_text(encoding="utf-8"))
_CHECK: Final = Markup((_FOLDER / "what_if.js").read_text(encoding="utf-8"))
_SECONDS_WITHOUT_SCRIPT: Final = 10

Mood = Literal["good", "warn", "bad", "muted"]
"""The meaning of the icon's color: the state of the worker, or none."""

_COLORS: Final = {"good": "#1f9d4d", "warn": "#c98a0a", "bad": "#d3342b", "muted": "#78818d"}


def _hash(content: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


def _policy(*more: str) -> str:
    # The icon is embedded in the page; nothing is loaded from elsewhere.
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
"""Content security policy of a static page: only this style sheet."""

REFRESHING: Final = _policy(f"script-src {_hash(_REFRESH)}", "connect-src 'self'", "form-action 'none'")
"""Content security policy of a page that refreshes itself with our only script."""

ASKING: Final = _policy("form-action 'self'")
"""Content security policy of a page with a form that is sent to the same server."""

CHECKING: Final = _policy(f"script-src {_hash(_CHECK)}", "form-action 'self'")
"""Content security policy of the what-if page: its form, and the script that adds keys and file drop to it."""


def render_page(
    title: str,
    *body: str,
    root: str = "",
    mood: Mood = "muted",
    what_if: bool = False,
    outcomes: bool = False,
    refresh: bool = False,
    checks: bool = False,
) -> bytes:
    """A complete page in UTF-8 that loads no other resources.

    Args:
        title: window title.
        body: content of `main`.
        root: relative path from this page to the status page: empty or `../`, so that a proxy can serve all pages
            under any path.
        mood: color of the icon.
        what_if: whether to link to the what-if page.
        outcomes: whether to link to the page of outcomes.
        refresh: whether the page refreshes itself.
        checks: whether the page has the form of the what-if page.
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
    pages = [("Status", root or "./"), ("Edits", f"{root}edits"), ("Fields", f"{root}fields")]
    pages += [("What if", f"{root}what-if")] if what_if else []
    pages += [("Outcomes", f"{root}outcomes")] if outcomes else []
    top = tag(
        "header",
        tag("span", "claims-worker", class_="name"),
        tag("nav", *[tag("a", name, href=href) for name, href in pages], aria_label="Pages"),
    )
    lost = tag("div", "", id="lost", class_="lost", role="status", hidden=True) if refresh else ""
    script = tag("script", _REFRESH) if refresh else tag("script", _CHECK) if checks else ""
    page = tag("html", head, tag("body", top, lost, tag("main", *body), script), lang="en")
    # A lone surrogate, which JSON can contain, cannot be encoded; it becomes a question mark.
    return join([Markup("<!doctype html>\n"), page, "\n"]).encode("utf-8", "replace")


def _icon(mood: Mood) -> str:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
        f'<circle cx="8" cy="8" r="7" fill="{_COLORS[mood]}"/></svg>'
    )
    return f"data:image/svg+xml,{quote(drawing)}"
