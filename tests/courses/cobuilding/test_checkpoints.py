"""Where the ledger of credits ended, signed and kept elsewhere: a ledger that was made anew is
found out."""

import uuid

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from academy.core import audit as chain
from courses.cobuilding.checkpoints import Unreadable, checkpoint_on, checkpoints_in
from courses.cobuilding.news import tell_designers
from courses.models import Credit, CreditHead, LessonPage
from courses.queries import signed_payload
from courses.recognition.signing import new_key, public_part
from tests.factories.courses import text

from .building import make_built, ruled, submitted

pytestmark = pytest.mark.django_db


def wrote(built, by, words="un deux trois"):
    draft = LessonPage.objects.get(pk=built.lesson.pk).get_latest_revision_as_object()
    draft.body = [*draft.body.raw_data, text(f"<p>{words}</p>")]
    draft.save_revision(user=by).publish()


def executed(sql, *values):
    """Write to the database as nobody can through the academy."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def rebuilt():
    """Compute every digest of the ledger anew, as whoever holds the database could."""
    last, count = chain.ORIGIN, 0
    executed("UPDATE courses_credit SET previous_digest = 'x' || id, digest = 'y' || id")
    for row in Credit.objects.order_by("pk"):
        digest = chain.chained_digest(last, row.fields)
        executed(
            "UPDATE courses_credit SET previous_digest = %s, digest = %s WHERE id = %s",
            last,
            digest,
            row.pk,
        )
        last, count = digest, count + 1
    executed("UPDATE courses_credithead SET last_digest = %s, length = %s", last, count)


@pytest.fixture
def built():
    built = make_built()
    wrote(built, built.designers[0])
    wrote(built, built.designers[1])
    return built


@pytest.fixture
def kept(built, tmp_path):
    """What somebody kept, before the ledger went on."""
    file = tmp_path / "kept.txt"
    file.write_text(checkpoint_on(timezone.localdate()))
    wrote(built, built.designers[0], "quatre")
    return file


def verify(*files):
    call_command("verify_credits", *[f"--against={one}" for one in files])


def test_a_ledger_goes_on_from_its_checkpoints(kept, capsys):
    verify(kept)
    shown = capsys.readouterr().out
    assert "holds: 3 lines" in shown
    assert "which had 2 lines" in shown


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE courses_credit SET organism_code = 'X' WHERE id = {first}", "was rewritten"),
        ("DELETE FROM courses_credit WHERE id = {first}", "was rewritten"),
        ("DELETE FROM courses_credit WHERE id > {first}", "shorter than it was"),
    ],
)
def test_a_ledger_that_was_made_anew_is_found_out(kept, sql, message):
    """Its own digests show nothing of it."""
    first = Credit.objects.order_by("pk").values_list("pk", flat=True).first()
    executed(sql.format(first=first))
    rebuilt()
    call_command("verify_credits")
    with pytest.raises(CommandError, match=message):
        verify(kept)


def test_a_ledger_of_another_name_is_another(kept):
    CreditHead.objects.update(ledger=uuid.uuid4())
    with pytest.raises(CommandError, match="another ledger"):
        verify(kept)


def test_who_builds_a_path_gets_one_by_mail_and_the_mail_is_checked_as_it_was_saved(
    built, tmp_path
):
    ruled(built)
    submitted(built)
    tell_designers(at=timezone.now())
    [message] = mail.outbox
    saved = tmp_path / "saved.eml"
    saved.write_bytes(message.message().as_bytes())
    answered = tmp_path / "answer.txt"
    answered.write_text("\n".join(f"> {line}" for line in message.body.splitlines()))
    assert max(map(len, checkpoint_on(timezone.localdate()).splitlines())) <= 64
    verify(saved, answered)
    assert checkpoints_in(saved.read_bytes())[0].length == 2


def test_the_command_prints_one_to_be_kept_elsewhere(built, tmp_path, capsys):
    call_command("verify_credits", "--checkpoint")
    file = tmp_path / "printed.txt"
    file.write_text(capsys.readouterr().out)
    verify(file)


def test_an_empty_ledger_has_none(capsys):
    assert checkpoint_on(timezone.localdate()) == ""
    call_command("verify_credits", "--checkpoint")
    assert "is empty" in capsys.readouterr().out


def test_what_was_changed_or_is_none_is_told(kept, tmp_path):
    changed = kept.read_text()
    place = changed.index("-----\n") + 700
    other = "A" if changed[place] != "A" else "B"
    kept.write_text(changed[:place] + other + changed[place + 1 :])
    with pytest.raises(CommandError, match="signature isn't right"):
        verify(kept)
    kept.write_bytes(b"\xff\x00 nothing")
    with pytest.raises(CommandError, match="holds no checkpoint"):
        verify(kept)
    with pytest.raises(CommandError, match="can't be read"):
        verify(tmp_path / "nowhere.txt")
    for wrong in (b"eyJ9", b"a.b.c", b"..", "é.é.é".encode()):
        with pytest.raises(Unreadable):
            checkpoints_in(
                b"-----BEGIN LEDGER CHECKPOINT-----\n%s\n-----END LEDGER CHECKPOINT-----" % wrong
            )


@pytest.mark.parametrize(
    "said",
    [[], {}, {"format": "academie-path/2"}, {"length": "x"}, {"format": "other"}, {"day": "x"}],
)
def test_what_is_signed_and_no_checkpoint_is_told(kept, said):
    """A badge bears the same signature."""
    [good] = checkpoints_in(kept.read_bytes())
    whole = {"ledger": good.ledger, "length": 1, "head": "", "day": ""}
    signed = signed_payload(whole | said if said else said)
    with pytest.raises(Unreadable):
        checkpoints_in(
            f"-----BEGIN LEDGER CHECKPOINT-----{signed}-----END LEDGER CHECKPOINT-----".encode()
        )


def test_one_that_somebody_made_up_is_told_from_one_of_a_former_key(kept, settings):
    former = settings.CERTIFICATE_SIGNING_KEYS[0]
    settings.CERTIFICATE_SIGNING_KEYS = [new_key()]
    with pytest.raises(CommandError, match="CERTIFICATE_SIGNING_KEYS"):
        verify(kept)
    settings.CERTIFICATE_SIGNING_KEYS = [new_key(), public_part(former)]
    verify(kept)
