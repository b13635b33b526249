"""The editor's form of a video: captions that learners rely on aren't taken away."""

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex
from wagtailmedia.forms import BaseMediaForm

from .lesson_page import LessonPage


class CaptionedMediaForm(BaseMediaForm):
    """A form that replaces captions, and removes those that no published lesson needs."""

    def clean(self):
        """Refuse to remove captions in the language of a published lesson that shows the video."""
        cleaned = super().clean()
        removed = [
            language
            for language, _name in settings.WAGTAIL_CONTENT_LANGUAGES
            # False is what a ticked “Clear” says; None, that nothing was chosen.
            if cleaned.get(f"captions_{language}") is False
        ]
        if removed and self.instance.pk:
            used = ReferenceIndex.get_references_to(self.instance).values_list(
                "object_id", flat=True
            )
            pages = LessonPage.objects.live().filter(
                pk__in=[int(one) for one in used if one.isdigit()]
            )
            for language in removed:
                lesson = pages.filter(locale__language_code=language).first()
                if lesson is not None:
                    self.add_error(
                        f"captions_{language}",
                        _(
                            "The published lesson “%(lesson)s” shows this video, so its captions "
                            "stay. Choose another file to replace them, or unpublish the lesson."
                        )
                        % {"lesson": lesson.title},
                    )
        return cleaned
