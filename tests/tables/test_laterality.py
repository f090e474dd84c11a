"""The sets of codes that differ only by the side of the body."""

import pytest

from rules.tables.shipped.laterality import Laterality
from rules.tables.sources.laterality_sets import laterality_sets
from rules.tables.store import Tables


@pytest.fixture(scope="session")
def laterality(tables: Tables) -> Laterality:
    assert tables.laterality is not None
    return tables.laterality


def test_there_are_about_as_many_sets_as_expected(laterality: Laterality) -> None:
    """The descriptions of one release give about 13,300 sets."""
    assert 13_250 <= laterality.rows <= 13_400


def test_a_set_of_four(laterality: Laterality) -> None:
    """The cataracts H25.011, .012, .013 and .019 are right, left, bilateral and unspecified of one set."""
    set_id = laterality.set_of("H25019")
    assert set_id is not None
    assert dict(laterality.members(set_id)) == {
        "right": "H25011",
        "left": "H25012",
        "bilateral": "H25013",
        "unspecified": "H25019",
    }
    assert [laterality.side(code) for code in ("H25011", "H25012", "H25013", "H25019")] == [
        "right",
        "left",
        "bilateral",
        "unspecified",
    ]


def test_a_fracture_keeps_its_seventh_character(laterality: Laterality) -> None:
    """The codes of a set of fractures are for the same encounter."""
    set_id = laterality.set_of("S72001A")
    assert set_id == laterality.set_of("S72002A") == laterality.set_of("S72009A")
    assert set_id != laterality.set_of("S72001D")


@pytest.mark.parametrize("code", ["I501", "I50810", "Q226", "Q234", "I10", "ZZZ", "S62508A"])
def test_a_code_without_a_twin_is_in_no_set(laterality: Laterality, code: str) -> None:
    """Left ventricular failure and hypoplastic hearts have no counterpart on the other side."""
    assert laterality.side(code) is None
    assert laterality.set_of(code) is None


def test_a_set_that_does_not_exist_is_refused(laterality: Laterality) -> None:
    """Asking for a set by a code that is not its right one is an error."""
    with pytest.raises(KeyError):
        laterality.members("I10")


def test_another_finger_is_another_set() -> None:
    """A code for an unspecified finger is not the unspecified side of the index finger."""
    assert laterality_sets(
        {
            "S6100": "Open wound of right index finger",
            "S6101": "Open wound of left index finger",
            "S6109": "Open wound of unspecified finger",
        }
    ) == [("S6100", "S6101", "", "")]


def test_one_side_alone_makes_no_set() -> None:
    """Descriptions such as 'left heart failure' make no set."""
    assert laterality_sets({"I501": "Left heart failure", "I509": "Unspecified heart failure"}) == []
