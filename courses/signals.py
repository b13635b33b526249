"""What happens to pages in the editor, handed to the services."""

from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from academy.accounts.models import User
from academy.core import edition
from academy.organisms.models import Organism
from courses.adoption import licensing
from courses.adoption.adopting import forget_adoption
from courses.adoption.counting import count_adaptation
from courses.adoption.news import pages_copied
from courses.adoption.returning import note_return
from courses.cobuilding.approving import cover_languages
from courses.cobuilding.crediting import credit_move, credit_publication
from courses.linting.recording import note_findings
from courses.models import (
    AcademyMedia,
    Adoption,
    Assignment,
    AuRegistration,
    BankQuestion,
    CoursePage,
    LessonPage,
    Package,
    PackageVersion,
    PathPage,
    StalePage,
    Survey,
    Theme,
)
from courses.models.publication import register_check
from courses.packages.deleting import forget_registration
from courses.packages.importing import remove_files
from courses.services import (
    agree_on_structure,
    follow_lesson,
    forget_person,
    forget_reporter,
    open_desk,
    refresh_all_paths,
    refresh_path,
    refresh_paths_with,
    share_path,
    tell_of_fixes,
)
from courses.translating.adopted import follow_origin
from courses.translating.deadline import errors_of
from courses.translating.following import (
    follow_missing,
    follow_move,
    follow_publication,
    follow_withdrawal,
)
from courses.translating.following_shared import follow_survey, forget

LEARNING_PAGES = (PathPage, CoursePage, LessonPage)


def path_keys_of(page: Page) -> set[UUID]:
    """Return the key of the path that `page` is, or is part of (none for other pages)."""
    if not isinstance(page, LEARNING_PAGES):
        return set()
    paths = PathPage.objects.ancestor_of(page, inclusive=True)
    return set(paths.values_list("translation_key", flat=True))


def _refresh_its_path(sender, instance, **signal) -> None:
    for key in path_keys_of(instance):
        refresh_path(key=key, at=timezone.now())


def _agree_on_structure(sender, instance, **signal) -> None:
    agree_on_structure(page=instance)


def _refresh_all(sender, **signal) -> None:
    refresh_all_paths(at=timezone.now())


def _remember_its_path(sender, instance, **signal) -> None:
    instance.path_keys_before_deletion = path_keys_of(instance)


def _refresh_remembered_path(sender, instance, **signal) -> None:
    for key in getattr(instance, "path_keys_before_deletion", ()):
        refresh_path(key=key, at=timezone.now())
        follow_missing(path_key=key, at=timezone.now())


def _share_with_builders(sender, instance, **signal) -> None:
    share_path(path=instance)
    cover_languages(path=instance)


def _open_desk(sender, instance, created, raw=False, **signal) -> None:
    if created and not raw:
        open_desk(group=instance)


def _forget_person(sender, instance, **signal) -> None:
    forget_person(user=instance, at=timezone.now())


def _credit(sender, instance, revision=None, **signal) -> None:
    credit_publication(page=instance, revision=revision, at=timezone.now())


def _credit_move(sender, instance, **signal) -> None:
    credit_move(page_path=instance.path, at=timezone.now())


def _tell_of_fixes(sender, instance, revision=None, **signal) -> None:
    tell_of_fixes(lesson=instance, revision=revision, at=timezone.now())


def _follow_lesson(sender, instance, **signal) -> None:
    follow_lesson(page_path=instance.path)


def _note_findings(sender, instance, **signal) -> None:
    note_findings(page=instance, at=timezone.now())


def _forget_reporter(sender, instance, **signal) -> None:
    forget_reporter(user=instance)


def _count_adaptation(sender, instance, **signal) -> None:
    count_adaptation(page=instance)
    note_return(page=instance)


def _follow_translation(sender, instance, revision=None, **signal) -> None:
    follow_publication(page=instance, revision=revision, at=timezone.now())


def _follow_withdrawal(sender, instance, **signal) -> None:
    follow_withdrawal(page=instance, at=timezone.now())


def _follow_move(sender, instance, parent_page_before, **signal) -> None:
    follow_move(page=instance, parent_before=parent_page_before, at=timezone.now())


def _follow_survey(sender, instance, raw=False, **signal) -> None:
    if not raw:
        follow_survey(survey=instance, at=timezone.now())


def _forget_survey(sender, instance, **signal) -> None:
    forget(key=instance.key)


def _forget_question(sender, instance, **signal) -> None:
    forget(key=instance.translation_key, language=instance.locale.language_code)


def _follow_origin(sender, adoption, at, **signal) -> None:
    follow_origin(adoption=adoption, at=at)


def _remove_files(sender, instance, **signal) -> None:
    remove_files(instance.label)


def _refresh_paths_with(sender, instance, created, **signal) -> None:
    if not created:
        refresh_paths_with(package=instance, at=timezone.now())


def _forget_sessions(sender, instance, **signal) -> None:
    forget_registration(instance)


def _forget_adoption(sender, instance, **signal) -> None:
    forget_adoption(own_key=instance.translation_key)


def connect() -> None:
    """Connect the services to what happens to pages and groups."""
    edition.renew_with(Theme, Organism, AcademyMedia, Adoption, Assignment, Package, StalePage)
    post_delete.connect(_remove_files, sender=PackageVersion)
    post_save.connect(_refresh_paths_with, sender=Package)
    pre_delete.connect(_forget_sessions, sender=AuRegistration)
    page_published.connect(_share_with_builders, sender=PathPage)
    post_delete.connect(_forget_adoption, sender=PathPage)
    post_save.connect(_open_desk, sender=Group)
    pre_delete.connect(_forget_person, sender=User)
    for planned in (PathPage, CoursePage):
        page_published.connect(_agree_on_structure, sender=planned)
    # The row of a path says who has which part in it.
    page_published.connect(_credit, sender=LessonPage)
    page_published.connect(_refresh_its_path)
    page_unpublished.connect(_refresh_its_path)
    page_slug_changed.connect(_refresh_all)
    post_page_move.connect(_credit_move)
    post_page_move.connect(_refresh_all)
    page_published.connect(_tell_of_fixes, sender=LessonPage)
    post_page_move.connect(_follow_lesson)
    post_page_move.connect(_follow_move)
    pre_delete.connect(_forget_reporter, sender=User)
    register_check(errors_of)
    register_check(licensing.errors_of)
    pages_copied.connect(_follow_origin)
    for model in LEARNING_PAGES:
        page_published.connect(_follow_translation, sender=model)
        page_unpublished.connect(_follow_withdrawal, sender=model)
        page_published.connect(_count_adaptation, sender=model)
        page_published.connect(_note_findings, sender=model)
        pre_delete.connect(_remember_its_path, sender=model)
        post_delete.connect(_refresh_remembered_path, sender=model)
    published.connect(_follow_translation, sender=BankQuestion)
    unpublished.connect(_follow_withdrawal, sender=BankQuestion)
    post_delete.connect(_forget_question, sender=BankQuestion)
    post_save.connect(_follow_survey, sender=Survey)
    post_delete.connect(_forget_survey, sender=Survey)
