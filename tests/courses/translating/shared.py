"""Banks of questions and surveys in both languages, and what people do to them."""

from courses.models import BankQuestion, PathPage, Survey
from courses.translating.comparing import left
from courses.translating.following import agree_on_path
from courses.translating.following_shared import agree_on_questions
from courses.translating.queries import pair_of, pairs_of_survey
from tests.factories.banks import make_bank, make_path_with_test
from tests.factories.courses import block, items

from .pages import AT

WORDS = {"fr": "Que fais-tu ?", "en": "What do you do?"}


def make_translated_bank(organism, questions=1, tag="phishing"):
    """Return a bank whose English questions follow the French ones."""
    bank = make_bank({tag: questions}, built_by=organism)
    for row in BankQuestion.objects.filter(bank=bank).order_by("pk"):
        say(row, WORDS[row.locale.language_code])
    agree_on_questions(bank_key=bank.key, by=None, at=AT)
    return bank


def make_path_that_draws(bank, organism, tag="phishing"):
    """Return a published path in both languages with a test that draws from `bank`."""
    path = make_path_with_test(bank, {tag: 1})
    for page in PathPage.objects.filter(translation_key=path.key):
        page.built_by.add(organism)
        page.save_revision().publish()
    agree_on_path(path_key=path.key, by=None, at=AT)
    path.refresh_from_db()
    return path


def say(question, prompt, *, publish=True):
    """Write the prompt of a question; return the version."""
    draft = BankQuestion.objects.get(pk=question.pk).get_latest_revision_as_object()
    raw = [dict(one) for one in draft.body.raw_data]
    raw[0]["value"] = {**raw[0]["value"], "prompt": prompt}
    draft.body = draft.body.stream_block.to_python(raw)
    revision = draft.save_revision()
    if publish:
        revision.publish()
    return revision


def sides_of(bank):
    """Return the first question of a bank in French, and in English."""
    french = bank.questions.filter(locale__language_code="fr").order_by("pk").first()
    return french, french.get_translations().get()


def pair(question):
    """Return a translation as it is now."""
    found = pair_of(BankQuestion.objects.get(pk=question.pk))
    assert found is not None
    return found


def prompt_place(question):
    """Return the place of the prompt."""
    return f"body/{question.body.raw_data[0]['id']}/value/prompt"


def make_survey(organism=None, **fields):
    """Return a survey with one question of two options, in both languages."""
    options = [{"fr": "Oui", "en": "Yes"}, {"fr": "Non", "en": "No"}]
    asked = {"fr": "Ça va ?", "en": "All well?", "options": items(options)}
    survey = Survey(name="Avant", built_by=organism, intro_fr="Bonjour.", intro_en="Hello.")
    survey.questions = survey.questions.stream_block.to_python([block("one", asked)])
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.save()
    return survey


def ask(survey, **words):
    """Write the question of a survey, or its introductions, in one language or in both."""
    survey = Survey.objects.get(pk=survey.pk)
    raw = survey.questions.get_prep_value()
    for name, value in words.items():
        if name.startswith("intro"):
            setattr(survey, name, value)
        else:
            raw[0]["value"][name] = value
    survey.questions = survey.questions.stream_block.to_python(raw)
    survey.save()
    return survey


def states_of(survey):
    """Return what is to be done of a survey, by language and place."""

    fresh = Survey.objects.get(pk=survey.pk)
    return {
        (one.language, text.place.rpartition("/")[2]): text.state
        for one in pairs_of_survey(fresh)
        for text in left(one.compared())
    }


def offer(survey, path):
    """Have a path offer a survey before it."""
    for page in PathPage.objects.filter(translation_key=path.key):
        page.survey_before = survey
        page.save_revision().publish()


def to_translate(bank, prefix):
    """Return the numbers of a question of a bank, and of a survey of who built it, by name."""
    french, english = sides_of(bank)
    survey = Survey.objects.create(name=f"Survey {prefix}", built_by=bank.built_by)
    return {
        f"{prefix}bank_question": french.pk,
        f"{prefix}english_question": english.pk,
        f"{prefix}survey_written": survey.pk,
    }
