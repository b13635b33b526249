"""Search and facets of the catalogue."""

import pytest

from courses.catalogue import Entry, Filters, facets, matching
from courses.search import folded, search, words_of

DOCUMENTS = {
    "phishing": [(folded("Hameçonnage et ingénierie sociale"), 3.0), (folded("phishing"), 1.0)],
    "passwords": [(folded("Mots de passe et clés d’accès"), 3.0), (folded("hameçonnage"), 1.0)],
    "remote": [(folded("Télétravail et mobilité"), 3.0)],
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hameçonnage", ["phishing", "passwords"]),
        ("HAMECONNAGE", ["phishing", "passwords"]),
        ("hameconage", ["phishing", "passwords"]),
        ("hame", ["phishing", "passwords"]),
        ("telet", ["remote"]),
        ("télé travail", []),
        ("clés acces", ["passwords"]),
        ("mot de passe", ["passwords"]),
        ("phising", ["phishing"]),
        ("jardinage", []),
        ("", ["phishing", "passwords", "remote"]),
        ("!!!", ["phishing", "passwords", "remote"]),
    ],
)
def test_accents_and_typos_are_forgiven(query, found):
    assert search(query, DOCUMENTS) == found


def entry(key, **changes):
    values = {
        "key": key,
        "title": f"Path {key}",
        "summary": "",
        "url": f"/{key}/",
        "language": "fr",
        "languages": ("fr", "en"),
        "theme": "cyber",
        "theme_name": "Cyber",
        "level": "foundation",
        "level_name": "Foundation",
        "minutes": 30,
        "least_minutes": 20,
        "longest_lesson_minutes": 10,
        "lessons": 4,
        "language_names": ("French", "English"),
        "built_by": (("A", "Organism A"),),
        "search_text": "",
    }
    return Entry(**(values | changes))


ENTRIES = [
    entry("1"),
    entry("2", longest_lesson_minutes=5, languages=("fr",)),
    entry("3", theme="privacy", theme_name="Privacy", built_by=(("B", "Organism B"),)),
]


def keys(filters):
    return [found.key for found in matching(ENTRIES, filters)]


def test_filters_narrow_together():
    assert keys(Filters()) == ["1", "2", "3"]
    assert keys(Filters(sitting=5)) == ["2"]
    assert keys(Filters(theme="cyber", language="en")) == ["1"]
    assert keys(Filters(built_by="B")) == ["3"]
    assert keys(Filters(theme="nothing")) == []


def test_counts_say_what_a_choice_leaves():
    found = {
        facet.name: {option.value: option.count for option in facet.options}
        for facet in facets(
            ENTRIES,
            Filters(theme="cyber"),
            language_names={"fr": "French", "en": "English"},
            sitting_label=str,
        )
    }
    assert found["theme"] == {"cyber": 2, "privacy": 1}
    assert found["language"] == {"fr": 2, "en": 1}
    assert found["sitting"]["5"] == 1
    assert found["built_by"] == {"A": 2, "B": 0}


LONG = {
    "phishing": words_of(["Le réseau privé virtuel (RPV)", "Un courriel"]),
    "remote": words_of(["Le courriel chez soi, par le RPV"]),
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rpv", ["phishing", "remote"]),
        ("réseau virt", ["phishing"]),
        ("télétravail rpv", ["remote"]),
        ("courriel jardin", []),
        # No typo is forgiven in a long text: too many words look alike.
        ("courrial", []),
    ],
)
def test_words_of_long_texts_are_found(query, found):
    assert search(query, DOCUMENTS, LONG) == found


def test_a_word_of_a_title_or_a_summary_counts_more_than_one_of_a_lesson():
    long_texts = {key: words_of(["hameçonnage"]) for key in DOCUMENTS}
    assert search("hameçonnage", DOCUMENTS, long_texts) == ["phishing", "passwords", "remote"]
    assert search("mobilité", DOCUMENTS, {"phishing": ["mobilite"]}) == ["remote", "phishing"]
