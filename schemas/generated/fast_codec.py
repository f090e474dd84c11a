"""Reads events, writes records. Made by `python -m schemas.generate_codec`; not to be edited."""

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from schemas import claim, encounter, finding, rejection
from schemas.codec_parts import (
    CENT,
    EPOCH,
    EPOCH_DAY,
    FIRST_MILLI,
    LAST_DAY,
    LAST_MILLI,
    MILLI,
    MONEY_LIMIT,
    QUANTITY_LIMIT,
    THOUSANDTH,
    UUID,
    NotCertain,
    new,
    put_long,
    put_shared,
    put_text,
    read_count,
    read_long,
    read_text,
)

_SEX: Final[tuple[encounter.Sex, ...]] = ("FEMALE", "FEMALE", "MALE", "UNKNOWN")
_SEX_INDEX: Final[dict[str, int]] = {"FEMALE": 2, "MALE": 4, "UNKNOWN": 6}
_RELATIONSHIP: Final[tuple[encounter.Relationship, ...]] = ("SELF", "SELF", "SPOUSE", "CHILD", "OTHER")
_RELATIONSHIP_INDEX: Final[dict[str, int]] = {"SELF": 2, "SPOUSE": 4, "CHILD": 6, "OTHER": 8}
_ENTITY_TYPE: Final[tuple[encounter.EntityType, ...]] = ("PERSON", "PERSON", "ORGANIZATION", "UNKNOWN")
_ENTITY_TYPE_INDEX: Final[dict[str, int]] = {"PERSON": 2, "ORGANIZATION": 4, "UNKNOWN": 6}
_TAX_ID_TYPE: Final[tuple[encounter.TaxIdType, ...]] = ("EIN", "EIN", "SSN")
_TAX_ID_TYPE_INDEX: Final[dict[str, int]] = {"EIN": 2, "SSN": 4}
_DIAGNOSIS_ROLE: Final[tuple[encounter.DiagnosisRole, ...]] = (
    "PRINCIPAL",
    "PRINCIPAL",
    "OTHER",
    "ADMITTING",
    "REASON_FOR_VISIT",
    "EXTERNAL_CAUSE",
)
_DIAGNOSIS_ROLE_INDEX: Final[dict[str, int]] = {
    "PRINCIPAL": 2,
    "OTHER": 4,
    "ADMITTING": 6,
    "REASON_FOR_VISIT": 8,
    "EXTERNAL_CAUSE": 10,
}
_CLAIM_DATE_KIND: Final[tuple[encounter.ClaimDateKind, ...]] = (
    "ONSET",
    "ONSET",
    "INITIAL_TREATMENT",
    "LAST_SEEN",
    "LAST_MENSTRUAL_PERIOD",
    "ACUTE_MANIFESTATION",
    "LAST_XRAY",
    "FIRST_CONTACT",
    "DISABILITY_FROM",
    "DISABILITY_THROUGH",
    "HOSPITALIZED_FROM",
    "HOSPITALIZED_THROUGH",
    "ASSUMED_CARE",
    "RELINQUISHED_CARE",
)
_CLAIM_DATE_KIND_INDEX: Final[dict[str, int]] = {
    "ONSET": 2,
    "INITIAL_TREATMENT": 4,
    "LAST_SEEN": 6,
    "LAST_MENSTRUAL_PERIOD": 8,
    "ACUTE_MANIFESTATION": 10,
    "LAST_XRAY": 12,
    "FIRST_CONTACT": 14,
    "DISABILITY_FROM": 16,
    "DISABILITY_THROUGH": 18,
    "HOSPITALIZED_FROM": 20,
    "HOSPITALIZED_THROUGH": 22,
    "ASSUMED_CARE": 24,
    "RELINQUISHED_CARE": 26,
}
_CLAIM_FORM: Final[tuple[encounter.ClaimForm, ...]] = ("PROFESSIONAL", "PROFESSIONAL", "INSTITUTIONAL")
_CLAIM_FORM_INDEX: Final[dict[str, int]] = {"PROFESSIONAL": 2, "INSTITUTIONAL": 4}
_PURPOSE: Final[tuple[encounter.Purpose, ...]] = ("CHARGEABLE", "CHARGEABLE", "REPORTING")
_PURPOSE_INDEX: Final[dict[str, int]] = {"CHARGEABLE": 2, "REPORTING": 4}
_CODE_SYSTEM: Final[tuple[claim.CodeSystem, ...]] = ("CPT", "CPT", "HCPCS", "ICD10PCS", "HIPPS")
_CODE_SYSTEM_INDEX: Final[dict[str, int]] = {"CPT": 2, "HCPCS": 4, "ICD10PCS": 6, "HIPPS": 8}
_SEVERITY: Final[tuple[finding.Severity, ...]] = ("REJECT", "REJECT", "WARN", "NOTICE")
_SEVERITY_INDEX: Final[dict[str, int]] = {"REJECT": 2, "WARN": 4, "NOTICE": 6}
_ACTION: Final[tuple[finding.Action, ...]] = (
    "CORRECT_AND_RESEND",
    "CORRECT_AND_RESEND",
    "REVIEW",
    "CONTACT_PAYER",
    "NONE",
)
_ACTION_INDEX: Final[dict[str, int]] = {"CORRECT_AND_RESEND": 2, "REVIEW": 4, "CONTACT_PAYER": 6, "NONE": 8}
_NOT_CHECKED_REASON: Final[tuple[finding.NotCheckedReason, ...]] = (
    "NOT_LOADED",
    "NOT_LOADED",
    "DATE_NOT_COVERED",
    "EDIT_FAILED",
)
_NOT_CHECKED_REASON_INDEX: Final[dict[str, int]] = {"NOT_LOADED": 2, "DATE_NOT_COVERED": 4, "EDIT_FAILED": 6}


def read_address(data: bytes, at: int) -> tuple[encounter.Address, int]:
    """A Address and the position behind it."""
    made: Any = new(encounter.Address)
    byte = data[at]
    if byte & 0x81:
        made.line1, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.line1 = data[begin:at].decode()
    byte = data[at]
    at += 1
    if byte == 0:
        made.line2 = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.line2, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.line2 = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    if byte & 0x81:
        made.city, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.city = data[begin:at].decode()
    byte = data[at]
    at += 1
    if byte == 0:
        made.state = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.state, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.state = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    at += 1
    if byte == 0:
        made.postal_code = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.postal_code, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.postal_code = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    if byte & 0x81:
        made.country, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.country = data[begin:at].decode()
    return made, at


