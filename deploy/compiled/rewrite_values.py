"""Rewrites value classes into classes that the compiler makes native.

A dataclass is no native class: its constructor takes a dictionary of arguments, and its attributes are looked up by
name. So each gets a constructor of its own, and `native_value.describe` makes it a dataclass for everyone else.
"""

import ast


def rewrite_values(source: str) -> str:
    """The source of a module in which every class with the decorator `@value` is a plain class."""
    source = source.replace("from dataclasses import replace\n", "from schemas.native_value import replace\n")
    tree = ast.parse(source)
    lines = source.splitlines()
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_value(node)]
    if not classes:
        return source
    for node in reversed(classes):
        begin = min(one.lineno for one in node.decorator_list) - 1
        written = "\n".join(lines[begin : node.end_lineno])
        lines[begin : node.end_lineno] = [_plain(node), "", "", f"describe({node.name}, {written!r})"]
    after = max(node.end_lineno or 0 for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    lines.insert(after, "from schemas.native_value import describe")
    return "\n".join(lines) + "\n"


def _is_value(node: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "value" for one in node.decorator_list)


def _plain(node: ast.ClassDef) -> str:
    fields = [part for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)]
    names = [ast.unparse(part.target) for part in fields]
    given, sets = [], []
    for name, part in zip(names, fields, strict=True):
        kind = ast.unparse(part.annotation)
        made = _made_by_factory(part.value)
        if made is not None:
            given.append(f"{name}: ({kind}) | None = None")
            sets.append(f"self.{name} = {made} if {name} is None else {name}")
            continue
        default = _default(part.value)
        given.append(f"{name}: {kind}" + ("" if default is None else f" = {ast.unparse(default)}"))
        sets.append(f"self.{name} = {name}")
    methods = [ast.unparse(part) for part in node.body if isinstance(part, ast.FunctionDef)]
    doc = ast.get_docstring(node)
    body = [
        *([] if doc is None else [repr(doc)]),
        f"__slots__ = ({''.join(f'{name!r}, ' for name in names)})",
        *(f"{name}: {ast.unparse(part.annotation)}" for name, part in zip(names, fields, strict=True)),
        f"def __init__(self, *, {', '.join(given)}) -> None:",
        *(f"    {line}" for line in sets),
        *methods,
    ]
    return "\n".join([f"class {node.name}:", *("    " + line for part in body for line in part.split("\n"))])


def _default(written: ast.expr | None) -> ast.expr | None:
    """The default of a field, which may be given in a call of `field`."""
    if not isinstance(written, ast.Call):
        return written
    return next((word.value for word in written.keywords if word.arg == "default"), None)


def _made_by_factory(default: ast.expr | None) -> str | None:
    """The expression that a default factory stands for; None if the default is none."""
    if not isinstance(default, ast.Call):
        return None
    for word in default.keywords:
        if word.arg == "default_factory":
            factory = word.value
            return ast.unparse(factory.body) if isinstance(factory, ast.Lambda) else f"{ast.unparse(factory)}()"
    return None
