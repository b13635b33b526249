"""One door: Wagtail's own ones lead to ours, and its desk doesn't exist for learners."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, Permission
from django.urls import path
from django.utils import timezone

from academy.accounts.decorators import recently_authenticated
from academy.accounts.models import User
from academy.organisms.models import Role
from academy.organisms.services import roles
from academy.urls import handler429, handler500
from academy.urls import urlpatterns as academy_urls
from tests.factories.organisms import OrganismFactory

from .conftest import PASSWORD
from .test_second_factor import SECRET, code


@pytest.fixture
def full_sign_in(client, sign_in):
    """Sign in with a second factor."""

    def full_sign_in(user):
        TOTP.activate(user, SECRET)
        client.post(sign_in(user.email)["Location"], {"code": code()})

    return full_sign_in


@pytest.fixture
def designer(make_person):
    user = make_person("designer@org.example")
    group = Group.objects.create(name="Designers")
    group.permissions.set(
        Permission.objects.filter(
            codename__in=["access_admin", "add_user", "change_user", "delete_user"]
        )
    )
    user.groups.add(group)
    return user


@pytest.mark.parametrize(
    "door",
    [
        "/admin/login/",
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/confirm/MQ/set-password/",
        "/admin/password_reset/complete/",
    ],
)
def test_wagtails_own_doors_are_closed(client, boss, door):
    for answer in (client.get(door), client.post(door, {"username": "boss@org.example"})):
        assert answer.status_code == 302
        assert answer["Location"] == "/fr/account/login/?next=%2Fadmin%2F"


def test_the_desk_asks_to_sign_in_at_our_door(client, db):
    assert client.get("/admin/")["Location"] == "/fr/account/login/?next=/admin/"
    assert client.get("/admin/login/?next=https://evil.example/")["Location"].endswith(
        "=%2Fadmin%2F"
    )


def test_the_desk_asks_for_a_second_factor_whatever_the_role(client, designer, sign_in):
    sign_in("designer@org.example")
    assert client.get("/admin/")["Location"] == "/fr/account/2fa/"


def test_the_desk_opens_after_the_second_factor(client, designer, full_sign_in):
    full_sign_in(designer)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_desk_speaks_the_language_of_the_person(client, designer, full_sign_in, language):
    full_sign_in(designer)
    type(designer).objects.filter(pk=designer.pk).update(language=language)
    other = "en" if language == "fr" else "fr"
    page = client.get("/admin/", headers={"accept-language": other})
    assert f'<html lang="{language}"'.encode() in page.content


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/login/", "/admin/x/"])
def test_the_desk_does_not_exist_for_learners(client, person, sign_in, address, method):
    """Nor does it ask for a second factor, which would tell that there is something."""
    sign_in()
    assert getattr(client, method)(address).status_code == 404


def test_the_desk_does_not_exist_for_learners_with_a_second_factor(client, person, full_sign_in):
    full_sign_in(person)
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/pages/").status_code == 404


def test_the_desk_does_not_exist_for_managers(client, make_person, sign_in):
    """A role that needs a second factor, and none of the desk's."""
    manager = make_person("manager@org.example")
    roles.grant(
        user=manager,
        role=Role.ORGANISM_MANAGER,
        organism=OrganismFactory(),
        at=timezone.now(),
        by=None,
    )
    sign_in(manager.email)
    assert client.get("/fr/learning/")["Location"] == "/fr/account/2fa/"
    assert client.get("/admin/").status_code == 404


def test_wagtails_screens_for_people_are_for_administrators(client, designer, full_sign_in):
    full_sign_in(designer)
    assert client.get("/admin/users/").status_code == 404
    assert client.get(f"/admin/users/edit/{designer.pk}/").status_code == 404
    assert client.get("/admin/groups/").status_code == 404
    assert client.get("/admin/bulk/accounts/user/delete/?id=1").status_code == 404
    assert client.get(f"/admin/users/delete/{designer.pk}/").status_code == 404
    assert User.objects.filter(pk=designer.pk).exists()


def test_administrators_see_them(client, boss, full_sign_in):
    full_sign_in(boss)
    assert client.get("/admin/users/").status_code == 200


def test_the_desk_offers_no_change_of_password_or_address(client, designer, full_sign_in):
    full_sign_in(designer)
    page = client.get("/admin/account/")
    assert b'type="password"' not in page.content
    assert b'type="email"' not in page.content


def test_djangos_admin_is_not_there(client, db):
    assert client.get("/django-admin/", follow=True).status_code == 404
    assert client.get("/fr/admin/").status_code == 404


@recently_authenticated
def export(request):
    from django.http import HttpResponse

    return HttpResponse(f"exported {request.POST.get('what', '')}")


urlpatterns = [path("export/", export), *academy_urls]
__all__ = ["handler429", "handler500", "urlpatterns"]


@pytest.mark.urls(__name__)
def test_step_up_asks_again_then_does_what_was_asked(client, person, sign_in):
    assert client.post("/export/", {"what": "x"})["Location"].startswith("/fr/account/login/")
    sign_in()
    answer = client.post("/export/", {"what": "everything"})
    assert answer["Location"] == "/fr/account/reauthenticate/?next=%2Fexport%2F"
    client.post(answer["Location"], {"password": "wrong"})
    assert client.post("/export/", {"what": "everything"}).status_code == 302
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer.content == b"exported everything"
    assert client.post("/export/", {"what": "more"}).content == b"exported more"


@pytest.mark.urls(__name__)
def test_step_up_prefers_the_second_factor(client, person, full_sign_in):
    full_sign_in(person)
    assert client.post("/export/")["Location"].startswith("/fr/account/2fa/reauthenticate/")
