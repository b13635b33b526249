"""Makes what the journeys of cmi5 packages need beside the academy that runs:

    python -m tests.e2e.launched_content fr place.json

A path of one lesson that the ministry's designers may edit, and a learner of its own. Where they
are is written to the file.
"""

import json
import os
import sys
from pathlib import Path

import django


def make(language: str) -> dict[str, str]:
    """Make them for the journeys in `language`; return where they are."""
    from django.utils import timezone, translation

    from academy.accounts.services.demonstration import create_demonstration_account
    from academy.organisms.models import Organism
    from courses.services import share_path
    from tests.e2e import people
    from tests.factories.courses import lesson_pages, make_path

    at = timezone.now()
    ministry = Organism.objects.get(code=people.MINISTRY[0])
    with translation.override(language):
        path = make_path(
            lessons=1,
            questions=0,
            built_by=[ministry],
            title=f"Lancement {language}",
            slug=f"lancement-{language}",
            at=at,
        )
        lesson = lesson_pages(path, language)[0]
        share_path(path=lesson.get_parent().get_parent().specific)
        learner = create_demonstration_account(
            email=f"launched.{language}@academie.example",
            password=people.PASSWORD,
            first_name="Maïka",
            last_name="Tremblay",
            language=language,
            with_second_factor=False,
            at=at,
        )
    return {"lesson": lesson.get_url(), "lesson_id": str(lesson.pk), "learner": learner.email}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    Path(sys.argv[2]).write_text(json.dumps(make(sys.argv[1])), encoding="utf-8")
