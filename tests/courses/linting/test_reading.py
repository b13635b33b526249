"""How easy a text is to read: syllables, sentences, the two formulas."""

import unicodedata

import pytest

from courses.linting.reading import ease_of, sentences_of, syllables_of

PLAIN = {
    "fr": "Le chat dort sur le lit. Il a bien mangé. La nuit est calme. " * 10,
    "en": "The cat sleeps on the bed. It has had its meal. The night is calm. " * 10,
}
HEAVY = {
    "fr": "L’établissement d’une gouvernance interministérielle présuppose l’identification "
    "préalable des responsabilités organisationnelles correspondantes. " * 15,
    "en": "The establishment of interdepartmental governance presupposes the preliminary "
    "identification of corresponding organizational responsibilities. " * 15,
}


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("eau", "fr", 1),
        ("l’eau", "fr", 1),
        ("table", "fr", 1),
        ("sécurité", "fr", 4),
        ("réel", "fr", 2),
        ("quatre", "fr", 1),
        ("vice-ministre", "fr", 3),
        ("the", "en", 1),
        ("table", "en", 2),
        ("asked", "en", 1),
        ("wanted", "en", 2),
        ("makes", "en", 1),
        ("radio", "en", 3),
        ("information", "en", 4),
        ("being", "en", 2),
        ("people", "en", 2),
        *[(word, "en", 2) for word in ("useful", "statement", "sometimes", "business", "create")],
        *[(word, "en", 2) for word in ("client", "quiet", "science", "patient", "therefore")],
        *[(word, "en", 3) for word in ("requirement", "idea", "area", "created", "employee")],
        *[(word, "en", 4) for word in ("society", "experience", "reality", "cooperate")],
        *[(word, "en", 1) for word in ("some", "there", "real", "great", "friend")],
        *[(word, "fr", 2) for word in ("moyen", "client", "voyage", "bouton", "crier")],
        *[(word, "fr", 3) for word in ("citoyen", "employé", "envoyer", "ouvrier", "oublier")],
    ],
)
def test_syllables_are_counted_as_words_are_said(word, language, count):
    assert syllables_of(word, language) == count


def test_a_sentence_ends_at_its_stop_and_not_at_an_abbreviation():
    assert sentences_of("Voyez l’art. 3, p. ex. ici. Puis signez ! Fini ?") == [
        "Voyez l’art. 3, p. ex. ici",
        "Puis signez",
        "Fini ?",
    ]


@pytest.mark.parametrize(
    "text",
    ["M. Tremblay, Mme. Roy et Dr. Smith.", "Mrs. Gagnon reads Fig. 3, cf. Art. 2.", "L’al. 2."],
)
def test_what_names_or_counts_is_no_end_of_a_sentence(text):
    assert sentences_of(text) == [text]


def test_a_word_that_only_looks_shortened_ends_its_sentence():
    assert sentences_of("The answer is no. Ask again.") == ["The answer is no", "Ask again."]


def test_an_accent_written_apart_from_its_letter_changes_nothing():
    text = "La sécurité de l’équipe dépend de règles éprouvées. " * 15
    assert ease_of([unicodedata.normalize("NFD", text)], "fr") == ease_of([text], "fr")


def test_each_item_of_a_list_is_a_sentence_of_its_own():
    items = ["Fermer la session avant de partir de son poste de travail"] * 10
    assert ease_of(items, "fr").sentence == 11


@pytest.mark.parametrize("language", ["fr", "en"])
def test_plain_words_are_easy_and_heavy_ones_very_hard(language):
    plain, heavy = ease_of([PLAIN[language]], language), ease_of([HEAVY[language]], language)
    assert plain.score > 80
    assert not plain.is_hard
    assert heavy.score < 0
    assert heavy.is_hard
    assert plain.sentence < heavy.sentence


def test_the_formulas_are_those_of_their_authors():
    """Of 100 words of one syllable in ten sentences, worked out by hand."""
    text = ["Un deux trois six sept huit dix cent mille sept."] * 10
    assert ease_of(text, "fr").score == pytest.approx(207 - 10.15 - 73.6)
    text = ["one two three four five six eight nine ten twelve."] * 10
    assert ease_of(text, "en").score == pytest.approx(206.835 - 10.15 - 84.6)


def test_too_few_words_say_nothing():
    assert ease_of(["mot " * 99], "fr") is None
    assert ease_of(["mot " * 100], "fr") is not None
