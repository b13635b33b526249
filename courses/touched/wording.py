"""Whom a publication touches and what happens to them, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from wagtail.models import Page

from academy.core.templatetags.figures import whole
from courses.items.queries import smallest_group
from courses.models import LessonPage, PathPage

from .queries import DraftChanges, Touched, changes_of, touched_by_page


@dataclass(frozen=True, slots=True)
class State:
    """Learners who are at one point: its name, how many they are, what happens to them."""

    name: str
    people: str
    what: str


@dataclass(frozen=True, slots=True)
class InWords:
    """What a publication does to learners, in words. `states` is empty where there are none."""

    states: tuple[State, ...]
    changes: tuple[str, ...]


def people(count: int) -> str:
    """Return how many people there are, without a number below the smallest group."""
    smallest = smallest_group()
    if not count:
        return _("nobody")
    if count < smallest:
        return _("fewer than %(smallest)s people") % {"smallest": smallest}
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": whole(count)}


def in_words(page: Page, *, retires: bool = False) -> InWords | None:
    """Return whom publishing `page` touches, with its draft as it was last saved, or withdrawing it
    (`retires`); None for a page of another part."""
    touched = touched_by_page(page)
    if touched is None:
        return None
    if touched.is_nobody:
        return InWords((), ())
    own = page.specific
    changes: tuple[str, ...] = ()
    if isinstance(own, LessonPage) and not (touched.is_new or retires):
        live = LessonPage.objects.get(pk=own.pk)
        changes = _changes(changes_of(live, live.get_latest_revision_as_object()))
    is_path = page.specific_class is PathPage
    return InWords(_states(touched, retires, is_path), changes)


def _states(touched: Touched, retires: bool, is_path: bool) -> tuple[State, ...]:
    if retires and is_path:
        # Its lessons are pages of their own: they are withdrawn with it, or stay.
        begins = _("They can still begin it, while its lessons stay published; nobody new joins.")
        goes_on = _("They go on with it, while its lessons stay published.")
    elif retires:
        begins = _("They begin without it.")
        goes_on = _("It is asked of them no more; whoever has done all the rest has finished.")
    elif touched.is_new:
        begins = _("They begin with what you publish.")
        goes_on = _(
            "It is added to what they began: they may take it or leave it, and finish without it."
        )
    else:
        begins = _("They begin with what you publish.")
        goes_on = _(
            "They go on by the version that they began. They read at once what you correct, and "
            "the marks they have stand. What you add is theirs to take or leave; what you take "
            "away is asked of them no more, and whoever has done all the rest has finished."
        )
    return (
        State(_("Not begun"), people(touched.not_begun), begins),
        State(_("Under way"), people(touched.under_way), goes_on),
        State(
            pgettext("people", "Finished"),
            people(touched.finished),
            _("They stay finished, with their marks and their certificate."),
        ),
    )


def _changes(changes: DraftChanges) -> tuple[str, ...]:
    said = []
    if changes.added:
        said.append(
            ngettext(
                "The draft adds %(count)s question or test: those under way finish without it.",
                "The draft adds %(count)s questions and tests: those under way finish without "
                "them.",
                changes.added,
            )
            % {"count": changes.added}
        )
    if changes.taken_away:
        said.append(
            ngettext(
                "The draft takes %(count)s question or test away: it counts in no mark any more.",
                "The draft takes %(count)s questions and tests away: they count in no mark any "
                "more.",
                changes.taken_away,
            )
            % {"count": changes.taken_away}
        )
    if changes.reworded:
        said.append(
            ngettext(
                "The draft puts %(count)s question otherwise: answers already given keep their "
                "marks, the next ones are marked by the new key.",
                "The draft puts %(count)s questions otherwise: answers already given keep their "
                "marks, the next ones are marked by the new key.",
                changes.reworded,
            )
            % {"count": changes.reworded}
        )
    if changes.packages_added:
        said.append(
            ngettext(
                "The draft adds %(count)s package: those under way finish without it.",
                "The draft adds %(count)s packages: those under way finish without them.",
                changes.packages_added,
            )
            % {"count": changes.packages_added}
        )
    if changes.packages_taken_away:
        said.append(
            ngettext(
                "The draft takes %(count)s package away: nobody has to finish it any more.",
                "The draft takes %(count)s packages away: nobody has to finish them any more.",
                changes.packages_taken_away,
            )
            % {"count": changes.packages_taken_away}
        )
    return tuple(said)
