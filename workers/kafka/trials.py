"""Counts how often processing of a partition's next records ended the process, in the group's committed offsets.

A record that kills or hangs its worker gets no outcome, and its next owner meets it again. So before the first records
of a newly assigned partition are processed, the unchanged offset is committed with a higher number of tries; the commit
after them clears it. The count survives the process and needs no disk: the next owner of the partition reads it,
whether that is another slot or the same process after a restart.
"""

from collections.abc import Iterable, Set
from typing import Final

from schemas.value import value
from workers.kafka.observer import Partition

ISOLATE_AT: Final = 2
"""After this many unfinished tries, records are processed in a disposable process."""

_NO_TRIES: Final = 0


@value
class Trial:
    """A partition whose next records may include one that ended a process.

    `failed` tries were counted before this worker's own. Its offsets up to `until` were within reach of the process
    that ended. `marked`: the group knows of this worker's own try.
    """

    failed: int
    until: int
    marked: bool = False


class Trials:
    """The partitions on trial in one worker.

    A process reads at most `batch_size` records past its last commit, so a record that ended it is among the first
    `batch_size` after the committed offset, and before the end that the log has when the next owner gets the partition.
    """

    def __init__(self, batch_size: int) -> None:
        self._batch_size = batch_size
        self._trials: dict[Partition, Trial] = {}

    def start(self, name: Partition, *, tries: int, offset: int, end: int) -> None:
        """Begin after an assignment: `tries` are those stored with the committed `offset`; the log ends at `end`.

        A partition that is placed again within one assignment keeps its count: this process is alive.
        """
        before = self._trials.get(name)
        failed = before.failed if before is not None else tries if end > offset else _NO_TRIES
        marked = before is not None and before.marked
        self._trials[name] = Trial(failed=failed, until=min(offset + self._batch_size, end), marked=marked)

    def keep_only(self, names: Set[Partition]) -> None:
        """Forget all partitions but those that have been assigned throughout."""
        if self._trials.keys() - names:
            self._trials = {name: trial for name, trial in self._trials.items() if name in names}

    def unmarked(self, names: Iterable[Partition]) -> list[Partition]:
        """Those of `names` whose try the group must know of before their records are processed."""
        return [name for name in names if (trial := self._trials.get(name)) is not None and not trial.marked]

    def mark(self, names: Iterable[Partition]) -> None:
        """The group knows of this worker's try."""
        for name in names:
            trial = self._trials[name]
            self._trials[name] = Trial(failed=trial.failed, until=trial.until, marked=True)

    def tries_with_own(self, name: Partition) -> int:
        """The number of tries to store with the unchanged offset, before the records after it are processed."""
        return self._trials[name].failed + 1

    def tries_at(self, name: Partition, offset: int) -> int:
        """The number of tries to store with `offset` after the records before it were processed."""
        trial = self._trials.get(name)
        return trial.failed if trial is not None and offset < trial.until else _NO_TRIES

    def committed(self, name: Partition, offset: int) -> None:
        """`offset` was committed: the trial ends there, or the next records need a mark again."""
        trial = self._trials.get(name)
        if trial is None:
            return
        if offset >= trial.until:
            del self._trials[name]
        else:
            self._trials[name] = Trial(failed=trial.failed, until=trial.until)

    @property
    def isolating(self) -> bool:
        """Whether the next records of any partition must be processed in a disposable process."""
        return any(trial.failed >= ISOLATE_AT for trial in self._trials.values())

    def suspects(self, names: Iterable[Partition]) -> dict[Partition, int]:
        """Those of `names` that must be processed in a disposable process, with their number of failed tries."""
        return {
            name: trial.failed
            for name in names
            if (trial := self._trials.get(name)) is not None and trial.failed >= ISOLATE_AT
        }
