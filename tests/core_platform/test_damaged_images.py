"""What begins like an image and holds nothing is refused, never an error."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.models import AcademyImage
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gif", b"GIF89a<script>"),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 <scr"),
        ("a.png", b"\x89PNG\r\n\x1a\n<script>"),
        ("a.jpg", b"\xff\xd8\xff<script>"),
        ("a.avif", b"\0\0\0\x20ftypavif" + b"x" * 50),
    ],
)
def test_a_damaged_image_is_refused(client, name, content):
    client.force_login(UserFactory(is_superuser=True))
    answer = client.post(
        "/admin/images/add/",
        {"title": "t", "file": SimpleUploadedFile(name, content), "collection": 1, "tags": ""},
    )
    assert answer.status_code == 200
    assert "file" in answer.context["form"].errors
    assert not AcademyImage.objects.exists()
