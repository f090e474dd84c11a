"""A path names a value in an event: `service_lines[0].modifiers[2]`."""


def join_path(outer: str, inner: str | None) -> str:
    """The path of a part within a part: `coverages` and `[1].paid` make `coverages[1].paid`."""
    if not inner:
        return outer
    return f"{outer}{inner}" if inner.startswith("[") else f"{outer}.{inner}"
