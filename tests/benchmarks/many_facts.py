"""A store of facts as large as wanted: those of a synthetic population, over and over, about other persons."""

from pathlib import Path
from typing import Final

import duckdb
from deltalake import write_deltalake

from tests.insight.synthetic_facts import synthetic_facts
from workers.insight.fact_table import fact_table
from workers.insight.keys import Keys
from workers.insight.store import FactStore

ENCOUNTERS: Final = 2_000
"""First versions of bills that go through the pipeline; everything else are copies of their facts."""
_ROWS_PER_FILE: Final = 100_000
_COPY: Final = """
SELECT base.* REPLACE (
    "offset" + copy * {rows} AS "offset", claim_id || '-' || copy AS claim_id,
    unhex(md5(person_key::VARCHAR || copy)) AS person_key, unhex(md5(member_key::VARCHAR || copy)) AS member_key,
    billing_npi[:-3] || lpad((copy % 100)::VARCHAR, 2, '0') || billing_npi[-1:] AS billing_npi
)
FROM base, range({first}, {end}) AS copies(copy)
"""


def write_many_facts(folder: Path, outcomes: int) -> int:
    """Make a store of at least so many outcomes, about 100,000 a file.

    Returns:
        How many there are.
    """
    base = fact_table(synthetic_facts(ENCOUNTERS))
    rows = len(base)
    copies = -(-outcomes // rows)
    step = max(1, _ROWS_PER_FILE // rows)
    database = duckdb.connect(config={"threads": 1})
    database.register("base", base)
    FactStore(folder, Keys(secret=b"0" * 32).fingerprint(), create=True)
    for first in range(0, copies, step):
        made = database.sql(_COPY.format(rows=rows, first=first, end=min(first + step, copies)))
        write_deltalake(folder, made, mode="append")
    return rows * copies
