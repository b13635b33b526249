"""The guide's own steps confirm a badge that was issued just now, and refuse forgeries."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils import translation

from academy.core import clock
from courses.models import Certificate

from .conftest import follow, forged

pytestmark = pytest.mark.django_db
GUIDE = Path(project.BASE_DIR) / "docs/how-to/verify-a-certificate.md"


@pytest.fixture
def code(learner, path):
    """Of a certificate of this hour: the guide's script reads the clock of the machine."""
    enrolment = follow(learner, path, clock.now() - timedelta(hours=1))
    return Certificate.objects.get(enrolment=enrolment).code


@pytest.fixture
def folder(client, learner, code, tmp_path):
    """What the guide asks for: its script, the keys, the badge in both forms."""
    client.force_login(learner)
    text = GUIDE.read_text()
    (script,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert "python verify.py badge.png" in text
    (tmp_path / "verify.py").write_text(script)
    with translation.override("fr"):
        files = {
            "jwks.json": reverse("badge_keys"),
            "badge.png": reverse("courses:badge", args=[code]),
            "badge.jwt": reverse("courses:badge_file", args=[code]),
        }
    assert files["jwks.json"] in text
    for name, address in files.items():
        (tmp_path / name).write_bytes(client.get(address).content)
    return tmp_path


def run(folder, name):
    return subprocess.run(
        [sys.executable, "verify.py", name],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONUTF8": "1"},
    )


@pytest.mark.parametrize("name", ["badge.png", "badge.jwt"])
def test_the_steps_of_the_guide_confirm_a_badge(folder, name, code):
    done = run(folder, name)
    assert done.returncode == 0, done.stderr
    assert "Holder: Maude Lévesque-Roy" in done.stdout
    assert "Learning path: Reconnaître l’hameçonnage" in done.stdout
    assert code in done.stdout


def test_the_steps_of_the_guide_refuse_forgeries(folder):
    for false in forged((folder / "badge.jwt").read_text()):
        (folder / "false.jwt").write_text(false)
        done = run(folder, "false.jwt")
        assert done.returncode == 1
        assert done.stdout == ""
