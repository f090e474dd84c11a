"""Build a claim from a repaired encounter: look up each code once, in the tables in force on its date."""

import datetime as dt
import re

from rules.claim.facts import (
    ASKS_FOR_DENIAL,
    HOME_HEALTH_BILL,
    ICD10_START,
    INPATIENT_BILLS,
    NO_PAYMENT_FREQUENCY,
    NOTICE_BILLS,
    ON_WORKERS_COMPENSATION_AUTO_OR_LIABILITY,
    ORIGINAL_FREQUENCIES,
    OUTSIDE_NCCI_BILLS,
    TOTAL_REVENUE_CODE,
    ClaimFacts,
    CodeSystem,
    CoverageFacts,
    DiagnosisFacts,
    LineFacts,
    ProcedureFacts,
    ProviderFacts,
    is_blank,
    whole_years,
)
from rules.claim.line_rows import line_rows
from rules.claim.ncci_pairs import ncci_pairs
from rules.claim.texts_of_event import NO_TEXTS, texts_of_event
from rules.profile import Profile
from rules.repairs.repaired import Repaired
from rules.tables.store import Tables
from rules.tables.table import TableState
from rules.texts.parties import ProviderRole
from schemas.encounter import Coverage, EncounterEvent, Provider, ServiceLine

_SHORT_REVENUE_CODE = 3
_CPT = re.compile(r"[0-9]{4}[0-9FTUMA]")
_HCPCS = re.compile(r"[A-EGHJ-MP-V][0-9]{4}")
_HIPPS = re.compile(r"[0-9A-Z]{5}")

_CLAIM_PROVIDERS: tuple[tuple[str, ProviderRole], ...] = (
    ("billing_provider", "billing"),
    ("rendering_provider", "rendering"),
    ("referring_provider", "referring"),
    ("ordering_provider", "ordering"),
    ("supervising_provider", "supervising"),
    ("attending_provider", "attending"),
    ("operating_provider", "operating"),
    ("service_facility", "service_facility"),
)
_LINE_PROVIDERS: tuple[tuple[str, ProviderRole], ...] = (
    ("rendering_provider", "rendering"),
    ("referring_provider", "referring"),
    ("ordering_provider", "ordering"),
    ("supervising_provider", "supervising"),
    ("service_facility", "service_facility"),
)


def code_system(code: str | None, qualifier: str) -> CodeSystem | None:
    """The code system of a line's procedure code, by its format and qualifier alone."""
    if code is None:
        return None
    if qualifier == "HP":
        return "HIPPS" if _HIPPS.fullmatch(code) else None
    if qualifier != "HC":
        return None
    if _CPT.fullmatch(code):
        return "CPT"
    return "HCPCS" if _HCPCS.fullmatch(code) else None


def build_claim(
    repaired: Repaired,
    *,
    tables: Tables,
    profile: Profile,
    as_of: dt.date,
    waivable: frozenset[str],
) -> ClaimFacts:
    """The claim as the edits see it.

    Args:
        repaired: the encounter after the repairs, with its derived numbers.
        tables: the code tables that are open.
        profile: the payer profile.
        as_of: the date from which "in the future" and "past the filing limit" are measured.
        waivable: codes of the edits that may be waived.
    """
    encounter = repaired.event
    professional = encounter.claim_form == "PROFESSIONAL"
    details = encounter.institutional
    type_of_bill = "" if professional or details is None else details.type_of_bill.removeprefix("0")
    inpatient = type_of_bill[:2] in INPATIENT_BILLS
    billed = _billed(encounter)
    filing = None if billed is None else billed.filing_indicator
    by_through_date = inpatient or (type_of_bill[:2] == HOME_HEALTH_BILL and encounter.service_from < ICD10_START)
    diagnoses = _diagnoses(encounter, tables, professional, by_through_date)
    medicaid = profile.payer_class == "medicaid"
    all_lines = _lines(repaired, professional, diagnoses, tables, medicaid)
    lines = tuple([line for line in all_lines if not line.is_total])
    principals = [dx for dx in diagnoses if dx.principal]
    ncci = professional or (not inpatient and type_of_bill[:2] not in OUTSIDE_NCCI_BILLS)
    pairs = tables.ncci_ptp_medicaid if medicaid else tables.ncci_ptp
    admitted = details.admission_date if details is not None and inpatient else None
    age_date = admitted or encounter.service_from
    born = encounter.patient.birth_date
    return ClaimFacts(
        encounter=encounter,
        as_of=as_of,
        profile=profile.name,
        payer_class=profile.payer_class,
        allow_waivers=profile.allow_waivers,
        waivable=waivable,
        parameters=profile.parameters,
        tables=tables,
        claim_id=repaired.claim_id,
        patient_control_number=repaired.patient_control_number,
        reported_repairs=repaired.reported,
        professional=professional,
        institutional=not professional,
        type_of_bill=type_of_bill,
        inpatient=inpatient,
        outpatient=not professional and not inpatient,
        acute=type_of_bill[:2] == "11",
        ncci=ncci,
        void=encounter.frequency_code == "8",
        replacement=encounter.frequency_code == "7",
        original=encounter.frequency_code in ORIGINAL_FREQUENCIES,
        denial_bill=not professional
        and (encounter.frequency_code == NO_PAYMENT_FREQUENCY or ASKS_FOR_DENIAL in encounter.condition_codes),
        notice=type_of_bill in NOTICE_BILLS,
        billed=billed,
        billed_path=f"coverages[{encounter.billed_coverage}]",
        filing=filing,
        on_wc_am_lm=filing in ON_WORKERS_COMPENSATION_AUTO_OR_LIABILITY,
        diagnoses=diagnoses,
        principal=principals[0] if principals else None,
        procedures=_procedures(encounter, tables),
        all_lines=all_lines,
        lines=lines,
        systems=frozenset([line.system for line in lines]),
        ncci_pairs=ncci_pairs(lines, pairs, hospital=not professional) if ncci else (),
        coverages=tuple(
            [
                CoverageFacts(
                    index=index,
                    path=f"coverages[{index}]",
                    coverage=coverage,
                    billed=index == encounter.billed_coverage,
                    prior=index < encounter.billed_coverage,
                )
                for index, coverage in enumerate(encounter.coverages)
            ]
        ),
        providers=_providers(encounter),
        age_date=age_date,
        age_years=None if born is None else whole_years(born, age_date),
        age_days=None if born is None else (age_date - born).days,
        condition_codes=frozenset(encounter.condition_codes),
        texts=NO_TEXTS if repaired.plain else texts_of_event(encounter),
    )


