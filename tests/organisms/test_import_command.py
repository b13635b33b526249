import io

import pytest
from django.core.management import CommandError, call_command

from academy.organisms.models import Membership, PeopleImport
from tests.factories.organisms import OrganismFactory, UnitFactory

pytestmark = pytest.mark.django_db

HEADER = "matricule;courriel;prénom;nom;unité\n"


@pytest.fixture
def run(tmp_path):
    UnitFactory(organism=OrganismFactory(code="MCN"), code="A")

    def run(*lines, options=(), code="MCN"):
        path = tmp_path / "liste.csv"
        path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        out = io.StringIO()
        call_command("import_people", code, str(path), *options, stdout=out, stderr=out)
        return out.getvalue()

    return run


def test_a_list_is_applied_and_told(run):
    assert "1 joining" in run("1;a@b.ca;Anne;Roy;A")
    assert Membership.objects.get().person_number == "1"
    assert "1 unchanged" in run("1;a@b.ca;Anne;Roy;A")


def test_a_dry_run_changes_nothing(run):
    assert "1 joining" in run("1;a@b.ca;Anne;Roy;A", options=["--dry-run"])
    assert not Membership.objects.exists()
    assert PeopleImport.objects.get().state == PeopleImport.State.DROPPED


def test_problems_are_told_by_line_and_column(run):
    with pytest.raises(CommandError, match="2 problems"):
        run("1;nope;Anne;Roy;A", "2;b@b.ca;Luc;Roy;Z")
    assert not Membership.objects.exists()


def test_departures_are_confirmed_by_their_number(run):
    run("1;a@b.ca;Anne;Roy;A", "2;b@b.ca;Luc;Roy;A")
    with pytest.raises(CommandError, match="1 person would leave"):
        run("1;a@b.ca;Anne;Roy;A")
    run("1;a@b.ca;Anne;Roy;A", options=["--confirm-departures", "1"])
    assert Membership.objects.filter(ends_on=None).count() == 1


def test_an_unknown_organism_or_file_is_told(run, tmp_path):
    with pytest.raises(CommandError, match="No organization"):
        run("1;a@b.ca;Anne;Roy;A", code="ZZ")
    with pytest.raises(CommandError, match="absent"):
        call_command("import_people", "MCN", str(tmp_path / "absent.csv"))
