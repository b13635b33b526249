"""Uploaded files: known types, in whole or in part, never as a page of ours."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }

    def store(name, content=CONTENT):
        return f"/media/{default_storage.save(name, ContentFile(content))}"

    return store


def body(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("images/a.png", "image/png"),
        ("images/A.JPG", "image/jpeg"),
        ("original_images/a.webp", "image/webp"),
        ("media/film.mp4", "video/mp4"),
        ("media/sound.mp3", "audio/mpeg"),
        ("captions/film.vtt", "text/vtt; charset=utf-8"),
    ],
)
def test_known_types_are_served_as_themselves(client, store, name, kind):
    answer = client.get(store(name))
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert body(answer) == CONTENT
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Length"] == str(len(CONTENT))
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize(
    "name",
    [
        "images/page.html",
        "images/drawing.svg",
        "images/script.js",
        "images/file",
        "images/.png",
        "images/.hidden.png",
        "documents/secret.png",
        "documents/secret.pdf",
        "elsewhere/a.png",
        "a.png",
    ],
)
def test_anything_else_does_not_exist(client, store, name):
    assert client.get(store(name)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "images/missing.png",
        "images/../../settings/base.png",
        "images/..%2f..%2fa.png",
        "images/%00.png",
        "images//a.png",
        "images/./a.png",
        "images/a.png/",
        "images\\..\\a.png",
        "images/" + "a" * 5000 + ".png",
    ],
)
def test_paths_that_lead_elsewhere_do_not_exist(client, store, path):
    store("images/a.png")
    assert client.get(f"/media/{path}").status_code == 404


def test_links_out_of_the_folder_are_not_followed(client, store, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    store("images/a.png")
    (tmp_path / "media" / "images" / "link.png").symlink_to(secret)
    assert client.get("/media/images/link.png").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=1000-", 206, 1000, 1024),
        ("bytes=-24", 206, 1000, 1024),
        ("bytes=-5000", 206, 0, 1024),
        ("bytes=0-", 206, 0, 1024),
        ("bytes=1000-5000", 206, 1000, 1024),
        ("bytes=9-3", 200, 0, 1024),
        ("bytes=0-1,5-6", 200, 0, 1024),
        ("lines=1-2", 200, 0, 1024),
    ],
)
def test_players_read_films_in_parts(client, store, asked, status, start, end):
    answer = client.get(store("media/film.mp4"), headers={"range": asked})
    assert answer.status_code == status
    assert body(answer) == CONTENT[start:end]
    assert answer["Content-Length"] == str(end - start)
    assert answer["Accept-Ranges"] == "bytes"
    if status == 206:
        assert answer["Content-Range"] == f"bytes {start}-{end - 1}/1024"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_parts_that_do_not_exist_are_refused(client, store, asked):
    answer = client.get(store("media/film.mp4"), headers={"range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1024")


def test_an_empty_file_is_served(client, store):
    answer = client.get(store("media/film.mp4", b""))
    assert (answer.status_code, body(answer)) == (200, b"")


def test_what_the_browser_has_is_not_sent_again(client, store):
    url = store("images/a.png")
    etag = client.get(url)["ETag"]
    answer = client.get(url, headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert "immutable" in answer["Cache-Control"]


def test_head_and_nothing_else_that_changes(client, store):
    url = store("images/a.png")
    assert client.head(url)["Content-Length"] == "1024"
    assert client.post(url).status_code == 405


def test_documents_are_handed_over_as_attachments(client, store, db):
    from courses.models import AcademyDocument

    document = AcademyDocument.objects.create(
        title="Guide", file=ContentFile(b"%PDF-1.7", name="guide.pdf")
    )
    answer = client.get(document.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    answer.close()
    document.file.close()
