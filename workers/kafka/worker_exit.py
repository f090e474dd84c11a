"""A worker that cannot go on ends its process and says why."""


class WorkerExit(Exception):
    """Contract section 7, `code`: 1 own error, 2 wrong setting, 3 fenced, 4 gave up, 5 refused, 70 hung.

    The message is for an operator. It holds names of topics, groups and settings and the client's error text,
    never anything of a record. `position` (topic, partition, offset) is where a record was that broke the worker.
    """

    def __init__(self, code: int, message: str, position: tuple[str, int, int] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position
