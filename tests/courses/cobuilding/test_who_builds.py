"""Who has a voice doesn't change by a draft."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data

from academy.organisms.models import Role
from courses.cobuilding.policies import builds
from courses.models import PathPage, parts_in
from tests.courses.editing import path_form
from tests.factories.organisms import OrganismFactory

from .building import make_built, person_of, ruled

pytestmark = pytest.mark.django_db


def saved(desk, page, organisms):
    """Save the draft of a path that says that these organisms build it."""
    said = nested_form_data(path_form(page)) | {"built_by": [one.pk for one in organisms]}
    return desk.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), said)


def voices(page):
    return set(parts_in(PathPage.objects.get(pk=page.pk)))


def never_published(built):
    PathPage.objects.filter(translation_key=built.page.translation_key).update(live=False)
    return PathPage.objects.get(pk=built.page.pk)


def test_a_draft_of_a_path_that_is_ruled_gives_and_takes_no_voice(sign_in):
    built = make_built(3)
    ruled(built)
    page = never_published(built)
    first, second, third = built.organisms
    desk = sign_in(built.designers[0])
    for organisms in ([first, second], [first, second, third, OrganismFactory()]):
        refused = saved(desk, page, organisms)
        assert refused.status_code == 200
        assert "count on who builds it" in refused.content.decode()
        assert voices(page) == {one.pk for one in built.organisms}
    assert saved(desk, page, built.organisms).status_code == 302
    administrator = person_of(None, Role.ADMINISTRATOR)
    assert saved(sign_in(administrator), page, [first, second]).status_code == 302
    assert voices(page) == {first.pk, second.pk}


def test_who_builds_a_path_without_a_rule_is_said_freely(sign_in):
    built = make_built(2)
    page = never_published(built)
    other = OrganismFactory()
    assert saved(sign_in(built.designers[0]), page, [built.organisms[0], other]).status_code == 302
    assert voices(page) == {built.organisms[0].pk, other.pk}


def test_a_language_that_is_no_more_than_a_draft_gives_no_voice():
    built = make_built(2, languages=("fr", "en"))
    stranger = OrganismFactory()
    draft = PathPage.objects.get(
        translation_key=built.page.translation_key, locale__language_code="en"
    )
    draft.live = False
    draft.built_by.add(stranger)
    draft.save()
    assert voices(built.page) == {one.pk for one in built.organisms}
    assert not builds(person_of(stranger), draft, timezone.localdate())
