"""Diagnoses of policies are numbers in the file's own bytes, however many there are."""

from rules.tables.kinds.coverage_columns import CoverageColumns, PolicyRow, coverage_columns
from rules.tables.table_file import TableFile, table_file_bytes


def _row(name: str, *covered: str, codes: tuple[str, ...] = ("80061",)) -> PolicyRow:
    return PolicyRow(form=(name,), codes=codes, covered=covered, denied=())


def _opened(rows: list[PolicyRow]) -> CoverageColumns:
    return CoverageColumns(
        TableFile.of_bytes(table_file_bytes({"kind": "coverage"}, coverage_columns(rows)), "coverage")
    )


def test_two_bytes_for_a_diagnosis() -> None:
    """A diagnosis is kept once, and costs each policy that lists it two bytes."""
    known = [f"A{number:05}" for number in range(500)]
    columns = coverage_columns([_row(f"P{number}", *known) for number in range(20)])
    assert len(columns["covered"][1]) == 2 * 20 * 500
    assert len(columns["diagnoses"][1]) == 7 * 500


def test_more_diagnoses_than_two_bytes_count() -> None:
    """With more than 65,535 different diagnoses the numbers are wider, and the answers the same."""
    known = [f"A{number:06}" for number in range(65_600)]
    table = _opened([_row("P0", *known[:70]), _row("P1", *known)])
    first, second = table.covered(0), table.covered(1)
    assert [code in first for code in (known[0], known[69], known[70], known[-1])] == [True, True, False, False]
    assert [code in second for code in (known[0], known[-1], "A0", "A0656000", "")] == [True, True, False, False, False]


def test_codes_of_any_length_and_order() -> None:
    """Codes that begin alike are different, and a policy has its codes in any order."""
    table = _opened([_row("P0", "E11", "E119", "E11A", codes=("99213", "80061")), _row("P1", "E1191")])
    assert list(table.covered(0)) == ["E11", "E119", "E11A"]
    assert ["E1191" in table.covered(policy) for policy in (0, 1)] == [False, True]
    assert [list(table.policies(code)) for code in ("80061", "99213", "99214", "")] == [[0, 1], [0], [], []]
    assert [list(table.denied(policy)) for policy in (0, 1)] == [[], []]
