"""One finding in a list on a page: its edit, message, suggestion, place and the codes a payer would answer with."""

from collections.abc import Iterator
from typing import Final

from rules.pages.code_links import link_codes
from rules.pages.printed_codes import written
from rules.payer_codes.payer_code import page_name
from schemas.finding import Finding
from workers.http.markup import Markup, tag

_CHIPS: Final = {"REJECT": "bad", "WARN": "warn", "NOTICE": "muted"}


def finding_item(finding: Finding, place: Markup, anchor: str | None = None) -> Markup:
    """A list item.

    Args:
        finding: the finding.
        place: where it is.
        anchor: id of the item; None = it has none.
    """
    codes = []
    if finding.claim_adjustment_reason_code:
        codes.append(f"CARC {finding.claim_adjustment_reason_code}")
    if finding.remark_codes:
        codes.append(f"RARC {', '.join(finding.remark_codes)}")
    if finding.status:
        codes.append("277CA " + " + ".join(written(status) for status in finding.status))
    return tag(
        "li",
        tag("span", finding.severity, class_=f"chip {_CHIPS[finding.severity]}"),
        " ",
        # Open a new window: the browser cannot go back to a page that it may not cache.
        tag("a", finding.edit, href=f"edits/{finding.edit}", target="_blank", rel="noopener"),
        f" {finding.name}",
        " (waived)" if finding.waived else "",
        tag("p", finding.message),
        tag("p", f"→ {finding.suggestion}", class_="good") if finding.suggestion else "",
        tag("p", place, *_links("".join(f" · {each}" for each in codes)), class_="small muted"),
        id=anchor,
    )


def _links(text: str) -> Iterator[str]:
    """Payers' codes, each with a link to what it means."""
    for part in link_codes(text):
        if isinstance(part, str):
            yield part
        else:
            href = f"edits/{page_name(part.kind, part.code)}"
            yield tag("a", part.text or part.code, href=href, target="_blank", rel="noopener")
