"""What is asked of a person, and what they reported, for their record."""

from collections.abc import Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, pgettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Fate, Leaver, Part, Row, columns
from academy.core import clock
from courses import queries
from courses.asking_words import how_computed
from courses.models import Exemption, ExemptionRequest, PublishedPath
from courses.services import forget_reporter

from .said import LESSON, PATH, UNTIL_LEAVING, WHEN

_BATCH = 500


def _asked(user: User, language: str) -> Iterator[Row]:
    asked = queries.asked_of(user, localdate(clock.now()))
    paths = PublishedPath.objects.in_bulk([one.path_key for one in asked])
    for one in asked:
        path = paths.get(one.path_key)
        title = path.text_in(language)["title"] if path else str(one.path_key)
        for ask in one.asks:
            how = how_computed(ask.deadline, ask.begun)
            yield title, ask.who, ask.assignment.reason, ask.begun.since, ask.deadline.due_on, how


def _exemptions(user: User, language: str) -> Iterator[Row]:
    rows = Exemption.objects.filter(user=user).select_related("organism", "given_by")
    found = list(rows.order_by("-given_at", "-pk"))
    paths = PublishedPath.objects.in_bulk([one.path_key for one in found])
    for one in found:
        path = paths.get(one.path_key)
        yield (
            path.text_in(language)["title"] if path else str(one.path_key),
            one.organism.name,
            one.reason,
            str(one.given_by or ""),
            one.given_at,
            one.lifted_at,
        )


def _requests(user: User, language: str) -> Iterator[Row]:
    rows = ExemptionRequest.objects.filter(user=user).select_related("organism", "answered_by")
    found = list(rows.order_by("-asked_at", "-pk"))
    paths = PublishedPath.objects.in_bulk([one.path_key for one in found])
    for one in found:
        path = paths.get(one.path_key)
        yield (
            path.text_in(language)["title"] if path else str(one.path_key),
            one.organism.name,
            one.reason,
            one.asked_at,
            one.get_state_display(),
            one.answer,
            str(one.answered_by or ""),
            one.answered_at,
        )


def _reports(user: User, language: str) -> Iterator[Row]:
    for one in queries.reports_of(user).iterator(chunk_size=_BATCH):
        yield (
            one.reported_at,
            one.lesson_title,
            one.excerpt,
            one.get_kind_display(),
            one.comment,
            one.get_state_display(),
            one.answer if one.is_told else "",
        )


def _forget_reports(leaver: Leaver) -> None:
    forget_reporter(user=leaver.user)


def asked_parts() -> Iterator[Part]:
    """Yield what is asked of a person, their exemptions and their reports."""
    yield Part(
        name="courses.asked",
        title=gettext_lazy("What is asked of me"),
        why=gettext_lazy(
            "Worked out today from what your organization asks, your posts and your arrival. It is "
            "not kept."
        ),
        kept=gettext_lazy("As long as it is asked."),
        columns=columns(
            path=PATH,
            who=gettext_lazy("Who asks"),
            reason=gettext_lazy("Why"),
            since=gettext_lazy("Since"),
            due_on=gettext_lazy("Due on"),
            how=gettext_lazy("How the day was found"),
        ),
        rows=_asked,
        erase=None,
        pseudonymise=None,
    )
    yield Part(
        name="courses.exemptions",
        title=gettext_lazy("My exemptions"),
        why=gettext_lazy("Because somebody decided that you needn’t follow a path, and said why."),
        kept=gettext_lazy("Until you leave the academy; those that were lifted, too."),
        columns=columns(
            path=PATH,
            organism=gettext_lazy("Organization"),
            reason=gettext_lazy("Why"),
            given_by=gettext_lazy("Who decided"),
            given_at=gettext_lazy("Decided"),
            lifted_at=gettext_lazy("Lifted"),
        ),
        rows=_exemptions,
        holds=("courses.Exemption",),
    )
    yield Part(
        name="courses.exemption_requests",
        title=gettext_lazy("What I asked to be exempted from"),
        why=gettext_lazy("So that somebody who manages your organization answers you."),
        kept=gettext_lazy("Until you leave the academy."),
        columns=columns(
            path=PATH,
            organism=gettext_lazy("Organization"),
            reason=gettext_lazy("My reason"),
            asked_at=gettext_lazy("Asked"),
            state=gettext_lazy("State"),
            answer=gettext_lazy("Answer"),
            answered_by=gettext_lazy("Who decided"),
            answered_at=gettext_lazy("Decided"),
        ),
        rows=_requests,
        holds=("courses.ExemptionRequest",),
    )
    yield Part(
        name="courses.reports",
        title=gettext_lazy("What I reported in lessons"),
        why=gettext_lazy(
            "So that the authors mend it and you read their answer. They never see who wrote."
        ),
        kept=UNTIL_LEAVING,
        columns=columns(
            at=WHEN,
            lesson=LESSON,
            passage=gettext_lazy("Passage"),
            kind=pgettext_lazy("of a report", "Kind"),
            comment=gettext_lazy("What I wrote"),
            state=gettext_lazy("State"),
            answer=gettext_lazy("Answer of the authors"),
        ),
        rows=_reports,
        holds=("courses.BlockReport",),
        erase=Fate.UNNAMED,
        pseudonymise=Fate.UNNAMED,
        stays=gettext_lazy(
            "What you wrote is erased. That somebody found the passage unclear, wrong or out of "
            "date stays for the authors, who never knew from whom it came."
        ),
        forget=_forget_reports,
        link="courses:reports",
        link_label=gettext_lazy("What I reported in lessons"),
    )
