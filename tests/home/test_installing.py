"""What a browser reads to install the academy as an application."""

import re
import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from home.icons import ICONS, drawn
from home.installing import PAPER, THEME

pytestmark = pytest.mark.django_db


def manifest(client, language):
    html = client.get(f"/{language}/account/login/").content.decode()
    reply = client.get(re.search(r'rel="manifest" href="([^"]+)"', html)[1])
    assert reply.status_code == 200
    assert reply["Content-Type"].startswith("application/manifest+json")
    assert not reply.cookies
    return reply.json()


def side_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert width == height
    return width


def test_the_academy_is_one_application_with_a_name_in_each_language(client):
    french, english = manifest(client, "fr"), manifest(client, "en")
    assert french["id"] == english["id"]
    assert (french["lang"], english["lang"]) == ("fr", "en")
    assert french["name"] != english["name"]
    for one, language in ((french, "fr"), (english, "en")):
        starts = [one["start_url"], *(shortcut["url"] for shortcut in one["shortcuts"])]
        assert all(url.startswith(f"/{language}/") for url in starts)
        assert client.get(one["shortcuts"][1]["url"]).status_code == 200


def test_its_icons_have_the_sides_that_it_says_and_one_may_be_cut(client):
    icons = manifest(client, "fr")["icons"]
    for icon in icons:
        content = Path(finders.find(icon["src"].removeprefix("/static/"))).read_bytes()
        side = side_of(content)
        assert icon["sizes"] == f"{side}x{side}"
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= {
        (icon["sizes"], icon["purpose"]) for icon in icons
    }


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_those_of_the_mark(name):
    """What stands in the repository is what `draw_icons` draws of the mark."""
    kept = Path(finders.find(f"img/{name}")).read_bytes()
    assert side_of(kept) == ICONS[name][0]
    assert kept == drawn(name)


def test_its_colours_are_those_of_the_styles(client):
    tokens = Path(finders.find("css/tokens.css")).read_text(encoding="utf-8")
    for name, colour in (("field", THEME), ("paper", PAPER)):
        found = re.search(rf"--{name}:\s*(?:light-dark\()?\s*(#[0-9a-f]{{6}})", tokens)
        assert found, name
        assert found[1] == colour
    base = Path(get_template("base.html").origin.name).read_text(encoding="utf-8")
    assert f'<meta name="theme-color" content="{THEME}">' in base
