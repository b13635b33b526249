"""A table that leads to a person is in that person's record, or is listed here with the reason.

Rows that only say who made them need no line: the part `accounts.elsewhere` finds them by itself.
"""

from django.apps import apps

from academy.accounts.models import User
from academy.accounts.record.elsewhere import places
from academy.accounts.record.parts import Fate, every_part
from courses.models import Certificate, Enrolment

# Rows that go with the account and that no part tells one by one; `accounts.elsewhere` counts them.
COUNTED_ALONE = {
    "accounts.Departure.user": "the wish to leave has a page of its own",
    "accounts.User_groups.user": "the groups are told with who one is",
    "accounts.User_user_permissions.user": "nobody is given a permission alone",
    "wagtailadmin.EditingSession.user": "which page is open in the desk right now",
    "wagtailadmin.FormState.user": "what the desk keeps of a form for an hour",
    "wagtailcore.APIToken.user": "no address of the academy takes the desk's tokens",
    "wagtailcore.Comment.user": "remarks between authors, beside the page",
    "wagtailcore.CommentReply.user": "remarks between authors, beside the page",
    "wagtailcore.PageSubscription.user": "whether an author is told of remarks on a page",
    "wagtailusers.UserProfile.user": "how somebody likes the desk, and their portrait",
}

# Names under which rows may lead to a person without a foreign key, and why these don't.
NAMES = {"public_id", "actor", "agent", "actor_public_id", "registration", "former"}
NAMES_SOMETHING_ELSE = {
    "accounts.Delivery.public_id",
    "barometer.Assessment.public_id",
    "barometer.Event.public_id",
    "barometer.Evidence.public_id",
    "barometer.Finding.public_id",
    "barometer.PhishingHook.public_id",
    "barometer.ReportSubscription.public_id",
    "barometer.Target.public_id",
    "courses.PackageImport.public_id",
    "organisms.Organism.public_id",
    "organisms.PeopleImport.public_id",
    "organisms.Portfolio.public_id",
    "organisms.Unit.public_id",
    # The name of somebody whose account is gone, until the lake's files are rewritten.
    "barometer.ErasedName.former",
}

# Tables of packed or free content that may name people, each with the part that tells of it or the
# reason why it doesn't.
PACKED = {"barometer.ReleaseMemory", "barometer.WaysMemory", "lrs.StatementKey"}


def _held():
    return {label for part in every_part() for label in part.holds}


def test_what_goes_with_an_account_is_told_to_its_person():
    forgotten = {
        place.label for place in places() if place.goes and place.model._meta.label not in _held()
    }
    assert forgotten == set(COUNTED_ALONE)


def test_what_belongs_to_an_enrolment_or_a_certificate_is_told_to_its_person():
    forgotten = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
        if field.related_model in (Enrolment, Certificate)
    }
    assert forgotten <= _held()
    assert "courses.Renewal" in forgotten


def test_what_names_a_person_without_a_key_is_told_too():
    naming = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if not field.is_relation and field.name in NAMES
    }
    forgotten = {f"{label}.{name}" for label, name in naming if label not in _held()}
    # What has a name of its own, in a table that is told.
    assert forgotten <= NAMES_SOMETHING_ELSE
    assert {label for label, _name in naming} >= {"lrs.Statement", "lrs.Document"}
    assert _held() >= PACKED


def test_every_table_that_a_part_names_is_there():
    models = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert _held() <= models
    assert User._meta.label in _held()


def test_a_part_that_leaves_rows_behind_says_why():
    for part in every_part():
        stays = {part.erase, part.pseudonymise} & {Fate.UNNAMED, Fate.KEPT}
        assert bool(part.stays) or not stays, part.name
