"""Images, documents and media with what a public body has to know about them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtailmedia.models import AbstractMedia


class Licensed(models.Model):
    """Where a file comes from and on what terms it may be used."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(
        _("licence"),
        max_length=60,
        blank=True,
        help_text=_("An SPDX identifier such as CC-BY-4.0, or plain words."),
    )

    class Meta:
        abstract = True


class AcademyImage(Licensed, AbstractImage):
    """An image of the academy."""

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class AcademyRendition(AbstractRendition):
    """An image of the academy at one size."""

    image = models.ForeignKey(AcademyImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="courses_rendition_once",
            )
        ]


class AcademyDocument(Licensed, AbstractDocument):
    """A document of the academy."""

    admin_form_fields = (*Document.admin_form_fields, "credit", "licence")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


def _webvtt_only(file) -> None:
    """Refuse a captions file that is not WebVTT (its first six characters say so; WebVTT 4.1)."""
    position = file.tell() if hasattr(file, "tell") else 0
    start = file.read(16)
    file.seek(position)
    if not start.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        raise ValidationError(
            _("This is not a captions file. Export the captions as WebVTT (.vtt) and try again.")
        )


class AcademyMedia(Licensed, AbstractMedia):
    """A video or a sound of the academy, with what makes it usable by everyone."""

    captions_fr = models.FileField(
        _("captions in French"), upload_to="captions", blank=True, validators=[_webvtt_only]
    )
    captions_en = models.FileField(
        _("captions in English"), upload_to="captions", blank=True, validators=[_webvtt_only]
    )

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "duration",
        "width",
        "height",
        "thumbnail",
        "captions_fr",
        "captions_en",
        "credit",
        "licence",
        "tags",
    )

    class Meta:
        verbose_name = _("media")
        verbose_name_plural = _("media")