def read_patient(data: bytes, at: int) -> tuple[encounter.Patient, int]:
    """A Patient and the position behind it."""
    made: Any = new(encounter.Patient)
    byte = data[at]
    at += 1
    if byte == 0:
        made.patient_id = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.patient_id, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.patient_id = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    if byte & 0x81:
        made.first_name, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.first_name = data[begin:at].decode()
    byte = data[at]
    at += 1
    if byte == 0:
        made.middle_name = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.middle_name, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.middle_name = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    if byte & 0x81:
        made.last_name, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.last_name = data[begin:at].decode()
    byte = data[at]
    at += 1
    if byte == 0:
        made.suffix = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.suffix, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.suffix = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    at += 1
    if byte == 0:
        made.birth_date = None
    elif byte == 2:
        number, at = read_long(data, at, 32)
        number += EPOCH_DAY
        if not 0 < number <= LAST_DAY:
            raise NotCertain
        made.birth_date = dt.date.fromordinal(number)
    else:
        raise NotCertain
    byte = data[at]
    if not 0 < byte < 8 or byte & 1:
        raise NotCertain
    made.sex = _SEX[byte >> 1]
    at += 1
    if data.startswith(b"\0" * 3, at):
        made.death_date = None
        made.address = None
        made.phone = None
        at += 3
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.death_date = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.death_date = dt.date.fromordinal(number)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.address = None
        elif byte == 2:
            made.address, at = read_address(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.phone = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.phone, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.phone = data[begin:at].decode()
        else:
            raise NotCertain
    return made, at


def read_subscriber(data: bytes, at: int) -> tuple[encounter.Subscriber, int]:
    """A Subscriber and the position behind it."""
    made: Any = new(encounter.Subscriber)
    if data.startswith(b"\0" * 5, at):
        made.first_name = None
        made.middle_name = None
        made.last_name = None
        made.suffix = None
        made.birth_date = None
        at += 5
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.first_name = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.first_name, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.first_name = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.middle_name = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.middle_name, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.middle_name = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.last_name = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.last_name, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.last_name = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.suffix = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.suffix, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.suffix = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.birth_date = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.birth_date = dt.date.fromordinal(number)
        else:
            raise NotCertain
    byte = data[at]
    if not 0 < byte < 8 or byte & 1:
        raise NotCertain
    made.sex = _SEX[byte >> 1]
    at += 1
    byte = data[at]
    at += 1
    if byte == 0:
        made.address = None
    elif byte == 2:
        made.address, at = read_address(data, at)
    else:
        raise NotCertain
    return made, at


def read_adjustment(data: bytes, at: int) -> tuple[encounter.Adjustment, int]:
    """A Adjustment and the position behind it."""
    made: Any = new(encounter.Adjustment)
    byte = data[at]
    if byte & 0x81:
        made.group, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.group = data[begin:at].decode()
    byte = data[at]
    if byte & 0x81:
        made.reason, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.reason = data[begin:at].decode()
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -MONEY_LIMIT < number < MONEY_LIMIT:
        raise NotCertain
    made.amount = Decimal(number) * CENT
    at += 8
    byte = data[at]
    at += 1
    if byte == 0:
        made.quantity = None
    elif byte == 2:
        number = int.from_bytes(data[at : at + 8], signed=True)
        if not -QUANTITY_LIMIT < number < QUANTITY_LIMIT:
            raise NotCertain
        made.quantity = Decimal(number) * THOUSANDTH
        at += 8
    else:
        raise NotCertain
    return made, at


def read_coverage_adjudication(data: bytes, at: int) -> tuple[encounter.CoverageAdjudication, int]:
    """A CoverageAdjudication and the position behind it."""
    made: Any = new(encounter.CoverageAdjudication)
    byte = data[at]
    at += 1
    if byte == 0:
        made.adjudicated_on = None
    elif byte == 2:
        number, at = read_long(data, at, 32)
        number += EPOCH_DAY
        if not 0 < number <= LAST_DAY:
            raise NotCertain
        made.adjudicated_on = dt.date.fromordinal(number)
    else:
        raise NotCertain
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -MONEY_LIMIT < number < MONEY_LIMIT:
        raise NotCertain
    made.paid = Decimal(number) * CENT
    at += 8
    if data.startswith(b"\0" * 4, at):
        made.remaining_patient_liability = None
        made.payer_claim_control_number = None
        made.adjustments = ()
        made.remark_codes = ()
        at += 4
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.remaining_patient_liability = None
        elif byte == 2:
            number = int.from_bytes(data[at : at + 8], signed=True)
            if not -MONEY_LIMIT < number < MONEY_LIMIT:
                raise NotCertain
            made.remaining_patient_liability = Decimal(number) * CENT
            at += 8
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.payer_claim_control_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.payer_claim_control_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.payer_claim_control_number = data[begin:at].decode()
        else:
            raise NotCertain
        if data[at] == 0:
            made.adjustments = ()
            at += 1
        else:
            count0, at = read_count(data, at)
            items0 = []
            for _ in range(count0):
                item0, at = read_adjustment(data, at)
                items0.append(item0)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.adjustments = tuple(items0)
        if data[at] == 0:
            made.remark_codes = ()
            at += 1
        else:
            count1, at = read_count(data, at)
            items1 = []
            for _ in range(count1):
                byte = data[at]
                if byte & 0x81:
                    item1, at = read_text(data, at)
                else:
                    begin = at + 1
                    at = begin + (byte >> 1)
                    item1 = data[begin:at].decode()
                items1.append(item1)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.remark_codes = tuple(items1)
    return made, at


def read_coverage(data: bytes, at: int) -> tuple[encounter.Coverage, int]:
    """A Coverage and the position behind it."""
    made: Any = new(encounter.Coverage)
    if data.startswith(b"\0" * 6, at):
        made.payer_id = None
        made.payer_name = None
        made.filing_indicator = None
        made.member_id = None
        made.group_number = None
        made.insurance_type_code = None
        at += 6
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.payer_id = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.payer_id, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.payer_id = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.payer_name = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.payer_name, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.payer_name = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.filing_indicator = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.filing_indicator, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.filing_indicator = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.member_id = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.member_id, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.member_id = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.group_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.group_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.group_number = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.insurance_type_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.insurance_type_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.insurance_type_code = data[begin:at].decode()
        else:
            raise NotCertain
    byte = data[at]
    if not 0 < byte < 10 or byte & 1:
        raise NotCertain
    made.relationship = _RELATIONSHIP[byte >> 1]
    at += 1
    if data.startswith(b"\0" * 4, at):
        made.subscriber = None
        made.valid_from = None
        made.valid_through = None
        made.adjudication = None
        at += 4
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.subscriber = None
        elif byte == 2:
            made.subscriber, at = read_subscriber(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.valid_from = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.valid_from = dt.date.fromordinal(number)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.valid_through = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.valid_through = dt.date.fromordinal(number)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.adjudication = None
        elif byte == 2:
            made.adjudication, at = read_coverage_adjudication(data, at)
        else:
            raise NotCertain
    return made, at


def read_provider_id(data: bytes, at: int) -> tuple[encounter.ProviderId, int]:
    """A ProviderId and the position behind it."""
    made: Any = new(encounter.ProviderId)
    byte = data[at]
    if byte & 0x81:
        made.qualifier, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.qualifier = data[begin:at].decode()
    byte = data[at]
    if byte & 0x81:
        made.value, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.value = data[begin:at].decode()
    return made, at


def read_provider(data: bytes, at: int) -> tuple[encounter.Provider, int]:
    """A Provider and the position behind it."""
    made: Any = new(encounter.Provider)
    byte = data[at]
    at += 1
    if byte == 0:
        made.npi = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.npi, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.npi = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    if not 0 < byte < 8 or byte & 1:
        raise NotCertain
    made.entity_type = _ENTITY_TYPE[byte >> 1]
    at += 1
    if data.startswith(b"\0" * 11, at):
        made.organization_name = None
        made.first_name = None
        made.middle_name = None
        made.last_name = None
        made.suffix = None
        made.taxonomy_code = None
        made.tax_id = None
        made.tax_id_type = None
        made.other_ids = ()
        made.address = None
        made.phone = None
        at += 11
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.organization_name = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.organization_name, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.organization_name = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.first_name = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.first_name, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.first_name = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.middle_name = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.middle_name, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.middle_name = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.last_name = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.last_name, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.last_name = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.suffix = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.suffix, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.suffix = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.taxonomy_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.taxonomy_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.taxonomy_code = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.tax_id = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.tax_id, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.tax_id = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.tax_id_type = None
        elif byte == 2:
            byte = data[at]
            if not 0 < byte < 6 or byte & 1:
                raise NotCertain
            made.tax_id_type = _TAX_ID_TYPE[byte >> 1]
            at += 1
        else:
            raise NotCertain
        if data[at] == 0:
            made.other_ids = ()
            at += 1
        else:
            count0, at = read_count(data, at)
            items0 = []
            for _ in range(count0):
                item0, at = read_provider_id(data, at)
                items0.append(item0)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.other_ids = tuple(items0)
        byte = data[at]
        at += 1
        if byte == 0:
            made.address = None
        elif byte == 2:
            made.address, at = read_address(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.phone = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.phone, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.phone = data[begin:at].decode()
        else:
            raise NotCertain
    return made, at


def read_diagnosis(data: bytes, at: int) -> tuple[encounter.Diagnosis, int]:
    """A Diagnosis and the position behind it."""
    made: Any = new(encounter.Diagnosis)
    byte = data[at]
    if byte & 0x81:
        made.code, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.code = data[begin:at].decode()
    byte = data[at]
    if not 0 < byte < 12 or byte & 1:
        raise NotCertain
    made.role = _DIAGNOSIS_ROLE[byte >> 1]
    at += 1
    byte = data[at]
    at += 1
    if byte == 0:
        made.present_on_admission = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.present_on_admission, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.present_on_admission = data[begin:at].decode()
    else:
        raise NotCertain
    return made, at


def read_inpatient_procedure(data: bytes, at: int) -> tuple[encounter.InpatientProcedure, int]:
    """A InpatientProcedure and the position behind it."""
    made: Any = new(encounter.InpatientProcedure)
    byte = data[at]
    if byte & 0x81:
        made.code, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.code = data[begin:at].decode()
    number, at = read_long(data, at, 32)
    number += EPOCH_DAY
    if not 0 < number <= LAST_DAY:
        raise NotCertain
    made.date = dt.date.fromordinal(number)
    return made, at


def read_ndc(data: bytes, at: int) -> tuple[encounter.Ndc, int]:
    """A Ndc and the position behind it."""
    made: Any = new(encounter.Ndc)
    byte = data[at]
    if byte & 0x81:
        made.code, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.code = data[begin:at].decode()
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -QUANTITY_LIMIT < number < QUANTITY_LIMIT:
        raise NotCertain
    made.quantity = Decimal(number) * THOUSANDTH
    at += 8
    byte = data[at]
    if byte & 0x81:
        made.unit, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.unit = data[begin:at].decode()
    return made, at


def read_line_adjudication(data: bytes, at: int) -> tuple[encounter.LineAdjudication, int]:
    """A LineAdjudication and the position behind it."""
    made: Any = new(encounter.LineAdjudication)
    byte = data[at]
    if byte < 0x80:
        made.coverage = (byte >> 1) ^ -(byte & 1)
        at += 1
    else:
        made.coverage, at = read_long(data, at, 32)
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -MONEY_LIMIT < number < MONEY_LIMIT:
        raise NotCertain
    made.paid = Decimal(number) * CENT
    at += 8
    if data.startswith(b"\0" * 4, at):
        made.paid_units = None
        made.adjudicated_on = None
        made.adjustments = ()
        made.remaining_patient_liability = None
        at += 4
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.paid_units = None
        elif byte == 2:
            number = int.from_bytes(data[at : at + 8], signed=True)
            if not -QUANTITY_LIMIT < number < QUANTITY_LIMIT:
                raise NotCertain
            made.paid_units = Decimal(number) * THOUSANDTH
            at += 8
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.adjudicated_on = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.adjudicated_on = dt.date.fromordinal(number)
        else:
            raise NotCertain
        if data[at] == 0:
            made.adjustments = ()
            at += 1
        else:
            count0, at = read_count(data, at)
            items0 = []
            for _ in range(count0):
                item0, at = read_adjustment(data, at)
                items0.append(item0)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.adjustments = tuple(items0)
        byte = data[at]
        at += 1
        if byte == 0:
            made.remaining_patient_liability = None
        elif byte == 2:
            number = int.from_bytes(data[at : at + 8], signed=True)
            if not -MONEY_LIMIT < number < MONEY_LIMIT:
                raise NotCertain
            made.remaining_patient_liability = Decimal(number) * CENT
            at += 8
        else:
            raise NotCertain
    return made, at


def read_service_line(data: bytes, at: int) -> tuple[encounter.ServiceLine, int]:
    """A ServiceLine and the position behind it."""
    made: Any = new(encounter.ServiceLine)
    byte = data[at]
    if byte < 0x80:
        made.line_number = (byte >> 1) ^ -(byte & 1)
        at += 1
    else:
        made.line_number, at = read_long(data, at, 32)
    byte = data[at]
    at += 1
    if byte == 0:
        made.control_number = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.control_number, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.control_number = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    at += 1
    if byte == 0:
        made.procedure_code = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.procedure_code, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.procedure_code = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    if byte & 0x81:
        made.procedure_qualifier, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.procedure_qualifier = data[begin:at].decode()
    if data.startswith(b"\0" * 5, at):
        made.description = None
        made.modifiers = ()
        made.revenue_code = None
        made.service_from = None
        made.service_through = None
        at += 5
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.description = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.description, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.description = data[begin:at].decode()
        else:
            raise NotCertain
        if data[at] == 0:
            made.modifiers = ()
            at += 1
        else:
            count0, at = read_count(data, at)
            items0 = []
            for _ in range(count0):
                byte = data[at]
                if byte & 0x81:
                    item0, at = read_text(data, at)
                else:
                    begin = at + 1
                    at = begin + (byte >> 1)
                    item0 = data[begin:at].decode()
                items0.append(item0)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.modifiers = tuple(items0)
        byte = data[at]
        at += 1
        if byte == 0:
            made.revenue_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.revenue_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.revenue_code = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.service_from = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.service_from = dt.date.fromordinal(number)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.service_through = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.service_through = dt.date.fromordinal(number)
        else:
            raise NotCertain
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -QUANTITY_LIMIT < number < QUANTITY_LIMIT:
        raise NotCertain
    made.units = Decimal(number) * THOUSANDTH
    at += 8
    byte = data[at]
    if byte & 0x81:
        made.unit_of_measure, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.unit_of_measure = data[begin:at].decode()
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -MONEY_LIMIT < number < MONEY_LIMIT:
        raise NotCertain
    made.charge = Decimal(number) * CENT
    at += 8
    if data.startswith(b"\0" * 14, at):
        made.non_covered_charge = None
        made.diagnosis_pointers = ()
        made.place_of_service = None
        made.rendering_provider = None
        made.referring_provider = None
        made.ordering_provider = None
        made.supervising_provider = None
        made.service_facility = None
        made.ndc = None
        made.emergency = None
        made.epsdt = None
        made.prior_authorization_number = None
        made.clia_number = None
        made.adjudications = ()
        at += 14
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.non_covered_charge = None
        elif byte == 2:
            number = int.from_bytes(data[at : at + 8], signed=True)
            if not -MONEY_LIMIT < number < MONEY_LIMIT:
                raise NotCertain
            made.non_covered_charge = Decimal(number) * CENT
            at += 8
        else:
            raise NotCertain
        if data[at] == 0:
            made.diagnosis_pointers = ()
            at += 1
        else:
            count1, at = read_count(data, at)
            items1 = []
            for _ in range(count1):
                byte = data[at]
                if byte < 0x80:
                    item1 = (byte >> 1) ^ -(byte & 1)
                    at += 1
                else:
                    item1, at = read_long(data, at, 32)
                items1.append(item1)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.diagnosis_pointers = tuple(items1)
        byte = data[at]
        at += 1
        if byte == 0:
            made.place_of_service = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.place_of_service, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.place_of_service = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.rendering_provider = None
        elif byte == 2:
            made.rendering_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.referring_provider = None
        elif byte == 2:
            made.referring_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.ordering_provider = None
        elif byte == 2:
            made.ordering_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.supervising_provider = None
        elif byte == 2:
            made.supervising_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.service_facility = None
        elif byte == 2:
            made.service_facility, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.ndc = None
        elif byte == 2:
            made.ndc, at = read_ndc(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.emergency = None
        elif byte == 2:
            if data[at] > 1:
                raise NotCertain
            made.emergency = data[at] == 1
            at += 1
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.epsdt = None
        elif byte == 2:
            if data[at] > 1:
                raise NotCertain
            made.epsdt = data[at] == 1
            at += 1
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.prior_authorization_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.prior_authorization_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.prior_authorization_number = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.clia_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.clia_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.clia_number = data[begin:at].decode()
        else:
            raise NotCertain
        if data[at] == 0:
            made.adjudications = ()
            at += 1
        else:
            count2, at = read_count(data, at)
            items2 = []
            for _ in range(count2):
                item2, at = read_line_adjudication(data, at)
                items2.append(item2)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.adjudications = tuple(items2)
    return made, at


def read_occurrence_code(data: bytes, at: int) -> tuple[encounter.OccurrenceCode, int]:
    """A OccurrenceCode and the position behind it."""
    made: Any = new(encounter.OccurrenceCode)
    byte = data[at]
    if byte & 0x81:
        made.code, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.code = data[begin:at].decode()
    number, at = read_long(data, at, 32)
    number += EPOCH_DAY
    if not 0 < number <= LAST_DAY:
        raise NotCertain
    made.date = dt.date.fromordinal(number)
    return made, at


def read_occurrence_span(data: bytes, at: int) -> tuple[encounter.OccurrenceSpan, int]:
    """A OccurrenceSpan and the position behind it."""
    made: Any = new(encounter.OccurrenceSpan)
    byte = data[at]
    if byte & 0x81:
        made.code, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.code = data[begin:at].decode()
    number, at = read_long(data, at, 32)
    number += EPOCH_DAY
    if not 0 < number <= LAST_DAY:
        raise NotCertain
    made.from_ = dt.date.fromordinal(number)
    number, at = read_long(data, at, 32)
    number += EPOCH_DAY
    if not 0 < number <= LAST_DAY:
        raise NotCertain
    made.through = dt.date.fromordinal(number)
    return made, at


def read_value_code(data: bytes, at: int) -> tuple[encounter.ValueCode, int]:
    """A ValueCode and the position behind it."""
    made: Any = new(encounter.ValueCode)
    byte = data[at]
    if byte & 0x81:
        made.code, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.code = data[begin:at].decode()
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -MONEY_LIMIT < number < MONEY_LIMIT:
        raise NotCertain
    made.amount = Decimal(number) * CENT
    at += 8
    return made, at


def read_institutional(data: bytes, at: int) -> tuple[encounter.Institutional, int]:
    """A Institutional and the position behind it."""
    made: Any = new(encounter.Institutional)
    byte = data[at]
    if byte & 0x81:
        made.type_of_bill, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.type_of_bill = data[begin:at].decode()
    if data.startswith(b"\0" * 10, at):
        made.admission_date = None
        made.admission_hour = None
        made.admission_type = None
        made.admission_source = None
        made.discharge_status = None
        made.discharge_hour = None
        made.drg = None
        made.occurrence_codes = ()
        made.occurrence_spans = ()
        made.value_codes = ()
        at += 10
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.admission_date = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.admission_date = dt.date.fromordinal(number)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.admission_hour = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.admission_hour, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.admission_hour = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.admission_type = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.admission_type, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.admission_type = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.admission_source = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.admission_source, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.admission_source = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.discharge_status = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.discharge_status, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.discharge_status = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.discharge_hour = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.discharge_hour, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.discharge_hour = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.drg = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.drg, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.drg = data[begin:at].decode()
        else:
            raise NotCertain
        if data[at] == 0:
            made.occurrence_codes = ()
            at += 1
        else:
            count0, at = read_count(data, at)
            items0 = []
            for _ in range(count0):
                item0, at = read_occurrence_code(data, at)
                items0.append(item0)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.occurrence_codes = tuple(items0)
        if data[at] == 0:
            made.occurrence_spans = ()
            at += 1
        else:
            count1, at = read_count(data, at)
            items1 = []
            for _ in range(count1):
                item1, at = read_occurrence_span(data, at)
                items1.append(item1)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.occurrence_spans = tuple(items1)
        if data[at] == 0:
            made.value_codes = ()
            at += 1
        else:
            count2, at = read_count(data, at)
            items2 = []
            for _ in range(count2):
                item2, at = read_value_code(data, at)
                items2.append(item2)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.value_codes = tuple(items2)
    return made, at


def read_accident(data: bytes, at: int) -> tuple[encounter.Accident, int]:
    """A Accident and the position behind it."""
    made: Any = new(encounter.Accident)
    if data[at] > 1:
        raise NotCertain
    made.employment = data[at] == 1
    at += 1
    if data[at] > 1:
        raise NotCertain
    made.auto = data[at] == 1
    at += 1
    if data[at] > 1:
        raise NotCertain
    made.other = data[at] == 1
    at += 1
    if data.startswith(b"\0" * 4, at):
        made.date = None
        made.state = None
        made.country = None
        made.property_casualty_claim_number = None
        at += 4
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.date = None
        elif byte == 2:
            number, at = read_long(data, at, 32)
            number += EPOCH_DAY
            if not 0 < number <= LAST_DAY:
                raise NotCertain
            made.date = dt.date.fromordinal(number)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.state = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.state, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.state = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.country = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.country, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.country = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.property_casualty_claim_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.property_casualty_claim_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.property_casualty_claim_number = data[begin:at].decode()
        else:
            raise NotCertain
    return made, at


def read_claim_date(data: bytes, at: int) -> tuple[encounter.ClaimDate, int]:
    """A ClaimDate and the position behind it."""
    made: Any = new(encounter.ClaimDate)
    byte = data[at]
    if not 0 < byte < 28 or byte & 1:
        raise NotCertain
    made.kind = _CLAIM_DATE_KIND[byte >> 1]
    at += 1
    number, at = read_long(data, at, 32)
    number += EPOCH_DAY
    if not 0 < number <= LAST_DAY:
        raise NotCertain
    made.date = dt.date.fromordinal(number)
    return made, at


def read_ambulance(data: bytes, at: int) -> tuple[encounter.Ambulance, int]:
    """A Ambulance and the position behind it."""
    made: Any = new(encounter.Ambulance)
    byte = data[at]
    if byte & 0x81:
        made.transport_reason, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.transport_reason = data[begin:at].decode()
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -QUANTITY_LIMIT < number < QUANTITY_LIMIT:
        raise NotCertain
    made.distance_miles = Decimal(number) * THOUSANDTH
    at += 8
    if data.startswith(b"\0" * 6, at):
        made.patient_count = None
        made.pickup = None
        made.dropoff = None
        made.certification_codes = ()
        made.round_trip = None
        made.patient_weight_pounds = None
        at += 6
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.patient_count = None
        elif byte == 2:
            byte = data[at]
            if byte < 0x80:
                made.patient_count = (byte >> 1) ^ -(byte & 1)
                at += 1
            else:
                made.patient_count, at = read_long(data, at, 32)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.pickup = None
        elif byte == 2:
            made.pickup, at = read_address(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.dropoff = None
        elif byte == 2:
            made.dropoff, at = read_address(data, at)
        else:
            raise NotCertain
        if data[at] == 0:
            made.certification_codes = ()
            at += 1
        else:
            count0, at = read_count(data, at)
            items0 = []
            for _ in range(count0):
                byte = data[at]
                if byte & 0x81:
                    item0, at = read_text(data, at)
                else:
                    begin = at + 1
                    at = begin + (byte >> 1)
                    item0 = data[begin:at].decode()
                items0.append(item0)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.certification_codes = tuple(items0)
        byte = data[at]
        at += 1
        if byte == 0:
            made.round_trip = None
        elif byte == 2:
            if data[at] > 1:
                raise NotCertain
            made.round_trip = data[at] == 1
            at += 1
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.patient_weight_pounds = None
        elif byte == 2:
            number = int.from_bytes(data[at : at + 8], signed=True)
            if not -QUANTITY_LIMIT < number < QUANTITY_LIMIT:
                raise NotCertain
            made.patient_weight_pounds = Decimal(number) * THOUSANDTH
            at += 8
        else:
            raise NotCertain
    return made, at


def read_attachment(data: bytes, at: int) -> tuple[encounter.Attachment, int]:
    """A Attachment and the position behind it."""
    made: Any = new(encounter.Attachment)
    byte = data[at]
    if byte & 0x81:
        made.report_type, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.report_type = data[begin:at].decode()
    byte = data[at]
    if byte & 0x81:
        made.transmission_code, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.transmission_code = data[begin:at].decode()
    byte = data[at]
    at += 1
    if byte == 0:
        made.control_number = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.control_number, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.control_number = data[begin:at].decode()
    else:
        raise NotCertain
    return made, at


def read_waiver(data: bytes, at: int) -> tuple[encounter.Waiver, int]:
    """A Waiver and the position behind it."""
    made: Any = new(encounter.Waiver)
    byte = data[at]
    if byte & 0x81:
        made.edit, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.edit = data[begin:at].decode()
    byte = data[at]
    at += 1
    if byte == 0:
        made.reason = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.reason, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.reason = data[begin:at].decode()
    else:
        raise NotCertain
    return made, at


def read_encounter_event(data: bytes, at: int) -> tuple[encounter.EncounterEvent, int]:
    """A EncounterEvent and the position behind it."""
    made: Any = new(encounter.EncounterEvent)
    found = UUID.fullmatch(data, at + 1, at + 37)
    if data[at] != 72 or found is None:
        raise NotCertain
    made.event_id = data[at + 1 : at + 37].decode().lower()
    at += 37
    number, at = read_long(data, at, 64)
    if not FIRST_MILLI <= number <= LAST_MILLI:
        raise NotCertain
    made.occurred_at = EPOCH + number * MILLI
    byte = data[at]
    if byte & 0x81:
        made.source_system, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.source_system = data[begin:at].decode()
    byte = data[at]
    if byte & 0x81:
        made.encounter_id, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.encounter_id = data[begin:at].decode()
    byte = data[at]
    if byte < 0x80:
        made.encounter_version = (byte >> 1) ^ -(byte & 1)
        at += 1
    else:
        made.encounter_version, at = read_long(data, at, 32)
    byte = data[at]
    if not 0 < byte < 6 or byte & 1:
        raise NotCertain
    made.claim_form = _CLAIM_FORM[byte >> 1]
    at += 1
    byte = data[at]
    if byte & 0x81:
        made.frequency_code, at = read_text(data, at)
    else:
        begin = at + 1
        at = begin + (byte >> 1)
        made.frequency_code = data[begin:at].decode()
    byte = data[at]
    if not 0 < byte < 6 or byte & 1:
        raise NotCertain
    made.purpose = _PURPOSE[byte >> 1]
    at += 1
    byte = data[at]
    at += 1
    if byte == 0:
        made.patient_control_number = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.patient_control_number, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.patient_control_number = data[begin:at].decode()
    else:
        raise NotCertain
    byte = data[at]
    at += 1
    if byte == 0:
        made.payer_claim_control_number = None
    elif byte == 2:
        byte = data[at]
        if byte & 0x81:
            made.payer_claim_control_number, at = read_text(data, at)
        else:
            begin = at + 1
            at = begin + (byte >> 1)
            made.payer_claim_control_number = data[begin:at].decode()
    else:
        raise NotCertain
    made.patient, at = read_patient(data, at)
    if data[at] == 0:
        made.coverages = ()
        at += 1
    else:
        count0, at = read_count(data, at)
        items0 = []
        for _ in range(count0):
            item0, at = read_coverage(data, at)
            items0.append(item0)
        if data[at] != 0:
            raise NotCertain
        at += 1
        made.coverages = tuple(items0)
    byte = data[at]
    if byte < 0x80:
        made.billed_coverage = (byte >> 1) ^ -(byte & 1)
        at += 1
    else:
        made.billed_coverage, at = read_long(data, at, 32)
    made.billing_provider, at = read_provider(data, at)
    if data.startswith(b"\0" * 9, at):
        made.pay_to_address = None
        made.rendering_provider = None
        made.referring_provider = None
        made.ordering_provider = None
        made.supervising_provider = None
        made.attending_provider = None
        made.operating_provider = None
        made.service_facility = None
        made.place_of_service = None
        at += 9
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.pay_to_address = None
        elif byte == 2:
            made.pay_to_address, at = read_address(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.rendering_provider = None
        elif byte == 2:
            made.rendering_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.referring_provider = None
        elif byte == 2:
            made.referring_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.ordering_provider = None
        elif byte == 2:
            made.ordering_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.supervising_provider = None
        elif byte == 2:
            made.supervising_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.attending_provider = None
        elif byte == 2:
            made.attending_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.operating_provider = None
        elif byte == 2:
            made.operating_provider, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.service_facility = None
        elif byte == 2:
            made.service_facility, at = read_provider(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.place_of_service = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.place_of_service, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.place_of_service = data[begin:at].decode()
        else:
            raise NotCertain
    number, at = read_long(data, at, 32)
    number += EPOCH_DAY
    if not 0 < number <= LAST_DAY:
        raise NotCertain
    made.service_from = dt.date.fromordinal(number)
    number, at = read_long(data, at, 32)
    number += EPOCH_DAY
    if not 0 < number <= LAST_DAY:
        raise NotCertain
    made.service_through = dt.date.fromordinal(number)
    if data.startswith(b"\0" * 4, at):
        made.diagnoses = ()
        made.procedures = ()
        made.service_lines = ()
        made.institutional = None
        at += 4
    else:
        if data[at] == 0:
            made.diagnoses = ()
            at += 1
        else:
            count1, at = read_count(data, at)
            items1 = []
            for _ in range(count1):
                item1, at = read_diagnosis(data, at)
                items1.append(item1)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.diagnoses = tuple(items1)
        if data[at] == 0:
            made.procedures = ()
            at += 1
        else:
            count2, at = read_count(data, at)
            items2 = []
            for _ in range(count2):
                item2, at = read_inpatient_procedure(data, at)
                items2.append(item2)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.procedures = tuple(items2)
        if data[at] == 0:
            made.service_lines = ()
            at += 1
        else:
            count3, at = read_count(data, at)
            items3 = []
            for _ in range(count3):
                item3, at = read_service_line(data, at)
                items3.append(item3)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.service_lines = tuple(items3)
        byte = data[at]
        at += 1
        if byte == 0:
            made.institutional = None
        elif byte == 2:
            made.institutional, at = read_institutional(data, at)
        else:
            raise NotCertain
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -MONEY_LIMIT < number < MONEY_LIMIT:
        raise NotCertain
    made.total_charge = Decimal(number) * CENT
    at += 8
    if data.startswith(b"\0" * 22, at):
        made.patient_paid = None
        made.prior_authorization_number = None
        made.referral_number = None
        made.clia_number = None
        made.mammography_certification_number = None
        made.ide_number = None
        made.demonstration_id = None
        made.accident = None
        made.dates = ()
        made.ambulance = None
        made.provider_signature_on_file = None
        made.accept_assignment_code = None
        made.benefits_assignment_code = None
        made.release_of_information_code = None
        made.patient_signature_source_code = None
        made.condition_codes = ()
        made.attachments = ()
        made.delay_reason_code = None
        made.special_program_code = None
        made.waived_edits = ()
        made.claim_note = None
        made.sensitivity = ()
        at += 22
    else:
        byte = data[at]
        at += 1
        if byte == 0:
            made.patient_paid = None
        elif byte == 2:
            number = int.from_bytes(data[at : at + 8], signed=True)
            if not -MONEY_LIMIT < number < MONEY_LIMIT:
                raise NotCertain
            made.patient_paid = Decimal(number) * CENT
            at += 8
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.prior_authorization_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.prior_authorization_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.prior_authorization_number = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.referral_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.referral_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.referral_number = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.clia_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.clia_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.clia_number = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.mammography_certification_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.mammography_certification_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.mammography_certification_number = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.ide_number = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.ide_number, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.ide_number = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.demonstration_id = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.demonstration_id, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.demonstration_id = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.accident = None
        elif byte == 2:
            made.accident, at = read_accident(data, at)
        else:
            raise NotCertain
        if data[at] == 0:
            made.dates = ()
            at += 1
        else:
            count4, at = read_count(data, at)
            items4 = []
            for _ in range(count4):
                item4, at = read_claim_date(data, at)
                items4.append(item4)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.dates = tuple(items4)
        byte = data[at]
        at += 1
        if byte == 0:
            made.ambulance = None
        elif byte == 2:
            made.ambulance, at = read_ambulance(data, at)
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.provider_signature_on_file = None
        elif byte == 2:
            if data[at] > 1:
                raise NotCertain
            made.provider_signature_on_file = data[at] == 1
            at += 1
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.accept_assignment_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.accept_assignment_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.accept_assignment_code = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.benefits_assignment_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.benefits_assignment_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.benefits_assignment_code = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.release_of_information_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.release_of_information_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.release_of_information_code = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.patient_signature_source_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.patient_signature_source_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.patient_signature_source_code = data[begin:at].decode()
        else:
            raise NotCertain
        if data[at] == 0:
            made.condition_codes = ()
            at += 1
        else:
            count5, at = read_count(data, at)
            items5 = []
            for _ in range(count5):
                byte = data[at]
                if byte & 0x81:
                    item5, at = read_text(data, at)
                else:
                    begin = at + 1
                    at = begin + (byte >> 1)
                    item5 = data[begin:at].decode()
                items5.append(item5)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.condition_codes = tuple(items5)
        if data[at] == 0:
            made.attachments = ()
            at += 1
        else:
            count6, at = read_count(data, at)
            items6 = []
            for _ in range(count6):
                item6, at = read_attachment(data, at)
                items6.append(item6)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.attachments = tuple(items6)
        byte = data[at]
        at += 1
        if byte == 0:
            made.delay_reason_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.delay_reason_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.delay_reason_code = data[begin:at].decode()
        else:
            raise NotCertain
        byte = data[at]
        at += 1
        if byte == 0:
            made.special_program_code = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.special_program_code, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.special_program_code = data[begin:at].decode()
        else:
            raise NotCertain
        if data[at] == 0:
            made.waived_edits = ()
            at += 1
        else:
            count7, at = read_count(data, at)
            items7 = []
            for _ in range(count7):
                item7, at = read_waiver(data, at)
                items7.append(item7)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.waived_edits = tuple(items7)
        byte = data[at]
        at += 1
        if byte == 0:
            made.claim_note = None
        elif byte == 2:
            byte = data[at]
            if byte & 0x81:
                made.claim_note, at = read_text(data, at)
            else:
                begin = at + 1
                at = begin + (byte >> 1)
                made.claim_note = data[begin:at].decode()
        else:
            raise NotCertain
        if data[at] == 0:
            made.sensitivity = ()
            at += 1
        else:
            count8, at = read_count(data, at)
            items8 = []
            for _ in range(count8):
                byte = data[at]
                if byte & 0x81:
                    item8, at = read_text(data, at)
                else:
                    begin = at + 1
                    at = begin + (byte >> 1)
                    item8 = data[begin:at].decode()
                items8.append(item8)
            if data[at] != 0:
                raise NotCertain
            at += 1
            made.sensitivity = tuple(items8)
    return made, at


def write_address(out: bytearray, made: encounter.Address) -> None:
    """A Address."""
    put_text(out, made.line1)
    part0 = made.line2
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    put_text(out, made.city)
    part1 = made.state
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    part2 = made.postal_code
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    put_text(out, made.country)


def write_patient(out: bytearray, made: encounter.Patient) -> None:
    """A Patient."""
    part0 = made.patient_id
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    put_text(out, made.first_name)
    part1 = made.middle_name
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    put_text(out, made.last_name)
    part2 = made.suffix
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    part3 = made.birth_date
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part3.toordinal() - EPOCH_DAY)
    out.append(_SEX_INDEX[made.sex])
    part4 = made.death_date
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part4.toordinal() - EPOCH_DAY)
    part5 = made.address
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        write_address(out, part5)
    part6 = made.phone
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part6)


def write_subscriber(out: bytearray, made: encounter.Subscriber) -> None:
    """A Subscriber."""
    part0 = made.first_name
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    part1 = made.middle_name
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    part2 = made.last_name
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    part3 = made.suffix
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part3)
    part4 = made.birth_date
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part4.toordinal() - EPOCH_DAY)
    out.append(_SEX_INDEX[made.sex])
    part5 = made.address
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        write_address(out, part5)


def write_adjustment(out: bytearray, made: encounter.Adjustment) -> None:
    """A Adjustment."""
    put_text(out, made.group)
    put_text(out, made.reason)
    out += int(made.amount * 100).to_bytes(8, signed=True)
    part0 = made.quantity
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        out += int(part0 * 1000).to_bytes(8, signed=True)


def write_coverage_adjudication(out: bytearray, made: encounter.CoverageAdjudication) -> None:
    """A CoverageAdjudication."""
    part0 = made.adjudicated_on
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part0.toordinal() - EPOCH_DAY)
    out += int(made.paid * 100).to_bytes(8, signed=True)
    part1 = made.remaining_patient_liability
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        out += int(part1 * 100).to_bytes(8, signed=True)
    part2 = made.payer_claim_control_number
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    items3 = made.adjustments
    if items3:
        put_long(out, len(items3))
        for item3 in items3:
            write_adjustment(out, item3)
    out.append(0)
    items4 = made.remark_codes
    if items4:
        put_long(out, len(items4))
        for item4 in items4:
            put_text(out, item4)
    out.append(0)


def write_coverage(out: bytearray, made: encounter.Coverage) -> None:
    """A Coverage."""
    part0 = made.payer_id
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    part1 = made.payer_name
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    part2 = made.filing_indicator
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    part3 = made.member_id
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part3)
    part4 = made.group_number
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part4)
    part5 = made.insurance_type_code
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part5)
    out.append(_RELATIONSHIP_INDEX[made.relationship])
    part6 = made.subscriber
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        write_subscriber(out, part6)
    part7 = made.valid_from
    if part7 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part7.toordinal() - EPOCH_DAY)
    part8 = made.valid_through
    if part8 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part8.toordinal() - EPOCH_DAY)
    part9 = made.adjudication
    if part9 is None:
        out.append(0)
    else:
        out.append(2)
        write_coverage_adjudication(out, part9)


