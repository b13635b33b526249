"""Production refuses unsafe values, and its checks find nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.checks import run_checks

from courses.recognition.signing import new_key

ROOT = Path(project.BASE_DIR)
SAFE = {
    "DJANGO_SETTINGS_MODULE": "academy.settings.production",
    "SECRET_KEY": "8fd-kq2_Zr7xv0Lm" * 4,
    "ALLOWED_HOSTS": "academie.gouv.example",
    "PUBLIC_ADDRESS": "https://academie.gouv.example",
    "ACADEMY_IRI_BASE": "https://academie.gouv.example",
    "CONTENT_HOST": "content-academie.example",
    "DATABASE_URL": "postgres://academy:password@db.gouv.example/academy",
    "CERTIFICATE_SIGNING_KEYS": new_key(),
    "EMAIL_URL": "smtp+tls://user:password@mail.gouv.example:587",
}


def run(tmp_path, *command, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    values = kept | SAFE | {"ACADEMY_VAR_DIR": str(tmp_path)} | environment
    values = {name: value for name, value in values.items() if value is not None}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=values, capture_output=True, text=True, timeout=60
    )


def ask(tmp_path, expression, **environment):
    code = f"from django.conf import settings; print([{expression}])"
    return run(tmp_path, "-c", code, **environment)


def test_the_deployment_check_finds_nothing(tmp_path):
    # The database isn't there and need not be: these checks read settings.
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("PUBLIC_ADDRESS", "http://academie.gouv.example"),
        ("ACADEMY_IRI_BASE", None),
        ("CONTENT_HOST", None),
        ("CONTENT_HOST", "academie.gouv.example"),
        ("CONTENT_HOST", "gouv.example"),
        ("DATABASE_URL", None),
        ("CERTIFICATE_SIGNING_KEYS", None),
    ],
)
def test_unsafe_values_are_refused_with_the_remedy(tmp_path, name, value):
    done = ask(tmp_path, "settings.DEBUG", **{name: value})
    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize(("asked", "kept"), [("", "5"), ("?prepare_threshold=off", "None")])
def test_statements_are_prepared_unless_a_pooler_forbids_it(tmp_path, asked, kept):
    address = f"{SAFE['DATABASE_URL']}{asked}"
    done = ask(
        tmp_path,
        "settings.DATABASES['default']['OPTIONS']['prepare_threshold']",
        DATABASE_URL=address,
    )
    assert done.stdout.strip() == f"[{kept}]", done.stderr


def test_nothing_of_a_demonstration_reaches_production(tmp_path):
    done = ask(
        tmp_path,
        "settings.DEBUG, settings.DEMONSTRATION, settings.SECOND_FACTOR_COMPULSORY, "
        "settings.SIGNUP",
        DEBUG="true",
        DEMONSTRATION="true",
        SECOND_FACTOR_COMPULSORY="false",
    )
    assert done.stdout.strip() == "[False, False, True, 'closed']", done.stderr


def test_cookies_belong_to_the_host_alone(tmp_path):
    names = "SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE"
    fields = ", ".join(
        f"settings.{n}_NAME, settings.{n}_SECURE, settings.{n}_PATH, settings.{n}_DOMAIN"
        for n in names
    )
    answer = ask(tmp_path, fields).stdout
    assert answer.count("'__Host-") == answer.count("True") == answer.count("'/'") == 3
    assert answer.count("None") == 3


def test_every_variable_of_the_environment_is_documented():
    read = set()
    for file in (ROOT / "academy" / "settings").glob("*.py"):
        source = file.read_text()
        read |= set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', source))
        if file.name == "identity_providers.py":
            suffixes = set(re.findall(r'prefix \+ "([A-Z_]+)"', source))
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    guide = (ROOT / "docs" / "how-to" / "sign-in-with-oidc-or-saml.md").read_text()
    named = set(re.findall(r"`([A-Z_]+)`", page))
    assert read - named == set()
    assert {suffix for suffix in suffixes if f"_{suffix}`" not in guide} == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"DEMONSTRATION": True, "ALLOWED_HOSTS": ["academie.gouv.example"]}, "academy.E001"),
        ({"WAGTAILADMIN_LOGIN_URL": "wagtailadmin_login"}, "academy.E002"),
        ({"SOCIALACCOUNT_EMAIL_AUTHENTICATION": True}, "academy.E004"),
        ({"SIGNUP": "everyone"}, "academy.E007"),
        ({"SIGNUP": "domains", "SIGNUP_DOMAINS": []}, "academy.E008"),
        (
            {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"script-src": ["'unsafe-inline'"]}}},
            "academy.E006",
        ),
        *(
            ({"XAPI_CONTENT_ORIGINS": [origin]}, "academy.E011")
            for origin in (
                "*",
                "null",
                "https://*.content.example",
                "https://content.example/",
                "https://Content.example",
                "https://who@content.example",
                "http://content.example",
                "content.example",
            )
        ),
        ({"CONTENT_HOST": ""}, "academy.E013"),
        ({"CONTENT_HOST": "lms.localhost"}, "academy.E013"),
        ({"SECOND_FACTOR_COMPULSORY": False}, "academy.E009"),
        (
            {
                "SOCIALACCOUNT_PROVIDERS": {
                    "saml": {"APPS": [{"client_id": "x", "settings": {"advanced": {}}}]}
                }
            },
            "academy.E005",
        ),
        (
            {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
            "academy.E010",
        ),
    ],
)
def test_dangerous_combinations_are_named(settings, changes, code):
    for name, value in changes.items():
        setattr(settings, name, value)
    found = run_checks(tags=["security"], include_deployment_checks=True)
    message = next(message for message in found if message.id == code)
    assert message.hint
