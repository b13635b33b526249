"""The data of attachments. Data 2.4.11, Communication 1.5.2."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttachmentData(models.Model):
    """Data that came with a statement, kept once whoever sends it: `sha2` tells it apart.

    The data itself is in its pieces, so that none of it is ever whole in memory.
    """

    sha2 = models.CharField(max_length=128, primary_key=True)
    length = models.BigIntegerField()
    stored = models.DateTimeField()

    class Meta:
        verbose_name = _("data of an attachment")
        verbose_name_plural = _("data of attachments")

    def __str__(self) -> str:
        return self.sha2


class AttachmentPiece(models.Model):
    """One piece of the data of an attachment."""

    pk = models.CompositePrimaryKey("sha2", "number")
    sha2 = models.CharField(max_length=128)
    number = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("piece of an attachment")
        verbose_name_plural = _("pieces of attachments")

    def __str__(self) -> str:
        return f"{self.sha2} {self.number}"


class StatementAttachment(models.Model):
    """With which statement which data came.

    Who names the hash of data in a statement doesn't get it by that: only who sent it, or may
    read a statement with which it came.
    """

    pk = models.CompositePrimaryKey("seq", "sha2")
    seq = models.BigIntegerField()
    sha2 = models.CharField(max_length=128)
    content_type = models.TextField()

    class Meta:
        verbose_name = _("attachment of a statement")
        verbose_name_plural = _("attachments of statements")

    def __str__(self) -> str:
        return f"{self.seq} {self.sha2}"
