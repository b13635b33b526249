"""Importing and exporting a path in the editor."""

import io
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from academy.accounts.models import User
from academy.accounts.requests import SignedInRequest
from academy.accounts.services import audit
from academy.core import clock
from academy.core.errors import AcademyError
from courses.archives import LIMITS
from courses.exchange.admin import waiting
from courses.exchange.admin.forms import PathArchiveForm
from courses.exchange.bringing import bring_question
from courses.exchange.exporting import Export, export_path
from courses.exchange.found_here import catalogues_by_language
from courses.exchange.importing import import_path
from courses.exchange.policies import can_export, can_open_door
from courses.exchange.problems import Refused
from courses.exchange.report import ImportReport, PageBehind
from courses.exchange.signature import Standing
from courses.exchange.wording import arriving, behind_note, leaving, lone_note, sentences, signed
from courses.models import LessonPage, PackageVersion, PathPage

# Keys of the session: the SHA-256 of the archive that waits, and what the person calls it.
DIGEST = "path-import-digest"
NAME = "path-import-name"
# Bytes of an archive that is handed over from memory.
_IN_MEMORY = 8 << 20


def _require_door(request: SignedInRequest) -> None:
    if not can_open_door(request.user, catalogues_by_language().values()):
        raise PermissionDenied


def _breadcrumbs(label: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": "", "label": label},
    ]


