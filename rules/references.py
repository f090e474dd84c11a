"""What the 837 guides say of an element: required, situational or not used.

The guides themselves are licensed. Their usage was read in the maps of pyx12, an open validator of the transactions.
"""

from typing import Final

from rules.edit import Reference

_MAPS: Final = "https://github.com/azoner/pyx12/blob/8893c59ffd95ccc213cc7661757dc4298b9f430a/pyx12/map"


def usage_837p(usage: str) -> Reference:
    """Usage in the professional claim, such as `loop 2400, DTP 472: required`."""
    return Reference(text=f"005010X222A1, {usage}", address=f"{_MAPS}/837.5010.X222.A1.xml")


def usage_837p_4010(usage: str) -> Reference:
    """Usage in the professional claim of 4010A1, which payers took until the middle of 2012."""
    return Reference(text=f"004010X098A1, {usage}", address=f"{_MAPS}/837.4010.X098.A1.xml")


def usage_837i_4010(usage: str) -> Reference:
    """Usage in the institutional claim of 4010A1, which payers took until the middle of 2012."""
    return Reference(text=f"004010X096A1, {usage}", address=f"{_MAPS}/837.4010.X096.A1.xml")


def usage_837i(usage: str) -> Reference:
    """Usage in the institutional claim, such as `loop 2300, CL103: required`."""
    return Reference(text=f"005010X223A1, {usage}", address=f"{_MAPS}/837Q3.I.5010.X223.A1.xml")
