"""Images and videos of a package, put into the libraries of the academy."""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import UploadedFile
from wagtail.images.fields import WagtailImageField
from wagtail.models import Collection
from wagtailmedia.models import MediaType

from academy.accounts.models import User
from courses.models import AcademyImage, AcademyMedia

from .body import VIDEO_ENDINGS
from .contents import Medium
from .policies import collection_for
from .problems import Findings, Place, _
from .reading import Package


class MediaImport:
    """Finds the files of a package among those of the academy, and adds the missing ones.

    A file that is there already, byte for byte, is used as it is. `made` holds the files stored,
    to be removed when the import is taken back: a storage knows no transactions.
    """

    def __init__(self, package: Package, findings: Findings, user: User | None) -> None:
        self.package = package
        self.findings = findings
        self.user = user
        self.ids: dict[str, int] = {}
        self.made: list[Any] = []

    def run(self) -> None:
        """Find or add every image and video of the package."""
        for name, medium in self.package.content.media.items():
            add = self._video if name.lower().endswith(VIDEO_ENDINGS) else self._image
            row_id = add(name, medium)
            if row_id is not None:
                self.ids[name] = row_id

    def row_id(self, kind: str, name: str) -> int | None:
        """Return the id of the image or video that the package calls `name`."""
        return self.ids.get(name)

    def undo(self) -> None:
        """Remove the files that were stored."""
        for file in self.made:
            file.storage.delete(file.name)

    def _image(self, name: str, medium: Medium) -> int | None:
        known = (
            AcademyImage.objects.filter(file_hash=self.package.hash_of(name))
            .order_by("pk")
            .values_list("pk", flat=True)
            .first()
        )
        if known is not None:
            return known
        collection = self._collection(AcademyImage, name)
        if collection is None:
            return None
        base = PurePosixPath(name).name
        with self.package.media_path(name).open("rb") as file:
            size = self.package.media_path(name).stat().st_size
            try:
                # What the image library accepts: format, number of pixels, size.
                WagtailImageField().clean(UploadedFile(file, base, size=size))
            except ValidationError as error:
                for message in error.messages:
                    Place(self.findings, name).refuse(message)
                return None
            file.seek(0)
            image = AcademyImage(
                title=medium.title,
                credit=medium.credit,
                licence=medium.licence,
                description=medium.description,
                **_focal_point(medium),
                collection=collection,
                uploaded_by_user=self.user,
                file=ImageFile(file, name=base),
            )
            image._set_image_file_metadata()
            image.save()
        self.made.append(image.file)
        return image.pk

    def _video(self, name: str, medium: Medium) -> int | None:
        digest = self.package.hash_of(name)
        for candidate in AcademyMedia.objects.filter(type=MediaType.VIDEO, title=medium.title):
            if _digest(candidate.file) == digest and self._has_captions(candidate, medium):
                return candidate.pk
        collection = self._collection(AcademyMedia, name)
        if collection is None:
            return None
        video = AcademyMedia(
            collection=collection,
            title=medium.title,
            type=MediaType.VIDEO,
            duration=medium.seconds,
            credit=medium.credit,
            licence=medium.licence,
            uploaded_by_user=self.user,
        )
        if medium.size:
            video.width, video.height = medium.size
        if not self._is_picture(medium.thumbnail):
            return None
        self._store(video.file, name)
        if medium.thumbnail:
            self._store(video.thumbnail, medium.thumbnail)
        for language, caption in medium.captions:
            self._store(getattr(video, f"captions_{language}"), caption)
        try:
            video.full_clean(exclude=["uploaded_by_user"])
        except ValidationError as error:
            captions = {f"captions_{language}": file for language, file in medium.captions}
            for field, messages in error.message_dict.items():
                for message in messages:
                    Place(self.findings, captions.get(field, name)).refuse(message)
            return None
        video.save()
        return video.pk

    def _is_picture(self, name: str) -> bool:
        """Tell whether the thumbnail of a video is what the image library accepts."""
        if not name:
            return True
        path = self.package.media_path(name)
        with path.open("rb") as file:
            try:
                WagtailImageField().clean(
                    UploadedFile(file, PurePosixPath(name).name, size=path.stat().st_size)
                )
            except ValidationError as error:
                for message in error.messages:
                    Place(self.findings, name).refuse(message)
                return False
        return True

    def _has_captions(self, video: AcademyMedia, medium: Medium) -> bool:
        """Tell whether a video has the captions of the package, byte for byte.

        Otherwise it is another one: lessons that show it keep the captions that they were
        published with.
        """
        for language, name in medium.captions:
            held = video.captions_in(language)
            if held is None or _digest(held) != self.package.hash_of(name):
                return False
        return True

    def _collection(
        self, model: type[AcademyImage] | type[AcademyMedia], name: str
    ) -> Collection | None:
        collection = collection_for(self.user, model)
        if collection is None:
            Place(self.findings, name).refuse(_("You may not add files to any collection."))
        return collection

    def _store(self, field: Any, name: str) -> None:
        with self.package.media_path(name).open("rb") as file:
            field.save(PurePosixPath(name).name, File(file), save=False)
        self.made.append(field)


def _focal_point(medium: Medium) -> dict[str, int]:
    names = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
    return dict(zip(names, medium.focal_point, strict=False))


def _digest(file: Any) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    with file.storage.open(file.name, "rb") as opened:
        for chunk in iter(lambda: opened.read(1 << 16), b""):
            digest.update(chunk)
    return digest.hexdigest()
