"""The views that every measure starts from. Late, corrected and replayed events fall out here, by the query.

`decided`  the first outcome of each claim version: a replay does not rewrite history
`latest`   the newest version of each claim
`care`     the newest READY version of each claim, without voids: what happened to patients

All three are rows of `bills`: one per outcome with facts, and without the lists of the facts, which are views of their
own (`findings`, `diagnoses`), so that a measure reads only what it asks for.
"""

from typing import Final

from duckdb import DuckDBPyConnection

from workers.insight.link_persons import link_persons
from workers.insight.load_conditions import load_conditions
from workers.insight.service_category import SERVICE_CATEGORY

# Few claims have several outcomes: only those are sorted. Their ids are found by a hash, which is cheaper than by the
# texts; a hash that two claims share does no harm, because `repeated` goes by the ids.
_REPEATED: Final = """
CREATE OR REPLACE TEMP TABLE repeated AS
WITH again AS (SELECT hash(claim_id) AS mark FROM facts WHERE kind = 'fact' GROUP BY mark HAVING count(*) > 1),
several AS (
    SELECT
        place, claim_id, claim_version, outcome,
        row_number() OVER (ORDER BY processed_at NULLS FIRST, topic, "partition", "offset") AS turn
    FROM facts WHERE kind = 'fact' AND hash(claim_id) IN (SELECT mark FROM again)
)
SELECT
    place,
    min(place) OVER (PARTITION BY claim_id) AS claim,
    turn = min(turn) OVER (PARTITION BY claim_id, claim_version) AS is_decided,
    row_number() OVER (PARTITION BY claim_id ORDER BY claim_version, turn) = 1 AS is_first,
    row_number() OVER (PARTITION BY claim_id ORDER BY claim_version DESC, turn DESC) = 1 AS is_latest,
    outcome = 'READY'
        AND row_number() OVER (PARTITION BY claim_id, outcome ORDER BY claim_version DESC, turn DESC) = 1 AS is_care
FROM several
"""
_BILLS: Final = """
CREATE OR REPLACE TEMP TABLE bills AS
SELECT
    place, coalesce(repeated.claim, place) AS claim, claim_version, outcome,
    coalesce(is_decided, true) AS is_decided, coalesce(is_first, true) AS is_first,
    coalesce(is_latest, true) AS is_latest, coalesce(is_care, outcome = 'READY') AS is_care,
    coalesce(frequency_code = '8', false)
        OR coalesce(claim_form = 'INSTITUTIONAL' AND right(type_of_bill, 1) = '8', false) AS is_void,
    pairs.person, pairs.member,
    make_timestamp(epoch_us(occurred_at)) AS submitted,
    strftime(make_timestamp(epoch_us(occurred_at)), '%Y-%m') AS month,
    year(service_from)::INTEGER AS year,
    service_from, source_system, payer_id, billing_npi, claim_form, type_of_bill, purpose, total_charge
FROM facts
LEFT JOIN repeated USING (place)
LEFT JOIN pairs
    ON pairs.person_key IS NOT DISTINCT FROM facts.person_key AND pairs.member_key IS NOT DISTINCT FROM facts.member_key
WHERE kind = 'fact'
"""
_VIEWS: Final = {
    "decided": "SELECT * FROM bills WHERE is_decided",
    "latest": "SELECT * FROM bills WHERE is_latest",
    "care": "SELECT * FROM bills WHERE is_care AND NOT is_void",
    "findings": "SELECT place, f.edit, f.severity FROM (SELECT place, unnest(findings) AS f FROM facts)",
    "diagnoses": "SELECT place, d.code, d.role FROM (SELECT place, unnest(diagnoses) AS d FROM facts)",
    "data_end": "SELECT make_timestamp(max(epoch_us(occurred_at))) AS instant FROM facts",
    "visits": f"""
        SELECT person, service_from, year, service_category
        FROM care JOIN (SELECT place, {SERVICE_CATEGORY} AS service_category FROM facts WHERE kind = 'fact')
            USING (place)
    """,
}
_ACUTE: Final = """
CREATE OR REPLACE TEMP TABLE acute AS
SELECT
    place, person, member, facts.billing_npi,
    coalesce(admission_date, facts.service_from) AS admitted, facts.service_from, service_through, discharge_status,
    list_filter(diagnoses, lambda d: d.role = 'PRINCIPAL')[1].code AS principal
FROM facts JOIN care USING (place)
WHERE facts.claim_form = 'INSTITUTIONAL' AND left(right(facts.type_of_bill, 3), 2) = '11'
"""
_STAYS: Final = """
CREATE OR REPLACE TEMP TABLE stays AS
WITH ordered AS (
    SELECT
        *,
        lag(billing_npi) OVER w AS before_npi, lag(admitted) OVER w AS before_admitted,
        lag(service_through) OVER w AS before_through, lag(discharge_status) OVER w AS before_status
    FROM acute
    WINDOW w AS (PARTITION BY person ORDER BY admitted, service_from, service_through, place)
), numbered AS (
    SELECT
        *,
        sum(CASE
            WHEN before_npi IS NOT DISTINCT FROM billing_npi AND before_admitted = admitted THEN 0
            WHEN before_npi IS NOT DISTINCT FROM billing_npi AND before_through = service_from THEN 0
            WHEN before_status IN ('02', '05', '66')
                AND service_from BETWEEN before_through AND before_through + 1 THEN 0
            ELSE 1
        END) OVER (PARTITION BY person ORDER BY admitted, service_from, service_through, place) AS stay
    FROM ordered
)
SELECT
    min(place) AS unit, person, min(member) AS member,
    arg_min(billing_npi, (service_from, place)) AS billing_npi,
    arg_min(principal, (service_from, place)) AS principal,
    min(admitted) AS begins, max(service_through) AS ends,
    arg_max(discharge_status, (service_through, place)) AS discharge_status
FROM numbered GROUP BY person, stay
"""


def make_views(database: DuckDBPyConnection) -> None:
    """Make the views over a relation `facts` that has a column `place`, a number of each row.

    `bills` has of the facts what measures group by, and: `claim`, `person` and `member`, numbers for counting;
    `submitted`, the instant in UTC; `month` of it; `year` of the from date; `is_first`, whether it is the lowest
    version of its claim. Further: `conditions` (category, block, chapter), `visits` (care by service category),
    `stays` (acute stays, with interim bills and transfers joined), `data_end` (the newest submission).
    """
    link_persons(database)
    load_conditions(database)
    for statement in (_REPEATED, _BILLS):
        database.execute(statement).fetchall()
    for name, query in _VIEWS.items():
        database.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}").fetchall()
    for statement in (_ACUTE, _STAYS):
        database.execute(statement).fetchall()
