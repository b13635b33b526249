"""A path belongs to those who build it in every language, those that aren't there yet included."""

from copy import deepcopy

import pytest
from django.utils import timezone

from academy.core.errors import NotAllowed
from courses.exchange.importing import import_path
from courses.models import PathPage
from tests.courses.cobuilding.building import person_of
from tests.courses.exchange.conftest import PATH
from tests.factories.courses import AT
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db


def in_one_language(draft, language):
    """Leave one language in the files of a path."""
    for name, said in list(draft.files.items()):
        if name.endswith(".json") and said.get("language", language) != language:
            del draft.files[name]
        elif "text" in said:
            said["text"] = {language: said["text"][language]}
    draft.files["path.json"]["source_language"] = language
    return draft


@pytest.fixture
def theirs(catalogues, draft):
    """A path in French alone, published, of an organism with a designer."""
    organism = OrganismFactory()
    ours = in_one_language(draft.copy(), "fr")
    ours.files["path.json"]["built_by"] = [organism.name_fr]
    import_path(source=ours.write(), at=AT)
    return person_of(organism)


@pytest.fixture
def other_language(draft):
    return in_one_language(deepcopy(draft), "en")


def test_nobody_brings_a_language_into_a_path_of_others(theirs, other_language):
    """The translator's desk would show them the drafts of the source, and where nothing of the path
    is published any more, they would lead its building."""
    stranger = person_of(OrganismFactory())
    with pytest.raises(NotAllowed):
        import_path(source=other_language.write(), at=timezone.now(), user=stranger)
    assert PathPage.objects.filter(translation_key=PATH).count() == 1


def test_those_who_build_it_bring_one_in(theirs, other_language):
    report = import_path(source=other_language.write(), at=timezone.now(), user=theirs)
    assert not report.is_published
    page = PathPage.objects.get(translation_key=PATH, locale__language_code="en")
    assert not page.live
