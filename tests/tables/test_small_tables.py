"""Age groups, discharge statuses and places of service, each with its dates."""

from datetime import date

import pytest

from rules.tables.store import Tables

DAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("group", "on", "ages"),
    [
        ("newborn", DAY, (0, 0)),
        ("pediatric", DAY, (0, 17)),
        ("maternity", DAY, (9, 64)),
        ("maternity", date(2019, 9, 30), (12, 55)),
        ("maternity", date(2019, 10, 1), (9, 64)),
        ("adult", DAY, (15, 124)),
    ],
)
def test_the_age_groups(tables: Tables, group: str, on: date, ages: tuple[int, int]) -> None:
    """Each group has its youngest and oldest age on the date."""
    assert tables.age_ranges is not None
    assert tables.age_ranges.group(group, on) == ages


def test_an_age_group_that_does_not_exist_is_refused(tables: Tables) -> None:
    """An unknown group, or a date before the table, is an error, not an age range that fits all."""
    assert tables.age_ranges is not None
    with pytest.raises(KeyError):
        tables.age_ranges.group("elderly", DAY)
    with pytest.raises(KeyError):
        tables.age_ranges.group("adult", date(1900, 1, 1))


@pytest.mark.parametrize(
    ("status", "on", "acute", "known"),
    [
        ("01", DAY, True, True),
        ("30", DAY, True, True),
        ("20", DAY, True, True),
        ("81", date(2013, 9, 30), True, False),
        ("81", date(2013, 10, 1), True, True),
        ("21", date(2009, 9, 30), True, False),
        ("71", DAY, True, False),
        ("1", DAY, True, False),
        ("09", DAY, True, False),
        ("09", DAY, False, True),
        ("40", DAY, True, False),
        ("40", DAY, False, True),
        ("99", DAY, False, False),
    ],
)
def test_the_discharge_statuses(tables: Tables, status: str, on: date, acute: bool, known: bool) -> None:
    """A status is known on the dates Medicare lists it; 09 and 40 to 42 only on bills that are not acute."""
    assert tables.discharge_status is not None
    assert tables.discharge_status.known(status, on, acute) is known


@pytest.mark.parametrize(
    ("place", "on", "known"),
    [
        ("11", DAY, True),
        ("10", date(2021, 12, 31), False),
        ("10", date(2022, 1, 1), True),
        ("27", date(2023, 9, 30), False),
        ("27", date(2023, 10, 1), True),
        ("58", date(2019, 12, 31), False),
        ("58", date(2020, 1, 1), True),
        ("28", DAY, False),
        ("00", DAY, False),
        ("1", DAY, False),
    ],
)
def test_the_places_of_service(tables: Tables, place: str, on: date, known: bool) -> None:
    """A place is known once CMS has assigned it."""
    assert tables.pos is not None
    assert tables.pos.known(place, on) is known


def test_every_assigned_place_has_words(tables: Tables) -> None:
    """All 52 places have a name, and no others do."""
    assert tables.pos is not None
    named = [f"{place:02}" for place in range(100) if tables.pos.description(f"{place:02}") is not None]
    assert len(named) == tables.pos.rows == 52
    assert all(tables.pos.known(place, DAY) for place in named)
