"""Makes what the journeys of packages need beside the academy that runs:

    python -m tests.e2e.package_places fr place.json scorm

A path of one lesson that the ministry's designers may edit and a learner of its own; where there is
a hostile package of the standard, that one in a lesson that its victim has joined. Where they are
is written to the file. The standard keeps the journeys of one apart from those of another.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django


def make(language: str, standard: str) -> dict[str, str]:
    """Make them for the journeys of a standard in `language`; return where they are."""
    from django.utils import timezone, translation

    from academy.accounts.services.demonstration import create_demonstration_account
    from academy.organisms.models import Organism
    from courses.services import share_path
    from tests.e2e import people
    from tests.e2e.hostile_package import HOSTILE
    from tests.factories.courses import lesson_pages, make_path

    at = timezone.now()
    ministry = Organism.objects.get(code=people.MINISTRY[0])
    with translation.override(language):
        path = make_path(
            lessons=1,
            questions=0,
            built_by=[ministry],
            title=f"Cadre {language}",
            slug=f"cadre-{standard}-{language}",
            at=at,
        )
        lesson = lesson_pages(path, language)[0]
        share_path(path=lesson.get_parent().get_parent().specific)
        learner = create_demonstration_account(
            email=f"framed.{standard}.{language}@academie.example",
            password=people.PASSWORD,
            first_name="Perrine",
            last_name="Boisclair",
            language=language,
            with_second_factor=False,
            at=at,
        )
        return {
            "lesson": lesson.get_url(),
            "lesson_id": str(lesson.pk),
            "title": lesson.title,
            "learner": learner.email,
            "trap": _trap(language, standard, ministry, at) if standard in HOSTILE else "",
        }


def _trap(language: str, standard: str, ministry: Any, at: Any) -> str:
    """Put the hostile package into a lesson of the administrator; return where that is."""
    from django.db import transaction

    from academy.accounts.models import User
    from courses.services import enrol
    from tests.e2e import people
    from tests.e2e.hostile_package import HOSTILE
    from tests.factories.courses import lesson_pages
    from tests.factories.packages import bring_in, make_path_with_package

    victim = User.objects.get(email=people.account("administrator", language).email)
    # The worker of the academy that runs hears of the archive once it was read here.
    with transaction.atomic():
        enemy = bring_in(HOSTILE[standard](), by=victim, built_by=ministry, at=at).version.package
    trap = make_path_with_package(
        enemy, title=f"Piège {language}", slug=f"piege-{standard}-{language}"
    )
    enrol(user=victim, path_key=trap.key, at=at)
    return lesson_pages(trap, language)[0].get_url()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    Path(sys.argv[2]).write_text(json.dumps(make(sys.argv[1], sys.argv[3])))
