"""Requests for a path that teaches a criterion become requests for training."""

from django.db import migrations

# What a request said of itself: that a gap had no path.
NEED = "Aucun parcours n’enseigne ce critère de pratique numérique : « {title} »."
AUDIENCE = "Tout le personnel de l’organisme"


def titles_of(apps):
    """Return the title of each criterion, that of the current grid first."""
    found = {}
    grids = apps.get_model("barometer", "CriteriaGrid").objects
    for grid in grids.order_by("is_current", "loaded_at"):
        for one in grid.body["criteria"]:
            found[one["key"]] = one["title"]["fr"]
    return found


def become_requests_for_training(apps, schema_editor):
    """Write each request anew, open or answered, and lose none."""
    titles = titles_of(apps)
    subjects = apps.get_model("courses", "TrainingSubject").objects
    requests = apps.get_model("courses", "TrainingRequest").objects
    needs = apps.get_model("courses", "OrganismNeed").objects
    for old in apps.get_model("barometer", "PathRequest").objects.order_by("pk"):
        title = titles.get(old.criterion, old.criterion)
        state = "received" if old.closed_at is None else "available"
        subject = subjects.create(title=title[:120], state=state, made_at=old.requested_at)
        request = requests.create(
            subject=subject,
            organism_id=old.organism_id,
            title=title[:120],
            need=NEED.format(title=title),
            criterion=old.criterion,
            asked_at=old.requested_at,
            asked_by_id=old.requested_by_id,
        )
        needs.create(
            request=request,
            organism_id=old.organism_id,
            audience=AUDIENCE,
            people=1,
            said_at=old.requested_at,
            said_by_id=old.requested_by_id,
        )


class Migration(migrations.Migration):
    """Copy them, then drop the table."""

    dependencies = [
        ("barometer", "0022_erased_texts"),
        ("courses", "0035_requests_and_surveys"),
    ]

    operations = [
        migrations.RunPython(become_requests_for_training, migrations.RunPython.noop),
        migrations.DeleteModel(name="PathRequest"),
    ]
