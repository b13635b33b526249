"""Questions of banks name entries of frameworks, and count where tests may draw them."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.frameworks.coverage import rows_of
from courses.frameworks.queries import taught_paths
from courses.frameworks.shipped import frameworks
from courses.models import BankQuestion
from courses.services import refresh_stale_paths
from tests.courses.asking import words
from tests.courses.frameworks.test_coverage import path, row
from tests.factories.accounts import UserFactory
from tests.factories.banks import bank_question, make_bank, make_path_with_test
from tests.factories.organisms import OrganismFactory


def entries(*references):
    stream = BankQuestion._meta.get_field("frameworks").stream_block
    return stream.to_python([{"type": "entry", "value": one} for one in references])


def test_drawn_questions_count_beside_those_of_lessons():
    drawn = {"digcomp:4.2": frozenset({"a", "b"}), "digcomp:4.1": frozenset({"b"})}
    found = row("digcomp:4.2", path(drawn=drawn))
    assert (found.questions, found.cells[0].asked, found.cells[0].drawn) == (7, 5, 2)
    # An area counts each question once.
    assert row("digcomp:4", path(drawn=drawn)).cells[0].drawn == 2


def test_what_tests_alone_ask_is_no_gap():
    found = row("digcomp:3.4", path(drawn={"digcomp:3.4": frozenset({"a"})}))
    assert (found.state, found.questions) == ("asked", 1)


@pytest.mark.django_db
def test_a_question_counts_in_the_paths_whose_tests_may_draw_it():
    bank = make_bank({"phishing": 2})
    bank_question(bank, tags=["phishing"], frameworks=entries("digcomp:4.2"))
    bank_question(bank, tags=["passwords"], frameworks=entries("digcomp:4.2"))
    bank_question(bank, tags=["phishing"], frameworks=entries("digcomp:4.2"), live=False)
    narrow = make_path_with_test(bank, {"phishing": 2})
    wide = make_path_with_test(bank, {"": 2})
    make_path_with_test(make_bank(), {"phishing": 2})
    drawn = {one.page_id: len(one.drawn.get("digcomp:4.2", ())) for one in taught_paths("fr")}
    assert sorted(drawn.values()) == [0, 1, 2]
    assert drawn[narrow.texts["fr"]["page_id"]] == 1
    assert drawn[wide.texts["fr"]["page_id"]] == 2
    assert all(sum(one.tested.values()) == 2 for one in taught_paths("fr"))


@pytest.mark.django_db
def test_more_questions_cost_no_more_queries(django_assert_num_queries):
    bank = make_bank({"phishing": 2})
    for _number in range(3):
        bank_question(bank, tags=["phishing"], frameworks=entries("digcomp:4.2"))
    make_path_with_test(bank, {"phishing": 2})
    with django_assert_num_queries(4):
        rows_of(frameworks(), taught_paths("fr"), "fr")
    bank_question(bank, tags=["phishing"], frameworks=entries("digcomp:4.1"))
    with django_assert_num_queries(4):
        rows_of(frameworks(), taught_paths("fr"), "fr")


@pytest.mark.django_db
def test_paths_that_were_published_before_are_brought_up():
    bank = make_bank({"phishing": 2})
    made = make_path_with_test(bank, {"phishing": 2})
    for course in made.outline["courses"]:
        for lesson in course["lessons"]:
            for test in lesson.get("tests", ()):
                del test["bank"], test["tags"]
    made.save()
    refresh_stale_paths(at=timezone.now())
    made.refresh_from_db()
    tests = [
        test
        for course in made.outline["courses"]
        for lesson in course["lessons"]
        for test in lesson.get("tests", ())
    ]
    assert {test["bank"] for test in tests} == {str(bank.key)}


@pytest.mark.django_db
def test_the_desk_asks_what_a_question_works_on_and_the_report_shows_it(client, with_second_factor):
    organism = OrganismFactory()
    bank = make_bank({"phishing": 2}, built_by=organism)
    key = bank_question(bank, tags=["phishing"], frameworks=entries("digcomp:4.2"))
    make_path_with_test(bank, {"phishing": 2})
    user = UserFactory(language="en")
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    with_second_factor(user)
    client.force_login(user)
    question = BankQuestion.objects.filter(translation_key=key).first()
    with translation.override("en"):
        edit = reverse("wagtailsnippets_courses_bankquestion:edit", args=[question.pk])
        report = reverse("courses_frameworks:coverage")
    page = client.get(edit).content.decode()
    assert "What it works on" in page
    assert "digcomp:4.2" in page
    assert "0 + 1" in words(client.get(f"{report}?framework=digcomp&state=asked"))
