"""Images and videos of lessons: published, previewed, and what the editor refuses."""

import gc
import re

import pytest
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.models import AcademyImage
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import CoursePageFactory, LessonPageFactory, block, text
from tests.factories.media import CAPTIONS, FILM, make_video

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of each rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def _nothing_else_to_collect():
    """Look for garbage once, then no more in what stays: a tenth of a second for each test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _what_is_left_open_is_collected_here(_nothing_else_to_collect):
    yield
    gc.collect()


@pytest.fixture
def image():
    return AcademyImage.objects.create(
        title="a.png", file=get_test_image_file(size=(1600, 900)), credit="Photo : Régie des rives"
    )


def lesson_with(*blocks, **fields):
    return LessonPageFactory(parent=CoursePageFactory(), body=list(blocks), **fields)


def image_block(image, alt="Un message, annoté de quatre repères"):
    return block("image", {"image": image.pk, "alt_text": alt, "caption": "Un faux message."})


def video_block(video, transcript="<p>Une voix dit bonjour.</p>"):
    return block("video", {"title": "Un appel", "video": video.pk, "transcript": transcript})


@pytest.fixture(params=["published", "preview"])
def html_of(request, client):
    """What a lesson looks like to a visitor, or to a designer who looks at a draft."""

    def read(page):
        if request.param == "published":
            return client.get(page.get_url()).content.decode()
        client.force_login(SuperuserFactory())
        page.save_revision()
        address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        return client.get(address).content.decode()

    return read


def test_an_image_shows_with_its_text_alternative(client, html_of, image):
    html = html_of(lesson_with(image_block(image)))
    (tag,) = re.findall(r"<img[^>]*image-picture[^>]*>", html)
    assert 'alt="Un message, annoté de quatre repères"' in tag
    # The room it takes is known before it comes; a phone gets a small one.
    assert re.search(r'width="\d+"', tag)
    assert re.search(r'height="\d+"', tag)
    assert " 480w" in tag
    assert "Un faux message." in html
    assert "Photo : Régie des rives" in html
    for address in re.findall(r"/media/images/\S+\.webp", tag):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")


def test_a_video_shows_with_captions_and_transcript_from_our_own_files(client, html_of):
    html = html_of(lesson_with(video_block(make_video())))
    section = html.split('<section class="video"')[1].split("</section>")[0]
    assert re.findall(r'srclang="(\w+)"', section) == ["fr", "en"]
    (default,) = re.findall(r"<track[^>]*\bdefault\b[^>]*>", section)
    assert 'srclang="fr"' in default
    assert "Une voix dit bonjour." in section
    assert "controls" in section
    addresses = re.findall(r' src="([^"]+)"', section)
    assert len(addresses) == 3
    assert all(address.startswith("/media/") for address in addresses)
    assert "<iframe" not in html
    for address in addresses[1:]:
        answer = client.get(address)
        assert answer["Content-Type"] == "text/vtt; charset=utf-8"
        assert b"".join(answer.streaming_content) == CAPTIONS
    # A player that is sent to the middle of the film asks for the rest of it.
    answer = client.get(addresses[0], headers={"range": "bytes=1024-"})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes 1024-2047/{len(FILM)}"
    assert b"".join(answer.streaming_content) == FILM[1024:]


def edited(client, page, *blocks, **fields):
    """Publish `page` from the editor's form with these blocks; return the answer's page."""
    client.force_login(SuperuserFactory(language="en"))
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "duration_minutes": "5",
            "body": streamfield([("rich_text", rich_text("<p>Un texte.</p>")), *blocks]),
            "comments": inline_formset([]),
            "action-publish": "1",
            **fields,
        }
    )
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def video_fields(video, transcript="<p>Une voix dit bonjour.</p>"):
    return (
        "video",
        {"title": "Un appel", "video": str(video.pk), "transcript": rich_text(transcript)},
    )


def image_fields(image, alt):
    return ("image", {"image": str(image.pk), "alt_text": alt, "caption": ""})


def said(answer):
    html = answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    return html.replace("\\u201c", "“").replace("\\u201d", "”").replace("\\u2019", "’")


def test_an_image_and_a_video_are_published_from_the_editor(client, image):
    page = lesson_with(text())
    answer = edited(client, page, image_fields(image, "Un message"), video_fields(make_video()))
    assert answer.status_code == 302, said(answer)[:200]
    page.refresh_from_db()
    assert [one.block_type for one in page.body] == ["rich_text", "image", "video"]


@pytest.mark.parametrize("alt", ["", "   "])
def test_an_image_without_text_alternative_is_refused(client, image, alt):
    page = lesson_with(text())
    answer = edited(client, page, image_fields(image, alt))
    assert answer.status_code == 200
    assert "alt_text" in said(answer)
    page.refresh_from_db()
    assert [one.block_type for one in page.body] == ["rich_text"]


@pytest.mark.parametrize(
    ("video", "transcript", "sentence"),
    [
        ({"captions": ()}, "<p>Bonjour.</p>", "The video “Un appel” has no captions."),
        ({}, "<p></p>", "This video has no transcript."),
        ({"name": "film.avi"}, "<p>Bonjour.</p>", "Not every browser plays this video."),
    ],
)
def test_a_video_that_some_cannot_follow_is_refused(client, video, transcript, sentence):
    page = lesson_with(text())
    answer = edited(client, page, video_fields(make_video(**video), transcript))
    assert answer.status_code == 200
    assert sentence in said(answer)
    page.refresh_from_db()
    assert [one.block_type for one in page.body] == ["rich_text"]