def write_provider_id(out: bytearray, made: encounter.ProviderId) -> None:
    """A ProviderId."""
    put_text(out, made.qualifier)
    put_text(out, made.value)


def write_provider(out: bytearray, made: encounter.Provider) -> None:
    """A Provider."""
    part0 = made.npi
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    out.append(_ENTITY_TYPE_INDEX[made.entity_type])
    part1 = made.organization_name
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    part2 = made.first_name
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    part3 = made.middle_name
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part3)
    part4 = made.last_name
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part4)
    part5 = made.suffix
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part5)
    part6 = made.taxonomy_code
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part6)
    part7 = made.tax_id
    if part7 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part7)
    part8 = made.tax_id_type
    if part8 is None:
        out.append(0)
    else:
        out.append(2)
        out.append(_TAX_ID_TYPE_INDEX[part8])
    items9 = made.other_ids
    if items9:
        put_long(out, len(items9))
        for item9 in items9:
            write_provider_id(out, item9)
    out.append(0)
    part10 = made.address
    if part10 is None:
        out.append(0)
    else:
        out.append(2)
        write_address(out, part10)
    part11 = made.phone
    if part11 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part11)


def write_diagnosis(out: bytearray, made: encounter.Diagnosis) -> None:
    """A Diagnosis."""
    put_text(out, made.code)
    out.append(_DIAGNOSIS_ROLE_INDEX[made.role])
    part0 = made.present_on_admission
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)


