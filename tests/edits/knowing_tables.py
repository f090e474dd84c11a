"""Toy tables that know every code of one event and say nothing against it: 'tables not named are loaded'."""

from collections.abc import Iterable, Mapping, Sequence

from rules.claim.build_claim import code_system
from rules.tables.kind import OpenTable
from schemas.encounter import Coverage, EncounterEvent, Provider
from tests.edits.toy_releases import Row
from tests.edits.toy_tables import TOYS, toy_tables

_COMPONENTS = ("26", "TC", "53")


def tables_that_know(event: EncounterEvent, rows: Mapping[str, Sequence[Row]] | None = None) -> list[OpenTable]:
    """All tables that a user can load, each with what an event has of its codes.

    Args:
        event: the event, as it is after the repairs.
        rows: what the tables named here say in place of that.
    """
    known: dict[str, Sequence[Row]] = dict.fromkeys(TOYS, ())
    known |= _procedure_codes(event)
    known["revenue_codes"] = _rows(code=((line.revenue_code or "").zfill(4) for line in event.service_lines))
    known["ub_codes"] = [{"kind": kind, "code": code} for kind, code in _ub_codes(event)]
    known["nucc"] = _rows(code=(provider.taxonomy_code for provider in _providers(event)))
    known["ndc_directory"] = _rows(ndc=(line.ndc.code for line in event.service_lines if line.ndc is not None))
    known["poa_exempt"] = _rows(code=(dx.code for dx in event.diagnoses if not dx.present_on_admission))
    known["payers"] = _rows(payer_id=(coverage.payer_id for coverage in event.coverages))
    known["clia_certificates"] = _rows(number=(event.clia_number, *(line.clia_number for line in event.service_lines)))
    known["order_referring"] = _rows(npi=(provider.npi for provider in _providers(event)))
    known["adjustment_codes"] = [*_rows(reason=_reasons(event)), *_rows(remark=_remarks(event.coverages))]
    return toy_tables({**known, **(rows or {})})


def _rows(**column: Iterable[str | None]) -> list[Row]:
    ((name, codes),) = column.items()
    return [{name: code} for code in dict.fromkeys(codes) if code]


def _procedure_codes(event: EncounterEvent) -> dict[str, Sequence[Row]]:
    by_system: dict[str, list[str]] = {"CPT": [], "HCPCS": [], "HIPPS": []}
    for line in event.service_lines:
        system = code_system(line.procedure_code, line.procedure_qualifier)
        if system is not None and line.procedure_code not in by_system[system]:
            by_system[system].append(line.procedure_code or "")
    modifiers = dict.fromkeys(modifier for line in event.service_lines for modifier in line.modifiers)
    priced = [*by_system["CPT"], *by_system["HCPCS"]]
    waived = {line.procedure_code for line in event.service_lines if "QW" in line.modifiers}
    return {
        "cpt": _rows(code=by_system["CPT"]),
        "hcpcs": [*_rows(code=by_system["HCPCS"]), *_rows(modifier=modifiers)],
        "hipps": _rows(code=by_system["HIPPS"]),
        "mpfs": [{"code": code} for code in priced]
        + [{"code": code, "modifier": part} for code in priced for part in _COMPONENTS],
        "opps_b": [{"code": code, "status": "S"} for code in priced],
        "telehealth": _rows(code=priced),
        "clia_tests": [{"code": code, "waived": True} for code in waived],
    }


def _ub_codes(event: EncounterEvent) -> Iterable[tuple[str, str]]:
    yield from (("condition", code) for code in event.condition_codes)
    details = event.institutional
    if details is not None:
        yield from (("occurrence", one.code) for one in details.occurrence_codes)
        yield from (("span", one.code) for one in details.occurrence_spans)
        yield from (("value", one.code) for one in details.value_codes)


def _providers(event: EncounterEvent) -> Iterable[Provider]:
    for holder in (event, *event.service_lines):
        names = (name for name in dir(holder) if name.endswith("_provider") or name == "service_facility")
        yield from (provider for name in names if (provider := getattr(holder, name)) is not None)


def _reasons(event: EncounterEvent) -> Iterable[str]:
    for coverage in event.coverages:
        if coverage.adjudication is not None:
            yield from (one.reason for one in coverage.adjudication.adjustments)
    for line in event.service_lines:
        for decision in line.adjudications:
            yield from (one.reason for one in decision.adjustments)


def _remarks(coverages: Iterable[Coverage]) -> Iterable[str]:
    for coverage in coverages:
        if coverage.adjudication is not None:
            yield from coverage.adjudication.remark_codes
