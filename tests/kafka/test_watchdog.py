"""If a call does not return, the watchdog leaves the group and ends the process."""

import threading
import time

import pytest

from workers.kafka.watchdog import HUNG, Watchdog


class Ended:
    """Replaces the end of the process."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self.event = threading.Event()

    def __call__(self, code: int) -> None:
        """Record the code."""
        self.codes.append(code)
        self.event.set()


@pytest.fixture
def ended() -> Ended:
    """A process end that only records the code."""
    return Ended()


def test_a_call_that_exceeds_its_limit_ends_the_process_with_70(ended: Ended) -> None:
    """The worker first leaves the group; then the process exits with code 70."""
    left = threading.Event()
    watchdog = Watchdog(end=ended)
    watchdog.leave_with(left.set)
    watchdog.start()
    watchdog.arm("commit_transaction", 0.05)
    assert ended.event.wait(5)
    assert ended.codes == [HUNG]
    assert left.is_set()


@pytest.mark.slow
def test_a_hanging_leave_does_not_keep_the_process(ended: Ended) -> None:
    """Leaving the group may take three seconds; then the process exits anyway."""
    watchdog = Watchdog(end=ended)
    never = threading.Event()
    watchdog.leave_with(lambda: (never.wait(20), None)[1])
    watchdog.start()
    watchdog.arm("close", 0.0)
    assert ended.event.wait(60)
    never.set()


@pytest.mark.slow
def test_a_call_that_returns_in_time_ends_nothing(ended: Ended) -> None:
    """If it is disarmed, or armed for the next call in time, the watchdog does nothing."""
    watchdog = Watchdog(end=ended)
    watchdog.start()
    for _ in range(4):
        watchdog.arm("consume and process", 0.5)
        time.sleep(0.2)
    watchdog.disarm()
    time.sleep(0.6)
    watchdog.stop()
    assert ended.codes == []