def write_inpatient_procedure(out: bytearray, made: encounter.InpatientProcedure) -> None:
    """A InpatientProcedure."""
    put_text(out, made.code)
    put_long(out, made.date.toordinal() - EPOCH_DAY)


def write_ndc(out: bytearray, made: encounter.Ndc) -> None:
    """A Ndc."""
    put_text(out, made.code)
    out += int(made.quantity * 1000).to_bytes(8, signed=True)
    put_text(out, made.unit)


def write_line_adjudication(out: bytearray, made: encounter.LineAdjudication) -> None:
    """A LineAdjudication."""
    put_long(out, made.coverage)
    out += int(made.paid * 100).to_bytes(8, signed=True)
    part0 = made.paid_units
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        out += int(part0 * 1000).to_bytes(8, signed=True)
    part1 = made.adjudicated_on
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part1.toordinal() - EPOCH_DAY)
    items2 = made.adjustments
    if items2:
        put_long(out, len(items2))
        for item2 in items2:
            write_adjustment(out, item2)
    out.append(0)
    part3 = made.remaining_patient_liability
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        out += int(part3 * 100).to_bytes(8, signed=True)


def write_service_line(out: bytearray, made: encounter.ServiceLine) -> None:
    """A ServiceLine."""
    put_long(out, made.line_number)
    part0 = made.control_number
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    part1 = made.procedure_code
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    put_text(out, made.procedure_qualifier)
    part2 = made.description
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    items3 = made.modifiers
    if items3:
        put_long(out, len(items3))
        for item3 in items3:
            put_text(out, item3)
    out.append(0)
    part4 = made.revenue_code
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part4)
    part5 = made.service_from
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part5.toordinal() - EPOCH_DAY)
    part6 = made.service_through
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part6.toordinal() - EPOCH_DAY)
    out += int(made.units * 1000).to_bytes(8, signed=True)
    put_text(out, made.unit_of_measure)
    out += int(made.charge * 100).to_bytes(8, signed=True)
    part7 = made.non_covered_charge
    if part7 is None:
        out.append(0)
    else:
        out.append(2)
        out += int(part7 * 100).to_bytes(8, signed=True)
    items8 = made.diagnosis_pointers
    if items8:
        put_long(out, len(items8))
        for item8 in items8:
            put_long(out, item8)
    out.append(0)
    part9 = made.place_of_service
    if part9 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part9)
    part10 = made.rendering_provider
    if part10 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part10)
    part11 = made.referring_provider
    if part11 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part11)
    part12 = made.ordering_provider
    if part12 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part12)
    part13 = made.supervising_provider
    if part13 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part13)
    part14 = made.service_facility
    if part14 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part14)
    part15 = made.ndc
    if part15 is None:
        out.append(0)
    else:
        out.append(2)
        write_ndc(out, part15)
    part16 = made.emergency
    if part16 is None:
        out.append(0)
    else:
        out.append(2)
        out.append(1 if part16 else 0)
    part17 = made.epsdt
    if part17 is None:
        out.append(0)
    else:
        out.append(2)
        out.append(1 if part17 else 0)
    part18 = made.prior_authorization_number
    if part18 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part18)
    part19 = made.clia_number
    if part19 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part19)
    items20 = made.adjudications
    if items20:
        put_long(out, len(items20))
        for item20 in items20:
            write_line_adjudication(out, item20)
    out.append(0)


