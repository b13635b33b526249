"""Importing questions into a bank and taking them away, in formats of others."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from academy.accounts.requests import SignedInRequest
from academy.accounts.services import audit
from academy.core import clock
from academy.core.errors import AcademyError
from courses.exchange.admin import waiting
from courses.models import QuestionBank

from .exporting import BankExport, export_bank
from .formats.questions import Format, Language
from .formats.reading import detected
from .forms import ExportForm, ImportForm, own_banks
from .importing import ImportPlan, plan_import, save_questions
from .wording import FORMAT_NAMES, LANGUAGE_NAMES, said

# What waits for this import, and the key of the session that says how it is read.
KIND = ".questions"
WAITING = "questions-import"
# Lines of a report on the page; the others are counted.
MOST_LINES = 200


def _require_bank(request: SignedInRequest) -> None:
    policy = policy_registry.get_by_type(QuestionBank)
    if not policy.user_has_permission(request.user, "change"):
        raise PermissionDenied


def _context(title: str, icon: str) -> dict[str, Any]:
    banks = reverse("wagtailsnippets_courses_questionbank:list")
    return {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": banks, "label": _("Banks")},
            {"url": "", "label": title},
        ],
    }


def _upload_page(
    request: SignedInRequest, form: ImportForm, plan: ImportPlan | None = None
) -> HttpResponse:
    context = _context(_("Import questions"), "upload")
    lines = said(plan.report) if plan else []
    context |= {
        "form": form,
        "has_bank": own_banks(request.user).exists(),
        "plan": plan,
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
    }
    status = 422 if plan or form.errors else 200
    return TemplateResponse(request, "courses/banks/upload.html", context, status=status)


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Take a file and show, line by line, what saving its questions would do."""
    _require_bank(request)
    if request.method == "GET":
        initial = {"bank": request.GET.get("bank")}
        return _upload_page(request, ImportForm(user=request.user, initial=initial))
    form = ImportForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _upload_page(request, form)
    file = form.cleaned_data["file"]
    data = file.read()
    file.seek(0)
    bank = form.cleaned_data["bank"]
    language = cast(Language, form.cleaned_data["language"])
    kind = cast(Format, form.cleaned_data["form"] or detected(data, file.name))
    plan = plan_import(bank=bank, data=data, form=kind, language=language, user=request.user)
    if plan.is_refused:
        waiting.forget(request.user, KIND)
        return _upload_page(request, form, plan)
    digest = waiting.keep(request.user, file, at=clock.now(), kind=KIND)
    request.session[WAITING] = {
        "digest": digest,
        "bank": bank.pk,
        "form": kind,
        "language": language,
    }
    return _report_page(request, bank, kind, plan)


def _report_page(
    request: SignedInRequest, bank: QuestionBank, kind: Format, plan: ImportPlan
) -> HttpResponse:
    changes = {
        "created": _("is added"),
        "updated": _("gets a new version"),
        "translated": _("is the translation of one of the bank"),
        "unchanged": _("stays as it is"),
    }
    lines = said(plan.report)
    context = _context(_("Save these questions?"), "upload")
    context |= {
        "bank": bank,
        "plan": plan,
        "form_name": FORMAT_NAMES[kind],
        "language_name": LANGUAGE_NAMES[plan.language],
        "other_language": LANGUAGE_NAMES["en" if plan.language == "fr" else "fr"],
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
        "lost": sum(one.severity in ("left_out", "lost") for one in lines),
        "rows": [
            {
                "prompt": one.question.prompt,
                "kind": one.body[0].block.label,
                "change": changes[one.change],
                "tags": ", ".join(one.question.tags),
                "is_ready": one.is_ready,
                "is_changed": one.change != "unchanged",
            }
            for one in plan.questions
        ],
    }
    return TemplateResponse(request, "courses/banks/report.html", context)


@require_POST
def save(request: SignedInRequest) -> HttpResponse:
    """Save the questions of the file that was shown."""
    _require_bank(request)
    waits = request.session.pop(WAITING, {})
    path = waiting.waiting(request.user, waits.get("digest", ""), KIND)
    bank = own_banks(request.user).filter(pk=waits.get("bank")).first()
    if path is None or bank is None:
        messages.error(request, _("The file is no longer there. Choose it again."))
        return redirect("courses_banks:upload")
    try:
        plan = save_questions(
            bank=bank,
            data=path.read_bytes(),
            form=waits["form"],
            language=waits["language"],
            user=request.user,
            at=clock.now(),
            publish="publish" in request.POST,
        )
    except AcademyError as error:
        messages.error(request, error.message)
        return redirect("courses_banks:upload")
    finally:
        waiting.forget(request.user, KIND)
    told = ngettext(
        "%(count)s question was saved in “%(bank)s”.",
        "%(count)s questions were saved in “%(bank)s”.",
        plan.changes,
    )
    messages.success(request, told % {"count": plan.changes, "bank": bank.title})
    questions = reverse("wagtailsnippets_courses_bankquestion:list")
    return redirect(f"{questions}?bank={bank.pk}")


@require_POST
def cancel(request: SignedInRequest) -> HttpResponse:
    """Forget the file that was shown."""
    _require_bank(request)
    request.session.pop(WAITING, None)
    waiting.forget(request.user, KIND)
    return redirect("courses_banks:upload")


@require_GET
def export(request: SignedInRequest, bank_id: int) -> HttpResponse:
    """Show what a format can't hold of a bank, then hand the file over; 404 for those of others."""
    if not own_banks(request.user).filter(pk=bank_id).exists():
        raise Http404
    bank = get_object_or_404(QuestionBank, pk=bank_id)
    if "form" not in request.GET:
        return _export_page(request, bank, ExportForm(initial={"language": request.LANGUAGE_CODE}))
    form = ExportForm(request.GET)
    if not form.is_valid():
        return _export_page(request, bank, form)
    exported = export_bank(
        bank=bank,
        form=form.cleaned_data["form"],
        language=form.cleaned_data["language"],
        drafts=form.cleaned_data["drafts"],
    )
    if "download" not in request.GET or not exported.written.count:
        return _export_page(request, bank, form, exported)
    audit.record(
        at=clock.now(),
        actor=request.user,
        action="questions.export",
        target=str(bank.key),
        organism_code=bank.built_by.code if bank.built_by else "",
        details={"format": form.cleaned_data["form"], "language": form.cleaned_data["language"]},
    )
    reply = HttpResponse(exported.written.content, content_type="application/octet-stream")
    reply["Content-Disposition"] = f'attachment; filename="{exported.file_name}"'
    return reply


def _export_page(
    request: SignedInRequest,
    bank: QuestionBank,
    form: ExportForm,
    exported: BankExport | None = None,
) -> HttpResponse:
    lines = said(exported.written.report) if exported else []
    query = request.GET.copy()
    query["download"] = "1"
    context = _context(_("Export “%(title)s”") % {"title": bank.title}, "download")
    context |= {
        "bank": bank,
        "form": form,
        "exported": exported,
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
        "query": query.urlencode(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "courses/banks/export.html", context, status=status)
