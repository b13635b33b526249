"""Images, documents and media with what a public body has to know about them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtailmedia.models import AbstractMedia

from courses.captions import MOST_BYTES, CaptionsError, Cue, read_captions


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


def captions_problem(error: CaptionsError) -> str:
    """Return what is wrong with captions, as a sentence that says where."""
    rule = gettext(error.rule)
    if error.cue:
        place = gettext("Line %(line)s of the captions (cue %(cue)s): %(rule)s")
    elif error.line:
        place = gettext("Line %(line)s of the captions: %(rule)s")
    else:
        return rule
    return place % {"line": error.line, "cue": error.cue, "rule": rule}


def _webvtt_only(file) -> None:
    """Refuse a captions file that isn't sound WebVTT, with the line and the cue."""
    position = file.tell() if hasattr(file, "tell") else 0
    content = file.read(MOST_BYTES + 1)
    file.seek(position)
    try:
        read_captions(content)
    except CaptionsError as error:
        raise ValidationError(captions_problem(error)) from error


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

    def captions_in(self, language: str) -> FieldFile | None:
        """Return the captions in `language`, None where there are none."""
        return getattr(self, f"captions_{language}", None) or None

    def cues_in(self, language: str) -> tuple[Cue, ...]:
        """Return what is said, by the captions in `language`; nothing where there are none.

        Raises CaptionsError for captions that were added before they were read strictly.
        """
        file = self.captions_in(language)
        if file is None:
            return ()
        try:
            with file.open("rb") as opened:
                return read_captions(opened.read(MOST_BYTES + 1))
        except FileNotFoundError:
            return ()
