"""Surveys before and after a path travel with it: what they ask, and never what anybody said."""

import json
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import translation

from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.wording import sentences
from courses.models import Moment, PathPage, StalePage, Survey, SurveyResponse
from courses.surveys import services
from tests.courses.surveys.asking import OPTIONS, WORDS, make_survey, questions
from tests.courses.surveys.asking import SCALE as AT_EASE
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import AT, block, items
from tests.factories.organisms import OrganismFactory, RoleGrantFactory

from .conftest import PATH
from .elsewhere import archive_of, files_of
from .test_importing import _put_in_groups

pytestmark = pytest.mark.django_db
KEY = "55555555-5555-4555-8555-555555555555"


@pytest.fixture
def asking(catalogues, draft):
    """A path in files that asks one survey before and after it."""
    draft.files["path.json"]["format"] = "academie-path/2"
    draft.files["path.json"]["surveys"] = {"before": "autour", "after": "autour"}
    draft.files["surveys/autour.json"] = {
        "key": KEY,
        "title": "Autour du parcours",
        "intro_fr": "Trois questions.",
        "questions": questions(),
    }
    return draft


def offered(language="fr", moment="before"):
    page = PathPage.objects.get(translation_key=PATH, locale__language_code=language)
    return getattr(page, f"survey_{moment}")


def refused(source, **kwargs) -> list[str]:
    with translation.override("en"):
        with pytest.raises(Refused) as error:
            import_path(source=source, at=AT, **kwargs)
        return sentences(error.value.problems)


def designer_of(organism):
    grant = RoleGrantFactory(designer=True, organism=organism)
    _put_in_groups(grant)
    return grant.user


def test_learners_of_another_academy_are_asked_the_same(asking, client):
    report = import_path(source=asking.write(), at=AT)
    assert [(one.title, one.change) for one in report.pages if one.kind == "survey"] == [
        ("Autour du parcours", "created")
    ]
    survey = Survey.objects.get()
    assert str(survey.key) == KEY
    assert {offered(code, moment) for code in ("fr", "en") for moment in Moment.values} == {survey}
    person = UserFactory(language="en")
    client.force_login(person)
    with translation.override("en"):
        url = reverse("courses:survey-before", args=[PATH])
    shown = client.get(url).content.decode()
    assert "Are you at ease?" in shown
    assert "Choice B" in shown


def test_what_people_said_stays_at_home(catalogues, asking, tmp_path, settings):
    import_path(source=asking.write(), at=AT)
    person = UserFactory()
    services.respond(
        user=person,
        path_key=UUID(PATH),
        moment=Moment.BEFORE,
        answers={AT_EASE: "2", WORDS: "un mot secret"},
        language="fr",
        at=AT,
    )
    archive = archive_of(UUID(PATH), tmp_path / "path.zip")
    files = files_of(archive)
    assert json.loads(files["surveys/autour-du-parcours.json"])["questions"] == questions()
    assert not any(
        b"secret" in raw or str(person.public_id).encode() in raw for raw in files.values()
    )


def test_importing_again_changes_nothing_and_a_change_keeps_the_answers(asking):
    import_path(source=asking.write(), at=AT)
    services.respond(
        user=UserFactory(),
        path_key=UUID(PATH),
        moment=Moment.BEFORE,
        answers={AT_EASE: "2"},
        language="fr",
        at=AT,
    )
    assert import_path(source=asking.write(), at=AT).is_unchanged
    asking.files["surveys/autour.json"]["questions"][0]["value"]["fr"] = "À l’aise ?"
    report = import_path(source=asking.write(), at=AT)
    assert report.counts == {"updated": 1, "unchanged": 8}
    assert Survey.objects.get().asked()[0]["fr"] == "À l’aise ?"
    # By the word of the file, both languages say the same.
    assert not StalePage.objects.filter(page_key=KEY).exists()
    kept = SurveyResponse.objects.get()
    assert kept.answers == {AT_EASE: "2"}
    assert kept.version.questions[0]["fr"] == "Êtes-vous à l’aise ?"


def test_a_survey_of_that_name_keeps_it(asking):
    own = make_survey("Autour du parcours")
    for _time in range(2):
        report = import_path(source=asking.write(), at=AT)
    assert report.is_unchanged
    assert Survey.objects.get(key=KEY).name == "Autour du parcours (2)"
    own.refresh_from_db()
    assert own.name == "Autour du parcours"


