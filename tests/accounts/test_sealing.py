"""A change of SECRET_KEY: second factors go on, and the former key can be forgotten."""

import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.management import CommandError, call_command

from academy.accounts.models import AuditEntry

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OLD, NEW = "the former key of this installation", "the present key of this installation"

pytestmark = pytest.mark.django_db


@pytest.fixture
def factors(settings, person):
    """Return who set up two factors under the former key, and the recovery codes."""
    settings.SECRET_KEY = OLD
    TOTP.activate(person, SECRET)
    return person, RecoveryCodes.activate(person).get_unused_codes()


def opens(person):
    factor = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    return TOTP(factor).validate_code(code)


def test_factors_outlive_the_former_key(factors, settings):
    person, codes = factors
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    said = StringIO()
    call_command("seal_factors", stdout=said)
    assert "2 second factors" in said.getvalue()
    settings.SECRET_KEY_FALLBACKS = []
    assert opens(person)
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    assert RecoveryCodes(kept).get_unused_codes() == codes
    assert AuditEntry.objects.get(action="factors.seal_again").details == {
        "sealed": 2,
        "unreadable": 0,
    }


def test_without_it_they_would_have_been_lost(factors, settings):
    person, _codes = factors
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []
    assert not opens(person)


def test_a_factor_that_no_key_opens_is_left_and_named(factors, settings):
    person, _codes = factors
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []
    with pytest.raises(CommandError, match=str(person.public_id)):
        call_command("seal_factors", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = [OLD]
    assert opens(person)
