"""What is to be done for a path, the links by which others read its drafts, and what they say."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from courses.models import (
    LONGEST_NAME,
    LONGEST_REMARK,
    Duty,
    PathPage,
    Remark,
    RemarkAnswer,
    ReviewLink,
    parts_in,
)

from .policies import builds, can_revoke, does, takes_part
from .queries import pages_of

# For how long a review link opens, at most, in days.
LONGEST_LINK = 90
# After how long the names of who remarked are forgotten.
NAMES_KEPT = timedelta(days=365)
# How many remarks a link takes: whoever has it can't fill the database.
MOST_REMARKS = 500
# How many answers a remark has at most: its page shows them all.
MOST_ANSWERS = 20


def digest_of(secret: str) -> str:
    """Return what is kept of the secret of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def add_duty(
    *, by: User, path: PathPage, organism: Organism, title: str, due_on: date | None, at: datetime
) -> Duty:
    """Write down what `organism` has to do for `path`.

    Raises NotFound where the path isn't `by`'s, AcademyError for an organism that doesn't build it.
    """
    if not builds(by, path, timezone.localdate(at)):
        raise NotFound(_("No path of yours is at this address."))
    if organism.pk not in parts_in(path):
        raise AcademyError(_("This organization doesn’t build this path. Invite it first."))
    return Duty.objects.create(
        path_key=path.translation_key,
        organism=organism,
        title=title.strip(),
        due_on=due_on,
        made_at=at,
        made_by=by,
    )


@transaction.atomic
def settle_duty(*, by: User, path: PathPage, duty_id: int, is_done: bool, at: datetime) -> None:
    """Say that something is done, or isn't after all. Raises NotFound where it isn't `by`'s."""
    duty = (
        Duty.objects.select_for_update(of=["self"])
        .filter(pk=duty_id, path_key=path.translation_key)
        .first()
    )
    day = timezone.localdate(at)
    if duty is None or not does(by, duty, day, leads=builds(by, path, day)):
        raise NotFound(_("This task isn’t yours."))
    duty.done_at, duty.done_by = (at, by) if is_done else (None, None)
    duty.save(update_fields=["done_at", "done_by"])


@transaction.atomic
def change_duty(
    *, by: User, path: PathPage, duty_id: int, title: str, due_on: date | None, at: datetime
) -> None:
    """Say otherwise what is to be done, or by when. Raises NotFound where `by` doesn't lead."""
    duty = _led_duty(by, path, duty_id, at)
    before = {"title": duty.title, "due_on": duty.due_on}
    duty.title, duty.due_on = title.strip(), due_on
    if before == {"title": duty.title, "due_on": duty.due_on}:
        return
    duty.save(update_fields=["title", "due_on"])
    _note("building.duty", path, by, at, duty=duty.pk, due_on=str(due_on or ""))


@transaction.atomic
def remove_duty(*, by: User, path: PathPage, duty_id: int, at: datetime) -> None:
    """Take away what nobody has to do any more. Raises NotFound where `by` doesn't lead."""
    duty = _led_duty(by, path, duty_id, at)
    _note("building.unduty", path, by, at, duty=duty.pk, title=duty.title)
    duty.delete()


def _led_duty(by: User, path: PathPage, duty_id: int, at: datetime) -> Duty:
    rows = Duty.objects.select_for_update(of=["self"])
    duty = rows.filter(pk=duty_id, path_key=path.translation_key).first()
    if duty is None or not builds(by, path, timezone.localdate(at)):
        raise NotFound(_("This task isn’t yours."))
    return duty


@transaction.atomic
def open_link(
    *, by: User, path: PathPage, note: str, days: int, at: datetime
) -> tuple[ReviewLink, str]:
    """Make a secret address at which the drafts of `path` are read for `days`; return it with its
    secret, which is never shown again.

    Raises NotFound where the person takes no part, AcademyError for a link that opens too long.
    """
    if not takes_part(by, path, timezone.localdate(at)):
        raise NotFound(_("No path of yours is at this address."))
    if not 1 <= days <= LONGEST_LINK:
        raise AcademyError(_("A link opens for %(count)s days at most.") % {"count": LONGEST_LINK})
    # 128 bits: nobody finds one by trying.
    secret = secrets.token_urlsafe(16)
    link = ReviewLink.objects.create(
        path_key=path.translation_key,
        digest=digest_of(secret),
        note=note.strip(),
        made_at=at,
        made_by=by,
        ends_at=at + timedelta(days=days),
    )
    _note("building.link", path, by, at, link=link.pk, days=days)
    return link, secret


@transaction.atomic
def revoke_link(*, by: User, path: PathPage, link_id: int, at: datetime) -> None:
    """Have a link lead nowhere from now on; what was remarked stays.

    Raises NotFound for a link that isn't there or isn't the person's to revoke.
    """
    link = (
        ReviewLink.objects.select_for_update(of=["self"])
        .filter(pk=link_id, path_key=path.translation_key)
        .first()
    )
    day = timezone.localdate(at)
    if (
        link is None
        or not takes_part(by, path, day)
        or not can_revoke(by, link, leads=builds(by, path, day))
    ):
        raise NotFound(_("This link isn’t yours."))
    if link.revoked_at is None:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        _note("building.unlink", path, by, at, link=link.pk)


