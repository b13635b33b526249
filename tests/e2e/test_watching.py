"""What the journeys forbid is noticed when it happens."""

import pytest

pytestmark = pytest.mark.e2e
FAULTS = {
    "an inline script": (
        "CSP",
        "() => { const one = document.createElement('script'); one.textContent = '1';"
        " document.body.append(one); }",
    ),
    "an inline style": (
        "CSP",
        "() => { const one = document.createElement('p');"
        " one.innerHTML = '<b style=\"top:0\">x</b>'; document.body.append(one); }",
    ),
    "another host": (
        "CSP",
        "() => { const one = new Image(); one.src = 'https://elsewhere.example/x.png'; }",
    ),
    "an error told": ("told", "() => console.error('told')"),
    "a script that breaks": (
        "broken",
        "() => { setTimeout(() => { throw Error('broken'); }, 0); }",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_noticed(open_browser, watch, fault):
    words, script = FAULTS[fault]
    page = open_browser("fr").new_page()
    page.goto("/fr/")
    assert watch.problems == []
    page.evaluate(script)
    page.wait_for_timeout(300)
    assert any(words in problem for problem in watch.problems)
    watch.problems.clear()


def test_an_address_that_is_not_there_is_noticed(open_browser, watch):
    page = open_browser("fr").new_page()
    page.goto("/fr/nothing-here/")
    assert any("404" in problem for problem in watch.problems)
    watch.problems.clear()
