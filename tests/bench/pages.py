"""The pages that are measured, on the demonstration data."""

import itertools
import secrets
from uuid import uuid4

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from academy.accounts.models import User
from academy.accounts.signals import SECOND_FACTOR_USED
from academy.lrs.models import Statement
from barometer.releases.queries import newest
from courses.models import CataloguePage, LessonPage, PublishedPath
from courses.services import enrol
from tests.bench.measure import Measure, measure


def prepare(learners: int) -> None:
    """Make the demonstration data, once."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("prepare_site")
    call_command("load_library")
    call_command("load_demo", learners=learners)


def getter(client: Client, url: str):
    def get() -> None:
        reply = client.get(url)
        if reply.status_code != 200:
            raise RuntimeError(f"{url} answered {reply.status_code}")
        # A page that is streamed or rendered late is measured whole.
        len(reply.content)

    return get


def _answerer(client: Client, lesson: LessonPage):
    blocks = itertools.cycle(lesson.question_blocks.values())

    def post() -> None:
        block = next(blocks)
        choice = block.value.question(block.id).choices[0].id
        reply = client.post(
            f"/fr/learn/lessons/{lesson.pk}/answer/{block.id}/",
            {"choice": choice, "attempt": uuid4()},
            headers={"HX-Request": "true"},
        )
        if reply.status_code != 200:
            raise RuntimeError(f"an answer was met with {reply.status_code}")

    return post


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email))
    session = client.session
    session[SECOND_FACTOR_USED] = True
    session.save()
    if client.get("/fr/learning/").status_code != 200:
        raise RuntimeError(f"{email} is not let in")
    return client


def run(times: int) -> int:
    """Measure, print and return 1 when a goal is missed."""
    # Somebody new, so that nobody's answers grow from one sitting to the next.
    person = User.objects.create_user(f"bench-{uuid4()}@demo.example")
    visitor, learner = Client(), signed_in(person.email)
    manager = signed_in("gestion@demo.example")
    officer = signed_in("portefeuille@demo.example")
    lead = signed_in("gouvernement@demo.example")
    path = PublishedPath.objects.filter(is_live=True).first()
    enrol(user=person, path_key=path.key, at=timezone.now())
    lesson = LessonPage.objects.get(pk=path.texts["fr"]["courses"][0]["lessons"][1]["page_id"])
    catalogue = CataloguePage.objects.get(locale__language_code="fr").get_url()
    answer = _answerer(learner, lesson)
    for _question in lesson.question_blocks:
        answer()

    rows = [
        measure("trivial view", getter(visitor, "/bench/trivial/"), times=times),
        measure("one-query view", getter(visitor, "/bench/one-query/"), times=times),
        measure("catalogue, signed out", getter(visitor, catalogue), times=times),
        measure("lesson, signed out", getter(visitor, lesson.get_url()), times=times, cpu_goal=12),
        measure("lesson, enrolled", getter(learner, lesson.get_url()), times=times, cpu_goal=12),
        measure("an answer", answer, times=times, median_goal=15),
        measure("dashboard", getter(learner, "/fr/learning/"), times=times),
        *(
            measure(
                f"barometer, {name}, {since}",
                getter(client, url),
                before=before,
                times=times,
                median_goal=150,
            )
            for name, client, url in (
                ("organism", manager, landing(manager)),
                ("portfolio", officer, landing(officer)),
                ("government", lead, landing(lead)),
            )
            for since, before in (("unchanged", _nothing), ("made anew", page_made_anew))
        ),
    ]
    _print(rows)
    return 1 if any(row.is_met is False for row in rows) else 0


def _nothing() -> None:
    """Leave the data as they are: a page may be shown again as it was made."""


def page_made_anew() -> None:
    """Have pages made again from the release: they are kept under its digest."""
    release = newest()
    if release is None:
        raise RuntimeError("There is no release: the demonstration wasn't loaded.")
    release.digest = secrets.token_hex(32)
    release.save(update_fields=["digest"])


def landing(client: Client) -> str:
    """Return the widest barometer page of whoever is signed in."""
    reply = client.get("/fr/barometer/", follow=True)
    return reply.redirect_chain[-1][0] if reply.redirect_chain else "/fr/barometer/"


def _print(rows: list[Measure]) -> None:
    trivial = rows[0].cpu
    people, statements = User.objects.count(), Statement.objects.count()
    table = Table(
        title=f"{connection.vendor}, {people:,} accounts, {statements:,} statements",
        caption="CPU and time in milliseconds; × is the CPU beside the trivial view's.",
    )
    for heading in ("page", "CPU", "×", "median", "p95", "queries", "goal"):
        table.add_column(heading, justify="left" if heading in ("page", "goal") else "right")
    for row in rows:
        met = {None: "", True: " met", False: " MISSED"}[row.is_met]
        table.add_row(
            row.name,
            f"{row.cpu:.1f}",
            f"{row.cpu / trivial:.0f}",
            f"{row.median:.1f}",
            f"{row.p95:.1f}",
            str(row.queries),
            f"{row.goal}{met}",
        )
    Console(width=120).print(table)