def write_occurrence_code(out: bytearray, made: encounter.OccurrenceCode) -> None:
    """A OccurrenceCode."""
    put_text(out, made.code)
    put_long(out, made.date.toordinal() - EPOCH_DAY)


def write_occurrence_span(out: bytearray, made: encounter.OccurrenceSpan) -> None:
    """A OccurrenceSpan."""
    put_text(out, made.code)
    put_long(out, made.from_.toordinal() - EPOCH_DAY)
    put_long(out, made.through.toordinal() - EPOCH_DAY)


def write_value_code(out: bytearray, made: encounter.ValueCode) -> None:
    """A ValueCode."""
    put_text(out, made.code)
    out += int(made.amount * 100).to_bytes(8, signed=True)


def write_institutional(out: bytearray, made: encounter.Institutional) -> None:
    """A Institutional."""
    put_text(out, made.type_of_bill)
    part0 = made.admission_date
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part0.toordinal() - EPOCH_DAY)
    part1 = made.admission_hour
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    part2 = made.admission_type
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    part3 = made.admission_source
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part3)
    part4 = made.discharge_status
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part4)
    part5 = made.discharge_hour
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part5)
    part6 = made.drg
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part6)
    items7 = made.occurrence_codes
    if items7:
        put_long(out, len(items7))
        for item7 in items7:
            write_occurrence_code(out, item7)
    out.append(0)
    items8 = made.occurrence_spans
    if items8:
        put_long(out, len(items8))
        for item8 in items8:
            write_occurrence_span(out, item8)
    out.append(0)
    items9 = made.value_codes
    if items9:
        put_long(out, len(items9))
        for item9 in items9:
            write_value_code(out, item9)
    out.append(0)


