"""What designers see of the structure of a path, and what they can't publish."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from courses.models import CoursePage, PathPage
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import make_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses(client):
    client.force_login(SuperuserFactory(language="en"))
    make_path(courses=3, lessons=1, questions=0)
    return list(CoursePage.objects.filter(locale__language_code="fr").order_by("path"))


def save(client, page, action="action-publish", **fields):
    values = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "mastery_score": "0.80",
        "objectives": streamfield([]),
        "condition": "always",
        "optional_set": "",
        "comments": inline_formset([]),
        action: "1",
    }
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, nested_form_data(values) | fields)


def test_a_prerequisite_is_chosen_among_siblings_and_counts_in_both_languages(client, courses):
    first, _second, third = courses
    html = client.get(reverse("wagtailadmin_pages:edit", args=[third.pk])).content.decode()
    assert f'value="{first.translation_key}"' in html
    assert "Plan of the path" in html
    assert "Whoever masters nothing of it yet" in html
    assert save(client, third, requires=[str(first.translation_key)]).status_code == 302
    twins = CoursePage.objects.filter(translation_key=third.translation_key)
    assert [one.requires for one in twins] == [[str(first.translation_key)]] * 2


def test_a_circle_is_refused_with_the_names_of_its_courses_and_kept_as_a_draft(client, courses):
    first, _second, third = courses
    save(client, third, requires=[str(first.translation_key)])
    circle = {"requires": [str(third.translation_key)]}
    answer = save(client, first, **circle)
    assert answer.status_code == 200
    assert "require each other in a circle" in answer.content.decode()
    assert first.title in answer.content.decode()
    first.refresh_from_db()
    assert first.requires == []
    assert save(client, first, action="action-save", **circle).status_code in (200, 302)
    path = PathPage.objects.get(locale__language_code="fr")
    html = client.get(reverse("wagtailadmin_pages:edit", args=[path.pk])).content.decode()
    assert "This can’t be published as it is:" in html
