"""The systemd units fetch code tables every day as the worker's user."""

from configparser import ConfigParser
from pathlib import Path

from tests.deploy.conftest import ROOT
from tests.documents.workers_own import command_of

UNITS = ROOT / "deploy/systemd"


def _unit(path: Path) -> ConfigParser:
    unit = ConfigParser(interpolation=None, strict=True)
    unit.read_string(path.read_text())
    return unit


def test_the_timer_starts_the_service() -> None:
    """The timer has the service's name, starts it daily, and catches up after the machine was off."""
    timer = _unit(UNITS / "claims-worker-codes.timer")["Timer"]
    assert (UNITS / "claims-worker-codes.service").exists()
    assert (timer["OnCalendar"], timer["Persistent"]) == ("*-*-* 06:17", "true")


def test_the_service_runs_the_command() -> None:
    """The command exists, and writes where the unit may write."""
    service = _unit(UNITS / "claims-worker-codes.service")["Service"]
    program, *words = service["ExecStart"].split()
    assert program == "claims-worker"
    assert command_of(words)[0] == "codes fetch"
    assert service["Environment"] == "CLAIMS_CODE_TABLES_DIR=/var/lib/claims-worker/code-tables"
    assert (service["StateDirectory"], service["ProtectSystem"]) == ("claims-worker", "strict")
