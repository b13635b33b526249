"""One structure in every language of a path: what is published in one counts for the others."""

from typing import Any

from django.db import transaction

from courses.models import CoursePage, PathPage, set_data


@transaction.atomic
def agree_on_structure(*, page: PathPage | CoursePage) -> None:
    """Give the other languages of `page`, which was just published, its structure.

    Live pages and drafts alike, with the surveys that a path offers. Titles of optional sets stay
    as each language has them; a new set bears the title that it has here until it is translated.
    """
    twins: Any = type(page).objects.filter(translation_key=page.translation_key)
    for twin in twins.exclude(pk=page.pk):
        if _take_over(twin, page):
            twin.save(update_fields=_fields(page))
        if twin.latest_revision_id:
            draft = twin.get_latest_revision_as_object()
            if _take_over(draft, page):
                draft.save_revision(changed=twin.has_unpublished_changes, clean=False)


def _fields(page: PathPage | CoursePage) -> list[str]:
    if isinstance(page, CoursePage):
        return list(page.place)
    return ["optional_sets", "survey_before", "survey_after"]


def _take_over(twin: Any, page: PathPage | CoursePage) -> bool:
    """Give `twin` the structure of `page`; tell whether it had another."""
    if isinstance(page, CoursePage):
        had_another = twin.place != page.place
        twin.place = page.place
        return had_another
    surveys = (page.survey_before_id, page.survey_after_id)
    had_others = (twin.survey_before_id, twin.survey_after_id) != surveys
    twin.survey_before_id, twin.survey_after_id = surveys
    if twin.sets() == page.sets():
        return had_others
    titles = page.set_titles() | twin.set_titles()
    twin.put_sets([set_data(one.key, titles[one.key], one.needed) for one in page.sets()])
    return True
