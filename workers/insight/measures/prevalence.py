"""Which conditions the treated patients have."""

from typing import Final

from workers.insight.measure import Measure

_CARED: Final = "(SELECT person, any_value(member) AS member, year FROM care GROUP BY person, year)"
_CODED: Final = """
    SELECT care.person, care.year, care.service_from, c.chapter, c.block,
        coalesce(claim_form = 'INSTITUTIONAL' AND left(right(type_of_bill, 3), 2) = '11', false) AS inpatient
    FROM care, unnest(diagnoses) AS t(d) JOIN conditions AS c ON c.category = left(d.code, 3)
    WHERE d.role NOT IN ('ADMITTING', 'REASON_FOR_VISIT')
"""
_UNITS: Final = f"SELECT person || ' ' || year AS unit, person, member, year FROM {_CARED}"
_CONFIRMED: Final = f"""
    WITH coded AS ({_CODED}),
    days AS (
        SELECT person, year, chapter, block, bool_or(inpatient) AS inpatient, count(DISTINCT service_from) AS days
        FROM coded GROUP BY GROUPING SETS ((person, year, chapter), (person, year, block))
    )
    SELECT person || ' ' || year AS unit, chapter, block FROM days WHERE inpatient OR days >= 2
"""
_CAVEATS: Final = (
    "Among the patients of this deployment, not of the population.",
    "Care that never became a clean claim is missing.",
    "A year that is not over, or that began before the store, has fewer visits and therefore lower shares.",
)

PREVALENCE: Final = Measure(
    name="prevalence",
    title="Conditions of the patients treated",
    question="What share of the patients treated in a year has a diagnosis of a chapter or block of ICD-10-CM?",
    report="population",
    unit="persons",
    denominator="persons with any care in the year",
    units=_UNITS,
    hits=f"SELECT person || ' ' || year AS unit, chapter, block FROM ({_CODED})",
    groups=(("year", "chapter"), ("year", "block")),
    total=False,
    maturity="A claim counts once it is ready.",
    caveats=(*_CAVEATS, "Admitting diagnoses and reasons for a visit are left out: they are not confirmed."),
    action="Compare the years: a condition that grows needs appointments, staff and programs.",
)

PREVALENCE_CONFIRMED: Final = Measure(
    name="prevalence_confirmed",
    title="Confirmed conditions",
    question="What share has the diagnosis on one inpatient claim or on claims of two days?",
    report="population",
    unit="persons",
    denominator="persons with any care in the year",
    units=_UNITS,
    hits=_CONFIRMED,
    groups=(("year", "chapter"), ("year", "block")),
    total=False,
    maturity="A claim counts once it is ready.",
    caveats=(*_CAVEATS, "A condition that is seen once a year stays below this bar."),
    action="Use this one where a diagnosis that was only suspected must not count.",
)
