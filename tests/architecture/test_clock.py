"""Tests ask what time it is when they run, not when they are read.

A day that a module took while the tests were collected is yesterday for whatever runs after
midnight: roles that begin today would not be held yet.
"""

import ast

from tests.architecture.project import ROOT, shown

CLOCK = {"now", "utcnow", "localtime", "localdate", "today"}


def _read_on_import(tree):
    """Yield the calls of a clock that importing the module makes."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, node.args]
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in CLOCK:
                yield node
        waiting += ast.iter_child_nodes(node)


def test_no_module_of_the_tests_keeps_the_time_of_its_import():
    wrong = [
        f"{shown(path)}:{call.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for call in _read_on_import(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not wrong


def test_what_a_module_reads_on_import_is_found():
    source = "\n".join(
        [
            "A = timezone.now()",
            "@mark(date.today())",
            "def one(day=localdate()):",
            "    return timezone.now()",
            "later = lambda: timezone.now()",
        ]
    )
    assert sorted(call.lineno for call in _read_on_import(ast.parse(source))) == [1, 2, 3]
