"""What accounts hold about a person: who they are, how they sign in, mails, what was noted."""

from collections.abc import Iterator
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from academy.accounts import queries
from academy.accounts.models import AuditEntry, Delivery, Invitation, User
from academy.accounts.services.invitations import INVITATION
from academy.core.templatetags.devices import browser_name

from . import elsewhere
from .parts import Fate, Leaver, Part, Row, columns, register

_UNTIL_LEAVING = gettext_lazy("Until you leave the academy.")


def _identity(user: User, language: str) -> Iterator[Row]:
    yield _("First name"), user.first_name
    yield _("Last name"), user.last_name
    yield _("Email address"), user.email
    for address in EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email):
        yield _("Another email address"), address.email
    yield _("Identifier"), str(user.public_id)
    yield _("Language"), user.get_language_display()
    yield _("Account made on"), user.date_joined
    yield _("First signed in on"), user.first_signed_in_at
    yield _("Last signed in on"), user.last_login
    for group in user.groups.order_by("name"):
        yield _("Group"), group.name


def _sign_in(user: User, language: str) -> Iterator[Row]:
    """Yield kinds and dates, never a secret."""
    if user.has_usable_password():
        yield _("Password"), _("Only a digest of it is kept, which nobody can read back."), None
    for factor in Authenticator.objects.filter(user=user).order_by("pk"):
        yield _("Second factor"), str(factor.get_type_display()), factor.created_at
    for identity in SocialAccount.objects.filter(user=user).order_by("pk"):
        yield _("Linked identity"), identity.provider, identity.date_joined
    for session in UserSession.objects.filter(user=user).order_by("-created_at"):
        device = f"{browser_name(session.user_agent)} ({session.ip})"
        yield _("Device signed in"), device, session.created_at


def _mail_choice(user: User, language: str) -> Iterator[Row]:
    preference = queries.mail_preference_of(user)
    if preference.pk is None:
        return
    yield _("Day"), preference.get_weekday_display()
    yield _("Hour"), preference.hour
    yield _("Quiet from"), preference.quiet_from
    yield _("Quiet until"), preference.quiet_until
    yield _("Away from"), preference.away_from
    yield _("Away until"), preference.away_until
    yield _("Stopped on"), preference.stopped_at


def _mails(user: User, language: str) -> Iterator[Row]:
    # Invitations have rows of their own, those of before this log too.
    mails = Delivery.objects.filter(user=user).exclude(kind=INVITATION)
    for one in mails.iterator(chunk_size=500):
        yield one.at, one.kind_label, one.get_state_display(), one.reason_label
    for sent in Invitation.objects.filter(user=user).order_by("-pk"):
        kind = _("Invitation to open my account")
        yield sent.sent_at or sent.asked_at, kind, sent.get_state_display(), ""


