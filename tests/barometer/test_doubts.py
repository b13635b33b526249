"""While a question is in doubt, what the barometer says of its path says what rests on it."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from academy.core import edition
from courses.models import PublishedPath, QuestionDoubt

from .test_path_pages import path_key, see, words  # noqa: F401

pytestmark = pytest.mark.django_db
SAID = "1 of the 2 questions by which “Hameçonnage” is passed is doubtful"


@pytest.fixture
def doubt(path_key):  # noqa: F811
    path = PublishedPath.objects.get(key=path_key)
    lesson = path.outline["courses"][0]["lessons"][0]
    made = QuestionDoubt.objects.create(
        place=lesson["key"],
        question=lesson["questions"][0],
        path_key=path.key,
        prompt="Que faites-vous ?",
        digest="0" * 64,
        flags=["backwards"],
        found_at=timezone.now(),
    )
    edition.renew()
    return made


def test_the_page_of_the_path_says_which_part_rests_on_it(client, path_key, doubt):  # noqa: F811
    html = words(see(client, path_key, lead=True))
    assert SAID in html
    assert "50% of what passing and still mastering it say rest on it." in html


def test_so_do_the_files_that_are_taken_away(client, path_key, doubt):  # noqa: F811
    see(client, path_key, lead=True)
    with translation.override("en"):
        address = reverse("barometer:government")
    reply = client.get(f"{address}figures/over-time.json?path={path_key}")
    assert SAID in json.loads(reply.content)["note"]


def test_once_decided_it_says_nothing_of_it(client, path_key, doubt):  # noqa: F811
    assert SAID in words(see(client, path_key, lead=True))
    doubt.decision, doubt.decided_at = "keep", timezone.now()
    doubt.save()
    edition.renew()
    assert SAID not in words(see(client, path_key, lead=True))
