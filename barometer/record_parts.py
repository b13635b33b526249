"""What the barometer holds and shows of a person, for their record."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Fate, Leaver, Part, Row, columns, register
from academy.core import clock
from academy.lrs.people_queries import addresses_of
from courses.models import PublishedPath

from .lake import names
from .mirror import seen_of
from .models import PathFact, ReportSubscription


def _facts(user: User, language: str) -> Iterator[Row]:
    rows = list(PathFact.objects.filter(public_id=user.public_id).order_by("-active_on", "pk"))
    paths = PublishedPath.objects.in_bulk([one.path_key for one in rows])
    for one in rows:
        path = paths.get(one.path_key)
        yield (
            path.text_in(language)["title"] if path else str(one.path_key),
            one.reached_at,
            one.started_at,
            one.completed_at,
            one.passed_at,
            one.first_score,
            one.best_score,
            one.valid_until,
        )


def _seen(user: User, language: str) -> Iterator[Row]:
    with translation.override(language):
        for one in seen_of(user, language, localdate(clock.now())):
            yield one.path, one.asked_by, one.by_name, one.group, one.band


def _subscriptions(user: User, language: str) -> Iterator[Row]:
    rows = ReportSubscription.objects.filter(user=user).select_related("organism", "portfolio")
    for one in rows.order_by("pk"):
        place = one.organism or one.portfolio
        yield place.name if place else _("The whole government"), one.asked_at


def _forget(leaver: Leaver) -> None:
    """Give the facts the other name, so that they are those of the statements that stay.

    What is kept of releases, and the lake's files, follow the account that is erased (signals).
    """
    person = leaver.user.public_id
    PathFact.objects.filter(public_id=person).update(public_id=leaver.name)
    if settings.STATEMENTS_LAKE:
        name = leaver.user.get_full_name()
        names.forget(
            names={person: leaver.name},
            texts=addresses_of(leaver.user),
            words=[name] if name else [],
            at=leaver.at,
        )


def register_parts() -> None:
    """Have the record hold what an organization sees of a person, and what that is made of."""
    register(
        Part(
            name="barometer.seen",
            title=gettext_lazy("What my organization sees of me"),
            why=gettext_lazy(
                "For each learning path that is asked of you or published: what is seen of you by "
                "name, and between which two numbers of people of your group have passed it. "
                "Nothing more is shown to anybody."
            ),
            kept=gettext_lazy(
                "Figures that were published stay. They are about groups; of whom a group is made "
                "is remembered under identifiers, shown to nobody, and forgotten when you leave."
            ),
            columns=columns(
                path=gettext_lazy("Learning path"),
                asked_by=gettext_lazy("Asked by"),
                by_name=gettext_lazy("Seen of me by name"),
                group=gettext_lazy("My group"),
                band=gettext_lazy("What is published of my group"),
            ),
            rows=_seen,
            erase=None,
            pseudonymise=None,
            link="barometer:mirror",
            link_label=gettext_lazy("Who reads these figures, and how I am protected"),
        ),
        order=45,
    )
    register(
        Part(
            name="barometer.facts",
            title=gettext_lazy("What figures are made of"),
            why=gettext_lazy(
                "How far you came in each path, worked out from the statements under your "
                "identifier. It is counted, never shown."
            ),
            kept=gettext_lazy("Always; under a random name when you leave."),
            columns=columns(
                path=gettext_lazy("Learning path"),
                reached_at=gettext_lazy("Joined"),
                started_at=gettext_lazy("Started"),
                completed_at=gettext_lazy("Completed"),
                passed_at=gettext_lazy("Passed"),
                first_score=gettext_lazy("First mark"),
                best_score=gettext_lazy("Best mark"),
                valid_until=gettext_lazy("In force until"),
            ),
            rows=_facts,
            holds=("barometer.PathFact", "barometer.ReleaseMemory", "barometer.WaysMemory"),
            erase=Fate.UNNAMED,
            pseudonymise=Fate.UNNAMED,
            stays=gettext_lazy(
                "A figure about a group that fell when somebody leaves would tell of that person. "
                "What is counted bears a random name."
            ),
            forget=_forget,
        ),
        order=115,
    )
    register(
        Part(
            name="barometer.subscriptions",
            title=gettext_lazy("Pages of the barometer that I get by email"),
            why=gettext_lazy("Because you asked for them."),
            kept=gettext_lazy("Until you stop them, or leave."),
            columns=columns(
                page=gettext_lazy("Page"),
                asked_at=gettext_lazy("Asked"),
            ),
            rows=_subscriptions,
            holds=("barometer.ReportSubscription", "barometer.ReportDelivery"),
        ),
        order=85,
    )