def write_accident(out: bytearray, made: encounter.Accident) -> None:
    """A Accident."""
    out.append(1 if made.employment else 0)
    out.append(1 if made.auto else 0)
    out.append(1 if made.other else 0)
    part0 = made.date
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part0.toordinal() - EPOCH_DAY)
    part1 = made.state
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    part2 = made.country
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    part3 = made.property_casualty_claim_number
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part3)


def write_claim_date(out: bytearray, made: encounter.ClaimDate) -> None:
    """A ClaimDate."""
    out.append(_CLAIM_DATE_KIND_INDEX[made.kind])
    put_long(out, made.date.toordinal() - EPOCH_DAY)


def write_ambulance(out: bytearray, made: encounter.Ambulance) -> None:
    """A Ambulance."""
    put_text(out, made.transport_reason)
    out += int(made.distance_miles * 1000).to_bytes(8, signed=True)
    part0 = made.patient_count
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part0)
    part1 = made.pickup
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        write_address(out, part1)
    part2 = made.dropoff
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        write_address(out, part2)
    items3 = made.certification_codes
    if items3:
        put_long(out, len(items3))
        for item3 in items3:
            put_text(out, item3)
    out.append(0)
    part4 = made.round_trip
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        out.append(1 if part4 else 0)
    part5 = made.patient_weight_pounds
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        out += int(part5 * 1000).to_bytes(8, signed=True)


