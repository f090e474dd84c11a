"""Cuts the checks out of the files of edits: a definition of an edit is data, and compiling it gains nothing."""

import ast
from collections.abc import Iterable
from typing import TypeAlias

_Parts: TypeAlias = dict[str, ast.stmt]


def cut_check(source: str) -> str:
    """A module with the check of an edit and what the check uses, without the edit."""
    tree = ast.parse(source)
    parts: _Parts = {}
    for node in tree.body:
        for name in _defines(node):
            parts[name] = node
    used, left = set[str](), ["check"]
    while left:
        name = left.pop()
        if name not in used and name in parts:
            used.add(name)
            left += _names([parts[name]])
    body = [node for node in tree.body if any(parts[name] is node for name in _defines(node) if name in used)]
    needed = _names(body)
    imports = [made for node in tree.body if (made := _narrowed(node, needed)) is not None]
    return "\n".join(ast.unparse(node) for node in (*imports, *body)) + "\n"


def _defines(node: ast.stmt) -> Iterable[str]:
    """The names that a statement defines; none for an import or the edit itself."""
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return (node.name,)
        case ast.Assign():
            return [one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return (name,)
    return ()


def _names(nodes: Iterable[ast.stmt]) -> set[str]:
    found = set()
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                found.add(one.id)
            elif isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.isidentifier():
                found.add(one.value)  # a type in quotes
    return found


def _narrowed(node: ast.stmt, needed: set[str]) -> ast.stmt | None:
    """An import of what is needed; None if nothing of it is."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return None
    names = [one for one in node.names if (one.asname or one.name.partition(".")[0]) in needed]
    if not names:
        return None
    if isinstance(node, ast.Import):
        return ast.Import(names=names)
    return ast.ImportFrom(module=node.module, names=names, level=node.level)
