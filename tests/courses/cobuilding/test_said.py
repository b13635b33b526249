"""What was said of the pages of a path: all of it is read, remarks are answered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Comment, CommentReply

from courses.cobuilding import building
from courses.models import Remark, RemarkAnswer

from .building import make_built

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"courses_building:{name}", args=args)


@pytest.fixture
def built():
    return make_built()


@pytest.fixture
def link(built):
    return building.open_link(
        by=built.designers[0], path=built.page, note="A", days=3, at=timezone.now()
    )


@pytest.fixture
def remark(built, link):
    return building.remark(
        link=link[0], page=built.lesson, name="Léa", text="Il manque un mot.", at=timezone.now()
    )


def many_remarks(built, link, count):
    now = timezone.now()
    Remark.objects.bulk_create(
        Remark(
            path_key=built.page.translation_key,
            link=link[0],
            page=built.lesson,
            page_title="Leçon",
            name="Léa",
            text=f"Mot {number:04}.",
            at=now - timedelta(minutes=number),
        )
        for number in range(count)
    )


def test_a_remark_is_answered_and_whoever_has_its_link_reads_the_answer(
    client, sign_in, built, link, remark
):
    desk = sign_in(built.designers[1])
    address = at("answer-remark", built.page.pk, remark.pk)
    assert "Il manque un mot." in desk.get(address).content.decode()
    for _twice in range(2):
        assert desk.post(address, {"text": "Lequel ?\n<b>"}).status_code == 302
    assert RemarkAnswer.objects.get().given_by == built.designers[1]
    shown = desk.get(at("said", built.page.pk)).content.decode()
    assert "Lequel ?<br>&lt;b&gt;" in shown
    assert built.designers[1].get_full_name() in shown
    client.logout()
    with translation.override("en"):
        draft = reverse("review:draft", args=[link[1], built.lesson.pk])
    read = client.get(draft).content.decode()
    assert "Those who build the path answer" in read
    assert "Lequel ?<br>&lt;b&gt;" in read
    assert built.designers[1].get_full_name() not in read


@pytest.mark.parametrize("text", ["", "  ", "A" * 1001])
def test_an_answer_that_cannot_be_says_why_and_keeps_the_words(sign_in, built, remark, text):
    desk = sign_in(built.designers[0])
    answer = desk.post(at("answer-remark", built.page.pk, remark.pk), {"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert not RemarkAnswer.objects.exists()


def test_nobody_answers_without_end(sign_in, built, remark):
    desk = sign_in(built.designers[0])
    for number in range(building.MOST_ANSWERS):
        building.answer_remark(
            by=built.designers[0],
            path=built.page,
            remark_id=remark.pk,
            text=f"Réponse {number}",
            at=timezone.now(),
        )
    more = desk.post(at("answer-remark", built.page.pk, remark.pk), {"text": "Une de trop"})
    assert more.status_code == 422
    assert "Une de trop" in more.content.decode()
    assert "20 answers" in more.content.decode()


def test_a_remark_that_was_settled_by_mistake_waits_again(sign_in, built, remark):
    desk = sign_in(built.designers[0])
    address = at("settle-remark", built.page.pk, remark.pk)
    assert desk.post(address, {"settled": "1", "whole": "1"}).url == at("said", built.page.pk)
    assert "Il manque" not in desk.get(at("said", built.page.pk)).content.decode()
    settled = desk.get(at("said", built.page.pk), {"settled": "1"}).content.decode()
    assert "Il manque" in settled
    assert f"by {built.designers[0].get_full_name()}" in settled
    desk.post(address, {"settled": "0"})
    assert "Il manque" in desk.get(at("said", built.page.pk)).content.decode()
    remark.refresh_from_db()
    assert (remark.settled_at, remark.settled_by) == (None, None)


def test_all_that_was_said_is_read_page_by_page(sign_in, built, link):
    """Of more than a hundred, the oldest were shown nowhere."""
    many_remarks(built, link, 120)
    desk = sign_in(built.designers[0])
    space = desk.get(at("space", built.page.pk)).content.decode()
    assert ("Mot 0019." in space, "Mot 0020." in space) == (True, False)
    assert "(120 wait)" in space
    found = "".join(
        desk.get(at("said", built.page.pk), {"p": number}).content.decode() for number in (1, 2, 3)
    )
    assert all(f"Mot {number:04}." in found for number in range(120))


def test_comments_of_the_editor_lead_to_the_comment_with_what_was_answered(sign_in, built):
    comment = Comment.objects.create(
        page=built.lesson, user=built.designers[1], text="À revoir", contentpath="title"
    )
    CommentReply.objects.create(comment=comment, user=built.designers[0], text="C’est fait")
    desk = sign_in(built.designers[0])
    shown = desk.get(at("said", built.page.pk)).content.decode()
    address = reverse("wagtailadmin_pages:edit", args=[built.lesson.pk])
    assert f'"{address}?comment={comment.pk}"' in shown
    assert "C’est fait" in shown
    comment.resolved_at, comment.resolved_by = timezone.now(), built.designers[0]
    comment.save()
    assert "À revoir" not in desk.get(at("said", built.page.pk)).content.decode()
    settled = desk.get(at("said", built.page.pk), {"settled": "1"}).content.decode()
    assert "À revoir" in settled


def test_a_space_with_much_in_it_asks_as_many_queries_as_a_small_one(
    sign_in, built, link, django_assert_max_num_queries
):
    desk = sign_in(built.designers[0])

    def fill(count):
        many_remarks(built, link, count)
        for number in range(count // 5):
            building.add_duty(
                by=built.designers[0],
                path=built.page,
                organism=built.organisms[number % 2],
                title=f"Tâche {number}",
                due_on=None,
                at=timezone.now(),
            )
        for number in range(5):
            building.open_link(
                by=built.designers[number % 2],
                path=built.page,
                note="A",
                days=3,
                at=timezone.now(),
            )

    addresses = (at("space", built.page.pk), at("said", built.page.pk))
    fill(50)
    for address in addresses:
        desk.get(address)
    for address in addresses:
        with django_assert_max_num_queries(200) as few:
            desk.get(address)
        fill(500)
        with django_assert_max_num_queries(len(few)):
            desk.get(address)