def write_attachment(out: bytearray, made: encounter.Attachment) -> None:
    """A Attachment."""
    put_text(out, made.report_type)
    put_text(out, made.transmission_code)
    part0 = made.control_number
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)


def write_waiver(out: bytearray, made: encounter.Waiver) -> None:
    """A Waiver."""
    put_text(out, made.edit)
    part0 = made.reason
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)


def write_encounter_event(out: bytearray, made: encounter.EncounterEvent) -> None:
    """A EncounterEvent."""
    put_text(out, made.event_id)
    put_long(out, (made.occurred_at - EPOCH) // MILLI)
    put_text(out, made.source_system)
    put_text(out, made.encounter_id)
    put_long(out, made.encounter_version)
    out.append(_CLAIM_FORM_INDEX[made.claim_form])
    put_text(out, made.frequency_code)
    out.append(_PURPOSE_INDEX[made.purpose])
    part0 = made.patient_control_number
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    part1 = made.payer_claim_control_number
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    write_patient(out, made.patient)
    items2 = made.coverages
    if items2:
        put_long(out, len(items2))
        for item2 in items2:
            write_coverage(out, item2)
    out.append(0)
    put_long(out, made.billed_coverage)
    write_provider(out, made.billing_provider)
    part3 = made.pay_to_address
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        write_address(out, part3)
    part4 = made.rendering_provider
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part4)
    part5 = made.referring_provider
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part5)
    part6 = made.ordering_provider
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part6)
    part7 = made.supervising_provider
    if part7 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part7)
    part8 = made.attending_provider
    if part8 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part8)
    part9 = made.operating_provider
    if part9 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part9)
    part10 = made.service_facility
    if part10 is None:
        out.append(0)
    else:
        out.append(2)
        write_provider(out, part10)
    part11 = made.place_of_service
    if part11 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part11)
    put_long(out, made.service_from.toordinal() - EPOCH_DAY)
    put_long(out, made.service_through.toordinal() - EPOCH_DAY)
    items12 = made.diagnoses
    if items12:
        put_long(out, len(items12))
        for item12 in items12:
            write_diagnosis(out, item12)
    out.append(0)
    items13 = made.procedures
    if items13:
        put_long(out, len(items13))
        for item13 in items13:
            write_inpatient_procedure(out, item13)
    out.append(0)
    items14 = made.service_lines
    if items14:
        put_long(out, len(items14))
        for item14 in items14:
            write_service_line(out, item14)
    out.append(0)
    part15 = made.institutional
    if part15 is None:
        out.append(0)
    else:
        out.append(2)
        write_institutional(out, part15)
    out += int(made.total_charge * 100).to_bytes(8, signed=True)
    part16 = made.patient_paid
    if part16 is None:
        out.append(0)
    else:
        out.append(2)
        out += int(part16 * 100).to_bytes(8, signed=True)
    part17 = made.prior_authorization_number
    if part17 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part17)
    part18 = made.referral_number
    if part18 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part18)
    part19 = made.clia_number
    if part19 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part19)
    part20 = made.mammography_certification_number
    if part20 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part20)
    part21 = made.ide_number
    if part21 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part21)
    part22 = made.demonstration_id
    if part22 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part22)
    part23 = made.accident
    if part23 is None:
        out.append(0)
    else:
        out.append(2)
        write_accident(out, part23)
    items24 = made.dates
    if items24:
        put_long(out, len(items24))
        for item24 in items24:
            write_claim_date(out, item24)
    out.append(0)
    part25 = made.ambulance
    if part25 is None:
        out.append(0)
    else:
        out.append(2)
        write_ambulance(out, part25)
    part26 = made.provider_signature_on_file
    if part26 is None:
        out.append(0)
    else:
        out.append(2)
        out.append(1 if part26 else 0)
    part27 = made.accept_assignment_code
    if part27 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part27)
    part28 = made.benefits_assignment_code
    if part28 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part28)
    part29 = made.release_of_information_code
    if part29 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part29)
    part30 = made.patient_signature_source_code
    if part30 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part30)
    items31 = made.condition_codes
    if items31:
        put_long(out, len(items31))
        for item31 in items31:
            put_text(out, item31)
    out.append(0)
    items32 = made.attachments
    if items32:
        put_long(out, len(items32))
        for item32 in items32:
            write_attachment(out, item32)
    out.append(0)
    part33 = made.delay_reason_code
    if part33 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part33)
    part34 = made.special_program_code
    if part34 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part34)
    items35 = made.waived_edits
    if items35:
        put_long(out, len(items35))
        for item35 in items35:
            write_waiver(out, item35)
    out.append(0)
    part36 = made.claim_note
    if part36 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part36)
    items37 = made.sensitivity
    if items37:
        put_long(out, len(items37))
        for item37 in items37:
            put_text(out, item37)
    out.append(0)


