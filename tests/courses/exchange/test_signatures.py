"""An archive is signed by the academy that made it; whoever imports it reads whose it is."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils import translation

from academy.accounts.models import AuditEntry
from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.wording import sentences, signed
from courses.models import PathPage
from courses.recognition.signing import Keys, new_key
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import AT

from .conftest import PATH
from .elsewhere import archive_of, changed, files_of
from .test_door import _own_folder, enter, upload  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
NAME = "signature.jws"


@pytest.fixture
def archive(catalogues, draft, tmp_path) -> Path:
    """What this academy exports of a path in the second format."""
    draft.files["path.json"]["format"] = "academie-path/2"
    draft.files["path.json"]["text"]["fr"]["seo_title"] = "Un parcours"
    import_path(source=draft.write(), at=AT)
    return archive_of(PATH, tmp_path / "path.zip")


@pytest.fixture
def elsewhere(settings):
    """Be another academy, which has other keys; return those of the first."""
    first = Keys(settings.CERTIFICATE_SIGNING_KEYS)
    settings.CERTIFICATE_SIGNING_KEYS = [new_key()]
    return first.jwks()[0]["kid"]


def read(source) -> str:
    report = import_path(source=source, at=AT, rehearse=True)
    with translation.override("en"):
        return signed(report.signature)


def refused(source) -> str:
    with translation.override("en"):
        with pytest.raises(Refused) as error:
            import_path(source=source, at=AT)
        (said,) = sentences(error.value.problems)
    return said


def part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(value) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_anybody_can_check_it_as_the_documentation_says(archive, settings):
    files = files_of(archive)
    header, nothing, signature = files.pop(NAME).decode().strip().split(".")
    assert nothing == ""
    said = json.loads(part(header))
    digests = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
    content = {"files": digests, "format": "academie-signature/1"}
    listed = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    e, n = (int.from_bytes(part(said["jwk"][one])) for one in ("e", "n"))
    key = RSAPublicNumbers(e, n).public_key()
    key.verify(
        part(signature), f"{header}.{encoded(listed.encode())}".encode(), PKCS1v15(), SHA256()
    )
    kid = Keys(settings.CERTIFICATE_SIGNING_KEYS).jwks()[0]["kid"]
    assert said["kid"] == f"{settings.PUBLIC_ADDRESS}/badges/keys/{kid}"


def test_the_academy_knows_its_own_archive_also_by_a_former_key(archive, settings):
    assert read(archive) == (
        "The archive is signed by this academy: nothing in it was changed since."
    )
    settings.CERTIFICATE_SIGNING_KEYS = [new_key(), *settings.CERTIFICATE_SIGNING_KEYS]
    assert "signed by this academy" in read(archive)


def test_a_key_that_is_not_known_is_said_with_its_thumbprint(archive, elsewhere):
    said = read(archive)
    assert "in the name of lms.localhost with a key that isn’t known here" in said
    assert said.endswith(f"compare: {elsewhere}")


def test_a_key_that_is_known_says_whose_archive_it_is(archive, elsewhere, settings):
    settings.KNOWN_ACADEMIES = [f"lms.localhost={elsewhere}", f"lms.localhost={'x' * 43}"]
    assert "signed by lms.localhost with the key that is known of it" in read(archive)
    import_path(source=archive, at=AT)


def test_another_key_in_a_known_name_is_refused(archive, elsewhere, settings):
    settings.KNOWN_ACADEMIES = [f"lms.localhost={'x' * 43}"]
    said = refused(archive)
    assert said.startswith("signature.jws: The archive is signed in the name of lms.localhost with")


def test_an_archive_without_signature_is_said_to_be_unsigned(archive):
    assert read(changed(archive, {})).startswith("The archive isn’t signed: nothing tells")


@pytest.mark.parametrize(
    "change",
    [
        lambda files: {"path.json": files["path.json"].replace(b"foundation", b"advanced")},
        lambda files: {"media/a.png": b"x"},
        lambda files: {next(name for name in files if name.endswith(".en.json")): None},
        lambda files: {"path.json": files["path.json"] + b"\n"},
    ],
)
def test_a_file_that_was_changed_added_or_removed_breaks_it(archive, change):
    files = files_of(archive)
    said = refused(changed(archive, {NAME: files[NAME]} | change(files)))
    assert said.startswith("signature.jws: This isn't the signature of these files")


def _with_header(change):
    def made(files):
        header, _nothing, signature = files[NAME].decode().strip().split(".")
        return f"{encoded(change(json.loads(part(header))))}..{signature}".encode()

    return made


@pytest.mark.parametrize(
    "forged",
    [
        lambda files: b"",
        lambda files: b"\xff\x00 not a signature",
        lambda files: b"." * 5,
        lambda files: b"A" * 100_000,
        lambda files: files[NAME].replace(b"..", b".e30."),
        lambda files: files[NAME][:-12] + b"AAAAAAAAAAA\n",
        _with_header(lambda one: one | {"alg": "none"}),
        _with_header(lambda one: one | {"alg": "HS256"}),
        _with_header(lambda one: one | {"crit": ["exp"]}),
        _with_header(lambda one: one | {"kid": "https://trusted.example/badges/keys/x"}),
        _with_header(lambda one: one | {"jwk": one["jwk"] | {"n": "AQAB"}}),
        _with_header(lambda one: one | {"jwk": one["jwk"] | {"e": one["jwk"]["n"]}}),
        _with_header(lambda one: one | {"jwk": one["jwk"] | {"n": 5}}),
        _with_header(lambda one: one | {"jwk": None}),
        _with_header(lambda one: [one]),
    ],
)
def test_a_forged_signature_is_refused(archive, forged):
    files = files_of(archive)
    said = refused(changed(archive, {NAME: forged(files)}))
    assert said.startswith("signature.jws: This isn't the signature of these files")


def test_a_name_that_is_no_host_is_refused(archive):
    """Whoever has a key signs what they like: what is shown of it is the name of a host."""
    files = files_of(archive)
    del files[NAME]
    digests = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
    listed = json.dumps(
        {"files": digests, "format": "academie-signature/1"}, sort_keys=True, separators=(",", ":")
    )
    keys = Keys([new_key()])
    for host in ("<b>trusted.example</b>", "", "[::1"):
        token = keys.detached(listed.encode(), key_address=f"https://{host}/keys/{{thumbprint}}")
        assert refused(changed(archive, {NAME: token.encode()})).startswith("signature.jws: This")
    token = keys.detached(listed.encode(), key_address="https://trusted.example/{thumbprint}")
    assert "in the name of trusted.example" in read(changed(archive, {NAME: token.encode()}))


def test_the_first_format_is_not_signed(catalogues, draft, tmp_path):
    """Academies that read no other would refuse a file that nothing names."""
    import_path(source=draft.write(), at=AT)
    assert NAME not in files_of(archive_of(PATH, tmp_path / "path.zip"))


def test_the_report_and_the_audit_log_say_whose_it_is(archive, elsewhere, enter):  # noqa: F811
    client = enter(SuperuserFactory())
    shown = upload(client, archive).content.decode()
    assert "in the name of lms.localhost with a key that isn’t known here" in shown
    assert "<td>French</td>" in shown
    PathPage.objects.all()[0].delete()
    client.post("/admin/paths/import/confirm/")
    entry = AuditEntry.objects.filter(action="path.import").last()
    assert entry.details["signature"] == f"unknown lms.localhost {elsewhere}"


def test_the_command_says_so_too(archive, elsewhere, capsys):
    call_command("load_library", str(archive))
    assert f"compare: {elsewhere}" in capsys.readouterr().out


@pytest.mark.parametrize("written", ["academy.example", "academy.example=short", "=x"])
def test_a_known_academy_that_is_written_wrongly_is_found_at_the_start(settings, written):
    settings.KNOWN_ACADEMIES = [written]
    assert "courses.E002" in {one.id for one in run_checks()}
