"""Paths of values in an event, such as `service_lines[0].modifiers[2]`."""


def join_path(outer: str, inner: str | None) -> str:
    """Join two paths: `coverages` and `[1].paid` give `coverages[1].paid`."""
    if not inner:
        return outer
    return f"{outer}{inner}" if inner.startswith("[") else f"{outer}.{inner}"


def cut_name(name: str) -> str:
    """The beginning of a name that a sender chose, which may hold anything, a person's data too: never all of it."""
    return f"{name[: min(len(name) // 2, 12)]}…"
