"""Each kind of question over HTTP: what is asked, recorded and said, and what is hidden."""

import json
import re
from uuid import UUID, uuid4, uuid5

import pytest
from wagtail.images.tests.utils import get_test_image_file

from academy.core.iri import certainty_iri
from academy.lrs.models import Statement
from courses.assessment import QuestionKind, mark
from courses.models import AcademyImage, Answer
from home.demonstration.answers import item_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    CoursePageFactory,
    LessonPageFactory,
    PathPageFactory,
    lesson_pages,
    publish_path,
)
from tests.factories.questions import EXAMPLES, example_block

from .test_learning import enrol, french
from .test_profile import check, profile

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of each rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
KINDS: list[QuestionKind] = sorted(EXAMPLES)
TYPES = {
    "ordering": "sequencing",
    "matching": "matching",
    "categorising": "matching",
    "numeric": "numeric",
    "short_text": "fill-in",
    "message_triage": "matching",
    "branching_scenario": "performance",
    "hot_spot": "choice",
}
# What each question says only once it is answered.
SECRETS = {
    "ordering": "every minute counts",
    "matching": "Anybody may know them",
    "categorising": "It identifies people",
    "numeric": "12.9 bits",
    "short_text": "this one steals",
    "message_triage": "leads to another",
    "branching_scenario": "no such call",
    "hot_spot": "copy a logo",
}


def block_id(kind):
    return str(uuid5(UUID(int=8), kind))


@pytest.fixture(scope="module")
def path(module_database):
    with module_database():
        image = AcademyImage.objects.create(
            title="a.png", file=get_test_image_file(size=(320, 200)), credit=""
        )
        pages = PathPageFactory(language="fr")
        LessonPageFactory(
            parent=CoursePageFactory(parent=pages),
            body=[
                example_block(kind, block_id(kind), ask_certainty=True, **fields)
                for kind in KINDS
                for fields in ({"image": image.pk} if kind == "hot_spot" else {},)
            ],
        )
        return publish_path(pages)


@pytest.fixture
def lesson(path):
    return lesson_pages(path, "fr")[0]


@pytest.fixture
def ask(client, path, lesson):
    """Return a function that answers a question and returns the page, by htmx unless told."""
    client.force_login(UserFactory(language="fr"))
    enrol(client, path)

    def send(kind, entries, *, htmx=True, attempt=None, **more):
        sent = {"attempt": attempt or uuid4(), **more}
        for place, entry in enumerate(entries):
            # Fields of one thing each have a name of their own, as the pages have them.
            name = "choice" if kind in ("branching_scenario", "hot_spot") else f"choice-{place}"
            sent.setdefault(name if kind not in ("numeric", "short_text") else "choice", []).append(
                entry
            )
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(
            french("courses:answer", lesson.pk, block_id(kind)), sent, headers=headers
        )

    return send


def question_of(lesson, kind):
    return lesson.question_blocks[block_id(kind)].value.question(block_id(kind))


def right_and_wrong(lesson, kind):
    """Return a right response and a wrong one, as the demonstration makes them."""
    item = item_of(question_of(lesson, kind), 1)
    return item.right.chosen, item.wrong[0].chosen


