"""The page of the fields of an event."""

import re

from rules.pages.x12_text import NO_PLACE, X12_FORMS, x12_text_of_forms
from schemas.field_reference import record_docs
from workers.http.fields_page import render_fields_page


def test_every_field_has_its_place_in_an_837() -> None:
    """Each row has its elements, or says that there are none; a shared record names the loops of its paths."""
    page = render_fields_page(what_if=True, outcomes=True).decode()
    sections = dict(re.findall(r'id="(\w+)">(.*?)</section>', page, re.DOTALL))
    for record in record_docs().values():
        rows = re.findall(r"<tr><th scope=\"row\"><code>(\w+)</code>(.*?)</tr>", sections[record.name], re.DOTALL)
        assert [name for name, _ in rows] == [field.name for field in record.fields]
        if len(record.paths) > 1:
            for path in record.paths:
                loops = x12_text_of_forms(path, X12_FORMS)
                told = "not in an 837" if loops == NO_PLACE else loops
                assert f'<code>{path}</code> <span class="muted small">{told}</span>' in sections[record.name]
            continue
        for field, (_, row) in zip(record.fields, rows, strict=True):
            place = x12_text_of_forms(f"{record.paths[0]}.{field.name}" if record.paths else field.name, X12_FORMS)
            assert ("Not in an 837: " if place == NO_PLACE else place) in row, (record.name, field.name)
            assert "None" not in row


def test_fields_of_a_shared_record_have_their_elements() -> None:
    """The element of a field is the same in every loop of its record."""
    section = render_fields_page(what_if=False, outcomes=False).decode().split('id="Address"')[1].split("</section>")[0]
    for element in ("N301", "N302", "N401", "N402", "N403", "N404"):
        assert f"837: {element}<" in section
