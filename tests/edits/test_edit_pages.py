"""An edit's definition holds what its page needs; `test_mutations` holds that its two examples do what it says."""

import string

from rules.catalog import load_catalogue
from rules.pages.edit_page import edit_page
from rules.tables.store import TABLE_ORDER
from tests.support.about import about

# A void claim runs only the edits ON_VOID; those NOT_WAIVABLE cannot be waived.
ON_VOID = {f"EV{n}" for n in range(101, 109)} | {"PT101", "PV101", "PV102", "LN101", "IN101", "IN102", "IN118"}
ON_VOID |= {f"CV{n}" for n in range(101, 105)}
NOT_WAIVABLE = {f"TX{n}" for n in range(101, 107)} | {"EV101", "EV102", "EV103", "PT101", "PT102", "CB107", "CB109"}
NOT_WAIVABLE |= {f"EV{n}" for n in range(105, 109)} | {"CV101", "CV102", "CV104", "CV105", "CB110", "TF102", "TF105"}
NOT_WAIVABLE |= {"PV101", "PV102", "PV105", "PV108", "PV109", "DX106", "DX109", "DX207", "PX101", "PX102", "HC108"}
NOT_WAIVABLE |= {f"DX{n}" for n in range(101, 105)} | {f"HC{n}" for n in range(101, 105)} | {"MO101", "DR101"}
NOT_WAIVABLE |= {"LN101", "LN102", "LN103", "LN105", "LN106", "LN110", "IN101", "IN102", "IN103"}


def test_page_gives_the_whole_example() -> None:
    """The page names everything that the example needs: fields, tables, repairs, profile."""
    for edit in load_catalogue().values():
        with about(edit.code):
            example, page = edit.example, edit_page(edit, {})
            for needed in (
                example.base,
                example.field,
                example.profile,
                *example.given,
                *example.tables,
                *example.repairs,
            ):
                assert needed in page


def test_definition() -> None:
    """Texts are sentences, codes are complete, tables exist, and void and waiver rules are those of the catalogue."""
    for edit in load_catalogue().values():
        with about(edit.code):
            for text in (edit.title, edit.why, edit.fix, *(case.says for case in edit.cases.values())):
                assert text.strip() == text, text
                assert text.endswith((".", "?")), text
            assert edit.check.__doc__, "a check says what it finds"
            for case in edit.cases.values():
                names = {name for _, name, _, _ in string.Formatter().parse(case.says) if name is not None}
                assert all(name.isidentifier() for name in names)
                every = [edit.codes_of(case, of) for of in case.by or (None,)]
                assert edit.carc_of(case) != "16" or all(codes.rarc for codes in every), (
                    "CARC 16 always carries a remark code"
                )
            for need in edit.tables:
                assert set(need.tables) <= set(TABLE_ORDER)
            for case in edit.cases.values():
                for suppressed in case.suppresses:
                    assert edit.code not in suppressed.edits
            if edit.since == "1":  # a later edit says so itself and needs no entry here
                assert edit.on_void == (edit.code in ON_VOID or edit.family in ("TX", "TF"))
                assert edit.waivable == (edit.code not in NOT_WAIVABLE)
            assert 1 <= edit.snip <= 7
