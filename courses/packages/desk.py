"""Packages in the desk: the list, what is imported, and what its report says."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import DeleteView, IndexView

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms.models import Organism
from academy.organisms.policies import designer_organism_ids, is_administrator
from courses.banks.desk import BankForm, OwnChooser, OwnViewSet
from courses.exchange.wording import sentence
from courses.items.judging import rounded
from courses.models import Package, PackageImport, PackageVersion
from courses.policies import organisms_to_assign
from courses.queries import is_in_use, registration_counts

from . import policies, tokens
from .deleting import delete_package, in_use
from .importing import receive_package
from .reading import LIMITS, from_data
from .views import framed


def go_and_upload(request: HttpRequest) -> HttpResponse:
    """Lead to the page where an archive is handed over."""
    return redirect("courses_packages:upload")


class UploadForm(forms.Form):
    """An archive, and what it is to become."""

    archive = forms.FileField(
        label=gettext_lazy("Archive"),
        help_text=gettext_lazy(
            "A zip archive of a cmi5, SCORM 1.2 or SCORM 2004 package, as your authoring tool "
            "publishes it, an .h5p file with its libraries, or the file cmi5.xml of a cmi5 package "
            "whose content is elsewhere."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip,.h5p,.xml"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Empty: the title that the package gives itself."),
    )
    built_by = forms.ModelChoiceField(
        label=gettext_lazy("Built by"), queryset=Organism.objects.none(), required=False
    )

    def __init__(self, *args: Any, user: Any, package: Package | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if package is not None:
            del self.fields["title"], self.fields["built_by"]
            return
        today = timezone.localdate()
        field: Any = self.fields["built_by"]
        if is_administrator(user, today):
            field.queryset = Organism.objects.all()
            field.help_text = _("Empty: administrators alone put it into lessons.")
            return
        field.queryset = Organism.objects.filter(pk__in=designer_organism_ids(user, today))
        field.required, field.help_text = True, PackageForm.help_for_designers
        own = list(field.queryset[:2])
        if len(own) == 1:
            self.initial.setdefault("built_by", own[0].pk)

    def clean_archive(self) -> UploadedFile:
        """Refuse a file that is too large before it is kept."""
        archive: UploadedFile = self.cleaned_data["archive"]
        if archive.size is None or archive.size > LIMITS.archive:
            raise forms.ValidationError(
                _("The archive is larger than %(most)s MiB.") % {"most": LIMITS.archive >> 20}
            )
        return archive


class PackageList(IndexView):
    """The list of packages, which leads to their pages."""

    def get_edit_url(self, instance: Package) -> str:
        """Return the page of a package, from which it is edited."""
        return reverse("courses_packages:package", args=[instance.pk])


class DeletePackage(DeleteView):
    """The deletion of a package, but of one that is in use."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse, and say why."""
        if is_in_use(self.object):
            messages.error(request, in_use(self.object))
            return redirect("courses_packages:package", self.object.pk)
        return super().dispatch(request, *args, **kwargs)

    def delete_action(self) -> None:
        """Delete it as every door does, and note it in the history of the desk too."""
        user: Any = self.request.user
        with transaction.atomic():
            log(instance=self.object, action="wagtail.delete", user=user, deleted=True)
            delete_package(package=self.object, at=timezone.now(), by=user)

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete it; say why where somebody opened it meanwhile."""
        try:
            return super().form_valid(form)
        except AcademyError as error:
            messages.error(self.request, error.message)
            return redirect("courses_packages:package", self.object.pk)


class PackageForm(BankForm):
    """A package, built by an organism that one designs for."""

    help_for_designers = gettext_lazy("Its designers alone put it into lessons.")


def _standard(package: Any) -> str:
    """Return the standard of the newest version, as it is called everywhere."""
    return str(PackageVersion.Standard(package.standard).label) if package.standard else ""


class PackageViewSet(OwnViewSet):
    """The packages."""

    model = Package
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Packages")
    menu_name = "packages"
    menu_order = 215
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("standard", label=gettext_lazy("Standard"), accessor=_standard),
        Column("built_by", label=gettext_lazy("Built by")),
    ]
    search_fields = ["title"]
    chooser_viewset_class = OwnChooser
    edit_handler = ObjectList(Package.panels, base_form_class=PackageForm)
    index_view_class = PackageList
    delete_view_class = DeletePackage

    def get_queryset(self, request: HttpRequest) -> QuerySet[Package]:
        """Return what the list shows, each with the standard of its newest version."""
        newest = PackageVersion.objects.filter(package=OuterRef("pk")).order_by("-number")
        rows: QuerySet[Package] = super().get_queryset(request)
        return rows.select_related("built_by").annotate(
            standard=Subquery(newest.values("standard")[:1])
        )

    @property
    def add_view(self) -> Any:
        """A package comes with its archive: it is added where one is handed over."""
        return go_and_upload


def visible_package(request: SignedInRequest, package_id: int) -> Package:
    """Return a package of one's own, or raise 404."""
    policy = policy_registry.get_by_type(Package)
    rows = policy.instances_user_has_any_permission_for(request.user, ["view"])
    found: Package | None = rows.filter(pk=package_id).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200
) -> TemplateResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailsnippets_courses_package:list"), "label": _("Packages")},
        {"url": "", "label": title},
    ]
    more = {"header_title": title, "breadcrumbs_items": trail, "header_icon": PackageViewSet.icon}
    return TemplateResponse(request, f"courses/packages/{name}.html", context | more, status=status)


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, package_id: int | None = None) -> HttpResponse:
    """Take an archive: a new package, or a new version of one."""
    if not policies.can_bring_in_any(request.user, timezone.localdate()):
        raise PermissionDenied
    package = visible_package(request, package_id) if package_id is not None else None
    form = UploadForm(
        *([request.POST, request.FILES] if request.method == "POST" else []),
        user=request.user,
        package=package,
    )
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            received = receive_package(
                upload=form.cleaned_data["archive"],
                title=form.cleaned_data.get("title", ""),
                built_by=form.cleaned_data.get("built_by"),
                package=package,
                at=timezone.now(),
                by=request.user,
            )
            return redirect("courses_packages:import", received.public_id)
        except AcademyError as error:
            problem = error.message
    title = (
        _("New version of “%(title)s”") % {"title": package.title}
        if package
        else _("Bring a package in")
    )
    status = 422 if request.method == "POST" else 200
    return _page(request, "desk_upload", title, {"form": form, "problem": problem}, status)


