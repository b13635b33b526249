"""A question that is marked otherwise in a translation than in its source is behind."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.models import Segment, StalePage
from courses.translating.comparing import State, left

from .pages import make_designer, pages_of, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def move_right_answer(page, *, publish=True):
    """Make the second option of the first question the right one; return the question's id."""
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    raw = [dict(one) for one in draft.body.raw_data]
    question = next(one for one in raw if one["type"] == "single_choice")
    for number, option in enumerate(question["value"]["choices"]):
        option["value"]["correct"] = number == 1
    draft.body = draft.body.stream_block.to_python(raw)
    revision = draft.save_revision()
    if publish:
        revision.publish()
    return question["id"]


def to_do(page):
    return [(one.place, one.state) for one in left(pair(page).compared())]


def test_a_right_answer_that_changes_leaves_the_translation_behind_until_it_changes_too(
    path, client
):
    french, english = pages_of(path)
    block = move_right_answer(french)
    assert to_do(english) == [(f"body/{block}", State.DIFFERS)]
    row = StalePage.objects.get()
    assert (row.language, row.stale) == ("en", 1)
    assert [one["block"] for one in row.parts] == [block]
    html = client.get(english.get_url()).content.decode()
    assert "The version in French of this page is newer." in html
    assert f'href="{french.get_url()}#block-{block}"' in html
    move_right_answer(english)
    assert to_do(english) == []
    assert not StalePage.objects.exists()


def test_the_draft_of_a_source_may_be_followed_ahead(path):
    french, english = pages_of(path)
    move_right_answer(french, publish=False)
    assert to_do(english) == []
    move_right_answer(english)
    assert to_do(english) == []
    assert not StalePage.objects.exists()


def test_the_desk_leads_to_the_question_and_takes_no_word_for_it(
    path, organism, client, with_second_factor
):
    user = make_designer(organism)
    with_second_factor(user)
    client.force_login(user)
    french, english = pages_of(path)
    block = move_right_answer(french)
    desk = reverse("courses_translating:desk", args=[english.pk])
    html = client.get(desk).content.decode()
    assert "Not marked as in the source" in html
    assert "Whoever answers in English is marked by another key" in html
    known = Segment.objects.count()
    (one,) = left(pair(english).compared())
    said = {"place": one.place, "action": "right", "seen": "", "was": ""}
    assert client.post(desk, said).status_code == 404
    assert Segment.objects.count() == known
    standing = reverse("courses_translating:path", args=[english.get_parent().get_parent().pk])
    assert "1 text to do" in client.get(standing).content.decode()
    check = reverse("courses_linting:check", args=[english.get_parent().get_parent().pk])
    html = client.get(check).content.decode()
    assert "This question is not marked as in the source" in html
    assert block in html
