"""HTML generation."""

from workers.http.markup import Markup, join, tag


def test_no_text_becomes_markup() -> None:
    """Neither in content nor in an attribute."""
    assert tag("p", "<b>&\"'", title='"><script>') == (
        '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&quot;&#x27;</p>'
    )
    assert join(["<", Markup("<hr>"), tag("i", "<")]) == "&lt;<hr><i>&lt;</i>"


def test_a_slice_of_markup_is_text_again() -> None:
    """Only markup built as a whole is written unescaped."""
    assert join([Markup("<b>x</b>")[:3], Markup("<b>").upper()]) == "&lt;b&gt;&lt;B&gt;"


def test_attributes_are_named_as_in_html() -> None:
    """A trailing underscore avoids Python keywords, underscores are hyphens, and None is omitted."""
    written = tag("label", class_="a", for_="b", aria_label="c", hidden=True, title=None, lang=False, tabindex=0)
    assert written == '<label class="a" for="b" aria-label="c" hidden tabindex="0"></label>'
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'
