"""What machines ask for at the same moment."""

import uuid

import pytest

from academy.core.errors import AcademyError, NotFound
from academy.lrs.models import LaunchSession
from courses.models import AuRegistration, Package
from courses.packages.client_launches import launch_for_client
from courses.packages.deleting import delete_package
from courses.packages.service_tokens import create_service_token
from tests.courses.at_once import TIMES, at_once, in_threads
from tests.factories.cmi5 import made_cmi5
from tests.factories.courses import AT

from .speaking import verbs_of

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def token():
    return create_service_token(name="LMS", at=AT).token


@pytest.fixture
def launch(token):
    def launched(package, registration=None):
        return launch_for_client(
            package=package,
            home_page="https://lms.example",
            name="marie",
            registration=registration,
            language="fr",
            at=AT,
            through=token,
        )

    return launched


def test_launches_of_one_new_registration_share_it(launch):
    package, number = made_cmi5(), uuid.uuid4()
    at_once(lambda: launch(package, number))
    assert AuRegistration.objects.get().registration == number
    assert LaunchSession.objects.open().count() == 1
    assert verbs_of(str(number)).count("launched") == TIMES


def test_a_package_that_is_launched_and_deleted_at_once_is_there_or_gone(launch, token):
    package = made_cmi5()
    acts = [lambda: launch(package), lambda: delete_package(package=package, at=AT, by=token)]
    raised = in_threads(len(acts), lambda: acts.pop()())
    assert {type(one) for one in raised} <= {AcademyError, NotFound}
    is_there = Package.objects.filter(pk=package.pk).exists()
    assert AuRegistration.objects.exists() == is_there
    assert LaunchSession.objects.exists() == is_there
