"""Packages, their versions and imports: who asks, and what is done or told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from academy.core import clock
from academy.core.answers import same_for_all
from academy.core.api.problems import Refused, not_found
from academy.organisms.models import Organism
from courses.models import Package, PackageImport, ServiceToken
from courses.packages import token_policies
from courses.packages.deleting import delete_package
from courses.packages.importing import receive_package

from . import reading
from .answers import address, done, language_of, told
from .bodies import archive_in, plain
from .callers import caller_of
from .description import document

Use = ServiceToken.Use


@address("GET", "HEAD", otherwise="The description is read only: use GET or HEAD.")
def description(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document, to everybody."""
    response = HttpResponse(document(), content_type="application/json")
    response["Cache-Control"] = "public, max-age=3600"
    return same_for_all(response)


@address(
    "GET", "HEAD", "POST", otherwise="Use GET for the list of packages, or POST to bring one in."
)
def packages(request: HttpRequest) -> HttpResponseBase:
    """List the packages that the caller knows of, or take the archive of a new one."""
    if request.method == "POST":
        return _take_archive(request, caller_of(request, Use.IMPORT), None)
    return told(request, reading.packages_said(token_policies.packages_of(caller_of(request))))


@address("GET", "HEAD", "DELETE", otherwise="Use GET to read a package, or DELETE to delete it.")
def package(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Answer with a package, or delete it."""
    if request.method == "DELETE":
        caller = caller_of(request, Use.IMPORT)
        delete_package(package=package_known(caller, key), at=clock.now(), by=caller)
        return HttpResponse(status=204)
    return told(
        request, reading.package_said(package_known(caller_of(request), key), language_of(request))
    )


@address("POST", otherwise="Use POST to bring a new version of this package in.")
def versions(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the archive of a new version."""
    caller = caller_of(request, Use.IMPORT)
    return _take_archive(request, caller, package_known(caller, key))


@address("GET", "HEAD", otherwise="An import is read only: use GET or HEAD.")
def one_import(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Answer with how far an import is, and why it was refused."""
    caller = caller_of(request)
    rows = PackageImport.objects.select_related("built_by", "version__package")
    if caller.organism_id is not None:
        rows = rows.filter(built_by=caller.organism_id)
    found = rows.filter(public_id=import_id).first()
    if found is None:
        raise not_found()
    return told(request, reading.import_said(found))


def package_known(caller: ServiceToken, key: UUID) -> Package:
    """Return a package that the caller knows of, or end the request with 404."""
    found = token_policies.packages_of(caller).select_related("built_by").filter(key=key).first()
    if found is None:
        raise not_found()
    return found


def _take_archive(
    request: HttpRequest, caller: ServiceToken, package: Package | None
) -> HttpResponse:
    with archive_in(request) as handed:
        received = receive_package(
            upload=handed.upload,
            title=plain(handed.title),
            built_by=_keeper(caller, handed.organism),
            package=package,
            at=clock.now(),
            by=caller,
        )
    said = reading.import_said(received)
    return done(said, 202, location=said.address)


def _keeper(caller: ServiceToken, code: str) -> Organism | None:
    """Return the organism that is to keep a package: the caller's own, or the one that is named."""
    if not code or (caller.organism is not None and caller.organism.code == code):
        return caller.organism
    found = None
    if caller.organism is None:
        found = Organism.objects.filter(code=plain(code)).first()
    if found is None:
        raise Refused(400, _("There is no organization with the code %(code)s.") % {"code": code})
    return found