def _billed(encounter: EncounterEvent) -> Coverage | None:
    index = encounter.billed_coverage
    return encounter.coverages[index] if 0 <= index < len(encounter.coverages) else None


def _diagnoses(
    encounter: EncounterEvent, tables: Tables, professional: bool, by_through_date: bool
) -> tuple[DiagnosisFacts, ...]:
    first, last = encounter.service_from, encounter.service_through
    dates = (last,) if by_through_date or first == last else (first, last)
    table = tables.icd10cm
    is_open = table is not None and (table.covers(last) or table.covers(dates[0]))
    any_principal = "PRINCIPAL" in [dx.role for dx in encounter.diagnoses]
    made = []
    for index, dx in enumerate(encounter.diagnoses):
        rows = tuple([table.row_on(dx.code, date) for date in dates]) if table is not None and is_open else ()
        in_force = [row for row in rows if row is not None]
        made.append(
            DiagnosisFacts(
                index=index,
                path=f"diagnoses[{index}]",
                diagnosis=dx,
                code=dx.code,
                principal=dx.role == "PRINCIPAL" or (professional and not any_principal and index == 0),
                dates=dates,
                rows=rows,
                row=in_force[-1] if in_force else None,
            )
        )
    return tuple(made)


def _procedures(encounter: EncounterEvent, tables: Tables) -> tuple[ProcedureFacts, ...]:
    if not encounter.procedures:
        return ()
    table, on = tables.icd10pcs, encounter.service_through
    is_open = table is not None and tables.state("icd10pcs", on) is TableState.OPEN
    return tuple(
        ProcedureFacts(
            index=index,
            path=f"procedures[{index}]",
            procedure=px,
            code=px.code,
            row=table.row_on(px.code, on) if table is not None and is_open else None,
        )
        for index, px in enumerate(encounter.procedures)
    )


def _lines(
    repaired: Repaired,
    professional: bool,
    diagnoses: tuple[DiagnosisFacts, ...],
    tables: Tables,
    medicaid: bool,
) -> tuple[LineFacts, ...]:
    encounter = repaired.event
    claim_rendering = None if encounter.rendering_provider is None else encounter.rendering_provider.npi
    rendering = claim_rendering or encounter.billing_provider.npi
    made = []
    for index, line in enumerate(encounter.service_lines):
        code = None if is_blank(line.procedure_code) else line.procedure_code
        first = line.service_from or encounter.service_from
        if line.service_through is not None:
            last = line.service_through
        else:
            last = line.service_from or encounter.service_through
        system = code_system(code, line.procedure_qualifier)
        own_place = not is_blank(line.place_of_service)
        revenue = line.revenue_code or ""
        if len(revenue) == _SHORT_REVENUE_CODE:
            revenue = f"0{revenue}"
        made.append(
            LineFacts(
                index=index,
                path=f"service_lines[{index}]",
                line=line,
                number=repaired.line_numbers[index],
                control_number=repaired.line_control_numbers[index],
                date_from=first,
                date_through=last,
                place=line.place_of_service if own_place else encounter.place_of_service,
                place_path=f"service_lines[{index}].place_of_service" if own_place else "place_of_service",
                rendering_npi=_line_rendering(line, rendering),
                referring=line.referring_provider or encounter.referring_provider,
                ordering=line.ordering_provider or encounter.ordering_provider,
                supervising=line.supervising_provider or encounter.supervising_provider,
                service_facility=line.service_facility or encounter.service_facility,
                code=code,
                system=system,
                modifiers=frozenset(line.modifiers),
                is_total=not professional and revenue == TOTAL_REVENUE_CODE,
                diagnoses=tuple(
                    [diagnoses[pointer - 1] for pointer in line.diagnosis_pointers if 1 <= pointer <= len(diagnoses)]
                ),
                rows=line_rows(code, system, first, tables, hospital=not professional, medicaid=medicaid),
                revenue=revenue,
            )
        )
    return tuple(made)


def _line_rendering(line: ServiceLine, otherwise: str | None) -> str | None:
    own = None if line.rendering_provider is None else line.rendering_provider.npi
    return own or otherwise


def _providers(encounter: EncounterEvent) -> tuple[ProviderFacts, ...]:
    made = []
    for name, role in _CLAIM_PROVIDERS:
        provider: Provider | None = getattr(encounter, name)
        if provider is not None:
            made.append(ProviderFacts(path=name, role=role, provider=provider, line_index=None))
    for index, line in enumerate(encounter.service_lines):
        for name, role in _LINE_PROVIDERS:
            provider = getattr(line, name)
            if provider is not None:
                path = f"service_lines[{index}].{name}"
                made.append(ProviderFacts(path=path, role=role, provider=provider, line_index=index))
    return tuple(made)
