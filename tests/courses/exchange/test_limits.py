"""The format and the editor allow the same things: what is edited can always be exported."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail import blocks
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.blocks import LessonBody
from courses.blocks.media import VIDEO_ENDINGS as PLAYED_ENDINGS
from courses.exchange import contents, surveys
from courses.exchange.body import BLOCKS, MOST_SOURCES, VIDEO_ENDINGS
from courses.exchange.exporting import export_path
from courses.exchange.numbers import Number, Whole
from courses.exchange.rich_text import LONG, SHORT
from courses.exchange.schema import (
    Address,
    Flag,
    Items,
    OneOf,
    Record,
    Rich,
    Text,
)
from courses.models import CoursePage, LessonPage, Moment, PathPage, Survey, page_forms
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import make_path

TAGS = {"h3": "h3", "h4": "h4", "bold": "b", "italic": "i", "ol": "ol", "ul": "ul", "link": "a"}


def check(block, shape, where):
    if isinstance(shape, Record):
        assert list(block.child_blocks) == list(shape.fields), where
        for name, field in shape.fields.items():
            check(block.child_blocks[name], field, f"{where}.{name}")
    elif isinstance(shape, Items):
        assert (block.meta.min_num or 0, block.meta.max_num) == (shape.least, shape.most), where
        check(block.child_block, shape.of, f"{where}[]")
    elif isinstance(shape, Rich):
        assert isinstance(block, blocks.RichTextBlock), where
        assert block.required == shape.required, where
        if shape.required:
            for nothing in ("", '<p data-block-key="a"></p>', "<p> &nbsp;</p><ul><li></li></ul>"):
                with pytest.raises(ValidationError):
                    block.clean(RichText(nothing))
        allowed = LONG if shape.headings else SHORT
        features = {TAGS[feature] for feature in block.features if feature in TAGS}
        assert features <= allowed, where
        assert allowed - features <= {"p", "br", "li"}, where
    elif isinstance(shape, Text):
        assert block.required == shape.required, where
        assert getattr(block.field, "max_length", None) == shape.longest, where
    elif isinstance(shape, OneOf):
        assert tuple(value for value, _label in block.field.choices if value) == shape.words, where
    elif isinstance(shape, Address):
        for address in ("ftp://exemple.example/a", "exemple", "javascript:alert(1)"):
            with pytest.raises(ValidationError):
                block.clean(address)
        assert block.clean("https://exemple.example/a") == "https://exemple.example/a"
    elif isinstance(shape, Whole):
        assert (block.field.min_value, block.field.max_value) == (shape.least, shape.most), where
    elif isinstance(shape, Number):
        field = block.field
        limits = (field.max_digits, field.decimal_places, field.min_value)
        assert limits == (shape.digits, shape.decimals, shape.least), where
    elif isinstance(shape, Flag):
        assert isinstance(block, blocks.BooleanBlock), where


def test_every_block_has_the_limits_of_the_format():
    body = LessonBody()
    assert set(body.child_blocks) == set(BLOCKS)
    for name, shape in BLOCKS.items():
        check(body.child_blocks[name], shape, name)
    assert body.meta.block_counts == {"sources": {"max_num": MOST_SOURCES}}


def test_every_question_of_a_survey_has_the_limits_of_the_format():
    stream = Survey._meta.get_field("questions").stream_block
    assert list(stream.child_blocks) == list(surveys.SURVEY_BLOCKS)
    for name, shape in surveys.SURVEY_BLOCKS.items():
        check(stream.child_blocks[name], shape, name)
    questions = surveys.SURVEY.fields["questions"]
    assert (stream.required, stream.meta.min_num) == (True, None)
    assert (questions.least, questions.most) == (1, stream.meta.max_num)
    for name, field in (("title", "name"), ("intro_fr", "intro_fr"), ("intro_en", "intro_en")):
        assert surveys.SURVEY.fields[name].longest == Survey._meta.get_field(field).max_length
    assert tuple(Moment.values) == surveys.MOMENTS


def test_pages_have_the_limits_of_the_format():
    assert page_forms.LONGEST_TITLE == contents.LONGEST_TITLE
    assert page_forms.LONGEST_LESSON == contents.LONGEST_LESSON
    assert {ending.removeprefix(".") for ending in PLAYED_ENDINGS} == set(VIDEO_ENDINGS)
    for model in (PathPage, CoursePage, LessonPage):
        form = model.get_edit_handler().get_form_class()
        assert issubclass(form, page_forms.LearningPageForm)


@pytest.fixture
def path(db):
    return make_path(lessons=1, languages=["fr"])


def save(client, page, **fields):
    """Publish a lesson from the editor's form, in English."""
    client.force_login(SuperuserFactory(language="en"))
    body = streamfield([("rich_text", rich_text("<p>Un texte.</p>"))])
    values = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "duration_minutes": "5",
        "body": body,
        "comments": inline_formset([]),
        "action-publish": "1",
    }
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, nested_form_data(values | fields))


@pytest.mark.parametrize(
    ("field", "too_much", "sentence"),
    [
        ("title", "x" * 91, "This title has 91 characters. Shorten it to 90 at most"),
        ("duration_minutes", "601", "A lesson lasts 600 minutes at most."),
    ],
)
def test_what_could_not_be_exported_is_refused_in_a_sentence(
    client, path, field, too_much, sentence
):
    page = LessonPage.objects.get()
    answer = save(client, page, **{field: too_much})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert str(getattr(LessonPage.objects.get(), field)) == str(getattr(page, field))


def test_the_longest_title_is_published_and_exported(client, path, tmp_path):
    page = LessonPage.objects.get()
    answer = save(client, page, title="é" * 90, duration_minutes="600")
    assert answer.status_code == 302
    export_path(key=path.key).to_folder(tmp_path / "out")
    assert LessonPage.objects.get().title == "é" * 90


def test_what_a_word_processor_leaves_in_a_text_does_not_stop_an_export(client, path, tmp_path):
    """A vertical tab is what a line break of some word processors becomes when it is pasted."""
    page = LessonPage.objects.get()
    answer = save(client, page, title="Une\x0bleçon", summary="Ceci\x0b")
    assert answer.status_code == 302
    export_path(key=path.key).to_folder(tmp_path / "out")
    (file,) = (tmp_path / "out").rglob("*.fr.json")
    lesson = json.loads(file.read_text())
    assert (lesson["title"], lesson["summary"]) == ("Une leçon", "Ceci")
