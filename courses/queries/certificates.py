"""Certificates as their holders and anybody with the code see them."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from academy.accounts.models import User
from academy.core.codes import code_in
from courses.models import Answer, Certificate, Enrolment, Renewal, Withdrawal
from courses.path_view import PathView
from courses.recognition import content
from courses.recognition.signing import keys_of

State = Literal["valid", "expired", "renewed", "revoked", "voided", "erased"]


@dataclass(frozen=True, slots=True)
class CertifiedCourse:
    """A course of a certified path: its title, its minutes, the share of the marks it asks for."""

    title: str
    minutes: int
    mastery_percent: int


@dataclass(frozen=True, slots=True)
class CertificateView:
    """What a certificate says, in one language, and what has become of it.

    `state`: at the moment for which it was asked. `is_genuine`: what is kept of it bears our
    signature. Of an erased one nothing but the code is known.
    """

    certificate: Certificate
    state: State
    is_genuine: bool
    language: str
    said: dict[str, Any]
    path: dict[str, Any]

    @property
    def code(self) -> str:
        """The code under which it is looked up."""
        return self.certificate.code

    @property
    def name(self) -> str:
        """Who passed; "" where the account had no name."""
        return self.said["name"]

    @property
    def percent(self) -> int | None:
        """The mean of the best marks up to the passing, in whole percents; None without any."""
        return self.said["percent"]

    @property
    def share(self) -> float | None:
        """The same from 0 to 1."""
        return None if self.percent is None else self.percent / 100

    @property
    def passed_on(self) -> date:
        """The day of the passing."""
        return date.fromisoformat(self.said["passed_on"])

    @property
    def passed_at(self) -> datetime:
        """The moment of the passing."""
        return datetime.fromisoformat(self.said["passed_at"])

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None where it always will."""
        ends = self.said["ends_on"]
        return date.fromisoformat(ends) - timedelta(days=1) if ends else None

    @property
    def ends_at(self) -> datetime | None:
        """The moment from which it holds no more: the midnight after its last day."""
        last = self.last_day
        if last is None:
            return None
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))

    @property
    def text(self) -> dict[str, Any]:
        """Title, summary, objectives and titles of courses, in the language, or the only one."""
        texts = self.path["texts"]
        return texts.get(self.language) or next(iter(texts.values()))

    @property
    def title(self) -> str:
        """The title of the path."""
        return self.text["title"]

    @property
    def text_language(self) -> str:
        """The language in which the path's texts are."""
        texts = self.path["texts"]
        return self.language if self.language in texts else next(iter(texts))

    @property
    def other_titles(self) -> list[tuple[str, str]]:
        """The titles of the path in its other languages, each with its language."""
        return [
            (language, text["title"])
            for language, text in self.path["texts"].items()
            if language != self.text_language
        ]

    @property
    def courses(self) -> list[CertifiedCourse]:
        """The courses that it certifies, in order: passed, or mastered already, which nobody reads
        here; not those that it does without."""
        titles, left_out = self.text["courses"], self.said.get("left_out", ())
        return [
            CertifiedCourse(
                titles.get(course["key"], ""), course["minutes"], course["mastery_percent"]
            )
            for course in self.path["courses"]
            if course["key"] not in left_out
        ]

    @property
    def minutes(self) -> int:
        """How long the courses that it certifies take."""
        if "left_out" not in self.said:
            return self.path["minutes"]
        return sum(course.minutes for course in self.courses)

    @property
    def builders(self) -> list[str]:
        """The names of the organisms that built the path, as they were called, each with its part
        in whole percents where the ledger of credits had one."""
        credited = {one["code"]: one for one in self.path.get("credits", ())}
        built = {one["code"]: one for one in self.path["builders"]}
        space = "\u00a0" if self.language == "fr" else ""
        return [
            (one["name"].get(self.language) or one["name"]["fr"])
            + (f" ({credited[code]['percent']}{space}%)" if code in credited else "")
            for code, one in {**credited, **built}.items()
        ]

    @property
    def is_simulated(self) -> bool:
        """Whether an organism of the demonstration built it."""
        return any(one["is_simulated"] for one in self.path["builders"])

    @property
    def follows(self) -> bool:
        """Whether it renews another."""
        return self.certificate.follows_id is not None

    @property
    def counts(self) -> bool:
        """Whether it holds."""
        return self.state == "valid" and self.is_genuine


def state_of(certificate: Certificate, today: date) -> State:
    """Return what has become of a certificate on the day `today`."""
    if certificate.withdrawn_at is not None:
        states: dict[str, State] = {
            Withdrawal.REVOKED: "revoked",
            Withdrawal.VOIDED: "voided",
            Withdrawal.ERASED: "erased",
        }
        return states[certificate.withdrawal]
    if certificate.renewed_at is not None:
        return "renewed"
    if certificate.ends_on is not None and certificate.ends_on <= today:
        return "expired"
    return "valid"


