"""Terms of the glossary in texts."""

import pytest

from courses.translating.terms import Term, avoided_in, found_in, lacking

PHISHING = Term(("hameçonnage",), ("phishing",), ("fishing",))
PASSWORD = Term(("mot de passe",), ("password",))
MANAGER = Term(("gestionnaire de mots de passe",), ("password manager",))
PASSKEY = Term(("clé d’accès",), ("passkey",))


@pytest.mark.parametrize("text", ["Un mot de passe.", "Vos Mots de passe", "mots  de\npasse"])
def test_a_term_is_found_in_either_number(text):
    assert [one.term for one in found_in(text, [PASSWORD])] == [PASSWORD]


@pytest.mark.parametrize("text", ["un mot de passement", "l’anti-mot", ""])
def test_a_part_of_a_word_is_no_term(text):
    assert not found_in(text, [PASSWORD])


def test_the_longer_of_two_terms_counts():
    found = found_in("Le gestionnaire de mots de passe", [PASSWORD, MANAGER])
    assert [one.term for one in found] == [MANAGER]


def test_a_translation_without_the_equivalent_is_noticed():
    source = "L’hameçonnage vise votre mot de passe."
    assert lacking(source, "Phishing is after your secret.", [PHISHING, PASSWORD]).keys() == {
        PASSWORD
    }
    assert lacking(source, "Phishing is after passwords.", [PHISHING, PASSWORD]) == {}
    assert lacking("Une clé d’accès", "Passkeys", [PASSKEY]) == {}


def test_a_word_to_avoid_is_noticed_but_not_inside_a_right_one():
    assert list(avoided_in("Beware of fishing.", [PHISHING])) == [(PHISHING, "fishing")]
    spear = Term(("harponnage",), ("spear fishing",), ("fishing",))
    assert list(avoided_in("Spear fishing is aimed.", [spear])) == []


@pytest.mark.parametrize(
    ("term", "texts"),
    [
        # Given in the plural, found in the singular.
        ("renseignements personnels", ["un renseignement personnel"]),
        ("réseaux sociaux", ["Un réseau social", "les RÉSEAUX SOCIAUX"]),
        ("privacy policies", ["the privacy policy"]),
        # In either gender.
        ("confidentiel", ["des notes confidentielles", "confidentiels"]),
        ("actif", ["une veille active"]),
        ("utilisateur", ["les utilisatrices", "l’utilisateur"]),
        ("lecteurs", ["les lectrices", "un lecteur"]),
        ("dangereux", ["une pièce dangereuse"]),
        ("secret", ["une clé secrète"]),
        ("analysis", ["two analyses"]),
        ("réseau local", ["des réseaux locaux"]),
        # However its signs were typed.
        ("clé d'accès", ["une clé d’accès", "la cle\u0301 d\u2019acce\u0300s"]),
        ("système d’information", ["un système d'information"]),
        ("pare-feu", ["des pare\u2011feux"]),
        ("mot de passe", ["un mot\u00a0de\u202fpasse"]),
        ("MFA", ["with MFA", "two MFAs"]),
    ],
)
def test_a_term_is_found_as_texts_inflect_and_type_it(term, texts):
    one = Term((term,), ("x",))
    for text in texts:
        assert [place.term for place in found_in(text, [one])] == [one], text


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("IT", "it is so"),
        ("AI", "ce que j’ai"),
        ("cle", "une cle\u0301"),
        ("accès", "accession"),
        ("clé", "CLEF"),
        ("process", "procession"),
    ],
)
def test_what_looks_like_a_term_is_none(term, text):
    assert not found_in(text, [Term((term,), ("x",))])


def test_initials_that_are_not_to_be_used_are_told_from_words():
    term = Term(("information technology",), ("technologies de l’information",), ("IT", "TI"))
    assert list(avoided_in("Ce que dit l’IT.", [term])) == [(term, "IT")]
    assert list(avoided_in("Dit-il qu’il l’a dit? Dit it.", [term])) == []
