"""What is erased leaves the folder of the store: first the rows, then the files, then the log that names them."""

import os
import re
import time
from pathlib import Path

from tests.insight.rows import bill
from workers.insight.store import FactStore

ERASED, KEPT = "canary-claim-erased", "canary-claim-kept"
DAY_S = 86_400


def age(folder: Path, days: int) -> None:
    """Make every file as old as if that many days had passed since now."""
    at = time.time() - days * DAY_S
    for path in folder.rglob("*"):
        if path.suffix == ".json":
            text = re.sub(r'("(?:deletionTimestamp|timestamp)":)\d+', rf"\g<1>{int(at * 1000)}", path.read_text())
            path.write_text(text)
        if path.is_file():
            os.utime(path, (at, at))


def where(folder: Path, claim_id: str) -> set[str]:
    """Which files have the claim: those with rows, the log, or both."""
    held = [path for path in folder.rglob("*") if path.is_file() and claim_id.encode() in path.read_bytes()]
    return {"log" if path.parent.name == "_delta_log" else "rows" for path in held}


def test_an_erased_claim_leaves_the_disk(tmp_path: Path) -> None:
    """After a week `compact` deletes the files with its rows, a week after that the log; all others stay."""
    folder = tmp_path / "store"
    store = FactStore(folder, "key", create=True)
    for offset, claim in enumerate((ERASED, KEPT)):
        store.append([bill(claim, claim, "03-01") | {"topic": "t", "offset": offset}], {"t:0": offset + 1})
    store.erase("t", 0, 2, [ERASED])
    assert where(folder, ERASED) == {"rows", "log"}
    age(folder, 8)
    FactStore(folder, "key", create=False).compact()
    assert where(folder, ERASED) == {"log"}
    age(folder, 8)
    FactStore(folder, "key", create=False).compact()
    assert where(folder, ERASED) == set()
    left = FactStore(folder, "key", create=False)
    assert (left.figures().facts, left.positions(["t:0"]), where(folder, KEPT)) == (1, {"t:0": 2}, {"rows"})


def test_the_log_has_no_values_of_facts(tmp_path: Path) -> None:
    """By default the log of a Delta table has the least and the greatest value of each column."""
    store = FactStore(tmp_path / "store", "key", create=True)
    store.append([bill("canary-claim", "P1", "03-01") | {"topic": "t"}], {"t:0": 1})
    log = "".join(path.read_text() for path in (store.folder / "_delta_log").glob("*.json"))
    assert '\\"minValues\\"' in log
    assert "canary-claim" not in log
    assert "2025-02-19" not in log
