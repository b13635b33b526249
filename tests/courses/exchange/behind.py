"""A path whose translation falls behind, and what is known of it."""

from wagtail.models import Page

from courses.models import LessonPage, PathPage, StalePage
from courses.translating.comparing import TO_DO
from courses.translating.queries import pair_of
from tests.factories.accounts import SuperuserFactory

from .conftest import LESSONS, PATH

SOURCE = "fr"
# The block of rich text of each lesson, and the first feedback of its question.
FIRST = "body/44444444-4444-4444-8444-000000000001/value"
QUESTION = "44444444-4444-4444-8444-000000000002"
FEEDBACK = f"body/{QUESTION}/value/choices/44444444-4444-4444-8444-000000000010/value/feedback"


def lesson(language: str = SOURCE, number: int = 0) -> LessonPage:
    """Return the page of a lesson as it is now."""
    return LessonPage.objects.get(translation_key=LESSONS[number], locale__language_code=language)


def root(language: str = SOURCE) -> PathPage:
    """Return the page of the path as it is now."""
    return PathPage.objects.get(translation_key=PATH, locale__language_code=language)


def say(page, *, publish: bool = True, **fields) -> None:
    """Write fields of a page; `body`: its blocks."""
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    for name, value in fields.items():
        if name in ("body", "objectives"):
            value = draft._meta.get_field(name).stream_block.to_python(value)
        setattr(draft, name, value)
    revision = draft.save_revision()
    if publish:
        revision.publish()


def blocks(page) -> list[dict]:
    """Return the blocks of the last version of a lesson."""
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    return [dict(one) for one in draft.body.get_prep_value()]


def put_first(html: str, language: str = SOURCE, number: int = 0, *, publish: bool = True) -> None:
    """Write the first block of a lesson."""
    page = lesson(language, number)
    body = blocks(page)
    body[0]["value"] = html
    say(page, body=body, publish=publish)


def pair(page):
    """Return a translation as it is now."""
    found = pair_of(Page.objects.get(pk=page.pk).specific)
    assert found is not None
    return found


def states(page) -> dict:
    """Return how the texts of a translation stand that are to be done, by place."""
    return {one.place: one.state for one in pair(page).compared() if one.state in TO_DO}


def standing(key: str = PATH) -> dict:
    """Return all that is known of the published translations where it isn't that they follow what
    their source says: by page and language, each text with what it was made from.

    What a translation alone always said is no news of its source, and isn't among them.
    """
    found = {}
    for path in PathPage.objects.filter(translation_key=key):
        if path.locale.language_code == SOURCE:
            continue
        for page in path.get_descendants(inclusive=True).specific():
            one = pair_of(page)
            known, source = one.live_known, one.source_texts()
            rows = {
                each.place: (each.state, each.old, each.new, each.text)
                for each in one.live_compared()
                if (each.new or each.old)
                and (
                    each.state in TO_DO
                    or (
                        each.place in known
                        and known[each.place].source_text != source.get(each.place)
                    )
                )
            }
            if rows:
                found[str(page.translation_key), one.language] = rows
    return found


def told_of(key: str = PATH) -> set:
    """Return what readers are told, but for since when."""
    return {
        (str(row.page_key), row.language, row.stale, row.segments, repr(row.parts))
        for row in StalePage.objects.filter(path_key=key)
    }


def somebody():
    """Return somebody who may do everything."""
    return SuperuserFactory(language="en")