def told():
    return [
        json.loads(one)
        for one in Statement.objects.filter(verb__endswith="/answered")
        .order_by("seq")
        .values_list("payload", flat=True)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_is_recorded_in_the_terms_of_its_type_and_closes(ask, lesson, kind):
    right, _wrong = right_and_wrong(lesson, kind)
    page = ask(kind, right).content.decode()
    assert "question-outcome-correct" in page
    assert "<form" not in page
    (statement,) = told()
    assert statement["object"]["definition"]["interactionType"] == TYPES[kind]
    assert statement["result"]["response"] == "[,]".join(right)
    assert (statement["result"]["score"]["scaled"], statement["result"]["success"]) == (1, True)
    assert "correctResponsesPattern" not in statement["object"]["definition"]
    check(statement, profile(statement["object"]["id"].partition("/xapi/")[0]))
    (answer,) = Answer.objects.all()
    assert tuple(answer.response) == right


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_says_something_and_may_be_mended(ask, lesson, kind):
    right, wrong = right_and_wrong(lesson, kind)
    page = ask(kind, wrong).content.decode()
    assert "question-outcome-correct" not in page
    assert "question-outcome" in page
    assert "<form" in page
    assert "question-outcome-correct" in ask(kind, right).content.decode()
    assert [answer.success for answer in Answer.objects.all()] == [False, True]


@pytest.mark.parametrize("kind", KINDS)
def test_the_answers_are_not_in_the_page_before(client, ask, lesson, kind):
    page = client.get(lesson.get_url()).content.decode()
    (question,) = re.findall(rf'id="block-{block_id(kind)}".*?</form>', page, re.DOTALL)
    assert SECRETS[kind] not in question
    assert SECRETS[kind] in ask(kind, right_and_wrong(lesson, kind)[0]).content.decode() + "".join(
        ask(kind, wrong.chosen).content.decode()
        for wrong in item_of(question_of(lesson, kind), 1).wrong
    )


def test_what_is_in_order_in_the_editor_is_mixed_on_the_page(client, ask, lesson):
    page = client.get(lesson.get_url()).content.decode()
    texts = [item["value"]["text"] for item in EXAMPLES["ordering"]["items"]]
    places = [page.index(text) for text in texts]
    assert places != sorted(places)


def test_a_later_step_is_not_in_the_page_until_it_is_reached(client, ask, lesson):
    first, second = question_of(lesson, "branching_scenario").steps
    page = client.get(lesson.get_url()).content.decode()
    assert second.id not in page
    assert "from another city" not in page
    risky = f"{first.id}[.]{first.choices[1].id}"
    page = ask("branching_scenario", [f"{first.id}[.]", risky]).content.decode()
    assert "from another city" in page
    assert "your mailbox is open somewhere else" in page
    assert f'value="{risky}"' in page
    assert not Answer.objects.exists()
    best = f"{second.id}[.]{second.choices[0].id}"
    ask("branching_scenario", [risky, f"{second.id}[.]", best])
    (answer,) = Answer.objects.all()
    assert answer.response == [risky, best]
    assert answer.scaled == 0.5


def test_a_step_without_a_choice_is_asked_again_where_one_was(ask, lesson):
    first, second = question_of(lesson, "branching_scenario").steps
    risky = f"{first.id}[.]{first.choices[1].id}"
    page = ask("branching_scenario", [risky, f"{second.id}[.]"]).content.decode()
    assert "question-error" in page
    assert f'value="{risky}"' in page
    assert "from another city" in page


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "no script"])
def test_what_cannot_be_taken_is_shown_again_as_it_was_sent(ask, lesson, htmx):
    triage = question_of(lesson, "message_triage")
    kept = f"{triage.messages[1].id}[.]keep"
    page = ask("message_triage", [kept], htmx=htmx).content.decode()
    assert "question-error" in page
    assert f'value="{kept}" checked' in page
    page = ask("numeric", ["douze"], htmx=htmx).content.decode()
    assert "question-error" in page
    assert 'value="douze"' in page
    matching = question_of(lesson, "matching")
    pair = f"{matching.items[0].id}[.]{matching.items[0].target}"
    page = ask("matching", [pair], htmx=htmx).content.decode()
    assert f'value="{pair}" selected' in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("kind", "entries"),
    [
        ("ordering", ["nonsense[.]1"]),
        ("matching", ["nonsense[.]nonsense"]),
        ("message_triage", ["nonsense[.]report"]),
        ("branching_scenario", ["nonsense[.]nonsense"]),
        ("hot_spot", ["nonsense"]),
    ],
)
def test_what_the_question_does_not_have_is_refused_in_a_sentence(ask, kind, entries):
    page = ask(kind, entries).content.decode()
    assert "question-error" in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [("1,234", "1.234"), ("51.7 km", "bits"), ("x" * 80, "question-error"), ("", "question-error")],
)
def test_a_number_that_cannot_be_read_says_what_to_do(ask, typed, words):
    page = ask("numeric", [typed]).content.decode()
    assert "question-error" in page
    assert words in page


@pytest.mark.parametrize("typed", ["51,7", " 51.70 ", "51,9 bits", "+51.5"])
def test_a_number_is_taken_as_people_write_it(ask, typed):
    assert "question-outcome-correct" in ask("numeric", [typed]).content.decode()


def test_a_short_text_stays_one_answer_whatever_it_holds(ask):
    ask("short_text", ["a[,]b[.]c"])
    (answer,) = Answer.objects.all()
    assert answer.response == ["a[,]b[.]c"]


def test_a_link_of_a_mailbox_shows_where_it_leads_and_leads_nowhere(client, ask, lesson):
    page = client.get(lesson.get_url()).content.decode()
    target = "https://login.pay-roll-service.example/confirm"
    assert f"<code>{target}</code>" in page
    assert f'href="{target}"' not in page


@pytest.mark.parametrize("said", ["sure", "unsure"])
def test_how_sure_one_was_is_recorded_and_said_back_but_changes_no_mark(client, ask, lesson, said):
    right, wrong = right_and_wrong(lesson, "numeric")
    first = ask("numeric", wrong, certainty=said).content.decode()
    second = ask("numeric", right, certainty=said).content.decode()
    assert [answer.certainty for answer in Answer.objects.all()] == [said, said]
    assert [answer.scaled for answer in Answer.objects.all()] == [0, 1]
    for statement in told():
        (extension,) = statement["result"]["extensions"].items()
        base = statement["object"]["id"].partition("/xapi/")[0]
        assert extension == (certainty_iri(base), said)
        check(statement, profile(base))
    texts = [
        re.search(r"question-outcome-title.*?<p>(.*?)</p>", one, re.S) for one in (first, second)
    ]
    assert all(texts)
    assert texts[0][1] != texts[1][1]
    assert texts[1][1] in client.get(lesson.get_url()).content.decode()


def test_nothing_is_said_of_certainty_where_it_is_left_or_made_up(ask, lesson):
    right, wrong = right_and_wrong(lesson, "numeric")
    ask("numeric", wrong)
    ask("numeric", right, certainty="certain")
    assert [answer.certainty for answer in Answer.objects.all()] == ["", ""]
    assert all("extensions" not in statement["result"] for statement in told())


def test_the_demonstration_answers_every_kind_in_ways_that_can_be_marked(lesson):
    for kind in KINDS:
        question = question_of(lesson, kind)
        item = item_of(question, 3)
        assert mark(question, item.right.chosen).success
        for response in item.wrong:
            assert mark(question, response.chosen) == response.mark
            assert not response.mark.success
