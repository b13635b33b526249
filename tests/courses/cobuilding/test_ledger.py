"""The ledger of credits: what is written in it, by which act, and that it can't be changed."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from academy.core.errors import AcademyError, NotFound
from courses.cobuilding import approving, crediting, ledger
from courses.models import (
    CoursePage,
    Credit,
    CreditedPerson,
    CreditRole,
    LessonPage,
    Part,
    PathPage,
    PublishedPath,
)
from courses.services.issue import copy_of
from tests.factories.courses import LessonPageFactory, text
from tests.factories.organisms import OrganismFactory

from .building import make_built, person_of, ruled, said, submitted

pytestmark = pytest.mark.django_db
WORDS = "un deux trois quatre cinq six sept huit neuf dix"


def wrote(built, by, words=WORDS, page=None, publish=True):
    """Have somebody add a block of text to the first lesson; return its id."""
    page = LessonPage.objects.get(pk=(page or built.lesson).pk)
    draft = page.get_latest_revision_as_object()
    new = text(f"<p>{words}</p>")
    draft.body = [*draft.body.raw_data, new]
    revision = draft.save_revision(user=by)
    if publish:
        revision.publish()
    return new["id"]


def parts_of(built):
    found = ledger.credits_of(built.page.translation_key)
    return {one["code"]: (one["percent"], one["roles"]) for one in found}


def test_a_block_is_credited_to_who_wrote_it_for_which_organism():
    built = make_built()
    first, second = (one.code for one in built.organisms)
    wrote(built, built.designers[0], publish=False)
    wrote(built, built.designers[1])
    found = parts_of(built)
    assert found == {first: (50, ["wrote"]), second: (50, ["wrote"])}
    wrote(built, built.designers[1], words=f"{WORDS} {WORDS}")
    assert parts_of(built) == {first: (25, ["wrote"]), second: (75, ["wrote"])}
    row = PublishedPath.objects.get(key=built.page.translation_key)
    assert [one["percent"] for one in row.credits] == [75, 25]


def test_publishing_again_writes_nothing_twice():
    built = make_built()
    wrote(built, built.designers[0])
    count = Credit.objects.count()
    LessonPage.objects.get(pk=built.lesson.pk).save_revision(user=built.designers[1]).publish()
    assert Credit.objects.count() == count


def test_what_nobody_signed_or_no_organism_wrote_is_nobodys():
    built = make_built()
    wrote(built, None)
    wrote(built, person_of(OrganismFactory()))
    assert parts_of(built) == {}


def test_what_an_archive_brings_is_nobodys_and_a_new_lesson_is_its_writers():
    built = make_built()
    course = built.lesson.get_parent()
    brought = LessonPageFactory(parent=course, live=False, body=[text("<p>un deux</p>")])
    brought.save_revision(user=built.designers[0]).publish()
    assert parts_of(built) == {}
    new = LessonPageFactory(parent=course, live=False, body=[text("<p>un deux</p>")])
    log(instance=new, action="wagtail.create", user=built.designers[0])
    new.save_revision(user=built.designers[0]).publish()
    assert parts_of(built) == {built.organisms[0].code: (100, ["wrote"])}


def test_another_language_is_a_translation():
    built = make_built(languages=("fr", "en"))
    wrote(built, built.designers[0])
    twin = LessonPage.objects.get(
        translation_key=built.lesson.translation_key, locale__language_code="en"
    )
    twin.save_revision().publish()
    wrote(built, built.designers[1], page=twin)
    first, second = (one.code for one in built.organisms)
    # A translated word counts six where a written one counts ten.
    assert parts_of(built) == {first: (63, ["wrote"]), second: (37, ["translated"])}


def test_who_approved_reviewed():
    built = make_built()
    legal = OrganismFactory()
    approving.invite(
        by=built.designers[0], path=built.page, organism=legal, part=Part.LEGAL, at=timezone.now()
    )
    ruled(built, quorum=1)
    wrote(built, built.designers[0], publish=False)
    state = submitted(built)
    said(state, person_of(legal), legal)
    assert parts_of(built) == {
        built.organisms[0].code: (91, ["wrote"]),
        legal.code: (9, ["reviewed"]),
    }
    row = PublishedPath.objects.get(key=built.page.translation_key)
    assert {one["code"] for one in row.credits} == {built.organisms[0].code, legal.code}


def test_a_copied_path_keeps_the_shares_and_goes_its_own_way():
    built = make_built()
    wrote(built, built.designers[0])
    wrote(built, built.designers[1])
    before = parts_of(built)
    copy = built.page.copy(
        recursive=True, update_attrs={"slug": "copie", "title": "Copie"}, user=built.designers[0]
    )
    for model in (CoursePage, LessonPage):
        for page in model.objects.descendant_of(copy):
            page.save_revision(user=built.designers[0]).publish()
    PathPage.objects.get(pk=copy.pk).save_revision().publish()
    found = {one["code"]: one["percent"] for one in ledger.credits_of(copy.translation_key)}
    assert found == {code: percent for code, (percent, _roles) in before.items()}
    page = LessonPage.objects.descendant_of(copy).first()
    wrote(built, built.designers[0], words=f"{WORDS} {WORDS}", page=page)
    assert parts_of(built) == before
    found = {one["code"]: one["percent"] for one in ledger.credits_of(copy.translation_key)}
    assert found[built.organisms[0].code] == 75


def test_a_lesson_that_moves_brings_its_credit_along():
    built, other = make_built(), make_built()
    wrote(built, built.designers[0])
    wrote(other, other.designers[0])
    target = CoursePage.objects.descendant_of(other.page).first()
    page = LessonPage.objects.get(pk=built.lesson.pk)
    page.move(target, pos="last-child")
    assert parts_of(built) == {}
    assert parts_of(other) == {
        built.organisms[0].code: (50, ["wrote"]),
        other.organisms[0].code: (50, ["wrote"]),
    }
    moved = Page.objects.get(pk=page.pk)
    assert moved.get_parent().pk == target.pk


def test_what_is_declared_is_named_once(client, with_second_factor):
    built = make_built()
    payer = OrganismFactory(name_fr="Fonds", name_en="Fund")
    with_second_factor(built.designers[0])
    client.force_login(built.designers[0])
    address = reverse("courses_building:declare", args=[built.page.pk])
    for _time in range(2):
        said_so = client.post(address, {"organism": payer.pk, "role": "funded"})
        assert said_so.status_code == 302
    assert parts_of(built) == {payer.code: (0, ["funded"])}
    assert client.post(address, {"organism": payer.pk, "role": "wrote"}).status_code == 422
    with pytest.raises(AcademyError, match="measured"):
        crediting.declare(
            by=built.designers[0],
            path=built.page,
            organism=payer,
            role=CreditRole.WROTE,
            at=timezone.now(),
        )
    with pytest.raises(NotFound):
        crediting.declare(
            by=person_of(payer),
            path=built.page,
            organism=payer,
            role=CreditRole.TESTED,
            at=timezone.now(),
        )


def test_the_page_of_the_path_and_its_frozen_copy_say_so(client):
    built = make_built()
    wrote(built, built.designers[0])
    path = PublishedPath.objects.get(key=built.page.translation_key)
    page = client.get(path.texts["fr"]["url"]).content.decode()
    assert built.organisms[0].name_fr in page
    assert "100" in page.split("path-facts")[1]
    frozen = json.loads(copy_of(path).text)
    assert [one["percent"] for one in frozen["credits"]] == [100]
    before = copy_of(path).digest
    wrote(built, built.designers[1])
    assert copy_of(PublishedPath.objects.get(key=path.key)).digest != before


def test_somebody_who_leaves_is_anonymous_and_the_organism_keeps_its_credit():
    built = make_built()
    wrote(built, built.designers[0])
    writer, before = built.designers[0], parts_of(built)
    alias = CreditedPerson.objects.get(user=writer).alias
    assert len(list(ledger.of_person(writer))) == 1
    writer.delete()
    assert not CreditedPerson.objects.filter(alias=alias).exists()
    assert Credit.objects.filter(alias=str(alias)).count() == 1
    assert parts_of(built) == before
    call_command("verify_credits")


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE courses_credit SET words = 1000 WHERE id = {first}", "was changed"),
        ("UPDATE courses_credit SET organism_code = 'X' WHERE id = {first}", "was changed"),
        ("DELETE FROM courses_credit WHERE id = {first}", "missing, inserted or moved"),
        ("DELETE FROM courses_credit WHERE id = {last}", "ends too early"),
    ],
)
def test_the_command_finds_what_was_done_behind_its_back(sql, message, capsys):
    built = make_built()
    wrote(built, built.designers[0])
    wrote(built, built.designers[1])
    call_command("verify_credits")
    assert "holds: 2 lines" in capsys.readouterr().out
    ids = list(Credit.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(sql.format(first=ids[0], last=ids[-1]))
    with pytest.raises(CommandError, match=message):
        call_command("verify_credits")
