"""Chains of lines that travel: any change of any line shows, and where."""

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from courses.cobuilding.chains import Chain, Entry, digests_of, first_broken, start_of, words_of

LEDGER, PATH = "aaaaaaaa-0000-4000-8000-000000000001", "11111111-1111-4111-8111-111111111111"
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
ENTRIES = st.lists(
    st.builds(
        Entry,
        day=st.dates().map(lambda day: day.isoformat()),
        role=st.sampled_from(["wrote", "translated", "reviewed", "tested", "funded"]),
        page=WORDS,
        block=WORDS,
        language=st.sampled_from(["fr", "en", ""]),
        organism=WORDS,
        academy=WORDS,
        words=st.integers(0, 500),
        taken_from=WORDS,
        entry=WORDS,
    ),
    min_size=1,
    max_size=8,
)


def broken(entries, digests, ledger=LEDGER, path=PATH):
    return first_broken(ledger, path, entries, digests)


@given(ENTRIES)
def test_what_was_chained_holds_and_more_can_follow(entries):
    digests = digests_of(LEDGER, PATH, entries)
    assert broken(entries, digests) is None
    assert digests_of(LEDGER, PATH, entries[:-1]) == digests[:-1]
    assert Chain(LEDGER, "a.example", PATH, tuple(entries), digests).head == digests[-1]


@given(ENTRIES, st.data())
def test_a_change_of_any_field_of_any_line_shows_at_that_line(entries, data):
    digests = digests_of(LEDGER, PATH, entries)
    number = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(Entry)]))
    before = getattr(entries[number], name)
    after = before + 1 if name == "words" else f"{before}x"
    changed = [*entries]
    changed[number] = replace(entries[number], **{name: after})
    assert broken(changed, digests) == number + 1


@given(ENTRIES, st.data())
def test_a_line_that_is_removed_shows_unless_it_is_the_last(entries, data):
    digests = digests_of(LEDGER, PATH, entries)
    number = data.draw(st.integers(0, len(entries) - 1))
    left = entries[:number] + entries[number + 1 :]
    kept = digests[:number] + digests[number + 1 :]
    if number == len(entries) - 1:
        assert broken(left, kept) is None
        assert (kept[-1] if kept else start_of(LEDGER, PATH)) != digests[-1]
    else:
        assert broken(left, kept) == number + 1


@given(ENTRIES)
def test_lines_are_of_one_ledger_and_one_path(entries):
    digests = digests_of(LEDGER, PATH, entries)
    assert broken(entries, digests, ledger=PATH) == 1
    assert broken(entries, digests, path=LEDGER) == 1


def test_only_what_was_written_or_translated_counts_as_words():
    line = Entry("2026-11-30", "wrote", "", "", "fr", "A", "", 5, "", "")
    entries = (line, replace(line, role="translated"), replace(line, role="reviewed", words=90))
    chain = Chain(LEDGER, "a.example", PATH, entries, digests_of(LEDGER, PATH, entries))
    assert words_of(chain) == {("A", ""): 10}