def certificate_view(certificate: Certificate, language: str, today: date) -> CertificateView:
    """Return what a certificate (with its `path`) says in `language`, and what became of it."""
    state = state_of(certificate, today)
    if not certificate.data:
        return CertificateView(certificate, state, False, language, {}, {})
    said = json.loads(certificate.data)
    path = certificate.path
    keys = keys_of(tuple(settings.CERTIFICATE_SIGNING_KEYS))
    genuine = (
        keys.confirm(certificate.data.encode(), base64.b64decode(certificate.signature))
        and said["code"] == certificate.code
        and said["ends_on"] == (certificate.ends_on.isoformat() if certificate.ends_on else "")
        and said["path"] == path.digest == content.digest_of(path.data)
    )
    return CertificateView(certificate, state, genuine, language, said, json.loads(path.data))


def find_certificate(typed: str, language: str, today: date) -> CertificateView | None:
    """Return the certificate that has a code, however it was typed, or None."""
    code = code_in(typed)
    found = Certificate.objects.filter(code=code).select_related("path").first() if code else None
    return certificate_view(found, language, today) if found else None


def own_certificate(user: User, typed: str, language: str, today: date) -> CertificateView | None:
    """Return the certificate of `user` that has a code, or None."""
    found = (
        Certificate.objects.filter(code=code_in(typed) or "-", enrolment__user=user)
        .select_related("path", "enrolment")
        .first()
    )
    return certificate_view(found, language, today) if found else None


def own_certificates(user: User, language: str, today: date) -> list[CertificateView]:
    """Return every certificate of `user`, the newest first. One query."""
    found = Certificate.objects.filter(enrolment__user=user).select_related("path", "enrolment")
    return [certificate_view(one, language, today) for one in found]


def certificate_of_path(
    user: User, path_key: UUID, language: str, today: date
) -> CertificateView | None:
    """Return the newest certificate of `user` for a path that wasn't voided, or None."""
    found = (
        Certificate.objects.filter(enrolment__user=user, enrolment__path_key=path_key)
        .exclude(withdrawal=Withdrawal.VOIDED)
        .select_related("path", "enrolment")
        .first()
    )
    return certificate_view(found, language, today) if found else None


def withdrawn_within(first: int, count: int) -> Iterable[int]:
    """Return the numbers, from 0, of the withdrawn ones among `count` certificates from row `first`
    on, in order."""
    rows = Certificate.objects.filter(
        pk__gte=first, pk__lt=first + count, withdrawn_at__isnull=False
    )
    return [pk - first for pk in rows.order_by("pk").values_list("pk", flat=True)]


@dataclass(frozen=True, slots=True)
class LessonToRenew:
    """A lesson of which a renewal asks something again: `left` of `asked` questions are not yet
    answered since it started; `url` leads to the first of them."""

    title: str
    url: str
    asked: int
    left: int


@dataclass(frozen=True, slots=True)
class RenewalView:
    """A renewal under way: its lessons, in order, and how many of the `asked` answers are there."""

    started_at: datetime
    lessons: tuple[LessonToRenew, ...]
    asked: int
    answered: int

    @property
    def share(self) -> float:
        """The share of what is asked that was answered again."""
        return self.answered / self.asked if self.asked else 1.0


def renewal_under_way(enrolment: Enrolment, path: PathView) -> RenewalView | None:
    """Return the renewal that somebody has begun of a path, or None. Two queries."""
    renewal = Renewal.objects.filter(enrolment=enrolment, finished_at=None).first()
    if renewal is None:
        return None
    answered = {
        (str(lesson), str(block))
        for lesson, block in Answer.objects.filter(
            enrolment=enrolment, at__gte=renewal.started_at
        ).values_list("lesson_key", "block_id")
    }
    asked: dict[str, list[str]] = {}
    for lesson, block in renewal.asked:
        asked.setdefault(lesson, []).append(block)
    lessons = []
    for row in path.lessons:
        blocks = asked.get(str(row.key), [])
        left = [block for block in blocks if (str(row.key), block) not in answered]
        if blocks:
            url = f"{row.url}#block-{left[0]}" if left else row.url
            lessons.append(LessonToRenew(row.title, url, len(blocks), len(left)))
    count = sum(one.asked for one in lessons)
    return RenewalView(
        renewal.started_at,
        tuple(lessons),
        count,
        count - sum(one.left for one in lessons),
    )
