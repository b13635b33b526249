from types import SimpleNamespace

import pytest

from academy.core.templatetags.devices import browser_name, this_device_first

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/141.0", "Edge, Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME}", "Chrome, Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Firefox/145.0", "Firefox, macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
    ],
)
def test_a_browser_is_named_as_people_name_it(user_agent, name):
    assert browser_name(user_agent) == name


def test_what_is_not_recognized_says_so():
    assert browser_name("") in ("Unknown browser", "Navigateur inconnu")


def test_this_device_comes_first_then_the_latest():
    sessions = [
        SimpleNamespace(created_at=day, is_current=lambda day=day: day == 2) for day in (1, 2, 3)
    ]
    assert [session.created_at for session in this_device_first(sessions)] == [2, 3, 1]
