"""How alike two texts are, and why."""

from courses.training_requests.likeness import Text, beginnings, most_alike


def like(text, **others):
    return most_alike(text, others)


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
