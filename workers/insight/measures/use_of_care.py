"""How care is used."""

from typing import Final

from workers.insight.measure import Measure

USE_OF_CARE: Final = Measure(
    name="use_of_care",
    title="Use of care",
    question="How many visits per patient are there in a year, by service category?",
    report="population",
    unit="visits per person",
    denominator="persons with at least one claim in the year",
    units="""
        SELECT person::BIGINT * 10000 + year AS unit, person, any_value(member) AS member, year
        FROM care GROUP BY person, year
    """,
    hits="""
        SELECT DISTINCT person::BIGINT * 10000 + year AS unit, service_category, service_from FROM visits
        WHERE service_category IS NOT NULL
    """,
    groups=(("year",), ("year", "service_category")),
    events=True,
    overlap=True,
    maturity="A claim counts once it is accepted (READY).",
    caveats=(
        "A visit is one person, service category and from date, however many claims it has.",
        "Physicians' bills within an inpatient stay belong to the stay and are not counted.",
        "Care without an accepted claim is missing.",
    ),
    action="If emergency visits rise while office visits fall, check whether patients can get an appointment.",
)
