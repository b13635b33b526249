"""Packages in a folder of one's own, and somebody who may bring them in."""

from datetime import date
from pathlib import Path

import pytest

from academy.organisms.models import Role
from academy.organisms.services import roles
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT
from tests.factories.organisms import OrganismFactory
from tests.factories.packages import bring_in, scorm


@pytest.fixture(autouse=True)
def packages_root(tmp_path, settings) -> Path:
    """Where the packages of a test are."""
    settings.PACKAGES_ROOT = tmp_path / "packages"
    return settings.PACKAGES_ROOT


def on_disk(root: Path) -> list[str]:
    """Return all that is in the folder of packages, but for its three folders."""
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.relative_to(root).as_posix() not in ("files", "incoming", "unpacking")
    )


@pytest.fixture
def organism(db):
    return OrganismFactory()


@pytest.fixture
def designer(organism):
    """A designer of the organism."""
    person = UserFactory()
    roles.grant(
        user=person,
        at=AT,
        on=date(2026, 1, 1),
        by=None,
        role=Role.DESIGNER,
        organism=organism,
    )
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def package(designer, organism):
    """A package of one part that reports, by SCORM 1.2."""
    return bring_in(scorm(), by=designer, built_by=organism, at=AT).version.package
