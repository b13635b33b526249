"""A path in both languages, and what people do to its pages."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from wagtail.models import Page

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.models import PathPage, PublishedPath
from courses.services import assign_path
from courses.translating.following import agree_on_path
from courses.translating.queries import pair_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def make_designer(organism, language="en"):
    """Return somebody who designs for `organism`."""
    user = UserFactory(language=language)
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    return user


def make_translated_path(organism=None, **fields) -> PublishedPath:
    """Return a published path whose English version follows the French one."""
    path = make_path(built_by=[organism] if organism else [], **fields)
    for page in PathPage.objects.filter(translation_key=path.key):
        page.save_revision().publish()
    for language in ("fr", "en"):
        for lesson in lesson_pages(path, language):
            put_block(lesson, "<p>Bonjour.</p>" if language == "fr" else "<p>Hello.</p>")
    agree_on_path(path_key=path.key, by=None, at=AT)
    return path


def put_block(page, html, *, publish=True):
    """Write the first block of a lesson; return the version."""
    fresh = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    raw = [dict(one) for one in fresh.body.raw_data]
    raw[0]["value"] = html
    fresh.body = fresh.body.stream_block.to_python(raw)
    revision = fresh.save_revision()
    if publish:
        revision.publish()
    return revision


def pages_of(path, number=0):
    """Return the French page of a lesson, and the English one."""
    return lesson_pages(path, "fr")[number], lesson_pages(path, "en")[number]


def pair(page):
    """Return a translation as it is now."""
    found = pair_of(Page.objects.get(pk=page.pk).specific)
    assert found is not None
    return found


def first_place(page):
    """Return the place of the first block's text."""
    return f"body/{page.body.raw_data[0]['id']}/value"


def ask(path):
    """Have an organism ask a path of its people."""
    organism = OrganismFactory()
    manager = UserFactory(language="en")
    now = timezone.now()
    grant(
        user=manager,
        role=Role.ORGANISM_MANAGER,
        organism=organism,
        at=now - timedelta(days=1),
        by=None,
    )
    return assign_path(
        by=manager,
        organism=organism,
        path_key=path.key,
        due_on=timezone.localdate(now) + timedelta(days=60),
        at=now,
    )
