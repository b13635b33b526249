"""What designers hand over."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from courses.exchange.archive import LIMITS


class PathArchiveForm(forms.Form):
    """A zip archive that holds one learning path."""

    archive = forms.FileField(
        label=_("Archive"),
        help_text=_("A zip archive that an academy exported. Nothing changes before you confirm."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_archive(self) -> UploadedFile:
        """Refuse a file that is too large before it is kept."""
        archive = self.cleaned_data["archive"]
        if archive.size > LIMITS.archive:
            raise ValidationError(
                _("The archive is larger than %(most)s MiB.") % {"most": LIMITS.archive >> 20}
            )
        return archive
