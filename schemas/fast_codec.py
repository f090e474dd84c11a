"""Reads events, writes records. Made by `python -m schemas.generate_codec`; not to be edited."""

import datetime as dt
import re
from decimal import Decimal
from typing import Final

from schemas import claim, encounter, finding, rejection

_CENT: Final = Decimal("0.01")
_THOUSANDTH: Final = Decimal("0.001")
_MONEY_LIMIT: Final = 10**14
_QUANTITY_LIMIT: Final = 10**12
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_DAY: Final = 719_163
_LAST_DAY: Final = 3_652_059
_FIRST_MILLI: Final = -62_135_596_800_000
_LAST_MILLI: Final = 253_402_300_799_999
_MILLI: Final = dt.timedelta(milliseconds=1)
_UUID: Final = re.compile(rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MAX_ITEMS: Final = 10_000


class NotCertain(Exception):
    """This way cannot vouch for the bytes: the other one says what they are."""


def _long(data: bytes, at: int, bits: int) -> tuple[int, int]:
    """A zig-zag varint in its shortest form."""
    number = shift = 0
    byte = 0x80
    while byte & 0x80:
        if shift > 63:
            raise NotCertain
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
    if number >> bits or (byte == 0 and shift > 7):
        raise NotCertain
    return (number >> 1) ^ -(number & 1), at


def _count(data: bytes, at: int) -> tuple[int, int]:
    """The number of items of an array in one block."""
    count, at = _long(data, at, 64)
    if not 0 <= count <= _MAX_ITEMS:
        raise NotCertain
    return count, at


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text of any length."""
    length, at = _long(data, at, 64)
    end = at + length
    if length < 0 or end > len(data):
        raise NotCertain
    return data[at:end].decode(), end


def _put_long(out: bytearray, number: int) -> None:
    number = (number << 1) ^ (number >> 63)
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _put_text(out: bytearray, text: str) -> None:
    encoded = text.encode()
    length = len(encoded)
    if length < 64:
        out.append(length << 1)
    else:
        _put_long(out, length)
    out += encoded


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
    v_line1: str
    if data[at] & 0x81:
        v_line1, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_line1 = data[at + 1 : end].decode()
        at = end
    v_line2: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_line2 = None
    elif branch == 2:
        if data[at] & 0x81:
            v_line2, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_line2 = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_city: str
    if data[at] & 0x81:
        v_city, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_city = data[at + 1 : end].decode()
        at = end
    v_state: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_state = None
    elif branch == 2:
        if data[at] & 0x81:
            v_state, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_state = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_postal_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_postal_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_postal_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_postal_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_country: str
    if data[at] & 0x81:
        v_country, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_country = data[at + 1 : end].decode()
        at = end
    return encounter.Address(
        line1=v_line1,
        line2=v_line2,
        city=v_city,
        state=v_state,
        postal_code=v_postal_code,
        country=v_country,
    ), at


def read_patient(data: bytes, at: int) -> tuple[encounter.Patient, int]:
    """A Patient and the position behind it."""
    v_patient_id: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_patient_id = None
    elif branch == 2:
        if data[at] & 0x81:
            v_patient_id, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_patient_id = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_first_name: str
    if data[at] & 0x81:
        v_first_name, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_first_name = data[at + 1 : end].decode()
        at = end
    v_middle_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_middle_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_middle_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_middle_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_last_name: str
    if data[at] & 0x81:
        v_last_name, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_last_name = data[at + 1 : end].decode()
        at = end
    v_suffix: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_suffix = None
    elif branch == 2:
        if data[at] & 0x81:
            v_suffix, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_suffix = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_birth_date: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_birth_date = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_birth_date = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_sex: encounter.Sex
    symbol = data[at] >> 1
    if not 0 < symbol < 4 or data[at] & 1:
        raise NotCertain
    v_sex = _SEX[symbol]
    at += 1
    v_death_date: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_death_date = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_death_date = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_address: encounter.Address | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_address = None
    elif branch == 2:
        v_address, at = read_address(data, at)
    else:
        raise NotCertain
    v_phone: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_phone = None
    elif branch == 2:
        if data[at] & 0x81:
            v_phone, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_phone = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    return encounter.Patient(
        patient_id=v_patient_id,
        first_name=v_first_name,
        middle_name=v_middle_name,
        last_name=v_last_name,
        suffix=v_suffix,
        birth_date=v_birth_date,
        sex=v_sex,
        death_date=v_death_date,
        address=v_address,
        phone=v_phone,
    ), at


def read_subscriber(data: bytes, at: int) -> tuple[encounter.Subscriber, int]:
    """A Subscriber and the position behind it."""
    v_first_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_first_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_first_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_first_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_middle_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_middle_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_middle_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_middle_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_last_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_last_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_last_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_last_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_suffix: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_suffix = None
    elif branch == 2:
        if data[at] & 0x81:
            v_suffix, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_suffix = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_birth_date: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_birth_date = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_birth_date = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_sex: encounter.Sex
    symbol = data[at] >> 1
    if not 0 < symbol < 4 or data[at] & 1:
        raise NotCertain
    v_sex = _SEX[symbol]
    at += 1
    v_address: encounter.Address | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_address = None
    elif branch == 2:
        v_address, at = read_address(data, at)
    else:
        raise NotCertain
    return encounter.Subscriber(
        first_name=v_first_name,
        middle_name=v_middle_name,
        last_name=v_last_name,
        suffix=v_suffix,
        birth_date=v_birth_date,
        sex=v_sex,
        address=v_address,
    ), at


def read_adjustment(data: bytes, at: int) -> tuple[encounter.Adjustment, int]:
    """A Adjustment and the position behind it."""
    v_group: str
    if data[at] & 0x81:
        v_group, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_group = data[at + 1 : end].decode()
        at = end
    v_reason: str
    if data[at] & 0x81:
        v_reason, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_reason = data[at + 1 : end].decode()
        at = end
    v_amount: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
        raise NotCertain
    v_amount = Decimal(number) * _CENT
    at += 8
    v_quantity: Decimal | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_quantity = None
    elif branch == 2:
        number = int.from_bytes(data[at : at + 8], signed=True)
        if not -_QUANTITY_LIMIT < number < _QUANTITY_LIMIT:
            raise NotCertain
        v_quantity = Decimal(number) * _THOUSANDTH
        at += 8
    else:
        raise NotCertain
    return encounter.Adjustment(
        group=v_group,
        reason=v_reason,
        amount=v_amount,
        quantity=v_quantity,
    ), at


def read_coverage_adjudication(data: bytes, at: int) -> tuple[encounter.CoverageAdjudication, int]:
    """A CoverageAdjudication and the position behind it."""
    v_adjudicated_on: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_adjudicated_on = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_adjudicated_on = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_paid: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
        raise NotCertain
    v_paid = Decimal(number) * _CENT
    at += 8
    v_remaining_patient_liability: Decimal | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_remaining_patient_liability = None
    elif branch == 2:
        number = int.from_bytes(data[at : at + 8], signed=True)
        if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
            raise NotCertain
        v_remaining_patient_liability = Decimal(number) * _CENT
        at += 8
    else:
        raise NotCertain
    v_payer_claim_control_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_payer_claim_control_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_payer_claim_control_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_payer_claim_control_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_adjustments: tuple[encounter.Adjustment, ...]
    if data[at] == 0:
        v_adjustments = ()
        at += 1
    else:
        count0, at = _count(data, at)
        items0 = []
        for _ in range(count0):
            item0, at = read_adjustment(data, at)
            items0.append(item0)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_adjustments = tuple(items0)
    v_remark_codes: tuple[str, ...]
    if data[at] == 0:
        v_remark_codes = ()
        at += 1
    else:
        count1, at = _count(data, at)
        items1 = []
        for _ in range(count1):
            if data[at] & 0x81:
                item1, at = _text(data, at)
            else:
                end = at + 1 + (data[at] >> 1)
                item1 = data[at + 1 : end].decode()
                at = end
            items1.append(item1)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_remark_codes = tuple(items1)
    return encounter.CoverageAdjudication(
        adjudicated_on=v_adjudicated_on,
        paid=v_paid,
        remaining_patient_liability=v_remaining_patient_liability,
        payer_claim_control_number=v_payer_claim_control_number,
        adjustments=v_adjustments,
        remark_codes=v_remark_codes,
    ), at


def read_coverage(data: bytes, at: int) -> tuple[encounter.Coverage, int]:
    """A Coverage and the position behind it."""
    v_payer_id: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_payer_id = None
    elif branch == 2:
        if data[at] & 0x81:
            v_payer_id, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_payer_id = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_payer_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_payer_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_payer_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_payer_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_filing_indicator: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_filing_indicator = None
    elif branch == 2:
        if data[at] & 0x81:
            v_filing_indicator, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_filing_indicator = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_member_id: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_member_id = None
    elif branch == 2:
        if data[at] & 0x81:
            v_member_id, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_member_id = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_group_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_group_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_group_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_group_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_insurance_type_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_insurance_type_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_insurance_type_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_insurance_type_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_relationship: encounter.Relationship
    symbol = data[at] >> 1
    if not 0 < symbol < 5 or data[at] & 1:
        raise NotCertain
    v_relationship = _RELATIONSHIP[symbol]
    at += 1
    v_subscriber: encounter.Subscriber | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_subscriber = None
    elif branch == 2:
        v_subscriber, at = read_subscriber(data, at)
    else:
        raise NotCertain
    v_valid_from: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_valid_from = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_valid_from = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_valid_through: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_valid_through = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_valid_through = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_adjudication: encounter.CoverageAdjudication | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_adjudication = None
    elif branch == 2:
        v_adjudication, at = read_coverage_adjudication(data, at)
    else:
        raise NotCertain
    return encounter.Coverage(
        payer_id=v_payer_id,
        payer_name=v_payer_name,
        filing_indicator=v_filing_indicator,
        member_id=v_member_id,
        group_number=v_group_number,
        insurance_type_code=v_insurance_type_code,
        relationship=v_relationship,
        subscriber=v_subscriber,
        valid_from=v_valid_from,
        valid_through=v_valid_through,
        adjudication=v_adjudication,
    ), at


def read_provider_id(data: bytes, at: int) -> tuple[encounter.ProviderId, int]:
    """A ProviderId and the position behind it."""
    v_qualifier: str
    if data[at] & 0x81:
        v_qualifier, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_qualifier = data[at + 1 : end].decode()
        at = end
    v_value: str
    if data[at] & 0x81:
        v_value, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_value = data[at + 1 : end].decode()
        at = end
    return encounter.ProviderId(
        qualifier=v_qualifier,
        value=v_value,
    ), at


def read_provider(data: bytes, at: int) -> tuple[encounter.Provider, int]:
    """A Provider and the position behind it."""
    v_npi: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_npi = None
    elif branch == 2:
        if data[at] & 0x81:
            v_npi, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_npi = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_entity_type: encounter.EntityType
    symbol = data[at] >> 1
    if not 0 < symbol < 4 or data[at] & 1:
        raise NotCertain
    v_entity_type = _ENTITY_TYPE[symbol]
    at += 1
    v_organization_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_organization_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_organization_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_organization_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_first_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_first_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_first_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_first_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_middle_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_middle_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_middle_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_middle_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_last_name: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_last_name = None
    elif branch == 2:
        if data[at] & 0x81:
            v_last_name, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_last_name = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_suffix: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_suffix = None
    elif branch == 2:
        if data[at] & 0x81:
            v_suffix, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_suffix = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_taxonomy_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_taxonomy_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_taxonomy_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_taxonomy_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_tax_id: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_tax_id = None
    elif branch == 2:
        if data[at] & 0x81:
            v_tax_id, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_tax_id = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_tax_id_type: encounter.TaxIdType | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_tax_id_type = None
    elif branch == 2:
        symbol = data[at] >> 1
        if not 0 < symbol < 3 or data[at] & 1:
            raise NotCertain
        v_tax_id_type = _TAX_ID_TYPE[symbol]
        at += 1
    else:
        raise NotCertain
    v_other_ids: tuple[encounter.ProviderId, ...]
    if data[at] == 0:
        v_other_ids = ()
        at += 1
    else:
        count0, at = _count(data, at)
        items0 = []
        for _ in range(count0):
            item0, at = read_provider_id(data, at)
            items0.append(item0)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_other_ids = tuple(items0)
    v_address: encounter.Address | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_address = None
    elif branch == 2:
        v_address, at = read_address(data, at)
    else:
        raise NotCertain
    v_phone: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_phone = None
    elif branch == 2:
        if data[at] & 0x81:
            v_phone, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_phone = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    return encounter.Provider(
        npi=v_npi,
        entity_type=v_entity_type,
        organization_name=v_organization_name,
        first_name=v_first_name,
        middle_name=v_middle_name,
        last_name=v_last_name,
        suffix=v_suffix,
        taxonomy_code=v_taxonomy_code,
        tax_id=v_tax_id,
        tax_id_type=v_tax_id_type,
        other_ids=v_other_ids,
        address=v_address,
        phone=v_phone,
    ), at


def read_diagnosis(data: bytes, at: int) -> tuple[encounter.Diagnosis, int]:
    """A Diagnosis and the position behind it."""
    v_code: str
    if data[at] & 0x81:
        v_code, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_code = data[at + 1 : end].decode()
        at = end
    v_role: encounter.DiagnosisRole
    symbol = data[at] >> 1
    if not 0 < symbol < 6 or data[at] & 1:
        raise NotCertain
    v_role = _DIAGNOSIS_ROLE[symbol]
    at += 1
    v_present_on_admission: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_present_on_admission = None
    elif branch == 2:
        if data[at] & 0x81:
            v_present_on_admission, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_present_on_admission = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    return encounter.Diagnosis(
        code=v_code,
        role=v_role,
        present_on_admission=v_present_on_admission,
    ), at


def read_inpatient_procedure(data: bytes, at: int) -> tuple[encounter.InpatientProcedure, int]:
    """A InpatientProcedure and the position behind it."""
    v_code: str
    if data[at] & 0x81:
        v_code, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_code = data[at + 1 : end].decode()
        at = end
    v_date: dt.date
    number, at = _long(data, at, 32)
    number += _EPOCH_DAY
    if not 0 < number <= _LAST_DAY:
        raise NotCertain
    v_date = dt.date.fromordinal(number)
    return encounter.InpatientProcedure(
        code=v_code,
        date=v_date,
    ), at


def read_ndc(data: bytes, at: int) -> tuple[encounter.Ndc, int]:
    """A Ndc and the position behind it."""
    v_code: str
    if data[at] & 0x81:
        v_code, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_code = data[at + 1 : end].decode()
        at = end
    v_quantity: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_QUANTITY_LIMIT < number < _QUANTITY_LIMIT:
        raise NotCertain
    v_quantity = Decimal(number) * _THOUSANDTH
    at += 8
    v_unit: str
    if data[at] & 0x81:
        v_unit, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_unit = data[at + 1 : end].decode()
        at = end
    return encounter.Ndc(
        code=v_code,
        quantity=v_quantity,
        unit=v_unit,
    ), at


def read_line_adjudication(data: bytes, at: int) -> tuple[encounter.LineAdjudication, int]:
    """A LineAdjudication and the position behind it."""
    v_coverage: int
    if data[at] < 0x80:
        v_coverage = (data[at] >> 1) ^ -(data[at] & 1)
        at += 1
    else:
        v_coverage, at = _long(data, at, 32)
    v_paid: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
        raise NotCertain
    v_paid = Decimal(number) * _CENT
    at += 8
    v_paid_units: Decimal | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_paid_units = None
    elif branch == 2:
        number = int.from_bytes(data[at : at + 8], signed=True)
        if not -_QUANTITY_LIMIT < number < _QUANTITY_LIMIT:
            raise NotCertain
        v_paid_units = Decimal(number) * _THOUSANDTH
        at += 8
    else:
        raise NotCertain
    v_adjudicated_on: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_adjudicated_on = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_adjudicated_on = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_adjustments: tuple[encounter.Adjustment, ...]
    if data[at] == 0:
        v_adjustments = ()
        at += 1
    else:
        count0, at = _count(data, at)
        items0 = []
        for _ in range(count0):
            item0, at = read_adjustment(data, at)
            items0.append(item0)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_adjustments = tuple(items0)
    v_remaining_patient_liability: Decimal | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_remaining_patient_liability = None
    elif branch == 2:
        number = int.from_bytes(data[at : at + 8], signed=True)
        if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
            raise NotCertain
        v_remaining_patient_liability = Decimal(number) * _CENT
        at += 8
    else:
        raise NotCertain
    return encounter.LineAdjudication(
        coverage=v_coverage,
        paid=v_paid,
        paid_units=v_paid_units,
        adjudicated_on=v_adjudicated_on,
        adjustments=v_adjustments,
        remaining_patient_liability=v_remaining_patient_liability,
    ), at


def read_service_line(data: bytes, at: int) -> tuple[encounter.ServiceLine, int]:
    """A ServiceLine and the position behind it."""
    v_line_number: int
    if data[at] < 0x80:
        v_line_number = (data[at] >> 1) ^ -(data[at] & 1)
        at += 1
    else:
        v_line_number, at = _long(data, at, 32)
    v_control_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_control_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_control_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_control_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_procedure_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_procedure_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_procedure_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_procedure_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_procedure_qualifier: str
    if data[at] & 0x81:
        v_procedure_qualifier, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_procedure_qualifier = data[at + 1 : end].decode()
        at = end
    v_description: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_description = None
    elif branch == 2:
        if data[at] & 0x81:
            v_description, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_description = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_modifiers: tuple[str, ...]
    if data[at] == 0:
        v_modifiers = ()
        at += 1
    else:
        count0, at = _count(data, at)
        items0 = []
        for _ in range(count0):
            if data[at] & 0x81:
                item0, at = _text(data, at)
            else:
                end = at + 1 + (data[at] >> 1)
                item0 = data[at + 1 : end].decode()
                at = end
            items0.append(item0)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_modifiers = tuple(items0)
    v_revenue_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_revenue_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_revenue_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_revenue_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_service_from: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_service_from = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_service_from = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_service_through: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_service_through = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_service_through = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_units: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_QUANTITY_LIMIT < number < _QUANTITY_LIMIT:
        raise NotCertain
    v_units = Decimal(number) * _THOUSANDTH
    at += 8
    v_unit_of_measure: str
    if data[at] & 0x81:
        v_unit_of_measure, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_unit_of_measure = data[at + 1 : end].decode()
        at = end
    v_charge: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
        raise NotCertain
    v_charge = Decimal(number) * _CENT
    at += 8
    v_non_covered_charge: Decimal | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_non_covered_charge = None
    elif branch == 2:
        number = int.from_bytes(data[at : at + 8], signed=True)
        if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
            raise NotCertain
        v_non_covered_charge = Decimal(number) * _CENT
        at += 8
    else:
        raise NotCertain
    v_diagnosis_pointers: tuple[int, ...]
    if data[at] == 0:
        v_diagnosis_pointers = ()
        at += 1
    else:
        count1, at = _count(data, at)
        items1 = []
        for _ in range(count1):
            if data[at] < 0x80:
                item1 = (data[at] >> 1) ^ -(data[at] & 1)
                at += 1
            else:
                item1, at = _long(data, at, 32)
            items1.append(item1)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_diagnosis_pointers = tuple(items1)
    v_place_of_service: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_place_of_service = None
    elif branch == 2:
        if data[at] & 0x81:
            v_place_of_service, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_place_of_service = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_rendering_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_rendering_provider = None
    elif branch == 2:
        v_rendering_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_referring_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_referring_provider = None
    elif branch == 2:
        v_referring_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_ordering_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_ordering_provider = None
    elif branch == 2:
        v_ordering_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_supervising_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_supervising_provider = None
    elif branch == 2:
        v_supervising_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_service_facility: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_service_facility = None
    elif branch == 2:
        v_service_facility, at = read_provider(data, at)
    else:
        raise NotCertain
    v_ndc: encounter.Ndc | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_ndc = None
    elif branch == 2:
        v_ndc, at = read_ndc(data, at)
    else:
        raise NotCertain
    v_emergency: bool | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_emergency = None
    elif branch == 2:
        if data[at] > 1:
            raise NotCertain
        v_emergency = data[at] == 1
        at += 1
    else:
        raise NotCertain
    v_epsdt: bool | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_epsdt = None
    elif branch == 2:
        if data[at] > 1:
            raise NotCertain
        v_epsdt = data[at] == 1
        at += 1
    else:
        raise NotCertain
    v_prior_authorization_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_prior_authorization_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_prior_authorization_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_prior_authorization_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_clia_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_clia_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_clia_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_clia_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_adjudications: tuple[encounter.LineAdjudication, ...]
    if data[at] == 0:
        v_adjudications = ()
        at += 1
    else:
        count2, at = _count(data, at)
        items2 = []
        for _ in range(count2):
            item2, at = read_line_adjudication(data, at)
            items2.append(item2)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_adjudications = tuple(items2)
    return encounter.ServiceLine(
        line_number=v_line_number,
        control_number=v_control_number,
        procedure_code=v_procedure_code,
        procedure_qualifier=v_procedure_qualifier,
        description=v_description,
        modifiers=v_modifiers,
        revenue_code=v_revenue_code,
        service_from=v_service_from,
        service_through=v_service_through,
        units=v_units,
        unit_of_measure=v_unit_of_measure,
        charge=v_charge,
        non_covered_charge=v_non_covered_charge,
        diagnosis_pointers=v_diagnosis_pointers,
        place_of_service=v_place_of_service,
        rendering_provider=v_rendering_provider,
        referring_provider=v_referring_provider,
        ordering_provider=v_ordering_provider,
        supervising_provider=v_supervising_provider,
        service_facility=v_service_facility,
        ndc=v_ndc,
        emergency=v_emergency,
        epsdt=v_epsdt,
        prior_authorization_number=v_prior_authorization_number,
        clia_number=v_clia_number,
        adjudications=v_adjudications,
    ), at


def read_occurrence_code(data: bytes, at: int) -> tuple[encounter.OccurrenceCode, int]:
    """A OccurrenceCode and the position behind it."""
    v_code: str
    if data[at] & 0x81:
        v_code, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_code = data[at + 1 : end].decode()
        at = end
    v_date: dt.date
    number, at = _long(data, at, 32)
    number += _EPOCH_DAY
    if not 0 < number <= _LAST_DAY:
        raise NotCertain
    v_date = dt.date.fromordinal(number)
    return encounter.OccurrenceCode(
        code=v_code,
        date=v_date,
    ), at


def read_occurrence_span(data: bytes, at: int) -> tuple[encounter.OccurrenceSpan, int]:
    """A OccurrenceSpan and the position behind it."""
    v_code: str
    if data[at] & 0x81:
        v_code, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_code = data[at + 1 : end].decode()
        at = end
    v_from: dt.date
    number, at = _long(data, at, 32)
    number += _EPOCH_DAY
    if not 0 < number <= _LAST_DAY:
        raise NotCertain
    v_from = dt.date.fromordinal(number)
    v_through: dt.date
    number, at = _long(data, at, 32)
    number += _EPOCH_DAY
    if not 0 < number <= _LAST_DAY:
        raise NotCertain
    v_through = dt.date.fromordinal(number)
    return encounter.OccurrenceSpan(
        code=v_code,
        from_=v_from,
        through=v_through,
    ), at


def read_value_code(data: bytes, at: int) -> tuple[encounter.ValueCode, int]:
    """A ValueCode and the position behind it."""
    v_code: str
    if data[at] & 0x81:
        v_code, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_code = data[at + 1 : end].decode()
        at = end
    v_amount: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
        raise NotCertain
    v_amount = Decimal(number) * _CENT
    at += 8
    return encounter.ValueCode(
        code=v_code,
        amount=v_amount,
    ), at


def read_institutional(data: bytes, at: int) -> tuple[encounter.Institutional, int]:
    """A Institutional and the position behind it."""
    v_type_of_bill: str
    if data[at] & 0x81:
        v_type_of_bill, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_type_of_bill = data[at + 1 : end].decode()
        at = end
    v_admission_date: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_admission_date = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_admission_date = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_admission_hour: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_admission_hour = None
    elif branch == 2:
        if data[at] & 0x81:
            v_admission_hour, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_admission_hour = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_admission_type: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_admission_type = None
    elif branch == 2:
        if data[at] & 0x81:
            v_admission_type, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_admission_type = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_admission_source: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_admission_source = None
    elif branch == 2:
        if data[at] & 0x81:
            v_admission_source, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_admission_source = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_discharge_status: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_discharge_status = None
    elif branch == 2:
        if data[at] & 0x81:
            v_discharge_status, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_discharge_status = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_discharge_hour: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_discharge_hour = None
    elif branch == 2:
        if data[at] & 0x81:
            v_discharge_hour, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_discharge_hour = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_drg: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_drg = None
    elif branch == 2:
        if data[at] & 0x81:
            v_drg, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_drg = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_occurrence_codes: tuple[encounter.OccurrenceCode, ...]
    if data[at] == 0:
        v_occurrence_codes = ()
        at += 1
    else:
        count0, at = _count(data, at)
        items0 = []
        for _ in range(count0):
            item0, at = read_occurrence_code(data, at)
            items0.append(item0)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_occurrence_codes = tuple(items0)
    v_occurrence_spans: tuple[encounter.OccurrenceSpan, ...]
    if data[at] == 0:
        v_occurrence_spans = ()
        at += 1
    else:
        count1, at = _count(data, at)
        items1 = []
        for _ in range(count1):
            item1, at = read_occurrence_span(data, at)
            items1.append(item1)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_occurrence_spans = tuple(items1)
    v_value_codes: tuple[encounter.ValueCode, ...]
    if data[at] == 0:
        v_value_codes = ()
        at += 1
    else:
        count2, at = _count(data, at)
        items2 = []
        for _ in range(count2):
            item2, at = read_value_code(data, at)
            items2.append(item2)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_value_codes = tuple(items2)
    return encounter.Institutional(
        type_of_bill=v_type_of_bill,
        admission_date=v_admission_date,
        admission_hour=v_admission_hour,
        admission_type=v_admission_type,
        admission_source=v_admission_source,
        discharge_status=v_discharge_status,
        discharge_hour=v_discharge_hour,
        drg=v_drg,
        occurrence_codes=v_occurrence_codes,
        occurrence_spans=v_occurrence_spans,
        value_codes=v_value_codes,
    ), at


def read_accident(data: bytes, at: int) -> tuple[encounter.Accident, int]:
    """A Accident and the position behind it."""
    v_employment: bool
    if data[at] > 1:
        raise NotCertain
    v_employment = data[at] == 1
    at += 1
    v_auto: bool
    if data[at] > 1:
        raise NotCertain
    v_auto = data[at] == 1
    at += 1
    v_other: bool
    if data[at] > 1:
        raise NotCertain
    v_other = data[at] == 1
    at += 1
    v_date: dt.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_date = None
    elif branch == 2:
        number, at = _long(data, at, 32)
        number += _EPOCH_DAY
        if not 0 < number <= _LAST_DAY:
            raise NotCertain
        v_date = dt.date.fromordinal(number)
    else:
        raise NotCertain
    v_state: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_state = None
    elif branch == 2:
        if data[at] & 0x81:
            v_state, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_state = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_country: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_country = None
    elif branch == 2:
        if data[at] & 0x81:
            v_country, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_country = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_property_casualty_claim_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_property_casualty_claim_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_property_casualty_claim_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_property_casualty_claim_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    return encounter.Accident(
        employment=v_employment,
        auto=v_auto,
        other=v_other,
        date=v_date,
        state=v_state,
        country=v_country,
        property_casualty_claim_number=v_property_casualty_claim_number,
    ), at


def read_claim_date(data: bytes, at: int) -> tuple[encounter.ClaimDate, int]:
    """A ClaimDate and the position behind it."""
    v_kind: encounter.ClaimDateKind
    symbol = data[at] >> 1
    if not 0 < symbol < 14 or data[at] & 1:
        raise NotCertain
    v_kind = _CLAIM_DATE_KIND[symbol]
    at += 1
    v_date: dt.date
    number, at = _long(data, at, 32)
    number += _EPOCH_DAY
    if not 0 < number <= _LAST_DAY:
        raise NotCertain
    v_date = dt.date.fromordinal(number)
    return encounter.ClaimDate(
        kind=v_kind,
        date=v_date,
    ), at


def read_ambulance(data: bytes, at: int) -> tuple[encounter.Ambulance, int]:
    """A Ambulance and the position behind it."""
    v_transport_reason: str
    if data[at] & 0x81:
        v_transport_reason, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_transport_reason = data[at + 1 : end].decode()
        at = end
    v_distance_miles: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_QUANTITY_LIMIT < number < _QUANTITY_LIMIT:
        raise NotCertain
    v_distance_miles = Decimal(number) * _THOUSANDTH
    at += 8
    v_patient_count: int | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_patient_count = None
    elif branch == 2:
        if data[at] < 0x80:
            v_patient_count = (data[at] >> 1) ^ -(data[at] & 1)
            at += 1
        else:
            v_patient_count, at = _long(data, at, 32)
    else:
        raise NotCertain
    v_pickup: encounter.Address | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_pickup = None
    elif branch == 2:
        v_pickup, at = read_address(data, at)
    else:
        raise NotCertain
    v_dropoff: encounter.Address | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_dropoff = None
    elif branch == 2:
        v_dropoff, at = read_address(data, at)
    else:
        raise NotCertain
    v_certification_codes: tuple[str, ...]
    if data[at] == 0:
        v_certification_codes = ()
        at += 1
    else:
        count0, at = _count(data, at)
        items0 = []
        for _ in range(count0):
            if data[at] & 0x81:
                item0, at = _text(data, at)
            else:
                end = at + 1 + (data[at] >> 1)
                item0 = data[at + 1 : end].decode()
                at = end
            items0.append(item0)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_certification_codes = tuple(items0)
    v_round_trip: bool | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_round_trip = None
    elif branch == 2:
        if data[at] > 1:
            raise NotCertain
        v_round_trip = data[at] == 1
        at += 1
    else:
        raise NotCertain
    v_patient_weight_pounds: Decimal | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_patient_weight_pounds = None
    elif branch == 2:
        number = int.from_bytes(data[at : at + 8], signed=True)
        if not -_QUANTITY_LIMIT < number < _QUANTITY_LIMIT:
            raise NotCertain
        v_patient_weight_pounds = Decimal(number) * _THOUSANDTH
        at += 8
    else:
        raise NotCertain
    return encounter.Ambulance(
        transport_reason=v_transport_reason,
        distance_miles=v_distance_miles,
        patient_count=v_patient_count,
        pickup=v_pickup,
        dropoff=v_dropoff,
        certification_codes=v_certification_codes,
        round_trip=v_round_trip,
        patient_weight_pounds=v_patient_weight_pounds,
    ), at


def read_attachment(data: bytes, at: int) -> tuple[encounter.Attachment, int]:
    """A Attachment and the position behind it."""
    v_report_type: str
    if data[at] & 0x81:
        v_report_type, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_report_type = data[at + 1 : end].decode()
        at = end
    v_transmission_code: str
    if data[at] & 0x81:
        v_transmission_code, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_transmission_code = data[at + 1 : end].decode()
        at = end
    v_control_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_control_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_control_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_control_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    return encounter.Attachment(
        report_type=v_report_type,
        transmission_code=v_transmission_code,
        control_number=v_control_number,
    ), at


def read_waiver(data: bytes, at: int) -> tuple[encounter.Waiver, int]:
    """A Waiver and the position behind it."""
    v_edit: str
    if data[at] & 0x81:
        v_edit, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_edit = data[at + 1 : end].decode()
        at = end
    v_reason: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_reason = None
    elif branch == 2:
        if data[at] & 0x81:
            v_reason, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_reason = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    return encounter.Waiver(
        edit=v_edit,
        reason=v_reason,
    ), at


def read_encounter_event(data: bytes, at: int) -> tuple[encounter.EncounterEvent, int]:
    """A EncounterEvent and the position behind it."""
    v_event_id: str
    found = _UUID.fullmatch(data, at + 1, at + 37)
    if data[at] != 72 or found is None:
        raise NotCertain
    v_event_id = data[at + 1 : at + 37].decode().lower()
    at += 37
    v_occurred_at: dt.datetime
    number, at = _long(data, at, 64)
    if not _FIRST_MILLI <= number <= _LAST_MILLI:
        raise NotCertain
    v_occurred_at = _EPOCH + number * _MILLI
    v_source_system: str
    if data[at] & 0x81:
        v_source_system, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_source_system = data[at + 1 : end].decode()
        at = end
    v_encounter_id: str
    if data[at] & 0x81:
        v_encounter_id, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_encounter_id = data[at + 1 : end].decode()
        at = end
    v_encounter_version: int
    if data[at] < 0x80:
        v_encounter_version = (data[at] >> 1) ^ -(data[at] & 1)
        at += 1
    else:
        v_encounter_version, at = _long(data, at, 32)
    v_claim_form: encounter.ClaimForm
    symbol = data[at] >> 1
    if not 0 < symbol < 3 or data[at] & 1:
        raise NotCertain
    v_claim_form = _CLAIM_FORM[symbol]
    at += 1
    v_frequency_code: str
    if data[at] & 0x81:
        v_frequency_code, at = _text(data, at)
    else:
        end = at + 1 + (data[at] >> 1)
        v_frequency_code = data[at + 1 : end].decode()
        at = end
    v_purpose: encounter.Purpose
    symbol = data[at] >> 1
    if not 0 < symbol < 3 or data[at] & 1:
        raise NotCertain
    v_purpose = _PURPOSE[symbol]
    at += 1
    v_patient_control_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_patient_control_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_patient_control_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_patient_control_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_payer_claim_control_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_payer_claim_control_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_payer_claim_control_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_payer_claim_control_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_patient: encounter.Patient
    v_patient, at = read_patient(data, at)
    v_coverages: tuple[encounter.Coverage, ...]
    if data[at] == 0:
        v_coverages = ()
        at += 1
    else:
        count0, at = _count(data, at)
        items0 = []
        for _ in range(count0):
            item0, at = read_coverage(data, at)
            items0.append(item0)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_coverages = tuple(items0)
    v_billed_coverage: int
    if data[at] < 0x80:
        v_billed_coverage = (data[at] >> 1) ^ -(data[at] & 1)
        at += 1
    else:
        v_billed_coverage, at = _long(data, at, 32)
    v_billing_provider: encounter.Provider
    v_billing_provider, at = read_provider(data, at)
    v_pay_to_address: encounter.Address | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_pay_to_address = None
    elif branch == 2:
        v_pay_to_address, at = read_address(data, at)
    else:
        raise NotCertain
    v_rendering_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_rendering_provider = None
    elif branch == 2:
        v_rendering_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_referring_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_referring_provider = None
    elif branch == 2:
        v_referring_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_ordering_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_ordering_provider = None
    elif branch == 2:
        v_ordering_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_supervising_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_supervising_provider = None
    elif branch == 2:
        v_supervising_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_attending_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_attending_provider = None
    elif branch == 2:
        v_attending_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_operating_provider: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_operating_provider = None
    elif branch == 2:
        v_operating_provider, at = read_provider(data, at)
    else:
        raise NotCertain
    v_service_facility: encounter.Provider | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_service_facility = None
    elif branch == 2:
        v_service_facility, at = read_provider(data, at)
    else:
        raise NotCertain
    v_place_of_service: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_place_of_service = None
    elif branch == 2:
        if data[at] & 0x81:
            v_place_of_service, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_place_of_service = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_service_from: dt.date
    number, at = _long(data, at, 32)
    number += _EPOCH_DAY
    if not 0 < number <= _LAST_DAY:
        raise NotCertain
    v_service_from = dt.date.fromordinal(number)
    v_service_through: dt.date
    number, at = _long(data, at, 32)
    number += _EPOCH_DAY
    if not 0 < number <= _LAST_DAY:
        raise NotCertain
    v_service_through = dt.date.fromordinal(number)
    v_diagnoses: tuple[encounter.Diagnosis, ...]
    if data[at] == 0:
        v_diagnoses = ()
        at += 1
    else:
        count1, at = _count(data, at)
        items1 = []
        for _ in range(count1):
            item1, at = read_diagnosis(data, at)
            items1.append(item1)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_diagnoses = tuple(items1)
    v_procedures: tuple[encounter.InpatientProcedure, ...]
    if data[at] == 0:
        v_procedures = ()
        at += 1
    else:
        count2, at = _count(data, at)
        items2 = []
        for _ in range(count2):
            item2, at = read_inpatient_procedure(data, at)
            items2.append(item2)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_procedures = tuple(items2)
    v_service_lines: tuple[encounter.ServiceLine, ...]
    if data[at] == 0:
        v_service_lines = ()
        at += 1
    else:
        count3, at = _count(data, at)
        items3 = []
        for _ in range(count3):
            item3, at = read_service_line(data, at)
            items3.append(item3)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_service_lines = tuple(items3)
    v_institutional: encounter.Institutional | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_institutional = None
    elif branch == 2:
        v_institutional, at = read_institutional(data, at)
    else:
        raise NotCertain
    v_total_charge: Decimal
    number = int.from_bytes(data[at : at + 8], signed=True)
    if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
        raise NotCertain
    v_total_charge = Decimal(number) * _CENT
    at += 8
    v_patient_paid: Decimal | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_patient_paid = None
    elif branch == 2:
        number = int.from_bytes(data[at : at + 8], signed=True)
        if not -_MONEY_LIMIT < number < _MONEY_LIMIT:
            raise NotCertain
        v_patient_paid = Decimal(number) * _CENT
        at += 8
    else:
        raise NotCertain
    v_prior_authorization_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_prior_authorization_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_prior_authorization_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_prior_authorization_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_referral_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_referral_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_referral_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_referral_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_clia_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_clia_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_clia_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_clia_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_mammography_certification_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_mammography_certification_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_mammography_certification_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_mammography_certification_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_ide_number: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_ide_number = None
    elif branch == 2:
        if data[at] & 0x81:
            v_ide_number, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_ide_number = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_demonstration_id: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_demonstration_id = None
    elif branch == 2:
        if data[at] & 0x81:
            v_demonstration_id, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_demonstration_id = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_accident: encounter.Accident | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_accident = None
    elif branch == 2:
        v_accident, at = read_accident(data, at)
    else:
        raise NotCertain
    v_dates: tuple[encounter.ClaimDate, ...]
    if data[at] == 0:
        v_dates = ()
        at += 1
    else:
        count4, at = _count(data, at)
        items4 = []
        for _ in range(count4):
            item4, at = read_claim_date(data, at)
            items4.append(item4)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_dates = tuple(items4)
    v_ambulance: encounter.Ambulance | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_ambulance = None
    elif branch == 2:
        v_ambulance, at = read_ambulance(data, at)
    else:
        raise NotCertain
    v_provider_signature_on_file: bool | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_provider_signature_on_file = None
    elif branch == 2:
        if data[at] > 1:
            raise NotCertain
        v_provider_signature_on_file = data[at] == 1
        at += 1
    else:
        raise NotCertain
    v_accept_assignment_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_accept_assignment_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_accept_assignment_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_accept_assignment_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_benefits_assignment_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_benefits_assignment_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_benefits_assignment_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_benefits_assignment_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_release_of_information_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_release_of_information_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_release_of_information_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_release_of_information_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_patient_signature_source_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_patient_signature_source_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_patient_signature_source_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_patient_signature_source_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_condition_codes: tuple[str, ...]
    if data[at] == 0:
        v_condition_codes = ()
        at += 1
    else:
        count5, at = _count(data, at)
        items5 = []
        for _ in range(count5):
            if data[at] & 0x81:
                item5, at = _text(data, at)
            else:
                end = at + 1 + (data[at] >> 1)
                item5 = data[at + 1 : end].decode()
                at = end
            items5.append(item5)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_condition_codes = tuple(items5)
    v_attachments: tuple[encounter.Attachment, ...]
    if data[at] == 0:
        v_attachments = ()
        at += 1
    else:
        count6, at = _count(data, at)
        items6 = []
        for _ in range(count6):
            item6, at = read_attachment(data, at)
            items6.append(item6)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_attachments = tuple(items6)
    v_delay_reason_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_delay_reason_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_delay_reason_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_delay_reason_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_special_program_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_special_program_code = None
    elif branch == 2:
        if data[at] & 0x81:
            v_special_program_code, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_special_program_code = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_waived_edits: tuple[encounter.Waiver, ...]
    if data[at] == 0:
        v_waived_edits = ()
        at += 1
    else:
        count7, at = _count(data, at)
        items7 = []
        for _ in range(count7):
            item7, at = read_waiver(data, at)
            items7.append(item7)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_waived_edits = tuple(items7)
    v_claim_note: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        v_claim_note = None
    elif branch == 2:
        if data[at] & 0x81:
            v_claim_note, at = _text(data, at)
        else:
            end = at + 1 + (data[at] >> 1)
            v_claim_note = data[at + 1 : end].decode()
            at = end
    else:
        raise NotCertain
    v_sensitivity: tuple[str, ...]
    if data[at] == 0:
        v_sensitivity = ()
        at += 1
    else:
        count8, at = _count(data, at)
        items8 = []
        for _ in range(count8):
            if data[at] & 0x81:
                item8, at = _text(data, at)
            else:
                end = at + 1 + (data[at] >> 1)
                item8 = data[at + 1 : end].decode()
                at = end
            items8.append(item8)
        if data[at] != 0:
            raise NotCertain
        at += 1
        v_sensitivity = tuple(items8)
    return encounter.EncounterEvent(
        event_id=v_event_id,
        occurred_at=v_occurred_at,
        source_system=v_source_system,
        encounter_id=v_encounter_id,
        encounter_version=v_encounter_version,
        claim_form=v_claim_form,
        frequency_code=v_frequency_code,
        purpose=v_purpose,
        patient_control_number=v_patient_control_number,
        payer_claim_control_number=v_payer_claim_control_number,
        patient=v_patient,
        coverages=v_coverages,
        billed_coverage=v_billed_coverage,
        billing_provider=v_billing_provider,
        pay_to_address=v_pay_to_address,
        rendering_provider=v_rendering_provider,
        referring_provider=v_referring_provider,
        ordering_provider=v_ordering_provider,
        supervising_provider=v_supervising_provider,
        attending_provider=v_attending_provider,
        operating_provider=v_operating_provider,
        service_facility=v_service_facility,
        place_of_service=v_place_of_service,
        service_from=v_service_from,
        service_through=v_service_through,
        diagnoses=v_diagnoses,
        procedures=v_procedures,
        service_lines=v_service_lines,
        institutional=v_institutional,
        total_charge=v_total_charge,
        patient_paid=v_patient_paid,
        prior_authorization_number=v_prior_authorization_number,
        referral_number=v_referral_number,
        clia_number=v_clia_number,
        mammography_certification_number=v_mammography_certification_number,
        ide_number=v_ide_number,
        demonstration_id=v_demonstration_id,
        accident=v_accident,
        dates=v_dates,
        ambulance=v_ambulance,
        provider_signature_on_file=v_provider_signature_on_file,
        accept_assignment_code=v_accept_assignment_code,
        benefits_assignment_code=v_benefits_assignment_code,
        release_of_information_code=v_release_of_information_code,
        patient_signature_source_code=v_patient_signature_source_code,
        condition_codes=v_condition_codes,
        attachments=v_attachments,
        delay_reason_code=v_delay_reason_code,
        special_program_code=v_special_program_code,
        waived_edits=v_waived_edits,
        claim_note=v_claim_note,
        sensitivity=v_sensitivity,
    ), at


def write_address(out: bytearray, made: encounter.Address) -> None:
    """A Address."""
    _put_text(out, made.line1)
    part0 = made.line2
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    _put_text(out, made.city)
    part1 = made.state
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    part2 = made.postal_code
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    _put_text(out, made.country)


def write_patient(out: bytearray, made: encounter.Patient) -> None:
    """A Patient."""
    part0 = made.patient_id
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    _put_text(out, made.first_name)
    part1 = made.middle_name
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    _put_text(out, made.last_name)
    part2 = made.suffix
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    part3 = made.birth_date
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part3.toordinal() - _EPOCH_DAY)
    out.append(_SEX_INDEX[made.sex])
    part4 = made.death_date
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part4.toordinal() - _EPOCH_DAY)
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
        _put_text(out, part6)


def write_subscriber(out: bytearray, made: encounter.Subscriber) -> None:
    """A Subscriber."""
    part0 = made.first_name
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    part1 = made.middle_name
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    part2 = made.last_name
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    part3 = made.suffix
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part3)
    part4 = made.birth_date
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part4.toordinal() - _EPOCH_DAY)
    out.append(_SEX_INDEX[made.sex])
    part5 = made.address
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        write_address(out, part5)


def write_adjustment(out: bytearray, made: encounter.Adjustment) -> None:
    """A Adjustment."""
    _put_text(out, made.group)
    _put_text(out, made.reason)
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
        _put_long(out, part0.toordinal() - _EPOCH_DAY)
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
        _put_text(out, part2)
    items3 = made.adjustments
    if items3:
        _put_long(out, len(items3))
        for item3 in items3:
            write_adjustment(out, item3)
    out.append(0)
    items4 = made.remark_codes
    if items4:
        _put_long(out, len(items4))
        for item4 in items4:
            _put_text(out, item4)
    out.append(0)


def write_coverage(out: bytearray, made: encounter.Coverage) -> None:
    """A Coverage."""
    part0 = made.payer_id
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    part1 = made.payer_name
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    part2 = made.filing_indicator
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    part3 = made.member_id
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part3)
    part4 = made.group_number
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part4)
    part5 = made.insurance_type_code
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part5)
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
        _put_long(out, part7.toordinal() - _EPOCH_DAY)
    part8 = made.valid_through
    if part8 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part8.toordinal() - _EPOCH_DAY)
    part9 = made.adjudication
    if part9 is None:
        out.append(0)
    else:
        out.append(2)
        write_coverage_adjudication(out, part9)


def write_provider_id(out: bytearray, made: encounter.ProviderId) -> None:
    """A ProviderId."""
    _put_text(out, made.qualifier)
    _put_text(out, made.value)


def write_provider(out: bytearray, made: encounter.Provider) -> None:
    """A Provider."""
    part0 = made.npi
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    out.append(_ENTITY_TYPE_INDEX[made.entity_type])
    part1 = made.organization_name
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    part2 = made.first_name
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    part3 = made.middle_name
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part3)
    part4 = made.last_name
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part4)
    part5 = made.suffix
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part5)
    part6 = made.taxonomy_code
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part6)
    part7 = made.tax_id
    if part7 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part7)
    part8 = made.tax_id_type
    if part8 is None:
        out.append(0)
    else:
        out.append(2)
        out.append(_TAX_ID_TYPE_INDEX[part8])
    items9 = made.other_ids
    if items9:
        _put_long(out, len(items9))
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
        _put_text(out, part11)


def write_diagnosis(out: bytearray, made: encounter.Diagnosis) -> None:
    """A Diagnosis."""
    _put_text(out, made.code)
    out.append(_DIAGNOSIS_ROLE_INDEX[made.role])
    part0 = made.present_on_admission
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)


def write_inpatient_procedure(out: bytearray, made: encounter.InpatientProcedure) -> None:
    """A InpatientProcedure."""
    _put_text(out, made.code)
    _put_long(out, made.date.toordinal() - _EPOCH_DAY)


def write_ndc(out: bytearray, made: encounter.Ndc) -> None:
    """A Ndc."""
    _put_text(out, made.code)
    out += int(made.quantity * 1000).to_bytes(8, signed=True)
    _put_text(out, made.unit)


def write_line_adjudication(out: bytearray, made: encounter.LineAdjudication) -> None:
    """A LineAdjudication."""
    _put_long(out, made.coverage)
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
        _put_long(out, part1.toordinal() - _EPOCH_DAY)
    items2 = made.adjustments
    if items2:
        _put_long(out, len(items2))
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
    _put_long(out, made.line_number)
    part0 = made.control_number
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    part1 = made.procedure_code
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    _put_text(out, made.procedure_qualifier)
    part2 = made.description
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    items3 = made.modifiers
    if items3:
        _put_long(out, len(items3))
        for item3 in items3:
            _put_text(out, item3)
    out.append(0)
    part4 = made.revenue_code
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part4)
    part5 = made.service_from
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part5.toordinal() - _EPOCH_DAY)
    part6 = made.service_through
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part6.toordinal() - _EPOCH_DAY)
    out += int(made.units * 1000).to_bytes(8, signed=True)
    _put_text(out, made.unit_of_measure)
    out += int(made.charge * 100).to_bytes(8, signed=True)
    part7 = made.non_covered_charge
    if part7 is None:
        out.append(0)
    else:
        out.append(2)
        out += int(part7 * 100).to_bytes(8, signed=True)
    items8 = made.diagnosis_pointers
    if items8:
        _put_long(out, len(items8))
        for item8 in items8:
            _put_long(out, item8)
    out.append(0)
    part9 = made.place_of_service
    if part9 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part9)
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
        _put_text(out, part18)
    part19 = made.clia_number
    if part19 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part19)
    items20 = made.adjudications
    if items20:
        _put_long(out, len(items20))
        for item20 in items20:
            write_line_adjudication(out, item20)
    out.append(0)


def write_occurrence_code(out: bytearray, made: encounter.OccurrenceCode) -> None:
    """A OccurrenceCode."""
    _put_text(out, made.code)
    _put_long(out, made.date.toordinal() - _EPOCH_DAY)


def write_occurrence_span(out: bytearray, made: encounter.OccurrenceSpan) -> None:
    """A OccurrenceSpan."""
    _put_text(out, made.code)
    _put_long(out, made.from_.toordinal() - _EPOCH_DAY)
    _put_long(out, made.through.toordinal() - _EPOCH_DAY)


def write_value_code(out: bytearray, made: encounter.ValueCode) -> None:
    """A ValueCode."""
    _put_text(out, made.code)
    out += int(made.amount * 100).to_bytes(8, signed=True)


def write_institutional(out: bytearray, made: encounter.Institutional) -> None:
    """A Institutional."""
    _put_text(out, made.type_of_bill)
    part0 = made.admission_date
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part0.toordinal() - _EPOCH_DAY)
    part1 = made.admission_hour
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    part2 = made.admission_type
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    part3 = made.admission_source
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part3)
    part4 = made.discharge_status
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part4)
    part5 = made.discharge_hour
    if part5 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part5)
    part6 = made.drg
    if part6 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part6)
    items7 = made.occurrence_codes
    if items7:
        _put_long(out, len(items7))
        for item7 in items7:
            write_occurrence_code(out, item7)
    out.append(0)
    items8 = made.occurrence_spans
    if items8:
        _put_long(out, len(items8))
        for item8 in items8:
            write_occurrence_span(out, item8)
    out.append(0)
    items9 = made.value_codes
    if items9:
        _put_long(out, len(items9))
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
        _put_long(out, part0.toordinal() - _EPOCH_DAY)
    part1 = made.state
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    part2 = made.country
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    part3 = made.property_casualty_claim_number
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part3)


def write_claim_date(out: bytearray, made: encounter.ClaimDate) -> None:
    """A ClaimDate."""
    out.append(_CLAIM_DATE_KIND_INDEX[made.kind])
    _put_long(out, made.date.toordinal() - _EPOCH_DAY)


def write_ambulance(out: bytearray, made: encounter.Ambulance) -> None:
    """A Ambulance."""
    _put_text(out, made.transport_reason)
    out += int(made.distance_miles * 1000).to_bytes(8, signed=True)
    part0 = made.patient_count
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part0)
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
        _put_long(out, len(items3))
        for item3 in items3:
            _put_text(out, item3)
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
    _put_text(out, made.report_type)
    _put_text(out, made.transmission_code)
    part0 = made.control_number
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)


def write_waiver(out: bytearray, made: encounter.Waiver) -> None:
    """A Waiver."""
    _put_text(out, made.edit)
    part0 = made.reason
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)


def write_encounter_event(out: bytearray, made: encounter.EncounterEvent) -> None:
    """A EncounterEvent."""
    _put_text(out, made.event_id)
    _put_long(out, (made.occurred_at - _EPOCH) // _MILLI)
    _put_text(out, made.source_system)
    _put_text(out, made.encounter_id)
    _put_long(out, made.encounter_version)
    out.append(_CLAIM_FORM_INDEX[made.claim_form])
    _put_text(out, made.frequency_code)
    out.append(_PURPOSE_INDEX[made.purpose])
    part0 = made.patient_control_number
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    part1 = made.payer_claim_control_number
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    write_patient(out, made.patient)
    items2 = made.coverages
    if items2:
        _put_long(out, len(items2))
        for item2 in items2:
            write_coverage(out, item2)
    out.append(0)
    _put_long(out, made.billed_coverage)
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
        _put_text(out, part11)
    _put_long(out, made.service_from.toordinal() - _EPOCH_DAY)
    _put_long(out, made.service_through.toordinal() - _EPOCH_DAY)
    items12 = made.diagnoses
    if items12:
        _put_long(out, len(items12))
        for item12 in items12:
            write_diagnosis(out, item12)
    out.append(0)
    items13 = made.procedures
    if items13:
        _put_long(out, len(items13))
        for item13 in items13:
            write_inpatient_procedure(out, item13)
    out.append(0)
    items14 = made.service_lines
    if items14:
        _put_long(out, len(items14))
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
        _put_text(out, part17)
    part18 = made.referral_number
    if part18 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part18)
    part19 = made.clia_number
    if part19 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part19)
    part20 = made.mammography_certification_number
    if part20 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part20)
    part21 = made.ide_number
    if part21 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part21)
    part22 = made.demonstration_id
    if part22 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part22)
    part23 = made.accident
    if part23 is None:
        out.append(0)
    else:
        out.append(2)
        write_accident(out, part23)
    items24 = made.dates
    if items24:
        _put_long(out, len(items24))
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
        _put_text(out, part27)
    part28 = made.benefits_assignment_code
    if part28 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part28)
    part29 = made.release_of_information_code
    if part29 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part29)
    part30 = made.patient_signature_source_code
    if part30 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part30)
    items31 = made.condition_codes
    if items31:
        _put_long(out, len(items31))
        for item31 in items31:
            _put_text(out, item31)
    out.append(0)
    items32 = made.attachments
    if items32:
        _put_long(out, len(items32))
        for item32 in items32:
            write_attachment(out, item32)
    out.append(0)
    part33 = made.delay_reason_code
    if part33 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part33)
    part34 = made.special_program_code
    if part34 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part34)
    items35 = made.waived_edits
    if items35:
        _put_long(out, len(items35))
        for item35 in items35:
            write_waiver(out, item35)
    out.append(0)
    part36 = made.claim_note
    if part36 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part36)
    items37 = made.sensitivity
    if items37:
        _put_long(out, len(items37))
        for item37 in items37:
            _put_text(out, item37)
    out.append(0)


def write_claim_diagnosis(out: bytearray, made: claim.ClaimDiagnosis) -> None:
    """A ClaimDiagnosis."""
    _put_text(out, made.code)
    _put_text(out, made.dotted)
    part0 = made.description
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    part1 = made.category
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    part2 = made.category_description
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    part3 = made.chapter
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part3)
    part4 = made.chapter_description
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part4)
    out.append(1 if made.verified else 0)


def write_claim_procedure(out: bytearray, made: claim.ClaimProcedure) -> None:
    """A ClaimProcedure."""
    _put_text(out, made.code)
    out.append(_CODE_SYSTEM_INDEX[made.code_system])
    part0 = made.description
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    out.append(1 if made.verified else 0)


def write_claim_line(out: bytearray, made: claim.ClaimLine) -> None:
    """A ClaimLine."""
    _put_long(out, made.line_number)
    _put_text(out, made.control_number)
    part0 = made.procedure_code
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
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
        _put_text(out, part2)
    out.append(1 if made.verified else 0)


def write_status(out: bytearray, made: finding.Status) -> None:
    """A Status."""
    _put_text(out, made.category)
    _put_text(out, made.code)
    part0 = made.entity
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)


def write_finding(out: bytearray, made: finding.Finding) -> None:
    """A Finding."""
    _put_text(out, made.edit)
    _put_text(out, made.name)
    out.append(_SEVERITY_INDEX[made.severity])
    _put_text(out, made.field)
    part0 = made.line_number
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part0)
    _put_text(out, made.message)
    part1 = made.suggestion
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part1)
    out.append(_ACTION_INDEX[made.action])
    part2 = made.claim_adjustment_reason_code
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part2)
    items3 = made.remark_codes
    if items3:
        _put_long(out, len(items3))
        for item3 in items3:
            _put_text(out, item3)
    out.append(0)
    items4 = made.status
    if items4:
        _put_long(out, len(items4))
        for item4 in items4:
            write_status(out, item4)
    out.append(0)
    out.append(1 if made.waived else 0)
    _put_long(out, made.snip_level)
    _put_text(out, made.source)


def write_repair(out: bytearray, made: finding.Repair) -> None:
    """A Repair."""
    _put_text(out, made.repair)
    _put_text(out, made.field)


def write_not_checked(out: bytearray, made: finding.NotChecked) -> None:
    """A NotChecked."""
    part0 = made.table
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    out.append(_NOT_CHECKED_REASON_INDEX[made.reason])
    items1 = made.edits
    if items1:
        _put_long(out, len(items1))
        for item1 in items1:
            _put_text(out, item1)
    out.append(0)


def write_code_table_used(out: bytearray, made: finding.CodeTableUsed) -> None:
    """A CodeTableUsed."""
    _put_text(out, made.table)
    _put_text(out, made.release)


def write_provenance(out: bytearray, made: finding.Provenance) -> None:
    """A Provenance."""
    _put_text(out, made.event_id)
    _put_long(out, (made.occurred_at - _EPOCH) // _MILLI)
    part0 = made.topic
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    part1 = made.partition
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part1)
    part2 = made.offset
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part2)
    part3 = made.processed_at
    if part3 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, (part3 - _EPOCH) // _MILLI)
    part4 = made.worker_version
    if part4 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part4)
    _put_text(out, made.catalogue)
    _put_text(out, made.profile)
    items5 = made.code_tables
    if items5:
        _put_long(out, len(items5))
        for item5 in items5:
            write_code_table_used(out, item5)
    out.append(0)


def write_rejected_line(out: bytearray, made: rejection.RejectedLine) -> None:
    """A RejectedLine."""
    _put_long(out, made.line_number)
    _put_text(out, made.control_number)


def write_claim_ready_before_encounter(out: bytearray, made: claim.ClaimReady) -> None:
    """A ClaimReady, its fields before encounter."""
    _put_text(out, made.claim_id)
    _put_long(out, made.claim_version)
    _put_text(out, made.patient_control_number)


def write_claim_ready_after_encounter(out: bytearray, made: claim.ClaimReady) -> None:
    """A ClaimReady, its fields after encounter."""
    part0 = made.principal_diagnosis
    if part0 is None:
        out.append(0)
    else:
        out.append(2)
        _put_text(out, part0)
    part1 = made.patient_age_years
    if part1 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part1)
    part2 = made.patient_age_days
    if part2 is None:
        out.append(0)
    else:
        out.append(2)
        _put_long(out, part2)
    items3 = made.diagnoses
    if items3:
        _put_long(out, len(items3))
        for item3 in items3:
            write_claim_diagnosis(out, item3)
    out.append(0)
    items4 = made.procedures
    if items4:
        _put_long(out, len(items4))
        for item4 in items4:
            write_claim_procedure(out, item4)
    out.append(0)
    items5 = made.service_lines
    if items5:
        _put_long(out, len(items5))
        for item5 in items5:
            write_claim_line(out, item5)
    out.append(0)
    items6 = made.findings
    if items6:
        _put_long(out, len(items6))
        for item6 in items6:
            write_finding(out, item6)
    out.append(0)
    items7 = made.repairs
    if items7:
        _put_long(out, len(items7))
        for item7 in items7:
            write_repair(out, item7)
    out.append(0)
    items8 = made.not_checked
    if items8:
        _put_long(out, len(items8))
        for item8 in items8:
            write_not_checked(out, item8)
    out.append(0)
    write_provenance(out, made.provenance)


def write_claim_rejected_before_encounter(out: bytearray, made: rejection.ClaimRejected) -> None:
    """A ClaimRejected, its fields before encounter."""
    _put_text(out, made.claim_id)
    _put_long(out, made.claim_version)
    _put_text(out, made.patient_control_number)


def write_claim_rejected_after_encounter(out: bytearray, made: rejection.ClaimRejected) -> None:
    """A ClaimRejected, its fields after encounter."""
    items0 = made.service_lines
    if items0:
        _put_long(out, len(items0))
        for item0 in items0:
            write_rejected_line(out, item0)
    out.append(0)
    items1 = made.findings
    if items1:
        _put_long(out, len(items1))
        for item1 in items1:
            write_finding(out, item1)
    out.append(0)
    items2 = made.repairs
    if items2:
        _put_long(out, len(items2))
        for item2 in items2:
            write_repair(out, item2)
    out.append(0)
    items3 = made.not_checked
    if items3:
        _put_long(out, len(items3))
        for item3 in items3:
            write_not_checked(out, item3)
    out.append(0)
    write_provenance(out, made.provenance)
