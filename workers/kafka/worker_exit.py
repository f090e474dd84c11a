"""The exception that ends a worker with an exit code and a reason."""


class WorkerExit(Exception):
    """Exit `code`: 1 internal error, 2 invalid setting, 3 fenced, 4 gave up, 5 refused, 70 hung.

    See schemas/CONTRACT.md, "The worker process".

    The message is for the operator: it names topics, groups and settings and quotes the client's error text, but never
    contains record data. `position` (topic, partition, offset) identifies the record that caused an internal error.
    """

    def __init__(self, code: int, message: str, position: tuple[str, int, int] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position
