"""The same path adopted, and the same changes merged, by several at the same moment."""

import pytest

from academy.core.errors import AcademyError
from courses.adoption.joining import LookAgain, merge_adoption
from courses.adoption.waiting import waiting_for
from courses.models import Adoption, PathPage
from tests.courses.at_once import TIMES, in_threads

from .making import AT, Two, draft_of, edit, pages_of

pytestmark = pytest.mark.usefixtures("own_database")


def test_of_merges_at_once_one_is_made_and_the_others_are_told():
    two = Two(lessons=1, questions=0, languages=["fr"])
    adoption = two.adopt()
    own = pages_of(adoption.own_key)[0]
    edit(pages_of(two.path.key)[0], title="Un autre titre", publish=True)
    token, before = waiting_for(adoption).token, own.revisions.count()

    def merge():
        merge_adoption(by=two.designer, adoption_id=adoption.pk, seen=token, chosen={}, at=AT)

    raised = in_threads(TIMES, merge)
    assert [type(error) for error in raised] == [LookAgain] * (TIMES - 1)
    assert draft_of(own).title == "Un autre titre"
    assert own.revisions.count() == before + 1


def test_of_adoptions_at_once_one_is_made():
    two = Two(lessons=1, questions=0, languages=["fr"])
    raised = in_threads(TIMES, two.adopt)
    assert [type(error) for error in raised] == [AcademyError] * (TIMES - 1)
    adoption = Adoption.objects.get()
    assert PathPage.objects.filter(translation_key=adoption.own_key).count() == 1