def _forget_at_the_desk(leaver: Leaver) -> None:
    """Take the name out of the desk's log, and the portrait off the disk."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(leaver.user.pk)
    )
    entries.update(label="", data={})
    for profile in UserProfile.objects.filter(user=leaver.user).exclude(avatar=""):
        name = profile.avatar.name
        transaction.on_commit(partial(profile.avatar.storage.delete, name))


def _notes(user: User, language: str) -> Iterator[Row]:
    mine = Q(actor_public_id=str(user.public_id)) | Q(target=str(user.public_id))
    for entry in AuditEntry.objects.filter(mine).order_by("-id").iterator(chunk_size=500):
        by_me = entry.actor_public_id == str(user.public_id)
        who = (
            _("You") if by_me else _("Somebody else") if entry.actor_public_id else _("The academy")
        )
        yield entry.at, who, entry.action, entry.organism_code, entry.result


_WHAT = columns(what=gettext_lazy("What"), value=gettext_lazy("What is held"))


def register_parts() -> None:
    """Have the record hold what accounts know of a person."""
    register(
        Part(
            name="accounts.identity",
            title=gettext_lazy("Who I am"),
            why=gettext_lazy(
                "So that you sign in, and that certificates and emails bear your name. Your name "
                "and address come from you, or from the human resources of your organization."
            ),
            kept=_UNTIL_LEAVING,
            columns=_WHAT,
            rows=_identity,
            holds=("accounts.User", "account.EmailAddress", "account.EmailConfirmation"),
            forget=_forget_at_the_desk,
        ),
        order=10,
    )
    register(
        Part(
            name="accounts.sign_in",
            title=gettext_lazy("How I sign in"),
            why=gettext_lazy(
                "To know that it is you. You see kinds and dates: nobody sees the secrets."
            ),
            kept=gettext_lazy("Until you take them off; devices, until their session ends."),
            columns=columns(
                kind=gettext_lazy("Kind"),
                what=gettext_lazy("What"),
                since=gettext_lazy("Since"),
            ),
            rows=_sign_in,
            holds=(
                "mfa.Authenticator",
                "socialaccount.SocialAccount",
                "usersessions.UserSession",
            ),
            link="mfa_index",
            link_label=gettext_lazy("Sign-in security"),
        ),
        order=20,
    )
    register(
        Part(
            name="accounts.mail_choice",
            title=gettext_lazy("When I want emails"),
            why=gettext_lazy("Because you chose so. Who never chose has nothing here."),
            kept=_UNTIL_LEAVING,
            columns=_WHAT,
            rows=_mail_choice,
            holds=("accounts.MailPreference",),
        ),
        order=80,
    )
    register(
        Part(
            name="accounts.mails",
            title=gettext_lazy("Emails sent to me"),
            why=gettext_lazy(
                "So that each email leaves once, and that you can ask why you got it. No text is "
                "kept."
            ),
            kept=gettext_lazy(
                "400 days; an email that had nothing to say and wasn’t sent, 21 days."
            ),
            columns=columns(
                at=gettext_lazy("When"),
                kind=gettext_lazy("Kind"),
                state=gettext_lazy("What became of it"),
                reason=gettext_lazy("Why it wasn’t sent"),
            ),
            rows=_mails,
            holds=("accounts.Delivery", "accounts.Invitation"),
        ),
        order=90,
    )
    register(
        Part(
            name="accounts.notes",
            title=gettext_lazy("Delicate acts, by me or about me"),
            why=gettext_lazy(
                "The audit log says who did what that others must be able to check: roles, "
                "certificates, exports. It names people by identifier alone."
            ),
            kept=gettext_lazy("Always: whoever could take a line out could hide what they did."),
            columns=columns(
                at=gettext_lazy("When"),
                who=gettext_lazy("Who"),
                action=gettext_lazy("What"),
                organism=gettext_lazy("Organization"),
                result=pgettext_lazy("of an act", "Result"),
            ),
            rows=_notes,
            holds=("accounts.AuditEntry",),
            erase=Fate.KEPT,
            pseudonymise=Fate.KEPT,
            stays=gettext_lazy(
                "The audit log is a chain in which every line holds the one before, so none is "
                "changed. It bears the identifier that your account had: a random number that "
                "leads to nobody once the account is erased."
            ),
        ),
        order=120,
    )
    register(
        Part(
            name="accounts.elsewhere",
            title=gettext_lazy("Where else my name stands"),
            why=gettext_lazy(
                "What you made or decided for others says that it was you: pages, paths that are "
                "asked, roles that you gave. The rows are about something else; here is how many."
            ),
            kept=gettext_lazy("As long as what it is about; your name in it, until you leave."),
            columns=columns(
                kind=gettext_lazy("Kind"),
                role=gettext_lazy("As"),
                rows=gettext_lazy("Rows"),
            ),
            rows=elsewhere.rows,
            erase=Fate.UNNAMED,
            pseudonymise=Fate.UNNAMED,
            stays=gettext_lazy(
                "What was made or decided for others stays; it doesn’t say by whom any more."
            ),
        ),
        order=118,
    )
