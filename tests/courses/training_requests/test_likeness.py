"""How alike two texts are, and why."""

from courses.training_requests.likeness import Text, beginnings, most_alike, vocabulary

TERMS = vocabulary(
    [
        ["hameçonnage", "phishing", "filoutage"],
        ["courriel", "email", "message"],
        ["intelligence artificielle", "IA", "AI"],
        ["mot de passe", "password"],
        ["gestionnaire de mots de passe", "password manager"],
        ["parcours d’apprentissage", "parcours"],
    ]
)


def like(text, **others):
    return most_alike(text, others)


def titled(title, need=""):
    return Text(f"{title} {need}", title=title)


def why_alike(one, other):
    """In words, or None where they aren't alike."""
    found = most_alike(one, {"other": other}, terms=TERMS)
    return set(found[0][1].words) if found else None


def test_words_are_compared_without_accents_and_by_their_beginning():
    found = like(
        Text("Hameçonnage par courriels"),
        same=Text("Reconnaître un hameçon dans un courriel"),
        other=Text("Classer des documents"),
    )
    [(key, why)] = found
    assert key == "same"
    assert set(why.words) == {"hameçonnage", "courriels"}


def test_words_that_say_nothing_are_no_likeness():
    assert beginnings("Formation pour les personnes de notre organisme") == {}
    assert like(Text("Training for people"), one=Text("Training for people")) == []


def test_one_word_in_common_is_no_likeness_and_one_entry_is():
    text = Text("Archiving documents", frozenset({"digcomp:1.3"}))
    assert like(text, one=Text("Archiving of something")) == []
    [(key, why)] = like(text, one=Text("Zebra", frozenset({"digcomp:1.3", "digcomp:2.1"})))
    assert (key, why.entries, why.words) == ("one", ("digcomp:1.3",), ())


def test_an_entry_weighs_more_than_two_words():
    text = Text("Archiving documents", frozenset({"digcomp:1.3"}))
    found = like(
        text,
        words=Text("Archiving documents daily"),
        entry=Text("Zebra", frozenset({"digcomp:1.3"})),
    )
    assert [key for key, _why in found] == ["entry", "words"]


def test_a_rare_word_weighs_more_than_a_common_one():
    others = {f"n{number}": Text(f"security passwords n{number}") for number in range(4)}
    found = most_alike(
        Text("security passwords ransomware"),
        {**others, "rare": Text("security ransomware")},
    )
    assert found[0][0] == "rare"
    assert found[0][1].words[0] == "ransomware"


def test_a_word_of_most_texts_says_nothing_once_there_are_many():
    others = {number: Text("security passwords") for number in range(8)}
    assert most_alike(Text("security passwords"), others) == []


def test_the_same_texts_give_the_same_order_and_no_more_than_asked():
    others = {number: Text("ransomware phishing") for number in range(5)}
    text = Text("ransomware phishing")
    found = most_alike(text, others, most=3)
    assert [key for key, _why in found] == [0, 1, 2]
    assert found == most_alike(text, others, most=3)


def test_a_term_is_one_word_in_whichever_form_it_stands():
    """Who asks about phishing and who asks about “filoutage” asked for two different things."""
    phishing = Text("Signaler le phishing reçu par message")
    assert why_alike(phishing, Text("Du filoutage dans nos courriels")) == {"phishing", "message"}
    assert why_alike(Text("Phishing by email"), Text("L’hameçonnage par courriel")) == {
        "phishing",
        "email",
    }


def test_a_term_in_both_titles_is_a_likeness_by_itself():
    short = titled("L’IA au bureau", "Sans rien divulguer")
    assert why_alike(short, titled("Intelligence artificielle : que faire ?")) == {"IA"}
    assert why_alike(short, titled("Écrire mieux", "avec l’intelligence artificielle")) is None


def test_a_term_within_another_counts_too_and_plurals_are_found():
    asked = titled("Mots de passe oubliés")
    assert why_alike(asked, titled("Un gestionnaire de mots de passe")) == {"mots de passe"}


def test_initials_are_no_words():
    assert why_alike(titled("AI for everybody"), titled("J’ai peur du changement")) is None


def test_terms_that_say_nothing_are_no_likeness():
    assert why_alike(titled("Parcours pour nous"), titled("Un parcours")) is None


def test_the_number_of_a_law_says_something():
    law = titled("La Loi 25", "Obligations de confidentialité")
    assert why_alike(law, titled("Confidentialité", "Comprendre la Loi 25")) == {
        "25",
        "confidentialité",
    }
