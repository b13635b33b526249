"""An adapted path is shared under a licence that the one it came under permits."""

import pytest
from django.core.exceptions import ValidationError

from courses.licences import may_become
from courses.models import PathPage

from .making import Two, draft_of, edit, pages_of, publish_all

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
