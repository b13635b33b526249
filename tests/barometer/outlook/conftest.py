"""An organism whose forecasts are frozen: large enough for one of its own."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from barometer.outlook import services
from barometer.releases.services import publish_since
from tests.barometer.conftest import have_followed, new_path, new_unit
from tests.factories.organisms import OrganismFactory, PortfolioFactory

AT = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture(scope="module")
def published(module_database):
    """Forty people, twelve of whom passed most of a year ago, and a release each month since."""
    with module_database():
        organism = OrganismFactory(
            code="O1", name_fr="Rives", name_en="Shores", portfolio=PortfolioFactory(code="P1")
        )
        path = new_path()
        unit = new_unit(organism, 40, "Rives")
        now = timezone.now()
        have_followed(path, unit, joined=16, passed=12, others=24, at=now - timedelta(days=300))
        publish_since(since=(now - timedelta(days=330)).date(), at=now)
    return organism


@pytest.fixture(scope="module")
def frozen(published, module_database):
    """The same, with forecasts."""
    with module_database():
        services.freeze_due(at=timezone.now())
    return published
