"""What a page of a learner weighs, without media: less than 150 kB, as it is served."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import translation

from academy.core.static_storage import gathered
from tests.factories.courses import lesson_pages, make_path

from .steps import join

pytestmark = pytest.mark.django_db
MOST = 150_000
# Fetched by every page; a browser fetches the italic only where a text holds some.
FONTS = (
    "atkinson-hyperlegible-next-latin-normal.woff2",
    "bricolage-grotesque-latin.woff2",
)


def read(name):
    return Path(finders.find(name)).read_bytes()


def weight(html):
    """Return the bytes of a page: its HTML as the application sends it, and the files it names, as
    the static files are compressed."""
    total = len(html.encode()) + sum(len(read(f"vendor/fonts/{name}")) for name in FONTS)
    for name in set(re.findall(r'(?:src|href)="/static/([^"#?]+\.(?:css|js|svg))', html)):
        content = read(name)
        if name == "css/site.css":
            content = gathered(name, lambda part: read(part).decode()).encode()
        total += len(brotli.compress(content))
    return total


def test_the_main_pages_of_a_learner_are_light(client):
    path = make_path(courses=3, lessons=6, questions=6)
    lesson = lesson_pages(path, "fr")[0]
    join(client, path)
    with translation.override("fr"):
        dashboard = reverse("home:dashboard")
    course = lesson.get_parent()
    pages = [lesson, course, course.get_parent(), course.get_parent().get_parent()]
    weights = {}
    for url in [*(page.get_url() for page in pages), dashboard]:
        reply = client.get(url)
        assert reply.status_code == 200
        weights[url] = weight(reply.content.decode())
    assert {url: size for url, size in weights.items() if size >= MOST} == {}, weights
    # Fonts and styles are counted: a measure that misses them would be light too.
    assert min(weights.values()) > 100_000
