"""Finds out which rows are about the same person, by keys alone.

A patient ID tells persons apart within its source; a membership connects the patients of different sources. A
membership under which one source has several patients, such as that of twins, connects nobody.
"""

from typing import Final

from duckdb import DuckDBPyConnection

_PAIRS: Final = """
CREATE OR REPLACE TEMP TABLE pairs AS
WITH seen AS (SELECT DISTINCT source_system, person_key, member_key FROM facts WHERE kind = 'fact'),
shared AS (
    SELECT member_key FROM seen WHERE person_key IS NOT NULL AND member_key IS NOT NULL
    GROUP BY member_key, source_system HAVING count(DISTINCT person_key) > 1
)
SELECT
    person_key,
    member_key,
    CASE WHEN member_key NOT IN (SELECT member_key FROM shared) THEN member_key END AS link,
    row_number() OVER (ORDER BY person_key, member_key) AS person
FROM (SELECT DISTINCT person_key, member_key FROM seen)
"""
_SPREAD: Final = """
CREATE OR REPLACE TEMP TABLE pairs AS
WITH by_patient AS (
    SELECT *, CASE WHEN person_key IS NULL THEN person ELSE min(person) OVER (PARTITION BY person_key) END AS near
    FROM pairs
)
SELECT
    person_key, member_key, link,
    CASE WHEN link IS NULL THEN near ELSE min(near) OVER (PARTITION BY link) END AS person
FROM by_patient
"""


def link_persons(database: DuckDBPyConnection) -> None:
    """Make the table `pairs`: for each pair of keys in `facts` the number of its person.

    A row without either key is about nobody in particular: all such rows have one number, so that they hide more
    small cells rather than fewer.
    """
    database.execute(_PAIRS).fetchall()
    before = -1
    while (total := _total(database)) != before:  # numbers only ever become smaller
        before = total
        database.execute(_SPREAD).fetchall()


def _total(database: DuckDBPyConnection) -> int:
    return int(database.execute("SELECT coalesce(sum(person), 0)::BIGINT FROM pairs").fetchall()[0][0])
