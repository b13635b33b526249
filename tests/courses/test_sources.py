"""Sources of lessons: each link says where it leads."""

import json
import re
from collections import defaultdict

import pytest
from django.conf import settings

from courses.blocks.text import SourceBlock
from tests.factories.courses import CoursePageFactory, LessonPageFactory, block, items

LIBRARY = settings.BASE_DIR / "courses" / "library"


def source(url):
    return {
        "title": "Un guide",
        "publisher": "Un centre",
        "url": url,
        "consulted_on": "2026-11-01",
    }


def site(url):
    return SourceBlock().to_python(source(url)).site


@pytest.mark.parametrize(
    "url",
    [
        "https://www.exemple.example",
        "https://www.exemple.example/",
        "https://exemple.example/fr",
        "https://exemple.example/en/",
        "https://exemple.example/index-fra.htm",
        "https://exemple.example/fr/index.html",
        "https://exemple.example/#sommaire",
    ],
)
def test_a_home_page_is_known_for_one(url):
    assert site(url) == "exemple.example"


@pytest.mark.parametrize(
    "url",
    [
        "https://exemple.example/guide",
        "https://exemple.example/fr/guide",
        "https://exemple.example/?page=12",
        "https://exemple.example/french",
        "https://doi.org/10.6028/NIST.SP.800-61r3",
        "https://www.legisquebec.gouv.qc.ca/fr/document/lc/A-2.1",
    ],
)
def test_a_page_of_its_own_is_none(url):
    assert site(url) == ""


@pytest.mark.django_db
def test_the_title_is_the_link_to_the_publication_and_never_to_a_home_page(client):
    lesson = LessonPageFactory(
        parent=CoursePageFactory(),
        body=[
            block(
                "sources",
                {
                    "items": items(
                        [
                            source("https://exemple.example/guide"),
                            source("https://www.exemple.example/"),
                        ]
                    )
                },
            )
        ],
    )
    html = client.get(lesson.get_url()).content.decode()
    exact, home = re.findall(r"<li><cite>.*?</li>", html)
    link = r'<a href="([^"]+)" rel="noopener external">([^<]+)</a>'
    assert re.findall(link, exact) == [("https://exemple.example/guide", "Un guide")]
    assert home.startswith("<li><cite>Un guide</cite>, Un centre, <a ")
    ((address, words),) = re.findall(link, home)
    assert address == "https://www.exemple.example/"
    assert words.endswith(" exemple.example")


def _shipped_sources(language):
    for path in sorted(LIBRARY.rglob(f"*.{language}.json")):
        for found in json.loads(path.read_text(encoding="utf-8"))["body"]:
            if found["type"] == "sources":
                yield from (item["value"] for item in found["value"]["items"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_library_gives_no_list_for_a_publication(language):
    """An address that stands for two publications is neither's: only a home page may."""
    titles = defaultdict(set)
    for one in _shipped_sources(language):
        if not site(one["url"]):
            # One publication may be cited whole or by its sections, its language told or not.
            titles[one["url"]].add(one["title"][:30])
    assert len(titles) > 10
    assert {url: found for url, found in titles.items() if len(found) > 1} == {}
