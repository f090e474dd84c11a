"""The codes that a note names are parsed from its text."""

import pytest

from rules.tables.shipped.code_reference import Target, read_target
from rules.tables.sources.note_reader import read_targets

OPEN = {"S52": "BCEFHJMNQR"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type 1 diabetes mellitus (E10.-)", ["E10"]),
        ("gestational diabetes (O24.4-)", ["O244"]),
        ("neonatal diabetes (P70.2)", ["P702"]),
        ("malignant neoplasm (C00-C96)", ["C00-C96"]),
        ("abortion (O00-O07, O08.0)", ["O00-O07", "O080"]),
        ("torticollis (M43.6, Q68.0)", ["M436", "Q680"]),
        ("apnea (P28.3- - P28.4-)", ["P283-P284"]),
        ("rheumatoid arthritis (M05.00 to M05.8A)", ["M0500-M058A"]),
        ("diabetic mononeuropathy (E08-E13 with .41)", ["E08-E13?4:41"]),
        ("diabetic angiopathy (E08-E13 with .51-.52)", ["E08-E13?4:51..52"]),
        ("mononucleosis with meningitis (B27.- with fifth character 2)", ["B27?5=2"]),
        ("aphasia (I69. with final characters -20)", ["I69?$20"]),
        ("poisoning (T36-T65 with fifth or sixth character 1-4)", ["T36-T65?i=1..4"]),
        ("open skull fracture (S02.- with 7th character B)", ["S02?7=B"]),
        ("open fracture (S52.- with open fracture 7th character)", ["S52?7=BCEFHJMNQR"]),
        ("glucose-6-phosphate dehydrogenase (G6PD) deficiency (D75.A)", ["D75A"]),
        ("torticollis NOS M43.6", ["M436"]),
        ("hearing loss as classified in H90.-", ["H90"]),
        ("leukemia in remission C91.0-C95.9 with 5th character 1", ["C910-C959?5=1"]),
    ],
)
def test_what_a_note_names(text: str, expected: list[str]) -> None:
    """Codes, ranges, lists and conditions are parsed as the list writes them."""
    targets = read_targets(text, OPEN)
    assert [str(target) for target in targets] == expected
    assert [read_target(str(target)) for target in targets] == list(targets)


@pytest.mark.parametrize(
    "text",
    [
        "underlying disease, such as:",
        "vitamin B12 deficiency",
        "code to condition",
        "glomerulonephritis (with C3 glomerulopathy)",
        "diabetic acidosis - see categories E08-E10, E11, E13 with ketoacidosis",
    ],
)
def test_a_note_that_names_no_code_names_nothing(text: str) -> None:
    """Words that look like a code, and conditions that no code can show, are left out."""
    assert read_targets(text, OPEN) == ()


@pytest.mark.parametrize(
    ("target", "yes", "no"),
    [
        (Target("E10", "E10", ""), ["E10", "E109", "E1010"], ["E119", "E1"]),
        (Target("C00", "C96", ""), ["C00", "C7A1", "C969"], ["C97", "B99", "D00"]),
        (Target("D170", "D173", ""), ["D170", "D1739"], ["D174", "D17"]),
        (Target("E08", "E13", "4:41"), ["E1141", "E0841"], ["E1140", "E11", "E1441"]),
        (Target("E08", "E13", "4:51..52"), ["E1151", "E1152"], ["E1159", "E115"]),
        (Target("B27", "B27", "5=2"), ["B2702"], ["B2701", "B270"]),
        (Target("I69", "I69", "$20"), ["I69020", "I69920"], ["I69021", "I69"]),
        (Target("S52", "S52", "7=BC"), ["S52001B"], ["S52001A", "S52001"]),
        # T36.0X5A is an adverse effect; T58.01XA has its intent in the fifth place, as a placeholder is in the sixth.
        (Target("T36", "T65", "i=1..4"), ["T360X1A", "T5801XA"], ["T360X5A", "T40415A"]),
    ],
)
def test_what_a_reference_means(target: Target, yes: list[str], no: list[str]) -> None:
    """A reference matches its codes and all codes below them, and no others."""
    assert [code for code in yes if not target.matches(code)] == []
    assert [code for code in no if target.matches(code)] == []
