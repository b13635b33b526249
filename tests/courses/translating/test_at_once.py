"""Two translators of one page, and of one text, at the same moment."""

import pytest
from django.utils import timezone

from courses.models import Segment
from courses.translating.comparing import digest_of_text, left
from courses.translating.services import LookAgain, translate_segment
from tests.courses.at_once import TIMES, in_threads
from tests.factories.organisms import OrganismFactory

from .pages import make_designer, make_translated_path, pages_of, pair

pytestmark = pytest.mark.usefixtures("own_database", "in_english")


def changed():
    """Return a designer, an English lesson, and what is to be done of it: two texts."""
    organism = OrganismFactory()
    french, english = pages_of(make_translated_path(organism, lessons=1, questions=0))
    draft = french.get_latest_revision_as_object()
    draft.title, draft.summary = "Un autre titre", "Un autre résumé."
    draft.save_revision().publish()
    return make_designer(organism), english, left(pair(english).compared())


def translate(by, page, one, text):
    translate_segment(
        by=by,
        page=page,
        place=one.place,
        text=text,
        seen=digest_of_text(one.new),
        was=digest_of_text(one.text),
        at=timezone.now(),
    )


def test_two_texts_that_are_saved_at_once_are_both_kept():
    by, english, to_do = changed()
    assert [one.place for one in to_do] == ["title", "summary"]
    waiting = iter(to_do)
    assert not in_threads(2, lambda: translate(by, english, one := next(waiting), f"{one.place}!"))
    english.refresh_from_db()
    draft = english.get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("title!", "summary!")
    assert left(pair(english).compared()) == []


def test_of_translations_of_one_text_one_is_kept_and_the_others_are_told():
    by, english, (title, _summary) = changed()
    texts = iter("abcdefgh")
    raised = in_threads(TIMES, lambda: translate(by, english, title, f"Title {next(texts)}"))
    assert [type(error) for error in raised] == [LookAgain] * (TIMES - 1)
    rows = Segment.objects.filter(page_key=english.translation_key, place="title", language="en")
    assert rows.count() == 1
