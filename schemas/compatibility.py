"""Whether a reader with one release of a schema can read what a writer with another wrote, with the same meaning.

Avro's own rules allow more than is safe: a decimal read with a different scale is a different amount. So besides the
rules of the Avro specification ("Schema Resolution") this check refuses any change of a logical type, precision, scale,
size, enum default, field order or name.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.wire import full_name

_PROMOTIONS = {("int", "long"), ("int", "float"), ("int", "double"), ("long", "float"), ("long", "double")} | {
    ("float", "double"),
    ("string", "bytes"),
    ("bytes", "string"),
}
_MEANING = ("logicalType", "precision", "scale", "size")


def unreadable_parts(writer: Any, reader: Any) -> list[str]:
    """What prevents a reader from reading a writer's records with the same meaning; empty if nothing does.

    Args:
        writer: the writer's schema as JSON, self-contained, with full names.
        reader: the reader's schema, likewise.

    Returns: one sentence per difference, with the path of the field.
    """
    return list(_compare(writer, reader, _names(writer), _names(reader), "", set()))


def _names(schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def walk(part: Any) -> None:
        if isinstance(part, list):
            for branch in part:
                walk(branch)
        elif isinstance(part, Mapping):
            if "name" in part and part["type"] in ("record", "enum", "fixed", "error"):
                found[full_name(part)] = part
            for inner in part.get("fields", ()):
                walk(inner["type"])
            for key in ("items", "values", "type"):
                if isinstance(part.get(key), (Mapping, list)):
                    walk(part[key])

    walk(schema)
    return found


def _open(schema: Any, names: Mapping[str, Any]) -> Any:
    """The definition of a named type; a bare primitive as `{"type": …}`."""
    if isinstance(schema, str):
        return names.get(schema, {"type": schema})
    if isinstance(schema, Mapping) and isinstance(schema["type"], (Mapping, list)):
        return _open(schema["type"], names)
    return schema


def _compare(
    writer: Any, reader: Any, w_names: Mapping[str, Any], r_names: Mapping[str, Any], path: str, seen: set[str]
) -> Iterator[str]:
    writer, reader = _open(writer, w_names), _open(reader, r_names)
    at = path or "the record"
    if isinstance(writer, list) or isinstance(reader, list):
        yield from _compare_unions(writer, reader, w_names, r_names, path, seen)
        return
    kind = writer["type"]
    if kind != reader["type"]:
        if (kind, reader["type"]) not in _PROMOTIONS or any(writer.get(key) or reader.get(key) for key in _MEANING):
            yield f"{at}: {kind} cannot be read as {reader['type']}"
        return
    if any(writer.get(key) != reader.get(key) for key in _MEANING):
        yield f"{at}: its logical type, precision, scale or size differs"
    if kind in ("record", "enum", "fixed"):
        if full_name(writer) != full_name(reader):
            yield f"{at}: {full_name(writer)} cannot be read as {full_name(reader)}"
            return
        if full_name(writer) in seen:
            return
        seen.add(full_name(writer))
    match kind:
        case "record":
            yield from _compare_fields(writer, reader, w_names, r_names, path, seen)
        case "enum":
            if writer.get("default") != reader.get("default"):
                yield f"{at}: the default of the enum differs"
            if set(writer["symbols"]) - set(reader["symbols"]) and "default" not in reader:
                yield f"{at}: the reader does not have every symbol and has no default"
            if not _same_order(writer["symbols"], reader["symbols"]):
                yield f"{at}: the symbols are in a different order"
        case "array" | "map":
            key = "items" if kind == "array" else "values"
            yield from _compare(writer[key], reader[key], w_names, r_names, f"{path}[]", seen)


def _same_order(first: list[str], second: list[str]) -> bool:
    return [name for name in first if name in second] == [name for name in second if name in first]


def _compare_fields(
    writer: Any, reader: Any, w_names: Mapping[str, Any], r_names: Mapping[str, Any], path: str, seen: set[str]
) -> Iterator[str]:
    sent = {field["name"]: field for field in writer["fields"]}
    wanted = {field["name"]: field for field in reader["fields"]}
    if not _same_order(list(sent), list(wanted)):
        yield f"{path or 'the record'}: the fields are in a different order"
    for name, field in wanted.items():
        inner = f"{path}.{name}" if path else name
        if name in sent:
            yield from _compare(sent[name]["type"], field["type"], w_names, r_names, inner, seen)
        elif "default" not in field:
            yield f"{inner}: the writer does not have it and it has no default"


def _compare_unions(
    writer: Any, reader: Any, w_names: Mapping[str, Any], r_names: Mapping[str, Any], path: str, seen: set[str]
) -> Iterator[str]:
    """Every branch that a writer may choose must be readable by some branch of the reader."""
    choices = reader if isinstance(reader, list) else [reader]
    for branch in writer if isinstance(writer, list) else [writer]:
        attempts = []
        for choice in choices:
            tried = set(seen)
            problems = list(_compare(branch, choice, w_names, r_names, path, tried))
            if not problems:
                seen |= tried
                break
            attempts.append(problems)
        else:
            yield from min(attempts, key=len)
