"""Every code that a finding can carry has a page: `edits find` always answers with what it means."""

from rules.catalog import load_catalogue
from rules.find.codes_of_edit import carcs_of, rarcs_of, statuses_of
from rules.payer_codes.payer_code import CodeKind, find_code


def test_every_code_of_an_edit_has_a_page() -> None:
    """A code without a page gets one in `rules/payer_codes`: what it means and what causes it, in our own words."""
    missing = set()
    for edit in load_catalogue().values():
        carried: dict[CodeKind, set[str]] = {
            "carc": set(carcs_of(edit)),
            "rarc": set(rarcs_of(edit)),
            "status": {status.code for status in statuses_of(edit)},
            "category": {status.category for status in statuses_of(edit)},
        }
        missing |= {
            f"rules/payer_codes/{kind}.toml: [codes.{code}] of {edit.code}"
            for kind, codes in carried.items()
            for code in codes
            if find_code(kind, code) is None
        }
    assert sorted(missing) == []
