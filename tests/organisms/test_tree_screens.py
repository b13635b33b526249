"""The screens of the tree: nothing before it was confirmed, then exactly what was shown."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse, translate_url
from django.utils import timezone

from academy.accounts.models import AuditEntry
from academy.organisms import queries, tree_changes, unit_changes
from academy.organisms.models import (
    Headcount,
    Membership,
    Organism,
    OrganismPlacement,
    Portfolio,
    RoleGrant,
    Succession,
    Unit,
)
from academy.organisms.services.rehearsal import rehearse
from tests.factories.organisms import (
    HeadcountFactory,
    MembershipFactory,
    OrganismFactory,
    PortfolioFactory,
    RoleGrantFactory,
    UnitFactory,
)

from .test_people_pages import sign_in

pytestmark = pytest.mark.django_db

DAY = date(2025, 1, 1)
BEFORE = date(2024, 12, 31)


@pytest.fixture
def organism():
    return OrganismFactory(code="MCN", name_en="Ministry of Digital Affairs")


@pytest.fixture
def as_manager(client, organism):
    sign_in(client, RoleGrantFactory(organism=organism).user)
    return client


@pytest.fixture
def as_administrator(client):
    sign_in(client, RoleGrantFactory(administrator=True).user)
    return client


def at(name, *args):
    return translate_url(reverse(f"organisms:{name}", args=args), "en")


def of(organism, change):
    return at("change_organism", organism.public_id, change)


def of_unit(unit, change):
    organism = unit.placements.order_by("-starts_on").first().organism
    return at("change_unit", organism.public_id, unit.public_id, change)


def picture():
    """Everything that a change of the tree may write."""
    return [
        sorted(model.objects.values_list(), key=str)
        for model in (Portfolio, Organism, OrganismPlacement, Unit, Membership, Headcount)
    ] + [sorted(RoleGrant.objects.values_list(), key=str), AuditEntry.objects.count()]


def confirm(client, address, **answers):
    """Ask, look at the preview, confirm; return the sentences that the preview showed."""
    answers = {"on": DAY.isoformat()} | answers
    before = picture()
    shown = client.post(address, answers)
    assert shown.status_code == 200, shown.context["form"].errors
    assert picture() == before, "a preview writes nothing"
    fingerprint = shown.context["fingerprint"]
    # What the page itself would send.
    page = shown.content.decode()
    hidden = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    again = {}
    for name, value in hidden:
        if name != "csrfmiddlewaretoken":
            again.setdefault(name, []).append(value)
    done = client.post(address, again | {"confirm": fingerprint})
    assert done.status_code == 302
    return [str(words) for words in shown.context["consequences"]]


def refused(client, address, words, **answers):
    before = picture()
    answer = client.post(address, {"on": DAY.isoformat()} | answers)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert picture() == before


# --- Portfolios and organisms -----------------------------------------------------


def test_a_portfolio_and_an_organism_are_opened_renamed_and_closed(as_administrator):
    confirm(
        as_administrator, at("open_portfolio"), code="PN", name_fr="Numérique", name_en="Digital"
    )
    portfolio = Portfolio.objects.get(code="PN")
    confirm(
        as_administrator,
        at("open_organism"),
        code="AN",
        name_fr="Agence",
        name_en="Agency",
        portfolio=portfolio.pk,
    )
    organism = Organism.objects.get(code="AN")
    assert list(queries.organisms_of_portfolio(portfolio, DAY)) == [organism]
    page = as_administrator.get(at("portfolio", portfolio.public_id)).content.decode()
    assert "Agency" in page
    assert "Digital" in as_administrator.get(at("tree")).content.decode()

    later = (DAY + timedelta(days=30)).isoformat()
    confirm(as_administrator, of(organism, "rename"), name_fr="Régie", name_en="Board", on=later)
    organism.refresh_from_db()
    assert (organism.name_fr, organism.former_names.get().name_fr) == ("Régie", "Agence")

    close = at("change_portfolio", portfolio.public_id, "close")
    refused(as_administrator, close, "Organizations still belong to", on=later)
    assert confirm(as_administrator, of(organism, "close"), on=later) == ["1 organization closes."]
    officer = RoleGrantFactory(officer=True, portfolio=portfolio)
    assert confirm(as_administrator, close, on=later) == ["1 role ends."]
    officer.refresh_from_db()
    assert officer.ends_on is not None
    assert AuditEntry.objects.filter(action="portfolio.close", target="PN").exists()


def test_an_organism_moves_to_another_portfolio(as_administrator, organism):
    target = PortfolioFactory()
    said = confirm(as_administrator, of(organism, "move"), portfolio=target.pk)
    assert said == ["1 organization moves to another portfolio."]
    assert queries.portfolio_ids_of_organisms(DAY)[organism.pk] == target.pk
    assert queries.portfolio_ids_of_organisms(BEFORE)[organism.pk] != target.pk


def test_organisms_are_merged_as_the_preview_says(as_administrator, organism):
    top = UnitFactory(organism=organism)
    below = UnitFactory(parent=top)
    MembershipFactory.create_batch(3, unit=below)
    HeadcountFactory(unit=below, people=7)
    RoleGrantFactory(organism=organism)
    into = OrganismFactory(name_en="Large ministry")
    HeadcountFactory(unit=UnitFactory(organism=into), people=10)
    said = confirm(as_administrator, of(organism, "merge"), organism=into.pk)
    assert said == [
        "3 people move to another unit or organization.",
        "2 units change place in the tree.",
        "1 organization closes.",
        "1 role ends.",
        "Headcount of “Ministry of Digital Affairs”: 7 until it closes.",
        "Headcount of “Large ministry”: 10 before, 17 from that day on.",
    ]
    assert Membership.objects.on(DAY).filter(organism=into).count() == 3
    assert Membership.objects.on(BEFORE).filter(organism=organism).count() == 3
    organism.refresh_from_db()
    assert organism.ends_on == DAY
    page = as_administrator.get(at("organism", organism.public_id)).content.decode()
    assert "Its pages can be read, but not changed" in page
    assert "Merge the organization" not in page


def test_an_organism_is_split_by_its_units(as_administrator, organism):
    going, staying = UnitFactory(organism=organism), UnitFactory(organism=organism)
    MembershipFactory.create_batch(2, unit=going)
    target = OrganismFactory()
    address = of(organism, "split")
    refused(as_administrator, address, "required", organism=target.pk)
    said = confirm(as_administrator, address, organism=target.pk, chosen=[going.pk])
    assert said == [
        "2 people move to another unit or organization.",
        "1 unit changes place in the tree.",
    ]
    assert list(queries.units_of(target, DAY)) == [going]
    assert list(queries.units_of(organism, DAY)) == [staying]
    assert Succession.objects.get().to_organism == target


def test_an_organism_with_people_does_not_close(as_administrator, organism):
    UnitFactory(organism=organism)
    refused(as_administrator, of(organism, "close"), "There are still units in")


def test_a_change_dated_before_the_last_one_is_refused(as_administrator, organism):
    target = PortfolioFactory(starts_on=date(2000, 1, 1))
    refused(
        as_administrator,
        of(organism, "move"),
        "Choose a later date",
        portfolio=target.pk,
        on="2001-01-01",
    )


# --- Units ------------------------------------------------------------------------


def test_a_unit_is_opened_renamed_hung_elsewhere_and_closed(as_manager, organism):
    top = UnitFactory(organism=organism)
    said = confirm(
        as_manager,
        at("open_unit", organism.public_id),
        code="N",
        name_fr="Numérique",
        parent=top.pk,
    )
    assert said == ["1 unit opens."]
    unit = Unit.objects.get(code="N")
    assert unit.placements.get().parent == top
    later = (DAY + timedelta(days=1)).isoformat()
    names = {"name_fr": "Numérique et IA", "name_en": "Digital", "parent": "", "on": later}
    assert confirm(as_manager, of_unit(unit, "edit"), **names) == [
        "1 unit changes place in the tree."
    ]
    page = as_manager.get(at("unit", organism.public_id, unit.public_id)).content.decode()
    assert "Former names" in page
    assert confirm(as_manager, of_unit(unit, "close"), on="2025-02-01") == ["1 unit closes."]
    assert AuditEntry.objects.filter(organism_code="MCN").count() >= 4


def test_a_headcount_is_entered(as_manager, organism):
    unit = UnitFactory(organism=organism)
    name = "Ministry of Digital Affairs"
    assert confirm(as_manager, of_unit(unit, "headcount"), people="40") == [
        f"Headcount of “{name}”: 40. None was known before."
    ]
    later = (DAY + timedelta(days=90)).isoformat()
    assert confirm(as_manager, of_unit(unit, "headcount"), people="38", on=later) == [
        f"Headcount of “{name}”: 40 before, 38 from that day on."
    ]
    assert queries.headcount_of([unit.pk], DAY) == {unit.pk: 40}
    refused(as_manager, of_unit(unit, "headcount"), "greater than or equal to 0", people="-1")
    page = as_manager.get(at("unit", organism.public_id, unit.public_id)).content.decode()
    assert "38" in page


def test_units_are_merged_and_the_headcount_goes_along(as_manager, organism):
    unit, into = UnitFactory(organism=organism), UnitFactory(organism=organism)
    MembershipFactory.create_batch(2, unit=unit)
    HeadcountFactory(unit=unit, people=5)
    HeadcountFactory(unit=into, people=6)
    said = confirm(as_manager, of_unit(unit, "merge"), unit=into.pk)
    assert said == ["2 people move to another unit or organization.", "1 unit closes."]
    assert queries.headcount_of([into.pk], DAY) == {into.pk: 11}


def test_a_unit_is_split_by_people(as_manager, organism):
    unit, target = UnitFactory(organism=organism), UnitFactory(organism=organism)
    goes, stays = MembershipFactory.create_batch(2, unit=unit)
    stranger = MembershipFactory()
    address = of_unit(unit, "split")
    refused(as_manager, address, "Select a valid choice", unit=target.pk, chosen=[stranger.user_id])
    assert confirm(as_manager, address, unit=target.pk, chosen=[goes.user_id]) == [
        "1 person moves to another unit or organization."
    ]
    assert set(
        Membership.objects.on(DAY).filter(unit=target).values_list("user_id", flat=True)
    ) == {goes.user_id}
    assert Membership.objects.on(DAY).filter(unit=unit).get() == stays


def test_a_large_unit_is_not_split_by_hand(as_manager, organism, monkeypatch):
    monkeypatch.setattr(unit_changes, "PEOPLE_TO_TICK", 1)
    unit, target = UnitFactory(organism=organism), UnitFactory(organism=organism)
    post, _other = MembershipFactory.create_batch(2, unit=unit)
    address = of_unit(unit, "split")
    refused(as_manager, address, "Send a list of people", unit=target.pk, chosen=[post.user_id])


def test_a_unit_goes_to_another_organism_where_one_manages_both(client, organism, as_manager):
    unit, other = UnitFactory(organism=organism), OrganismFactory()
    MembershipFactory(unit=unit)
    # A manager of one of them doesn't choose the other.
    refused(as_manager, of_unit(unit, "move"), "Select a valid choice", organism=other.pk)
    sign_in(client, RoleGrantFactory(administrator=True).user)
    said = confirm(client, of_unit(unit, "move"), organism=other.pk)
    assert said == [
        "1 person moves to another unit or organization.",
        "1 unit changes place in the tree.",
    ]
    assert queries.organism_ids_of_units(DAY)[unit.pk] == other.pk


# --- What is shown is what is done ------------------------------------------------


def test_what_changed_meanwhile_is_shown_before_it_is_written(as_manager, organism):
    unit, into = UnitFactory(organism=organism), UnitFactory(organism=organism)
    MembershipFactory(unit=unit)
    address = of_unit(unit, "merge")
    answers = {"on": DAY.isoformat(), "unit": into.pk}
    first = as_manager.post(address, answers).context["fingerprint"]
    MembershipFactory(unit=unit)
    second = as_manager.post(address, answers | {"confirm": first})
    assert second.status_code == 200
    assert second.context["changed_meanwhile"]
    assert "2 people move to another unit or organization." in second.content.decode()
    assert not Succession.objects.exists()
    again = second.context["fingerprint"]
    assert as_manager.post(address, answers | {"confirm": again}).status_code == 302


def test_one_can_go_back_to_the_answers(as_manager, organism):
    unit, into = UnitFactory(organism=organism), UnitFactory(organism=organism)
    answers = {"on": DAY.isoformat(), "unit": into.pk, "back": "1"}
    page = as_manager.post(of_unit(unit, "merge"), answers)
    assert page.status_code == 200
    assert page.context["form"]["unit"].value() == str(into.pk)
    assert "consequences" not in page.context


@pytest.mark.parametrize(
    ("days", "words"),
    [(-400, "That day is in the past"), (0, "still counts"), (30, "The change is recorded now")],
)
def test_the_preview_says_when_it_shows(as_manager, organism, days, words):
    unit = UnitFactory(organism=organism)
    on = timezone.localdate() + timedelta(days=days)
    page = as_manager.post(of_unit(unit, "headcount"), {"on": on.isoformat(), "people": "4"})
    assert words in page.content.decode()


def test_a_rehearsal_leaves_nothing_to_be_done_at_the_commit(
    organism, django_capture_on_commit_callbacks
):
    unit = UnitFactory(organism=organism)

    def move_everybody():
        Membership.objects.create(
            user=MembershipFactory().user, unit=unit, organism=organism, starts_on=DAY
        )

    with django_capture_on_commit_callbacks() as waiting:
        found = rehearse(move_everybody, on=DAY, organism_ids={organism.pk})
    assert waiting == []
    assert not Membership.objects.exists()
    assert found.people == 0


def test_the_screens_cost_the_same_whatever_the_number_of_organisms(
    as_administrator, organism, django_assert_max_num_queries
):
    OrganismFactory.create_batch(20)
    for address in (at("tree"), of(organism, "merge"), at("organism", organism.public_id)):
        with django_assert_max_num_queries(20):
            assert as_administrator.get(address).status_code == 200


def options_of(page):
    """The names of the groups of the choice of organism, each with its organisms."""
    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', page, flags=re.S)
    return {name: re.findall(r">([^<]+)</option>", inside) for name, inside in groups}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fr",
            {
                "Affaires": ["Zoo public (Z)"],
                "Équité": ["Agence (A)", "École (E)"],
                "Organismes hors portefeuille": ["Office (O)"],
            },
        ),
        (
            "en",
            {
                "Affairs": ["Public zoo (Z)"],
                "Fairness": ["School (E)", "Young agency (A)"],
                "Organizations in no portfolio": ["Office (O)"],
            },
        ),
    ],
)
def test_organisms_are_chosen_under_their_portfolios(as_administrator, language, expected):
    fairness = PortfolioFactory(name_fr="Équité", name_en="Fairness")
    affairs = PortfolioFactory(name_fr="Affaires", name_en="Affairs")
    organism = OrganismFactory(portfolio=affairs)
    OrganismFactory(code="E", name_fr="École", name_en="School", portfolio=fairness)
    OrganismFactory(code="A", name_fr="Agence", name_en="Young agency", portfolio=fairness)
    OrganismFactory(code="O", name_fr="Office", name_en="Office", portfolio=None)
    moved = OrganismFactory(
        code="Z", name_fr="Zoo public", name_en="Public zoo", portfolio=fairness
    )
    placement = moved.placements.get()
    placement.ends_on = DAY
    placement.save()
    OrganismPlacement.objects.create(organism=moved, portfolio=affairs, starts_on=DAY)
    address = translate_url(of(organism, "merge"), language)
    found = options_of(as_administrator.get(address).content.decode())
    assert list(found.items()) == list(expected.items())


def test_answers_are_shown_as_people_write_them(as_manager, organism):
    unit, target = UnitFactory(organism=organism), UnitFactory(organism=organism)
    person = MembershipFactory(unit=unit).user
    MembershipFactory(unit=unit)
    address = of_unit(unit, "headcount")
    page = as_manager.post(address, {"on": DAY.isoformat(), "people": "1250"}).content.decode()
    assert "<dd>1,250</dd>" in page
    answers = {"on": DAY.isoformat(), "unit": target.pk, "chosen": [person.pk]}
    page = as_manager.post(of_unit(unit, "split"), answers).content.decode()
    assert f"({person.email.replace('@', '<wbr>@')})</span></dd>" in page


def test_a_headcount_that_goes_away_is_to_be_entered_anew(as_administrator, organism):
    going = UnitFactory(organism=organism)
    UnitFactory(organism=organism)
    HeadcountFactory(unit=going, people=7)
    said = confirm(
        as_administrator, of(organism, "split"), organism=OrganismFactory().pk, chosen=[going.pk]
    )
    assert (
        "Headcount of “Ministry of Digital Affairs”: 7 before. Enter the new one afterwards."
        in said
    )


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-30", "", "\x00"])
def test_no_day_breaks_a_screen(as_administrator, organism, on):
    unit, other_unit = UnitFactory(organism=organism), UnitFactory(organism=organism)
    post = MembershipFactory(unit=unit)
    other = OrganismFactory()
    portfolio = PortfolioFactory()
    answers = {
        "on": on,
        "name_fr": "Nom",
        "name_en": "Name",
        "code": "N",
        "people": "3",
        "organism": other.pk,
        "portfolio": portfolio.pk,
    }
    addresses = [at("open_portfolio"), at("open_organism"), at("open_unit", organism.public_id)]
    addresses += [
        at("change_portfolio", portfolio.public_id, change)
        for change in tree_changes.OF_A_PORTFOLIO
    ]
    addresses += [of(organism, change) for change in tree_changes.OF_AN_ORGANISM]
    for address in addresses:
        ticked = {"chosen": [unit.pk]}
        assert as_administrator.post(address, answers | ticked).status_code in (200, 422), address
    for change in unit_changes.OF_A_UNIT:
        address = of_unit(unit, change)
        ticked = {"chosen": [post.user_id], "unit": other_unit.pk}
        assert as_administrator.post(address, answers | ticked).status_code in (200, 422), address
