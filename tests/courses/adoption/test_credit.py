"""Who is credited for what a merge or an offer brought: those who wrote it."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from courses.adoption.offering import accept_offer, offer_part
from courses.cobuilding.crediting import BROUGHT
from courses.models import Credit
from tests.factories.courses import text

from .making import AT, Two, blocks_of, draft_of, edit, merge, pages_of, publish_all, with_text

pytestmark = pytest.mark.django_db
FIVE = "<p>un deux trois quatre cinq</p>"
EIGHT = "<p>un deux trois quatre cinq six sept huit</p>"
TEN = "<p>un deux trois quatre cinq six sept huit neuf dix</p>"


def write(page, body, user, *, publish=True):
    """Save a draft in the name of somebody, and publish it."""
    draft = draft_of(page)
    draft.body = draft.body.stream_block.to_python(body)
    revision = draft.save_revision(user=user)
    if publish:
        revision.publish(user=user)


def words(path_key, block_id):
    """Return, by organism, how many words of a block a path credits."""
    found: dict[str, int] = {}
    for row in Credit.objects.filter(path_key=path_key, block_id=block_id):
        found[row.organism_code] = found.get(row.organism_code, 0) + row.words
    return found


class Credited(Two):
    """Theirs wrote a block after the path was adopted; ours merged it and published."""

    def __init__(self):
        super().__init__(lessons=1, questions=0, languages=["fr"])
        self.source = pages_of(self.path.key)[0]
        write(self.source, blocks_of(self.source), self.author)
        self.adoption = self.adopt()
        publish_all(self.adoption.own_key)
        self.copy = pages_of(self.adoption.own_key)[0]
        self.block = text(FIVE)
        write(self.source, [*blocks_of(self.source), self.block], self.author)
        self.bring()

    def bring(self):
        """Merge and publish."""
        merge(self.adoption, self.designer)
        draft_of(self.copy).get_latest_revision().publish()

    def put(self, page, words, user):
        """Publish other words of the block."""
        body = blocks_of(draft_of(page))
        write(page, with_text(body, self.block["id"], words), user)


@pytest.fixture
def two():
    return Credited()


def test_a_block_that_was_merged_is_of_those_who_wrote_it(two):
    assert words(two.adoption.own_key, two.block["id"]) == {"AAA": 5}


def test_words_that_they_wrote_later_come_with_the_merge_and_once(two):
    two.put(two.source, EIGHT, two.author)
    two.bring()
    assert words(two.adoption.own_key, two.block["id"]) == {"AAA": 8}
    edit(two.source, title="Un autre titre", publish=True)
    two.bring()
    assert words(two.adoption.own_key, two.block["id"]) == {"AAA": 8}


def test_what_ours_wrote_besides_is_ours(two):
    two.put(two.copy, EIGHT, two.designer)
    assert words(two.adoption.own_key, two.block["id"]) == {"AAA": 5, "BBB": 3}


def test_an_improvement_that_was_accepted_is_of_those_who_offered_it(two):
    two.put(two.copy, TEN, two.designer)
    offer = offer_part(
        by=two.designer,
        adoption_id=two.adoption.pk,
        page_id=two.adoption.pages.get(kind="lesson").pk,
        key=f"body/{two.block['id']}",
        words="Plus complet.",
        at=AT,
    )
    accept_offer(by=two.author, offer_id=offer.pk, theirs=False, words="", at=AT)
    draft_of(two.source).get_latest_revision().publish()
    assert words(two.path.key, two.block["id"]) == {"AAA": 5, "BBB": 5}
    # Nothing goes round: the copy's lines stay as they are when the original comes back.
    edit(two.source, title="Un autre titre", publish=True)
    two.bring()
    assert words(two.adoption.own_key, two.block["id"]) == {"AAA": 5, "BBB": 5}


def test_the_history_of_the_page_says_that_it_was_brought(
    two, client, with_second_factor, in_english
):
    two.designer.language = "en"
    two.designer.save()
    client.force_login(two.designer)
    with_second_factor(two.designer)
    page = client.get(reverse("wagtailadmin_pages:history", args=[two.copy.pk])).content.decode()
    assert two.designer.get_full_name() in page
    assert PageLogEntry.objects.filter(page=two.copy.pk, action=BROUGHT).count() == 1