def test_files_that_say_nothing_leave_what_the_academy_asks(catalogues, draft):
    """Also in a language that comes anew: one language counts for the others."""
    english = {name: draft.files.pop(name) for name in list(draft.files) if ".en." in name}
    said = {
        name: draft.files[name]["text"].pop("en")
        for name in ("path.json", "courses/cours/course.json")
    }
    import_path(source=draft.write(), at=AT)
    survey = make_survey()
    page = PathPage.objects.get(translation_key=PATH)
    page.survey_after = survey
    page.save_revision().publish()
    for name, text in said.items():
        draft.files[name]["text"]["en"] = text
    draft.files |= english
    import_path(source=draft.write(), at=AT)
    assert {offered(code, "after") for code in ("fr", "en")} == {survey}
    assert {offered(code, "before") for code in ("fr", "en")} == {None}


def test_drafts_wait_and_change_no_survey_that_is_asked(asking):
    import_path(source=asking.write(), at=AT)
    asking.files["surveys/autour.json"]["questions"].pop()
    asking.files["path.json"]["surveys"]["after"] = "ensuite"
    asking.files["surveys/ensuite.json"] = {
        "key": KEY.replace("5", "6"),
        "title": "Ensuite",
        "questions": questions()[:1],
    }
    with translation.override("en"):
        report = import_path(source=asking.write(), at=AT, publish=False)
    assert report.notes == (
        "The survey “Autour du parcours” asks something else here: it is changed by an import "
        "that publishes.",
    )
    assert len(Survey.objects.get(key=KEY).asked()) == 4
    assert offered(moment="after").name == "Autour du parcours"
    page = PathPage.objects.get(translation_key=PATH, locale__language_code="fr")
    assert page.get_latest_revision_as_object().survey_after.name == "Ensuite"


def test_a_designer_brings_surveys_in_for_the_own_organism(asking):
    organism = OrganismFactory()
    import_path(source=asking.write(), at=AT, user=designer_of(organism))
    assert Survey.objects.get().built_by == organism


def test_a_survey_of_others_is_neither_changed_nor_taken(asking):
    """Its key is no way to offer it: the editor has none either."""
    own, other = OrganismFactory(), OrganismFactory()
    asking.files["path.json"]["built_by"] = [own.name_fr]
    survey = make_survey("Autour du parcours", key=UUID(KEY), built_by=other)
    Survey.objects.update(intro_fr="Trois questions.", intro_en="")
    (told,) = refused(asking.write(), user=designer_of(own))
    assert told.startswith("surveys/autour.json: This survey belongs to another organization here.")
    assert not PathPage.objects.filter(translation_key=PATH).exists()
    import_path(source=asking.write(), at=AT, user=SuperuserFactory())
    asking.lesson()["title"] = "Corrigé"
    assert import_path(source=asking.write(), at=AT, user=designer_of(own)).is_published
    asking.files["surveys/autour.json"]["questions"].pop()
    refused(asking.write(), user=designer_of(own))
    survey.refresh_from_db()
    assert len(survey.asked()) == 4


def test_a_rehearsal_makes_none(asking):
    assert import_path(source=asking.write(), at=AT, rehearse=True).counts["created"] == 9
    assert not Survey.objects.exists()


def test_what_is_wrong_is_told_with_its_place(asking):
    survey = asking.files["surveys/autour.json"]
    survey["questions"][1]["id"] = survey["questions"][0]["id"]
    survey["questions"][2]["value"]["options"] = items([{"fr": "Une", "en": "One"}], OPTIONS[:1])
    survey["questions"].append(block("essay", {"fr": "Quoi ?", "en": "What?"}))
    survey["answers"] = []
    del asking.files["path.json"]["surveys"]["after"]
    asking.files["path.json"]["surveys"]["during"] = "autour"
    told = refused(asking.write())
    assert [one.split(":")[0] for one in told] == [
        "path.json, at surveys › during",
        "surveys/autour.json, at answers",
        "surveys/autour.json, at questions › 3 › options",
        "surveys/autour.json, at questions › 5 › type",
        "surveys/autour.json, at questions › 5",
        "surveys/autour.json, at questions › 2 › id",
    ]


def test_options_that_say_the_same_are_refused_as_in_the_editor(asking):
    asking.files["surveys/autour.json"]["questions"][1]["value"]["options"] = items(
        [{"fr": "Oui", "en": "Yes"}, {"fr": "Oui", "en": "No"}], OPTIONS[:2]
    )
    (told,) = refused(asking.write())
    assert told.startswith("surveys/autour.json, at questions › 2 › options: Two options say")


def test_files_are_named_and_names_have_files(asking):
    asking.files["surveys/autre.json"] = asking.files.pop("surveys/autour.json")
    told = refused(asking.write())
    assert [one.split(":")[0] for one in told] == ["path.json, at surveys", "surveys/autre.json"]


def test_the_first_format_has_no_surveys(asking):
    asking.files["path.json"]["format"] = "academie-path/1"
    (told,) = refused(asking.write())
    assert "surveys" in told
    assert "“academie-path/2”" in told
