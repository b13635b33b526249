import re

from django.db import migrations
from django.db.models import Q

BLOCK = r"</?(?:p|h[1-6]|ul|ol|li|hr|blockquote|embed)\b[^>]*>"
GAP = re.compile(rf"(^|{BLOCK})[ \t\r\n]+(?={BLOCK}|$)")


def without_gaps(value):
    """Return what is kept of texts as they are compared now: no white space between paragraphs."""
    if isinstance(value, str):
        return GAP.sub(r"\1", value) if ">" in value else value
    if isinstance(value, dict):
        return {name: without_gaps(one) for name, one in value.items()}
    if isinstance(value, list):
        return [without_gaps(one) for one in value]
    return value


def take_gaps_out(apps, schema_editor):
    """Rewrite what translations and adopted paths are compared with: what was kept with gaps would
    differ from every page by them alone."""
    segments = apps.get_model("courses", "Segment").objects.filter(
        Q(source_text__contains=">") | Q(live_source__contains=">")
    )
    fields = {
        segments: ("source_text", "live_source"),
        apps.get_model("courses", "AdoptedPage").objects.all(): ("base",),
        apps.get_model("courses", "Offer").objects.all(): ("base", "offered"),
    }
    for rows, names in fields.items():
        for row in rows.iterator(chunk_size=200):
            changed = []
            for name in names:
                before = getattr(row, name)
                after = without_gaps(before)
                if after != before:
                    setattr(row, name, after)
                    changed.append(name)
            if changed:
                row.save(update_fields=changed)


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0039_addresses_elsewhere"),
    ]

    operations = [
        migrations.RunPython(take_gaps_out, migrations.RunPython.noop, elidable=True),
    ]
