"""A journey sees what a click brought before it opens another page.

The browser gives up a form that is still on its way when another address is opened: whether it
arrived depends on how fast the machine is.
"""

import ast
import itertools
from collections.abc import Iterator

from tests.architecture.project import ROOT, shown

PRESSES = {"click", "dblclick", "press", "tap"}
LEAVES = {"goto", "reload", "go_back", "close"}


def _called(statement: ast.stmt) -> str:
    """Return the name of what a statement calls and does nothing else than call."""
    call = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    if not isinstance(call, ast.Call):
        return ""
    called = call.func
    return getattr(called, "attr", "") or getattr(called, "id", "")


def _left_at_once(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield each click or key after which the very next statement leaves the page."""
    for node in ast.walk(tree):
        for part in ("body", "orelse", "finalbody"):
            statements = getattr(node, part, None)
            if not isinstance(statements, list):
                continue
            for one, following in itertools.pairwise(statements):
                if _called(one) in PRESSES and _called(following) in LEAVES:
                    yield one


def test_no_journey_leaves_a_page_before_its_click_has_an_effect():
    wrong = [
        f"{shown(path)}:{one.lineno}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "pytest.mark.e2e" in (source := path.read_text(encoding="utf-8"))
        for one in _left_at_once(ast.parse(source))
    ]
    assert not wrong


def test_a_page_that_is_left_at_once_is_found():
    source = """
def one(page):
    page.get_by_role("button").click()
    page.goto("/")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/")
    if page:
        press(page, "fr", "Send")
        page.reload()
"""
    assert [one.lineno for one in _left_at_once(ast.parse(source))] == [3, 8]
