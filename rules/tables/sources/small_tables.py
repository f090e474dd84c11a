"""Builds three tables that fit in the header of their file: age groups, discharge statuses, places of service."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.tables.sources.editor_records import EditorRecords
from rules.tables.table_file import table_file_bytes

# Statuses that the Medicare Code Editor does not list, because it edits acute claims only: 09 is for outpatient bills,
# 40, 41 and 42 for hospices (UB-04; CMS manual 100-04, chapter 25).
_ELSEWHERE = ("09", "40", "41", "42")

# HIPAA made the CMS list binding on this day; a place without a date counts as assigned since then.
_BINDING = date(2003, 10, 16)
_ASSIGNED: Mapping[str, date] = {
    "10": date(2022, 1, 1),
    "27": date(2023, 10, 1),
    "58": date(2020, 1, 1),
}
_PLACES: Mapping[str, str] = {
    "01": "pharmacy",
    "02": "telehealth, patient not at home",
    "03": "school",
    "04": "homeless shelter",
    "05": "Indian Health Service facility, free-standing",
    "06": "Indian Health Service facility, provider-based",
    "07": "tribal 638 facility, free-standing",
    "08": "tribal 638 facility, provider-based",
    "09": "prison or correctional facility",
    "10": "telehealth, patient at home",
    "11": "office",
    "12": "home",
    "13": "assisted living facility",
    "14": "group home",
    "15": "mobile unit",
    "16": "temporary lodging",
    "17": "walk-in retail clinic",
    "18": "place of employment, worksite",
    "19": "hospital outpatient department, off campus",
    "20": "urgent care facility",
    "21": "inpatient hospital",
    "22": "hospital outpatient department, on campus",
    "23": "hospital emergency room",
    "24": "ambulatory surgical center",
    "25": "birthing center",
    "26": "military treatment facility",
    "27": "outreach site or street",
    "31": "skilled nursing facility",
    "32": "nursing facility",
    "33": "custodial care facility",
    "34": "hospice",
    "41": "ambulance, land",
    "42": "ambulance, air or water",
    "49": "independent clinic",
    "50": "federally qualified health center",
    "51": "inpatient psychiatric facility",
    "52": "psychiatric facility, partial hospitalization",
    "53": "community mental health center",
    "54": "intermediate care facility for intellectual disabilities",
    "55": "residential substance abuse treatment facility",
    "56": "psychiatric residential treatment center",
    "57": "non-residential substance abuse treatment facility",
    "58": "non-residential opioid treatment facility",
    "60": "mass immunization center",
    "61": "comprehensive inpatient rehabilitation facility",
    "62": "comprehensive outpatient rehabilitation facility",
    "65": "end-stage renal disease treatment facility",
    "66": "center of a program of all-inclusive care for the elderly",
    "71": "public health clinic",
    "72": "rural health clinic",
    "81": "independent laboratory",
    "99": "other place",
}


def age_ranges(records: EditorRecords, header: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The header and the file of `age_ranges`."""
    ages = records.ages()
    complete = {
        **header,
        "kind": "age_ranges",
        "rows": len(ages),
        "in_force_from": min(row.start for row in ages).isoformat(),
        "in_force_through": max(row.end for row in ages).isoformat(),
    }
    listed = [[row.group, row.youngest, row.oldest, row.start.isoformat(), row.end.isoformat()] for row in ages]
    return complete, table_file_bytes({**complete, "ages": listed}, {})


def discharge_status(records: EditorRecords, header: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The header and the file of `discharge_status`."""
    statuses = records.statuses()
    complete = {
        **header,
        "kind": "discharge_status",
        "rows": len(statuses) + len(_ELSEWHERE),
        "in_force_from": min(row.start for row in statuses).isoformat(),
        "in_force_through": max(row.end for row in statuses).isoformat(),
    }
    acute = [[row.code, row.start.isoformat(), row.end.isoformat()] for row in statuses]
    return complete, table_file_bytes({**complete, "acute": acute, "elsewhere": _ELSEWHERE}, {})


def pos() -> tuple[dict[str, Any], bytes]:
    """The header and the file of `pos`."""
    complete = {
        "source": "CMS place of service code set",
        "source_sha256": None,
        "kind": "pos",
        "release": "CMS 2024-08",
        "rows": len(_PLACES),
        "in_force_from": _BINDING.isoformat(),
        "in_force_through": date.max.isoformat(),
    }
    listed = [[place, _ASSIGNED.get(place, _BINDING).isoformat(), words] for place, words in _PLACES.items()]
    return complete, table_file_bytes({**complete, "places": listed}, {})
