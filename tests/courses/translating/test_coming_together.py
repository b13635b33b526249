"""What comes in both languages at once: from files, and by a merge into an adopted path."""

from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import Page

from courses.models import BankQuestion, LessonPage, StalePage
from courses.translating.comparing import State, left
from courses.translating.following import agree_on_path
from tests.courses.adoption.making import (
    AT,
    Two,
    blocks_of,
    draft_of,
    edit,
    merge,
    pages_of,
    publish_all,
    with_text,
)

from .pages import pair
from .shared import say

pytestmark = pytest.mark.django_db


def load_library():
    call_command("load_library", "remote-work", stdout=StringIO())


def rename(page, title):
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    draft.title = title
    draft.save_revision().publish()


def test_nothing_of_an_import_is_stale_by_mistake(themes):
    load_library()
    assert not StalePage.objects.exists()
    for page in LessonPage.objects.filter(locale__language_code="en"):
        assert left(pair(page).compared()) == []
    french = LessonPage.objects.filter(locale__language_code="fr").first()
    rename(french, "Un autre titre")
    assert StalePage.objects.get().page_key == french.translation_key
    # The files say the same in both languages: so do the pages, once they say what the files say.
    load_library()
    assert not StalePage.objects.exists()
    rename(french, "Encore un autre titre")
    assert StalePage.objects.exists()


def test_questions_of_a_bank_agree_by_the_word_of_their_file(themes):
    call_command("load_library", "classify-information", stdout=StringIO())
    assert not StalePage.objects.exists()
    french = BankQuestion.objects.filter(locale__language_code="fr").first()
    say(french, "Une autre question ?")
    assert StalePage.objects.get().page_key == french.translation_key
    call_command("load_library", "classify-information", stdout=StringIO())
    assert not StalePage.objects.exists()


@pytest.fixture
def themes():
    call_command("prepare_site", verbosity=0)


class Adopted:
    """A path that follows its translation, and its adopted copy, published."""

    def __init__(self):
        self.two = Two(lessons=1, questions=0)
        for language, text in (("fr", "<p>Bonjour.</p>"), ("en", "<p>Hello.</p>")):
            self.say(language, text)
        agree_on_path(path_key=self.two.path.key, by=None, at=AT)
        self.adoption = self.two.adopt()
        publish_all(self.adoption.own_key)

    def say(self, language, text):
        (lesson,) = pages_of(self.two.path.key, language=language)
        edit(lesson, with_text(blocks_of(lesson), blocks_of(lesson)[0]["id"], text), publish=True)

    def merge(self):
        merge(self.adoption, self.two.designer)
        publish_all(self.adoption.own_key)
        (english,) = pages_of(self.adoption.own_key, language="en")
        return english


def test_a_merge_that_takes_both_languages_leaves_nothing_behind():
    adopted = Adopted()
    adopted.say("fr", "<p>Bonsoir.</p>")
    adopted.say("en", "<p>Good evening.</p>")
    agree_on_path(path_key=adopted.two.path.key, by=None, at=AT)
    english = adopted.merge()
    assert blocks_of(draft_of(english))[0]["value"] == "<p>Good evening.</p>"
    assert left(pair(english).compared()) == []
    assert not StalePage.objects.exists()


def test_a_merge_of_the_source_alone_leaves_the_translation_of_the_copy_behind():
    adopted = Adopted()
    adopted.say("fr", "<p>Bonsoir.</p>")
    english = adopted.merge()
    (one,) = left(pair(english).compared())
    assert (one.state, one.old, one.new) == (State.STALE, "<p>Bonjour.</p>", "<p>Bonsoir.</p>")
    assert {row.path_key for row in StalePage.objects.all()} == {
        adopted.two.path.key,
        adopted.adoption.own_key,
    }
