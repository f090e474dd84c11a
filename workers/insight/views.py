"""The views that every measure starts from. Late, corrected and replayed events fall out here, by the query.

`decided`  the first outcome of each claim version: a replay does not rewrite history
`latest`   the newest version of each claim
`care`     the newest READY version of each claim, without voids: what happened to patients

All three have the columns of the facts and: `place`, a number of the row; `person` and `member`, numbers for counting;
`submitted`, the instant in UTC; `month` of it; `year` of the from date.
"""

from typing import Final

from duckdb import DuckDBPyConnection

from workers.insight.link_persons import link_persons
from workers.insight.load_conditions import load_conditions
from workers.insight.service_category import SERVICE_CATEGORY

_PLACES: Final = """
CREATE OR REPLACE TEMP TABLE places AS
SELECT
    place, claim_id, claim_version, outcome,
    frequency_code = '8' OR (claim_form = 'INSTITUTIONAL' AND right(type_of_bill, 1) = '8') AS is_void,
    row_number() OVER (ORDER BY processed_at NULLS FIRST, topic, "partition", "offset") AS turn,
    p.person, dense_rank() OVER (ORDER BY coalesce(facts.member_key, facts.person_key)) AS member
FROM facts LEFT JOIN pairs AS p
    ON p.person_key IS NOT DISTINCT FROM facts.person_key AND p.member_key IS NOT DISTINCT FROM facts.member_key
WHERE kind = 'fact'
"""
_CHOSEN: Final = {
    "decided": "SELECT arg_min(place, turn) AS place FROM places GROUP BY claim_id, claim_version",
    "latest": "SELECT arg_max(place, turn) AS place FROM places JOIN "
    "(SELECT claim_id, max(claim_version) AS claim_version FROM places GROUP BY claim_id) "
    "USING (claim_id, claim_version) GROUP BY claim_id",
    "care": "SELECT place FROM places JOIN (SELECT arg_max(place, turn) AS place FROM places JOIN "
    "(SELECT claim_id, max(claim_version) AS claim_version FROM places WHERE outcome = 'READY' GROUP BY claim_id) "
    "USING (claim_id, claim_version) WHERE outcome = 'READY' GROUP BY claim_id) USING (place) WHERE NOT is_void",
}
_VIEW: Final = """
CREATE OR REPLACE TEMP VIEW {name} AS
SELECT
    facts.*, places.person, places.member, places.is_void,
    make_timestamp(epoch_us(occurred_at)) AS submitted,
    strftime(make_timestamp(epoch_us(occurred_at)), '%Y-%m') AS month,
    year(service_from)::INTEGER AS year
FROM facts JOIN {name}_places USING (place) JOIN places USING (place)
"""
_END: Final = """
CREATE OR REPLACE TEMP TABLE data_end AS
SELECT make_timestamp(max(epoch_us(occurred_at))) AS instant FROM facts
"""
_VISITS: Final = f"""
CREATE OR REPLACE TEMP TABLE visits AS
SELECT place, person, member, year, service_from, {SERVICE_CATEGORY} AS service_category FROM care
"""
_ACUTE: Final = """
CREATE OR REPLACE TEMP TABLE acute AS
SELECT
    place, person, member, billing_npi,
    coalesce(admission_date, service_from) AS admitted, service_from, service_through, discharge_status,
    list_filter(diagnoses, lambda d: d.role = 'PRINCIPAL')[1].code AS principal
FROM care WHERE claim_form = 'INSTITUTIONAL' AND left(right(type_of_bill, 3), 2) = '11'
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

    Further tables: `conditions` (category, block, chapter), `visits` (care by service category), `stays` (acute stays,
    with interim bills and transfers joined), `data_end` (the newest submission).
    """
    link_persons(database)
    load_conditions(database)
    database.execute(_PLACES).fetchall()
    for name, chosen in _CHOSEN.items():
        database.execute(f"CREATE OR REPLACE TEMP TABLE {name}_places AS {chosen}").fetchall()
        database.execute(_VIEW.format(name=name)).fetchall()
    for statement in (_END, _VISITS, _ACUTE, _STAYS):
        database.execute(statement).fetchall()