@transaction.atomic
def revoke_links_of_others(*, by: User, path: PathPage, at: datetime) -> None:
    """Have the links lead nowhere that were made by people who take no part any more."""
    day = timezone.localdate(at)
    links = ReviewLink.objects.filter(
        path_key=path.translation_key, revoked_at=None, ends_at__gt=at, made_by__isnull=False
    )
    for link in links.select_related("made_by"):
        if not takes_part(link.made_by, path, day):
            link.revoked_at = at
            link.save(update_fields=["revoked_at"])
            _note("building.unlink", path, by, at, link=link.pk)


@transaction.atomic
def remark(*, link: ReviewLink, page: Page, name: str, text: str, at: datetime) -> Remark:
    """Keep what somebody who has `link` says of `page`. The same words sent twice are one remark.

    Raises NotFound for a link that ended or a page of another path, AcademyError where something
    is missing or too long, or where the link has taken too many.
    """
    name, text = name.strip(), text.strip()
    link = ReviewLink.objects.select_for_update(of=["self"]).get(pk=link.pk)
    if not link.opens_at(at) or not pages_of(link.path_key).filter(pk=page.pk).exists():
        raise NotFound(_("This link leads nowhere any more."))
    if not name or not text:
        raise AcademyError(_("Give your name and write what you remark."))
    for said, longest in ((name, LONGEST_NAME), (text, LONGEST_REMARK)):
        if len(said) > longest:
            raise AcademyError(_("Write no more than %(count)s characters.") % {"count": longest})
    known = link.remarks.filter(page=page, name=name, text=text).first()
    if known is not None:
        return known
    if link.remarks.count() >= MOST_REMARKS:
        raise AcademyError(
            _("This link takes no more remarks. Ask for another one from who sent it to you.")
        )
    return Remark.objects.create(
        path_key=link.path_key,
        link=link,
        page=page,
        page_title=page.title,
        name=name,
        text=text,
        at=at,
    )


@transaction.atomic
def settle_remark(*, by: User, path: PathPage, remark_id: int, at: datetime) -> None:
    """Say that a remark is dealt with. Raises NotFound where the person takes no part."""
    said = _remark_of(by, path, remark_id, at)
    if said is not None and said.settled_at is None:
        said.settled_at, said.settled_by = at, by
        said.save(update_fields=["settled_at", "settled_by"])


@transaction.atomic
def reopen_remark(*, by: User, path: PathPage, remark_id: int, at: datetime) -> None:
    """Say that a remark isn't dealt with after all. Raises NotFound where the person takes no
    part."""
    said = _remark_of(by, path, remark_id, at)
    if said is not None:
        said.settled_at = said.settled_by = None
        said.save(update_fields=["settled_at", "settled_by"])


@transaction.atomic
def answer_remark(
    *, by: User, path: PathPage, remark_id: int, text: str, at: datetime
) -> RemarkAnswer:
    """Answer a remark, for whoever has its link to read. The same words sent twice are one answer.

    Raises NotFound where the person takes no part or nothing was remarked, AcademyError where
    nothing is written, or too much, or the remark was answered too often.
    """
    said, text = _remark_of(by, path, remark_id, at), text.strip()
    if said is None:
        raise NotFound(_("This remark is there no more."))
    if not text:
        raise AcademyError(_("Write your answer."))
    if len(text) > LONGEST_REMARK:
        raise AcademyError(
            _("Write no more than %(count)s characters.") % {"count": LONGEST_REMARK}
        )
    known = said.answers.filter(text=text).first()
    if known is not None:
        return known
    if said.answers.count() >= MOST_ANSWERS:
        raise AcademyError(
            _("This remark has %(count)s answers: say the rest where you can talk to each other.")
            % {"count": MOST_ANSWERS}
        )
    return RemarkAnswer.objects.create(remark=said, text=text, given_by=by, at=at)


def _remark_of(by: User, path: PathPage, remark_id: int, at: datetime) -> Remark | None:
    if not takes_part(by, path, timezone.localdate(at)):
        raise NotFound(_("No path of yours is at this address."))
    rows = Remark.objects.select_for_update(of=["self"])
    return rows.filter(pk=remark_id, path_key=path.translation_key).first()


def forget_names(*, at: datetime) -> int:
    """Empty the names of who remarked a year ago; return how many."""
    return Remark.objects.filter(at__lt=at - NAMES_KEPT).exclude(name="").update(name="")


def _note(action: str, path: PathPage, by: User, at: datetime, **details: object) -> None:
    audit.record(at=at, actor=by, action=action, target=str(path.translation_key), details=details)
