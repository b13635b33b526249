"""Pages of other paths that are published, where they weren't, or no longer."""

from django.db import transaction

from courses.models import AdoptedPage, path_of

from .contents import LearningPage
from .trees import live_tree


@transaction.atomic
def note_return(*, page: LearningPage) -> None:
    """Have adopted pages follow again what is there of their path now that `page` is published, so
    that one which goes is told of. Two queries, and four where there are any."""
    path = path_of(page)
    if path is None:
        return
    gone = AdoptedPage.objects.filter(adoption__upstream_key=path.translation_key, is_gone=True)
    rows = list(gone.defer("base"))
    if not rows:
        return
    there = live_tree(path.translation_key)
    back = [row.pk for row in rows if (str(row.upstream_key), row.language) in there]
    AdoptedPage.objects.filter(pk__in=back).update(is_gone=False)