def _upload_page(
    request: SignedInRequest, form: PathArchiveForm, problems: list[str] | None = None
) -> HttpResponse:
    title = _("Import a learning path")
    return TemplateResponse(
        request,
        "courses/exchange/upload.html",
        {
            "form": form,
            "problems": problems or [],
            "header_title": title,
            "breadcrumbs_items": _breadcrumbs(title),
            "header_icon": "upload",
        },
        status=422 if problems or form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Take an archive and show what importing it would do."""
    _require_door(request)
    if request.method == "GET":
        return _upload_page(request, PathArchiveForm())
    form = PathArchiveForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form)
    at = clock.now()
    name = form.cleaned_data["archive"].name
    digest = waiting.keep(request.user, form.cleaned_data["archive"], at=at)
    archive = waiting.waiting(request.user, digest)
    try:
        if archive is None:
            raise AcademyError(_("The archive could not be kept. Try again."))
        report = import_path(source=archive, at=at, user=request.user, rehearse=True)
    except (Refused, AcademyError) as error:
        waiting.forget(request.user)
        return _upload_page(request, PathArchiveForm(), _told(error, request.user, name))
    request.session[DIGEST], request.session[NAME] = digest, name
    return _report_page(request, report)


def _told(error: Refused | AcademyError, user: User, name: str = "") -> list[str]:
    """Say what is wrong; of the archive itself, by the `name` that the person gave it."""
    if not isinstance(error, Refused):
        return [error.message]
    return sentences(
        replace(one, file=name) if name and one.file == waiting.kept_name(user) else one
        for one in error.problems
    )


def _report_page(request: SignedInRequest, report: ImportReport) -> HttpResponse:
    title = _("Import “%(title)s”?") % {"title": next(iter(report.titles.values()))}
    return TemplateResponse(
        request,
        "courses/exchange/report.html",
        {
            "report": report,
            "rows": _rows(report),
            "ledgers": [arriving(one) for one in report.ledgers],
            "behind": _behind(report.behind),
            "signed": signed(report.signature),
            "is_trusted": report.signature.standing in (Standing.OWN, Standing.KNOWN),
            "header_title": title,
            "breadcrumbs_items": _breadcrumbs(title),
            "header_icon": "upload",
        },
    )


def _behind(pages: Iterable[PageBehind]) -> list[str]:
    return [behind_note(one.title, one.language, one.stale) for one in pages]


def _rows(report: ImportReport) -> list[dict[str, str]]:
    kinds = {
        "path": _("Learning path"),
        "course": _("Course"),
        "lesson": _("Lesson"),
        "question": _("Bank question"),
        "package": _("Package"),
        "survey": _("Survey"),
    }
    changes = {
        "created": _("is added"),
        "updated": _("is changed"),
        "unchanged": _("stays as it is"),
        "unpublished": _("is unpublished"),
    }
    languages = dict(settings.LANGUAGES)
    return [
        {
            "kind": kinds[page.kind],
            "language": str(languages.get(page.language, page.language)),
            "title": page.title,
            "change": changes[page.change],
        }
        for page in report.pages
    ]


@require_POST
def confirm(request: SignedInRequest) -> HttpResponse:
    """Import the archive that was shown."""
    _require_door(request)
    archive = waiting.waiting(request.user, request.session.pop(DIGEST, ""))
    name = request.session.pop(NAME, "")
    if archive is None:
        messages.error(request, _("The archive is no longer there. Choose it again."))
        return redirect("courses_exchange:upload")
    try:
        report = import_path(source=archive, at=clock.now(), user=request.user)
    except (Refused, AcademyError) as error:
        return _upload_page(request, PathArchiveForm(), _told(error, request.user, name))
    finally:
        waiting.forget(request.user)
    beside = ("package", "survey")
    changed = sum(one.change != "unchanged" and one.kind not in beside for one in report.pages)
    told = ngettext(
        "“%(title)s” was imported: %(count)s page changed.",
        "“%(title)s” was imported: %(count)s pages changed.",
        changed,
    ) % {"title": next(iter(report.titles.values())), "count": changed}
    if report.followed and not changed:
        told = _(
            "“%(title)s” was imported: its texts are the same, and how far its translations follow "
            "them is as the archive says."
        ) % {"title": next(iter(report.titles.values()))}
    lines = sum(one.new for one in report.ledgers)
    if lines:
        told += " " + ngettext(
            "%(lines)s line about who did what was taken in.",
            "%(lines)s lines about who did what were taken in.",
            lines,
        ) % {"lines": lines}
    messages.success(request, told)
    page = PathPage.objects.filter(translation_key=report.key).earliest("pk")
    return redirect("wagtailadmin_explore", page.pk)


@require_POST
def cancel(request: SignedInRequest) -> HttpResponse:
    """Forget the archive that was shown."""
    _require_door(request)
    request.session.pop(DIGEST, None)
    request.session.pop(NAME, None)
    waiting.forget(request.user)
    return redirect("courses_exchange:upload")


@require_GET
def export(request: SignedInRequest, page_id: int) -> HttpResponseBase:
    """Hand over the path as a zip archive; others than its editors can't know of it (404).

    What comes along beside the pages (packages, surveys, ledgers) is told first, and where the
    languages don't say the same.
    """
    page = _path_to_export(request, page_id)
    try:
        exported = export_path(key=page.translation_key)
    except (Refused, AcademyError) as error:
        for told in _told(error, request.user):
            messages.error(request, told)
        return redirect("wagtailadmin_explore", page.pk)
    content = exported.content
    beside = (
        exported.lone_questions,
        exported.behind,
        exported.set_aside,
        exported.leading_here,
        content.packages,
        content.surveys,
        content.ledgers,
    )
    if any(beside) and "download" not in request.GET:
        return _before_page(request, page, exported)
    archive = _archive_of(exported)
    if archive.seek(0, io.SEEK_END) > LIMITS.archive:
        archive.close()
        messages.error(
            request,
            _(
                "The archive would be larger than %(most)s MiB, which no academy takes in. Take "
                "large videos or packages out of the path, then export."
            )
            % {"most": LIMITS.archive >> 20},
        )
        return redirect("wagtailadmin_explore", page.pk)
    audit.record(
        at=clock.now(), actor=request.user, action="path.export", target=str(page.translation_key)
    )
    archive.seek(0)
    return FileResponse(archive, as_attachment=True, filename=exported.file_name)


def _archive_of(exported: Export) -> BinaryIO:
    """Return the archive: a large one, of videos or packages, is on the disk until it is read."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        exported.to_zip(cast(BinaryIO, file))
        if file.tell() > _IN_MEMORY:
            return cast(BinaryIO, file)
        file.seek(0)
        small = io.BytesIO(file.read())
    except BaseException:
        file.close()
        raise
    file.close()
    return small


def _path_to_export(request: SignedInRequest, page_id: int) -> PathPage:
    page = PathPage.objects.filter(pk=page_id).first()
    if page is None or not can_export(request.user, page):
        raise Http404
    return page


def _lesson_lacking(lesson_key: str, language: str, path: PathPage) -> LessonPage | None:
    """Return the page of a lesson of `path` in `language`."""
    page = (
        LessonPage.objects.filter(translation_key=lesson_key, locale__language_code=language)
        .select_related("locale")
        .first()
    )
    above = PathPage.objects.ancestor_of(page).first() if page else None
    return page if above and above.translation_key == path.translation_key else None


def _before_page(request: SignedInRequest, page: PathPage, exported: Export) -> HttpResponse:
    notes = []
    for question in exported.lone_questions:
        lesson = _lesson_lacking(question.lesson_key, question.missing_in, page)
        notes.append({"said": lone_note(question), "question": question, "lesson": lesson})
    title = _("Export “%(title)s”") % {"title": page.title}
    return TemplateResponse(
        request,
        "courses/exchange/export.html",
        {
            "notes": notes,
            "behind": _behind(exported.behind),
            "set_aside": exported.set_aside,
            "leading_here": exported.leading_here,
            "packages": _packages_of(exported),
            "surveys": [one.title for one in exported.content.surveys],
            "ledgers": [leaving(one) for one in exported.content.ledgers],
            "page": page,
            "header_title": title,
            "breadcrumbs_items": _breadcrumbs(title),
            "header_icon": "download",
        },
    )


def _packages_of(exported: Export) -> list[dict[str, Any]]:
    """Return what an archive holds of packages."""
    found = []
    for one in exported.content.packages:
        version = (
            PackageVersion.objects.filter(package__key=one.key, cleaned_at__isnull=True)
            .order_by("-number")
            .first()
        )
        if version is not None:
            standard = version.get_standard_display()
            found.append({"title": one.title, "standard": standard, "size": version.size})
    return found


@require_POST
def bring(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Copy a question that is in one language alone into the draft of the other."""
    path = _path_to_export(request, page_id)
    try:
        exported = export_path(key=path.translation_key)
    except (Refused, AcademyError):
        # The export tells why.
        return redirect("courses_exchange:export", path.pk)
    wanted = (request.POST.get("block"), request.POST.get("language"))
    for question in exported.lone_questions:
        if (question.block_id, question.missing_in) == wanted:
            target = _lesson_lacking(question.lesson_key, question.missing_in, path)
            source = _lesson_lacking(question.lesson_key, question.language, path)
            if target is None or source is None:
                raise Http404
            try:
                bring_question(
                    source=source, target=target, block_id=question.block_id, user=request.user
                )
            except AcademyError as error:
                messages.error(request, error.message)
                return redirect("courses_exchange:export", path.pk)
            messages.success(
                request,
                _(
                    "The question is in the draft of “%(title)s”: translate it, then publish "
                    "the lesson."
                )
                % {"title": target.title},
            )
            return redirect("wagtailadmin_pages:edit", target.pk)
    return redirect("courses_exchange:export", path.pk)
