"""Finds out which rows are about the same person, by keys alone.

A patient ID tells persons apart within its source; a membership connects the patients of different sources. A
membership under which one source has several patients, such as that of twins, connects nobody.
"""

from collections.abc import Iterable
from typing import Final

from arro3.core import Array, DataType, Table
from duckdb import DuckDBPyConnection

_SEEN: Final = """
CREATE OR REPLACE TEMP TABLE seen AS
SELECT source_system, person_key, member_key FROM facts WHERE kind = 'fact' GROUP BY ALL
"""
_PAIRS: Final = """
CREATE OR REPLACE TEMP TABLE pairs AS
WITH numbered AS (
    SELECT person_key, member_key, row_number() OVER ()::INTEGER AS pair
    FROM (SELECT DISTINCT person_key, member_key FROM seen)
),
patients AS (
    SELECT person_key, min(pair) AS patient FROM numbered WHERE person_key IS NOT NULL GROUP BY person_key
),
memberships AS (
    SELECT coalesce(member_key, person_key) AS held, min(pair) AS member FROM numbered GROUP BY held
),
shared AS (
    SELECT DISTINCT member_key FROM seen WHERE person_key IS NOT NULL AND member_key IS NOT NULL
    GROUP BY member_key, source_system HAVING count(*) > 1
)
SELECT
    person_key, member_key,
    coalesce(patient, pair) AS person,
    coalesce(member, pair) AS member,
    CASE WHEN shared.member_key IS NULL AND pairs.member_key IS NOT NULL THEN member END AS link
FROM numbered AS pairs
LEFT JOIN patients USING (person_key)
LEFT JOIN memberships ON held = coalesce(member_key, person_key)
LEFT JOIN shared USING (member_key)
"""
_TO_JOIN: Final = """
SELECT DISTINCT link, person FROM pairs
WHERE link IN (SELECT link FROM pairs WHERE link IS NOT NULL GROUP BY link HAVING min(person) <> max(person))
"""
_JOIN: Final = """
CREATE OR REPLACE TEMP TABLE pairs AS
SELECT person_key, member_key, coalesce(joined.person, pairs.person) AS person, member
FROM pairs LEFT JOIN joined ON joined.before = pairs.person
"""


def link_persons(database: DuckDBPyConnection) -> None:
    """Make the table `pairs`: for each pair of keys in `facts` the numbers of its person and of its membership.

    A row without either key is about nobody in particular: all such rows have one number, so that they hide more
    small cells rather than fewer.
    """
    database.execute(_SEEN).fetchall()
    database.execute(_PAIRS).fetchall()
    roots = _join(database.execute(_TO_JOIN).fetchall())
    numbers = {"before": list(roots), "person": list(roots.values())}
    joined = Table.from_pydict({name: Array(each, DataType.int32()) for name, each in numbers.items()})
    database.register("joined", joined)
    database.execute(_JOIN).fetchall()
    database.unregister("joined")
    database.execute("DROP TABLE seen").fetchall()


def _join(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """One number for all persons that are connected by links, however many links are between them (union-find)."""
    above: dict[int, int] = {}

    def root(person: int) -> int:
        while above.setdefault(person, person) != person:
            above[person] = person = above[above[person]]
        return person

    known: dict[int, int] = {}
    for link, person in links:
        above[root(person)] = root(known.setdefault(link, person))
    return {person: root(person) for person in above}
