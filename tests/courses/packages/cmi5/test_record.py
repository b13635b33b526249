"""What of cmi5 packages is in one's own record, and what becomes of it when one leaves."""

from uuid import uuid4

from academy.accounts.record.parts import Leaver, every_part
from courses.models import AuRegistration
from courses.packages.sessions.registering import register
from courses.packages.sessions.standings import account
from tests.courses.packages.seat import Seat
from tests.factories.cmi5 import Au, made_cmi5
from tests.factories.courses import AT

from .au import Launch, told

REMOTE = "https://ailleurs.example/x.html"


def test_a_number_of_one_package_leads_to_nobody_once_they_left(db):
    seat = Seat(made_cmi5([Au("loin", url=REMOTE)]))
    launch = Launch.of(seat.open())
    row = AuRegistration.objects.get()
    known = row.actor["account"]["name"]
    register(
        version=row.version,
        actor=account("https://client.example", str(seat.user.public_id)),
        at=AT,
    )
    part = next(one for one in every_part() if one.name == "courses.aus")
    shown = list(part.rows(seat.user, "fr"))
    assert {cells[-1] for cells in shown} == {
        str(one.registration) for one in AuRegistration.objects.all()
    }
    assert any(cells[1] == "AU loin" and cells[2] is not None for cells in shown)
    assert all(len(cells) == len(part.columns) for cells in shown)

    leaver = Leaver(user=seat.user, name=uuid4(), heir=None, keeps_certificates=False, at=AT)
    assert part.forget is not None
    part.forget(leaver)
    row = AuRegistration.objects.get()
    assert row.actor["account"]["name"] == str(leaver.name)
    assert known not in str(told())
    (launched,) = told("launched")
    assert launched["actor"]["account"]["name"] == str(leaver.name)
    assert launch.fetch().json()["error-code"]
