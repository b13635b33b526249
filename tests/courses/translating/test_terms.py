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
    assert lacking(source, "Phishing is after your secret.", [PHISHING, PASSWORD]) == [PASSWORD]
    assert lacking(source, "Phishing is after passwords.", [PHISHING, PASSWORD]) == []
    assert lacking("Une clé d’accès", "Passkeys", [PASSKEY]) == []


def test_a_word_to_avoid_is_noticed_but_not_inside_a_right_one():
    assert list(avoided_in("Beware of fishing.", [PHISHING])) == [(PHISHING, "fishing")]
    spear = Term(("harponnage",), ("spear fishing",), ("fishing",))
    assert list(avoided_in("Spear fishing is aimed.", [spear])) == []
