"""By which names organisms of other academies are known, whoever brings an archive."""

import uuid

import pytest

from courses.cobuilding.chains import Chain, Entry, digests_of
from courses.cobuilding.taking_in import take_in
from courses.models import ForeignOrganism
from tests.factories.courses import AT

pytestmark = pytest.mark.django_db
HEALTH, FORGER = "health.example", "forger.example"


def brought(name, *, ledger, academy=HEALTH, of=""):
    """Take in the ledger of some path in which the organism HEA wrote ten words."""
    path = str(uuid.uuid4())
    entry = Entry("2026-03-02", "wrote", "", "", "fr", "HEA", of, 10, "", "0" * 64)
    chain = Chain(
        ledger, academy, path, (entry,), digests_of(ledger, path, [entry]), {("HEA", of): name}
    )
    take_in(chain=chain, at=AT)
    return ForeignOrganism.objects.get(academy=HEALTH, code="HEA").names


def named(name):
    return {"fr": name, "en": name}


@pytest.fixture
def ledger():
    """The ledger of an academy that is known here."""
    own = str(uuid.uuid4())
    assert brought(named("Santé"), ledger=own) == named("Santé")
    return own


def test_an_academy_names_its_own_organisms_anew(ledger):
    assert brought(named("Santé publique"), ledger=ledger) == named("Santé publique")


def test_another_academy_renames_them_in_no_archive(ledger):
    forged = str(uuid.uuid4())
    assert brought(named("Fraude"), ledger=forged, academy=FORGER, of=HEALTH) == named("Santé")


def test_another_ledger_in_the_name_of_an_academy_renames_nothing(ledger):
    assert brought(named("Fraude"), ledger=str(uuid.uuid4())) == named("Santé")
