"""What was kept of texts with white space between their paragraphs is compared without it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.adoption.adopting import adopt_path
from courses.models import AdoptedPage, Adoption, PathPage, Segment
from courses.translating.comparing import left
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory

from .pages import first_place, make_translated_path, pages_of, pair

BEFORE = [("courses", "0039_addresses_elsewhere")]
GAPS, NONE = "<p>Un.</p>\n<p>Deux.</p>", "<p>Un.</p><p>Deux.</p>"


@pytest.mark.usefixtures("own_database")
def test_what_was_kept_before_loses_its_gaps_and_nothing_else():
    path = make_translated_path()
    organism = OrganismFactory()
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    source = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    state = Adoption.State.FOLLOWS
    adopt_path(by=user, page_id=source.pk, organism=organism, state=state, at=timezone.now())
    row = AdoptedPage.objects.filter(kind="lesson", language="fr").first()
    base = row.base
    written = {**base, "title": "A > B\nC", "body": [{**base["body"][0], "value": GAPS}]}
    AdoptedPage.objects.filter(pk=row.pk).update(base=written)
    french, english = pages_of(path)
    segment = Segment.objects.get(page_key=french.translation_key, place=first_place(french))
    Segment.objects.filter(pk=segment.pk).update(source_text=GAPS, live_source=GAPS)
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("courses")
    MigrationExecutor(connection).migrate(BEFORE)
    MigrationExecutor(connection).migrate(newest)
    row.refresh_from_db()
    segment.refresh_from_db()
    assert row.base == {**written, "body": [{**base["body"][0], "value": NONE}]}
    assert (segment.source_text, segment.live_source) == (NONE, NONE)
    (one,) = left(pair(english).compared())
    assert one.old == NONE
