"""A refused worker waits for the secret's file to be renewed before it gives up."""

import threading
from collections.abc import Callable

from workers.processes.new_secrets import run_with_new_secrets
from workers.settings.settings import Settings, SettingsError

OLD, NEW = (
    Settings(kafka_bootstrap_servers="broker:9092", kafka={"sasl.password": password}) for password in ("old", "new")
)


class Stop(threading.Event):
    """Waits by moving the test's clock."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        """Move the clock."""
        self.seconds += timeout or 0.0
        return self.is_set()


def _run(codes: list[int], reload: Callable[[Stop], Settings], stop: Stop) -> tuple[int, list[Settings]]:
    used: list[Settings] = []

    def run(settings: Settings) -> int:
        used.append(settings)
        return codes[len(used) - 1]

    code = run_with_new_secrets(OLD, run, lambda: reload(stop), stop, patience_s=60, clock=lambda: stop.seconds)
    return code, used


def test_a_renewed_secret_starts_the_worker_again() -> None:
    """The password that was refused is not tried again; the one that follows it is."""
    stop = Stop()
    assert _run([5, 0], lambda stop: NEW if stop.seconds >= 20 else OLD, stop) == (0, [OLD, NEW])
    assert stop.seconds == 20


def test_a_secret_that_stays_is_a_refusal() -> None:
    """Without a new secret the worker ends with the refusal; with one that is refused too, it waits once more."""
    stop = Stop()
    assert _run([5], lambda stop: OLD, stop) == (5, [OLD])
    assert stop.seconds == 60
    assert _run([5, 5], lambda stop: NEW, Stop()) == (5, [OLD, NEW])


def test_a_file_that_is_being_replaced_is_read_again() -> None:
    """An empty or missing file for a moment is no new secret."""

    def reload(stop: Stop) -> Settings:
        if stop.seconds < 3:
            raise SettingsError(["CLAIMS_KAFKA_SASL_PASSWORD_FILE: is empty"])
        return NEW

    assert _run([5, 0], reload, Stop()) == (0, [OLD, NEW])


def test_other_ends_are_ends() -> None:
    """Only a refusal is answered by a new secret, and nobody waits for one after a stop."""
    for code in (0, 1, 2, 3, 4, 70):
        assert _run([code], lambda stop: NEW, Stop()) == (code, [OLD])
    stopped = Stop()
    stopped.set()
    assert _run([5], lambda stop: NEW, stopped) == (5, [OLD])
