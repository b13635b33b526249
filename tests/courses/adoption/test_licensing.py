"""An adapted path is shared under a licence that the one it came under permits."""

import pytest
from django.core.exceptions import ValidationError

from academy.core.errors import NotAllowed
from courses.licences import may_become
from courses.models import PathPage

from .making import Two, draft_of, edit, merge, pages_of, publish_all

SA, NC, BY, ZERO = "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-4.0", "CC0-1.0"


@pytest.mark.parametrize(
    ("before", "permitted"),
    [(SA, [SA]), (NC, [NC]), (BY, [SA, NC, BY, "Autre"]), (ZERO, [SA, NC, BY, ZERO, "Autre"])],
)
def test_what_a_licence_may_become(before, permitted):
    assert [one for one in (SA, NC, BY, ZERO, "Autre") if may_become(before, one)] == permitted


@pytest.mark.django_db
def test_a_copy_under_share_alike_is_published_under_no_other_licence():
    two = Two(licence=SA, languages=["fr"])
    adoption = two.adopt()
    (path,) = pages_of(adoption.own_key, PathPage)
    with pytest.raises(ValidationError) as refused:
        edit(path, licence=ZERO, publish=True)
    assert "licence" in refused.value.message_dict
    edit(path, licence=SA)
    publish_all(adoption.own_key)
    with pytest.raises(ValidationError):
        edit(path, licence=BY, publish=True)
    assert PathPage.objects.get(pk=path.pk).licence == SA


@pytest.mark.django_db
def test_the_authors_of_a_path_change_its_licence_as_they_like():
    two = Two(licence=SA, languages=["fr"])
    two.adopt()
    (path,) = pages_of(two.path.key, PathPage)
    edit(path, licence=ZERO, publish=True)
    assert draft_of(path).licence == ZERO


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), [(BY, ZERO), (SA, BY)])
def test_a_licence_that_is_not_known_opens_no_way_to_a_looser_one(before, after):
    two = Two(licence=before, languages=["fr"])
    adoption = two.adopt()
    (path,) = pages_of(adoption.own_key, PathPage)
    if before == BY:
        edit(path, licence="Autre", publish=True)
    else:
        # As a copy may be that was published before this was asked.
        PathPage.objects.filter(pk=path.pk).update(licence="Autre")
    with pytest.raises(ValidationError) as refused:
        edit(path, licence=after, publish=True)
    assert before in str(refused.value)
    assert PathPage.objects.get(pk=path.pk).licence == "Autre"


@pytest.mark.django_db
def test_what_comes_later_under_a_stricter_licence_waits_until_the_copy_has_it(in_english):
    two = Two(licence=BY, languages=["fr"])
    adoption = two.adopt()
    publish_all(adoption.own_key)
    (source,), (own,) = (pages_of(key, PathPage) for key in (two.path.key, adoption.own_key))
    edit(source, licence=SA, summary="Sous une autre licence.", publish=True)
    with pytest.raises(NotAllowed, match=SA):
        merge(adoption, two.designer)
    edit(own, licence=SA, publish=True)
    merge(adoption, two.designer)
    assert draft_of(own).summary == "Sous une autre licence."
    # What was taken under it stays under it.
    with pytest.raises(ValidationError):
        edit(own, licence=BY, publish=True)
