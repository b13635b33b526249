"""Whatever two organisms do to a lesson: disjoint edits give both, no edit of ours is lost."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.adoption.contents import content_of, row_values
from courses.adoption.waiting import waiting_for
from courses.merging import differences
from tests.factories.courses import choice_question, text

from .making import Two, blocks_of, draft_of, edit, merge, pages_of

BLOCKS = 6
WORDS = st.sampled_from(["Un.", "Deux.", "Trois."])
# What one does to a block by its place: another text, or away with it; "new" adds one after it.
EDITS = st.dictionaries(
    st.integers(0, BLOCKS - 1),
    st.one_of(WORDS.map(lambda words: ("says", words)), st.just(("goes", ""))),
    max_size=4,
)


@pytest.fixture(scope="module")
def made(module_database):
    with module_database():
        two = Two(lessons=1, questions=0, languages=["fr"])
        lesson = pages_of(two.path.key)[0]
        body = [text(f"<p>Texte {place}.</p>") for place in range(BLOCKS - 1)]
        edit(lesson, [*body, choice_question()], publish=True)
        return two, two.adopt()


def edited(blocks, edits):
    """Return `blocks` after `edits` by their places."""
    found = []
    for place, block in enumerate(blocks):
        what, words = edits.get(place, ("", ""))
        if what == "goes":
            continue
        if what == "says" and block["type"] == "rich_text":
            block = {**block, "value": f"<p>{words}</p>"}
        elif what == "says":
            block = {**block, "value": {**block["value"], "prompt": words}}
        found.append(block)
    return found


def said(page):
    body = content_of("lesson", row_values(page))["body"]
    return {block["id"]: block["value"] for block in body}


@pytest.mark.django_db
@settings(max_examples=25)
@given(ours=EDITS, theirs=EDITS, choice=st.sampled_from(["mine", "theirs"]))
def test_what_two_organisms_do_comes_together(made, module_database, ours, theirs, choice):
    two, adoption = made
    with module_database(), transaction.atomic():
        _try(two, adoption, ours, theirs, choice)
        transaction.set_rollback(True)


def _try(two, adoption, ours, theirs, choice):
    source, own = pages_of(two.path.key)[0], pages_of(adoption.own_key)[0]
    was, base = blocks_of(source), said(source)
    mine = edited(was, ours)
    own_draft = edit(own, mine)
    source_now = edit(source, edited(was, theirs), publish=True)
    clashes = [one for one in waiting_for(adoption).choices if one.is_conflict]
    merge(adoption, two.designer, everything=choice)
    merged = said(draft_of(own))
    before, ids = said(own_draft), [block["id"] for block in was]
    overlap = {
        ids[place]
        for place in ours.keys() & theirs.keys()
        if before.get(ids[place]) != said(source_now).get(ids[place])
    }
    for key in ids:
        we_changed = before.get(key) != base[key]
        if key in overlap and choice == "theirs" and clashes:
            continue
        # Nothing of ours is lost; what we left alone is as they have it.
        wanted = before if we_changed else said(source_now)
        assert merged.get(key) == wanted.get(key)
    if not overlap:
        assert not clashes
    # Once more changes nothing, and nothing waits.
    assert waiting_for(adoption).count == 0
    again = merge(adoption, two.designer)
    assert not again.changed
    assert not list(differences(merged, said(draft_of(own))))
