"""The pages that lead to learning: catalogue, path, course, dashboard, assignments."""

import re
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from academy.organisms.models import Role
from courses.models import Assignment, PathPage, PublishedPath
from home.services import prepare_site
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    CataloguePageFactory,
    choice_question,
    lesson_pages,
    make_path,
    text,
)
from tests.factories.organisms import (
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def french(name, *args):
    with translation.override("fr"):
        return reverse(name, args=args)


def catalogue_page(client, **asked):
    page = CataloguePageFactory(language="fr")
    return client.get(page.get_url(), asked).content.decode()


def test_the_catalogue_lists_each_path_once(client):
    make_path(title="Hameçonnage", slug="hameconnage")
    make_path(title="Remote work", slug="remote-work", languages=["en"])
    page = catalogue_page(client)
    assert page.count("path-card-title") == 2
    assert page.count("Hameçonnage") == 1


@pytest.mark.parametrize(
    ("builders", "said"),
    [(1, "Régie 0"), (2, "Régie 0 et\xa01\xa0autre"), (4, "Régie 0 et\xa03\xa0autres")],
)
def test_a_card_names_the_first_builder_and_says_how_many_others(client, builders, said):
    organisms = [OrganismFactory(code=f"R{n}", name_fr=f"Régie {n}") for n in range(builders)]
    path = make_path(built_by=organisms)
    page = catalogue_page(client)
    card = page[page.index('class="path-card"') :].split("</article>")[0]
    assert f"<span>{said}</span>" in card
    with translation.override("fr"):
        own = client.get(path.texts["fr"]["url"]).content.decode()
    assert all(organism.name_fr in own for organism in organisms)


def test_the_catalogue_forgives_accents_and_typos(client):
    make_path(title="Hameçonnage", slug="hameconnage")
    make_path(title="Mobilité", slug="mobilite")
    page = catalogue_page(client, query="hamecconage")
    assert "Hameçonnage" in page
    assert "Mobilité" not in page


def test_nothing_found_says_what_to_do(client):
    make_path()
    assert "empty-state" in catalogue_page(client, query="zzzzzz")


@pytest.mark.parametrize("sitting", ["-1", "٣", "99999999999", "ten", "1e3"])
def test_a_strange_filter_is_ignored(client, sitting):
    make_path()
    assert "path-card-title" in catalogue_page(client, sitting=sitting)


def test_an_unpublished_path_leaves_the_catalogue(client):
    path = make_path(title="Parti", slug="parti")
    for page in PathPage.objects.filter(translation_key=path.key):
        page.unpublish()
    assert not PublishedPath.objects.get(key=path.key).is_live
    assert "Parti" not in catalogue_page(client)


def test_a_new_title_reaches_the_catalogue_when_published(client):
    path = make_path(title="Avant", slug="avant")
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    page.title = "Après"
    revision = page.save_revision()
    assert "Après" not in catalogue_page(client)
    revision.publish()
    assert "Après" in catalogue_page(client)


def test_the_dashboard_shows_what_is_due_in_progress_and_suggested(client):
    due, begun, other = (make_path(title=t, slug=t.lower()) for t in ("Du", "Commence", "Autre"))
    organism = OrganismFactory()
    learner = MembershipFactory(unit=UnitFactory(organism=organism)).user
    manager = RoleGrantFactory(role=Role.ORGANISM_MANAGER, organism=organism).user
    Assignment.objects.create(
        organism=organism,
        path_key=due.key,
        due_on=timezone.localdate() + timedelta(days=9),
        reason_fr="Parce que la campagne commence.",
        assigned_by=manager,
        assigned_at=timezone.now(),
    )
    client.force_login(learner)
    client.post(french("courses:enrol", begun.key))
    page = client.get(french("home:dashboard")).content.decode()
    sections = page.split("<section")
    assert "Du" in sections[1]
    assert "Parce que la campagne commence." in sections[1]
    assert "Commence" in sections[2]
    assert "Autre" in sections[3]
    assert "Commence" not in sections[3]
    assert other.key != due.key


def test_a_finished_path_is_no_longer_due(client):
    path = make_path(lessons=1, questions=0)
    membership = MembershipFactory()
    Assignment.objects.create(
        organism=membership.organism,
        path_key=path.key,
        due_on=date(2020, 1, 1),
        reason_fr="En retard",
        assigned_at=timezone.make_aware(datetime(2019, 12, 1, 12)),
    )
    client.force_login(membership.user)
    assert "due-row-late" in client.get(french("home:dashboard")).content.decode()
    client.post(french("courses:enrol", path.key))
    client.post(french("courses:complete", lesson_pages(path)[0].pk))
    page = client.get(french("home:dashboard")).content.decode()
    assert "due-row-late" not in page
    assert french("courses:certificate", path.key) in page
    with translation.override("fr"):
        words = re.escape(translation.gettext("See my certificate"))
    assert re.search(rf"{words}<span class=\"unseen\"> [^<]+</span></a>", page)


def ask(client, organism, path, **changes):
    values = {
        "organism": organism.pk,
        "path": path.key,
        "counted": "fixed",
        "due_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "reason_fr": "Campagne d’automne",
    }
    return client.post(french("courses:assignments"), values | changes)


@pytest.fixture
def manager(client, settings):
    grant = RoleGrantFactory(role=Role.ORGANISM_MANAGER)
    client.force_login(grant.user)
    return grant


def test_a_manager_asks_and_withdraws(client, manager, with_second_factor):
    with_second_factor(manager.user)
    path = make_path(title="Demandé", slug="demande")
    assert ask(client, manager.organism, path).status_code == 302
    assignment = Assignment.objects.get()
    shown = client.get(french("courses:assignments")).content.decode()
    one = french("courses:assignment", assignment.pk)
    assert re.search(
        rf"<a[^>]* href=\"{one}\"[^>]*>[^<]+<span class=\"unseen\"> Demandé</span>", shown
    )
    assert 'value="Campagne d’automne"' in client.get(one).content.decode()
    client.post(french("courses:withdraw", assignment.pk))
    assignment.refresh_from_db()
    assert assignment.withdrawn_at is not None
    assert client.get(one).status_code == 404
    assert ask(client, manager.organism, path).status_code == 302
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions.count("courses.path_assigned") == 2
    assert actions.count("courses.assignment_withdrawn") == 1


def test_what_is_asked_can_be_changed_and_is_not_asked_twice(client, manager, with_second_factor):
    with_second_factor(manager.user)
    path = make_path()
    ask(client, manager.organism, path, reason_en="An autumn campaign")
    refused = ask(client, manager.organism, path, reason_fr="Autre raison")
    assert refused.context["form"].errors.keys() == {"path"}
    asked = Assignment.objects.get()
    assert (asked.reason_fr, asked.reason_en) == ("Campagne d’automne", "An autumn campaign")
    one = french("courses:assignment", asked.pk)
    past = timezone.localdate() - timedelta(days=1)
    day = timezone.localdate() + timedelta(days=60)
    changed = {"counted": "fixed", "reason_fr": "Autre raison", "reason_en": ""}
    reply = client.post(one, changed | {"due_on": past.isoformat()})
    assert reply.context["form"].errors.keys() == {"due_on"}
    assert client.post(one, changed | {"due_on": day.isoformat()}).status_code == 302
    asked.refresh_from_db()
    assert (asked.due_on, asked.reason_fr, asked.reason_en) == (day, "Autre raison", "")
    assert AuditEntry.objects.filter(action="courses.assignment_changed").count() == 1
    # A day that has gone by since may stay as it is, for instance to say better why.
    Assignment.objects.update(due_on=past)
    assert client.post(one, changed | {"due_on": past.isoformat()}).status_code == 302


def test_no_path_is_chosen_before_the_manager_does(client, manager, with_second_factor):
    with_second_factor(manager.user)
    path = make_path()
    page = client.get(french("courses:assignments")).content.decode()
    options = page.split('name="path"')[1].split("</select>")[0]
    assert [one.split('"')[0] for one in options.split('<option value="')[1:]] == [
        "",
        str(path.key),
    ]
    assert "selected" not in options.split('<option value="')[2]
    reply = client.post(french("courses:assignments"), {"organism": manager.organism.pk})
    assert "path" in reply.context["form"].errors
    page = reply.content.decode()
    assert page.index("error-summary") < page.index('id="current"'), "it is the first thing to read"
    assert re.search(r'class="error-summary"[^>]* autofocus', page)


def test_what_cannot_be_asked(client, manager, with_second_factor):
    with_second_factor(manager.user)
    path = make_path()
    other = OrganismFactory()
    past = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert ask(client, other, path).status_code == 200
    assert ask(client, manager.organism, path, due_on=past).status_code == 200
    assert ask(client, manager.organism, path, due_on="soon").status_code == 200
    assert not Assignment.objects.exists()


def test_others_find_no_assignments(client):
    client.force_login(UserFactory())
    assert client.get(french("courses:assignments")).status_code == 404


def test_a_path_and_its_lessons_say_when_they_are_reviewed(client):
    path = make_path(lessons=2)
    english = lesson_pages(path, "en")
    url = path.texts["en"]["url"]
    for lesson, day in zip(english, (date(2027, 6, 15), date(2027, 5, 31)), strict=True):
        lesson.review_by = day
        lesson.save_revision().publish()
    said = [client.get(lesson.get_url()).content.decode() for lesson in english]
    assert "This lesson and its sources will be reviewed by June\xa015, 2027." in said[0]
    assert "reviewed by May\xa031, 2027." in said[1]
    assert "by May\xa031, 2027" in client.get(url).content.decode()
    english[0].review_by = date(2020, 6, 15)
    english[0].save_revision().publish()
    late = client.get(english[0].get_url()).content.decode()
    assert "were to be reviewed by June\xa015, 2020: some of it may be out of date." in late
    assert "was due by June\xa015, 2020" in client.get(url).content.decode()
    for lesson in english:
        lesson.review_by = None
        lesson.save_revision().publish()
        assert "reviewed by" not in client.get(lesson.get_url()).content.decode()
    assert "Next review" not in client.get(url).content.decode()


def test_the_catalogue_finds_what_lessons_say_in_either_language_below_titles(client):
    said = make_path(title="Travailler ailleurs", slug="ailleurs")
    make_path(title="Le télétravail", slug="teletravail")
    make_path(title="Autre chose", slug="autre")
    for language, words in (("fr", "Le télétravail passe par un RPV."), ("en", "Use the VPN.")):
        lesson = lesson_pages(said, language)[0]
        lesson.body = [text(f"<p>{words}</p>"), choice_question(), *lesson.body.raw_data]
        lesson.save_revision().publish()
    for query in ("RPV", "vpn", "Option 1"):
        assert "Travailler ailleurs" in catalogue_page(client, query=query)
    page = catalogue_page(client, query="télétravail")
    assert page.index("Le télétravail</a>") < page.index("Travailler ailleurs</a>")
    assert "Autre chose" not in page
    # What an option answers isn't to be found before somebody has answered.
    assert "Travailler ailleurs" not in catalogue_page(client, query="rétroaction")
    lesson.body = [text("<p>Nothing of it any more.</p>")]
    lesson.save_revision().publish()
    assert "Travailler ailleurs" not in catalogue_page(client, query="vpn")


def test_what_lessons_say_is_read_by_searches_alone(client, django_assert_max_num_queries):
    make_path()
    page = CataloguePageFactory(language="fr").get_url()
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    assert not [one for one in queries.captured_queries if "lesson_words" in one["sql"]]
    caches["local"].clear()
    with django_assert_max_num_queries(12):
        client.get(page, {"query": "option"})


def test_paths_published_before_are_made_searchable_when_the_site_is_prepared():
    prepare_site(at=timezone.now())
    path = make_path()
    PublishedPath.objects.update(lesson_words="")
    prepare_site(at=timezone.now())
    path.refresh_from_db(fields=["lesson_words"])
    assert "option" in path.lesson_words.split()


def test_a_filter_says_what_it_means_and_offers_no_choice_that_leads_nowhere(client):
    path = make_path(lessons=1)
    for language in ("fr", "en"):
        lesson = lesson_pages(path, language)[0]
        lesson.duration_minutes = 12
        lesson.save_revision().publish()
    page = client.get(CataloguePageFactory(language="en").get_url()).content.decode()
    sitting = page.split('id="facet-sitting-help"')[1].split("</select>")[0]
    assert "The paths whose lessons each fit in that time." in sitting
    assert 'aria-describedby="facet-sitting-help"' in sitting
    for minutes, leads in ((5, False), (10, False), (15, True), (30, True)):
        option = sitting.split(f'<option value="{minutes}"')[1].split(">")[0]
        assert ("disabled" not in option) == leads
    # One that was chosen, in an old address for instance, stays to be seen and changed.
    page = client.get(CataloguePageFactory(language="en").get_url(), {"sitting": 5})
    assert '<option value="5" selected>' in page.content.decode()


def test_a_visitor_is_led_from_a_question_to_signing_in_and_back(client):
    path = make_path(lessons=1)
    lesson = lesson_pages(path, "en")[0]
    block_id = next(iter(lesson.question_blocks))
    page = client.get(lesson.get_url()).content.decode()
    question = page.split(f'id="block-{block_id}"')[1]
    found = re.search(r'<a href="([^"]+)">Sign in to answer and keep your progress\.</a>', question)
    user = UserFactory(language="en")
    user.set_password("a long walk by the river")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    address, _, query = found[1].partition("?")
    reply = client.post(
        address,
        {
            "login": user.email,
            "password": "a long walk by the river",
            "next": parse_qs(query)["next"][0],
        },
    )
    assert reply["Location"] == f"{lesson.get_url()}#block-{block_id}"
    page = client.get(lesson.get_url()).content.decode()
    assert '<a href="#path-action">Start this path to answer and keep your progress.</a>' in page
    assert 'id="path-action"' in page


def test_a_reason_is_told_in_the_language_of_the_page(client, manager, with_second_factor):
    with_second_factor(manager.user)
    path = make_path(title="Demandé", slug="demande")
    only_english = {"reason_fr": "", "reason_en": "An autumn campaign"}
    assert ask(client, manager.organism, path, **only_english).status_code == 200
    assert not Assignment.objects.exists()
    ask(client, manager.organism, path)
    with translation.override("en"):
        english = reverse("courses:assignments")
    assert "Campagne d’automne" in client.get(english).content.decode()
    Assignment.objects.update(reason_en="An autumn campaign")
    page = client.get(english).content.decode()
    assert "An autumn campaign" in page
    assert "Campagne d’automne" not in page
    assert "Campagne d’automne" in client.get(french("courses:assignments")).content.decode()