def write_claim_diagnosis(out: bytearray, made: claim.ClaimDiagnosis) -> None:
    """A ClaimDiagnosis."""
    put_text(out, made.code)
    put_text(out, made.dotted)
    part0 = made.description
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    part1 = made.category
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    part2 = made.category_description
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    part3 = made.chapter
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part3)
    part4 = made.chapter_description
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part4)
    out.append(1 if made.verified else 0)


def write_claim_procedure(out: bytearray, made: claim.ClaimProcedure) -> None:
    """A ClaimProcedure."""
    put_text(out, made.code)
    out.append(_CODE_SYSTEM_INDEX[made.code_system])
    part0 = made.description
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    out.append(1 if made.verified else 0)


def write_claim_line(out: bytearray, made: claim.ClaimLine) -> None:
    """A ClaimLine."""
    put_long(out, made.line_number)
    put_text(out, made.control_number)
    part0 = made.procedure_code
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    part1 = made.code_system
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        out.append(_CODE_SYSTEM_INDEX[part1])
    part2 = made.description
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    out.append(1 if made.verified else 0)


def write_status(out: bytearray, made: finding.Status) -> None:
    """A Status."""
    put_text(out, made.category)
    put_text(out, made.code)
    part0 = made.entity
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)


def write_finding(out: bytearray, made: finding.Finding) -> None:
    """A Finding."""
    put_text(out, made.edit)
    put_text(out, made.name)
    out.append(_SEVERITY_INDEX[made.severity])
    put_text(out, made.field)
    part0 = made.line_number
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part0)
    put_text(out, made.message)
    part1 = made.suggestion
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part1)
    out.append(_ACTION_INDEX[made.action])
    part2 = made.claim_adjustment_reason_code
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part2)
    items3 = made.remark_codes
    if items3:
        put_long(out, len(items3))
        for item3 in items3:
            put_text(out, item3)
    out.append(0)
    items4 = made.status
    if items4:
        put_long(out, len(items4))
        for item4 in items4:
            write_status(out, item4)
    out.append(0)
    out.append(1 if made.waived else 0)
    put_long(out, made.snip_level)
    put_text(out, made.source)


def write_repair(out: bytearray, made: finding.Repair) -> None:
    """A Repair."""
    put_text(out, made.repair)
    put_text(out, made.field)


def write_not_checked(out: bytearray, made: finding.NotChecked) -> None:
    """A NotChecked."""
    part0 = made.table
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    out.append(_NOT_CHECKED_REASON_INDEX[made.reason])
    items1 = made.edits
    if items1:
        put_long(out, len(items1))
        for item1 in items1:
            put_text(out, item1)
    out.append(0)


def write_code_table_used(out: bytearray, made: finding.CodeTableUsed) -> None:
    """A CodeTableUsed."""
    put_text(out, made.table)
    put_text(out, made.release)


def write_provenance(out: bytearray, made: finding.Provenance) -> None:
    """A Provenance."""
    put_text(out, made.event_id)
    put_long(out, (made.occurred_at - EPOCH) // MILLI)
    part0 = made.topic
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    part1 = made.partition
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part1)
    part2 = made.offset
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part2)
    part3 = made.processed_at
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, (part3 - EPOCH) // MILLI)
    part4 = made.worker_version
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part4)
    put_text(out, made.catalogue)
    put_text(out, made.profile)
    put_shared(out, made.code_tables, write_code_table_used)


def write_rejected_line(out: bytearray, made: rejection.RejectedLine) -> None:
    """A RejectedLine."""
    put_long(out, made.line_number)
    put_text(out, made.control_number)


def write_claim_ready_before_encounter(out: bytearray, made: claim.ClaimReady) -> None:
    """A ClaimReady, its fields before encounter."""
    put_text(out, made.claim_id)
    put_long(out, made.claim_version)
    put_text(out, made.patient_control_number)


def write_claim_ready_after_encounter(out: bytearray, made: claim.ClaimReady) -> None:
    """A ClaimReady, its fields after encounter."""
    part0 = made.principal_diagnosis
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        put_text(out, part0)
    part1 = made.patient_age_years
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part1)
    part2 = made.patient_age_days
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        put_long(out, part2)
    items3 = made.diagnoses
    if items3:
        put_long(out, len(items3))
        for item3 in items3:
            write_claim_diagnosis(out, item3)
    out.append(0)
    items4 = made.procedures
    if items4:
        put_long(out, len(items4))
        for item4 in items4:
            write_claim_procedure(out, item4)
    out.append(0)
    items5 = made.service_lines
    if items5:
        put_long(out, len(items5))
        for item5 in items5:
            write_claim_line(out, item5)
    out.append(0)
    items6 = made.findings
    if items6:
        put_long(out, len(items6))
        for item6 in items6:
            write_finding(out, item6)
    out.append(0)
    items7 = made.repairs
    if items7:
        put_long(out, len(items7))
        for item7 in items7:
            write_repair(out, item7)
    out.append(0)
    put_shared(out, made.not_checked, write_not_checked)
    write_provenance(out, made.provenance)


def write_claim_rejected_before_encounter(out: bytearray, made: rejection.ClaimRejected) -> None:
    """A ClaimRejected, its fields before encounter."""
    put_text(out, made.claim_id)
    put_long(out, made.claim_version)
    put_text(out, made.patient_control_number)


def write_claim_rejected_after_encounter(out: bytearray, made: rejection.ClaimRejected) -> None:
    """A ClaimRejected, its fields after encounter."""
    items0 = made.service_lines
    if items0:
        put_long(out, len(items0))
        for item0 in items0:
            write_rejected_line(out, item0)
    out.append(0)
    items1 = made.findings
    if items1:
        put_long(out, len(items1))
        for item1 in items1:
            write_finding(out, item1)
    out.append(0)
    items2 = made.repairs
    if items2:
        put_long(out, len(items2))
        for item2 in items2:
            write_repair(out, item2)
    out.append(0)
    put_shared(out, made.not_checked, write_not_checked)
    write_provenance(out, made.provenance)
