"""What was published, and what is kept of it so that the next release contradicts nothing.

Nothing here changes once it is written, but for the names of people who were erased.
"""

import zlib

from django.db import models
from django.utils.translation import gettext_lazy as _


class Release(models.Model):
    """What the barometer says from its day on, until the next one. It never changes.

    `as_of`: what had happened by then is counted. `method`: `PROTECTION_VERSION` at the time.
    `digest`: the SHA-256 of the document, in hexadecimal digits.
    """

    day = models.DateField(_("day"), unique=True)
    made_at = models.DateTimeField(_("made at"))
    as_of = models.DateTimeField(_("data as of"))
    method = models.CharField(_("method"), max_length=40)
    digest = models.CharField(_("SHA-256"), max_length=64)
    compressed = models.BinaryField()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.digest[:12]}"

    @property
    def document(self) -> bytes:
        """All that the release says, as canonical JSON."""
        return zlib.decompress(self.compressed)


class ReleasedAtom(models.Model):
    """Units that a release counts together, and what it says of them.

    `people`: their headcount. `figures`: by path and step, [people of the published roster, the
    fewest of them who have taken the step, the most]. The atom counts in the totals of
    `organism_id` and `portfolio_id`, where it has them, and in those of the government. Ids are
    those of the day, and no foreign keys: what becomes of the tree later changes no release.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="atoms")
    key = models.PositiveIntegerField()
    units = models.JSONField(help_text=_("The ids of the units that were open on the day."))
    people = models.PositiveIntegerField()
    organism_id = models.PositiveBigIntegerField(null=True)
    portfolio_id = models.PositiveBigIntegerField(null=True)
    figures = models.JSONField()

    class Meta:
        verbose_name = _("atom of a release")
        verbose_name_plural = _("atoms of releases")
        constraints = [
            models.UniqueConstraint(fields=["release", "key"], name="barometer_atom_once")
        ]
        indexes = [
            models.Index(fields=["organism_id", "release"], name="barometer_atom_organism"),
            models.Index(fields=["portfolio_id", "release"], name="barometer_atom_portfolio"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.key}"


class Level(models.TextChoices):
    """What a published total is about."""

    ORGANISM = "organism", _("organization")
    PORTFOLIO = "portfolio", _("portfolio")
    GOVERNMENT = "government", _("government")


class ReleasedTotal(models.Model):
    """The sums of what a release says of the atoms of a place.

    `place`: the id of the organism or portfolio; 0 for the government. `figures` as of an atom.
    """

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="totals", db_index=False
    )
    level = models.CharField(max_length=10, choices=Level.choices)
    place = models.PositiveBigIntegerField()
    figures = models.JSONField()

    class Meta:
        verbose_name = _("total of a release")
        verbose_name_plural = _("totals of releases")
        constraints = [
            # In this order, the index serves one page of one release.
            models.UniqueConstraint(
                fields=["release", "level", "place"], name="barometer_total_once"
            )
        ]
        indexes = [
            # And this one the way of one place over all releases.
            models.Index(fields=["level", "place", "release"], name="barometer_total_over_time")
        ]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.level} {self.place}"


class ReleasedPath(models.Model):
    """What a release says of how people get through a path, everywhere: of a cohort that no other
    release has spoken of, the people who started from `since` (None: ever) until `until`, which is
    not included.

    In days to the nearest five: `median_days` to finish, with the ends of its interval; None where
    half haven't. `stops`: `[lesson's key or null for the start, per cent]`, how many took no other
    step within 45 days. `rights`: `[lesson's key, question's id, per cent]` of first answers that
    were right. Per cents to the nearest five, from 5 to 95. What is about fewer than a hundred
    people isn't there.
    """

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="paths", db_index=False
    )
    path_key = models.UUIDField()
    since = models.DateField(null=True)
    until = models.DateField()
    median_days = models.PositiveSmallIntegerField(null=True)
    soonest_days = models.PositiveSmallIntegerField(null=True)
    latest_days = models.PositiveSmallIntegerField(null=True)
    stops = models.JSONField(default=list)
    rights = models.JSONField(default=list)

    class Meta:
        verbose_name = _("way through a path")
        verbose_name_plural = _("ways through paths")
        constraints = [
            models.UniqueConstraint(
                fields=["path_key", "release"], name="barometer_released_path_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.path_key}"


class ReleasedRecall(models.Model):
    """What is still known of a path: of answers from `since` until `until`, which is not included.

    `after`: for days since the pass, the share still known and the ends of its interval, in points
    (`[[30, 85, 80, 90], …]`). None of fewer than a hundred people isn't there.
    """

    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="recalls", db_index=False
    )
    path_key = models.UUIDField()
    since = models.DateField(null=True)
    until = models.DateField()
    after = models.JSONField(default=list)

    class Meta:
        verbose_name = _("what is still known of a path")
        verbose_name_plural = _("what is still known of paths")
        constraints = [
            models.UniqueConstraint(
                fields=["path_key", "release"], name="barometer_released_recall_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.path_key}"


class ReleasedWays(models.Model):
    """All that a release says of the way through paths: a document beside that of the release.

    A release from before there were such documents has none. `method`: `WAYS_VERSION` at the time;
    `digest`: the SHA-256 of the document, in hexadecimal digits.
    """

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="ways")
    method = models.CharField(_("method"), max_length=40)
    digest = models.CharField(_("SHA-256"), max_length=64)
    compressed = models.BinaryField()

    class Meta:
        verbose_name = _("document of ways through paths")
        verbose_name_plural = _("documents of ways through paths")

    def __str__(self) -> str:
        return f"{self.release_id}: {self.digest[:12]}"

    @property
    def document(self) -> bytes:
        """The document, as canonical JSON."""
        return zlib.decompress(self.compressed)


class WaysMemory(models.Model):
    """What a document of ways through paths was made of, so that it can be made again.

    It names people by pseudonym, is never shown, and serves nothing else. When somebody is erased,
    a random name takes the place of theirs (`services.forget`).
    """

    ways = models.OneToOneField(ReleasedWays, on_delete=models.CASCADE, related_name="memory")
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("memory of ways through paths")
        verbose_name_plural = _("memories of ways through paths")

    def __str__(self) -> str:
        return f"{self.ways_id}"


class ReleaseMemory(models.Model):
    """What a release was made of, and what the next one must not contradict.

    It names people by pseudonym, is never shown, and serves nothing else. When somebody is erased,
    a random name takes the place of theirs (`services.forget`).
    """

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="memory")
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("memory of a release")
        verbose_name_plural = _("memories of releases")

    def __str__(self) -> str:
        return f"{self.release_id}"