@require_GET
def import_state(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """How far the reading of an archive is, or why it was refused."""
    received = PackageImport.objects.select_related("version").filter(public_id=import_id).first()
    today = timezone.localdate()
    if received is None or not policies.can_bring_in(request.user, received.built_by, today):
        raise Http404
    if received.version is not None:
        return redirect("courses_packages:package", received.version.package_id)
    context = {
        "received": received,
        "problems": [sentence(one) for one in from_data(received.problems)],
    }
    title = _("Import of “%(file)s”") % {"file": received.file_name}
    return _page(request, "desk_import", title, context)


@require_GET
def package_page(request: SignedInRequest, package_id: int) -> HttpResponse:
    """A package: what its report says, how it is tried, its versions."""
    package = visible_package(request, package_id)
    versions = list(package.versions.select_related("uploaded_by", "uploaded_through"))
    newest = versions[0] if versions else None
    parts = _parts(newest) if newest else []
    context = {
        "package": package,
        "versions": versions,
        "newest": newest,
        "parts": parts,
        "is_ordered": any(part["comes_after"] for part in parts),
        "notes": [sentence(one) if one.file else _note(one) for one in from_data(newest.notes)]
        if newest
        else [],
        "under_way": package.imports.filter(version__isnull=True),
        "learners": _learners(package) if newest and newest.is_cmi5 else None,
        "may_waive": bool(organisms_to_assign(request.user, timezone.localdate())),
    }
    return _page(request, "desk_package", package.title, context)


def _learners(package: Package) -> tuple[int, int]:
    """Return how many people have begun a package and are done, at least: 0 for few people."""
    smallest = settings.BAROMETER_SMALLEST_GROUP
    begun, satisfied = registration_counts(package)
    return rounded(begun, smallest), rounded(satisfied, smallest)


def _parts(version: PackageVersion) -> list[dict[str, Any]]:
    """Return the parts of a version, each with the titles of those that come before it."""
    titles = {part["id"]: part["title"] for part in version.parts}
    return [
        part
        | _counting(part)
        | {"comes_after": part["prerequisites"] or ", ".join(titles[one] for one in part["after"])}
        for part in version.parts
    ]


# When an AU is done, by its `moveOn`.
_COUNTS = {
    "Passed": gettext_lazy("once it is passed"),
    "Completed": gettext_lazy("once it is completed"),
    "CompletedAndPassed": gettext_lazy("once it is completed and passed"),
    "CompletedOrPassed": gettext_lazy("once it is completed or passed"),
    "NotApplicable": gettext_lazy("from the beginning: it asks for nothing"),
}


def _counting(part: dict[str, Any]) -> dict[str, Any]:
    """Return what the page says of when an AU is done; nothing for parts of other standards."""
    if "move_on" not in part:
        return {}
    mastery = part["mastery"]
    percent = None if mastery is None else round(mastery * 100, 2)
    if percent == (whole := round(percent or 0)):
        percent = whole
    return {"counts": _COUNTS[part["move_on"]], "percent": percent}


def _note(problem: Any) -> str:
    rule = _(problem.rule)
    return rule % dict(problem.values) if problem.values else rule


@require_GET
def try_part(request: SignedInRequest, package_id: int, number: int, place: int) -> HttpResponse:
    """Open a part of a version as nobody: nothing is recorded."""
    package = visible_package(request, package_id)
    version = PackageVersion.objects.filter(
        package=package, number=number, cleaned_at__isnull=True
    ).first()
    if version is None or not 0 <= place < len(version.parts):
        raise Http404
    item = version.parts[place]
    language = get_language() or request.user.language
    door = tokens.for_trial(version, item["id"], language, request.user.public_id)
    context = {
        "package": package,
        "item": item,
        "frame": door.page,
        "window": door.window,
        "tells": version.is_cmi5,
        "has_own_window": item.get("has_own_window") or item.get("is_remote"),
    }
    page = _page(request, "desk_trial", item["title"], context)
    return framed(page, door.origin)
