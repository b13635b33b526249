"""Rows of packages as the API tells them, in the language that is asked for."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.exchange.problems import Problem
from courses.exchange.wording import sentence
from courses.models import Package, PackageImport, PackageVersion
from courses.packages.reading import from_data
from courses.packages.shown import title_in
from courses.queries import is_in_use

from . import shapes

Language = Literal["fr", "en"]


def packages_said(rows: QuerySet[Package]) -> shapes.Packages:
    """Return the list of packages. One query."""
    newest = PackageVersion.objects.filter(package=OuterRef("pk")).order_by("-number")
    found: Any = (
        rows.annotate(
            versions_there=Count("versions"), standard=Subquery(newest.values("standard")[:1])
        )
        .select_related("built_by")
        .order_by("title", "pk")
    )
    return shapes.Packages(
        [
            shapes.PackageLine(
                key=one.key,
                title=one.title,
                organism=_code(one),
                versions=one.versions_there,
                standard=one.standard,
                address=address_of(one),
            )
            for one in found
        ]
    )


def package_said(package: Package, language: Language) -> shapes.Package:
    """Return what is told of a package."""
    return shapes.Package(
        key=package.key,
        title=package.title,
        organism=_code(package),
        counts_when=cast(Any, package.counts_when),
        created_at=package.created_at,
        is_in_use=is_in_use(package),
        versions=[_version_said(one, language) for one in package.versions.all()],
    )


def _version_said(version: PackageVersion, language: Language) -> shapes.Version:
    return shapes.Version(
        number=version.number,
        standard=version.standard,
        file_name=version.file_name,
        files=version.files,
        size=version.size,
        received_at=version.uploaded_at,
        is_kept=version.cleaned_at is None,
        parts=[_part_said(one, language) for one in version.parts],
        notes=_faults(version.notes),
    )


def _part_said(item: Mapping[str, Any], language: Language) -> shapes.Part:
    au = None
    if "move_on" in item:
        au = shapes.Au(
            publisher_id=item["publisher_id"],
            move_on=item["move_on"],
            mastery_score=item["mastery"],
            launch_method="OwnWindow" if item["has_own_window"] else "AnyWindow",
        )
    return shapes.Part(item["id"], title_in(item, language), item["depth"], au)


def import_said(received: PackageImport) -> shapes.Import:
    """Return how far an import is."""
    version = received.version
    return shapes.Import(
        id=received.public_id,
        address=reverse("packages_api:import", args=[received.public_id]),
        state=cast(Any, received.state),
        percent=100 if version is not None else received.percent,
        file_name=received.file_name,
        organism=_code(received),
        received_at=received.uploaded_at,
        ended_at=received.ended_at,
        problems=_faults(received.problems),
        package=address_of(version.package) if version is not None else None,
        version=version.number if version is not None else None,
    )


def address_of(package: Package) -> str:
    """Return the address of a package."""
    return reverse("packages_api:package", args=[package.key])


def _code(row: Package | PackageImport) -> str | None:
    return row.built_by.code if row.built_by else None


def _faults(rows: Any) -> list[shapes.Fault]:
    return [
        shapes.Fault(one.file, one.element, _rule(one), sentence(one) if one.file else _rule(one))
        for one in from_data(rows)
    ]


def _rule(problem: Problem) -> str:
    rule = _(problem.rule)
    return rule % dict(problem.values) if problem.values else rule
