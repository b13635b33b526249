"""For how many months a pass holds: edited by designers, published in versions, exchanged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from courses.exchange.exporting import export_path
from courses.exchange.writing import files_of
from courses.models import PathPage
from courses.validity import months_of, next_versions
from tests.factories.courses import AT, make_path, publish_path

ON = date(2026, 9, 1)


def test_the_first_rule_counts_for_every_pass():
    assert next_versions([], None, on=ON, is_new=True) == []
    assert next_versions([], 12, on=ON, is_new=True) == [{"since": "0001-01-01", "months": 12}]


def test_a_change_counts_from_the_day_after():
    first = next_versions([], 12, on=ON, is_new=True)
    assert next_versions(first, 12, on=ON, is_new=False) == first
    shorter = next_versions(first, 6, on=ON, is_new=False)
    assert shorter == [*first, {"since": "2026-09-02", "months": 6}]
    # What has not begun is replaced, or taken back.
    assert next_versions(shorter, 24, on=ON, is_new=False) == [
        *first,
        {"since": "2026-09-02", "months": 24},
    ]
    assert next_versions(shorter, 12, on=ON, is_new=False) == first
    # What has begun stays, for the passes that were made under it.
    later = next_versions(shorter, None, on=ON + timedelta(days=1), is_new=False)
    assert later == [*shorter, {"since": "2026-09-03", "months": None}]
    assert months_of(later) is None


@pytest.mark.django_db
def test_publishing_keeps_every_rule_that_has_begun():
    path = make_path(lessons=1, questions=0)
    assert path.validity == []
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    page.valid_months = 18
    page.save()
    path = publish_path(page, AT)
    assert path.validity == [{"since": "2026-09-02", "months": 18}]
    assert publish_path(page, AT + timedelta(days=9)).validity == path.validity


@pytest.mark.django_db
@pytest.mark.parametrize("months", [0, 121])
def test_nonsense_is_refused(months):
    page = PathPage(title="Parcours", slug="parcours", summary="Un résumé.", valid_months=months)
    with pytest.raises(ValidationError) as refused:
        page.clean_fields(exclude=["path", "depth"])
    assert "valid_months" in refused.value.message_dict


@pytest.mark.django_db
def test_learners_read_it_on_the_path(client):
    path = make_path(lessons=1, questions=0, valid_months=18)
    page = client.get(path.texts["fr"]["url"]).content.decode()
    assert "18 mois" in page.replace("\xa0", " ")


@pytest.mark.django_db
@pytest.mark.parametrize("months", [None, 12])
def test_an_export_says_it_where_passes_end(months):
    path = make_path(lessons=1, questions=0, valid_months=months)
    export = export_path(key=path.key)
    assert export.content.valid_months == months
    assert (b'"valid_months": 12' in files_of(export.content)["path.json"]) == (months is not None)
