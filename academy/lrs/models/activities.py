"""What is known of activities, from all that statements say of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The reader that keeps it.
DEFINITIONS_READER = "lrs.activities"


class ActivityDefinition(models.Model):
    """What the statements of one owner say of an activity, up to the position of the reader
    `lrs.activities`: the academy itself, the clients of an organism, or the other clients.

    `key` is a hash (xapi.keys) of the owner and the activity, `activity` of the activity alone;
    `organism_id` is None but for organisms. `definition` tells of each part which statement said
    it last (xapi.definitions.Known).
    """

    key = models.BinaryField(max_length=20, primary_key=True)
    activity = models.BinaryField(max_length=20)
    activity_id = models.TextField()
    organism_id = models.BigIntegerField(null=True)
    definition = models.TextField()

    class Meta:
        verbose_name = _("definition of an activity")
        verbose_name_plural = _("definitions of activities")
        indexes = [models.Index(fields=["activity"], name="lrs_definition_activity")]

    def __str__(self) -> str:
        return self.activity_id
