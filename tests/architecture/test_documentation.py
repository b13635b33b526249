"""What can be set or run is told in the reference."""

import argparse
import re
import tomllib
from itertools import chain

import pytest
from django.core.management import get_commands, load_command_class

from academy.settings.identity_providers import oidc_apps, saml_apps
from tests.architecture.project import ROOT, part_of_module, python_files, shown, text_of

SETTINGS = ROOT / "docs/reference/settings.md"
COMMANDS = ROOT / "docs/reference/commands.md"
READS_SETTING = re.compile(
    r"""\benv(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]*)["']|\benviron(?:\.get\(|\.setdefault\(|\[)\s*"""
    r"""["']([A-Z][A-Z0-9_]*)["']"""
)
REQUIREMENTS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-scale.txt",
    "requirements-uv.txt",
)
# What programs themselves read or pass on, that nobody sets for the academy's sake.
NOT_OURS = {"PYTHONPATH", "PATH", "CI"}


def _settings_read():
    for path in (*python_files("academy", "barometer", "courses", "home"), ROOT / "manage.py"):
        for match in READS_SETTING.finditer(text_of(path)):
            yield shown(path), match.group(1) or match.group(2)


def test_the_environment_is_read_by_the_settings_alone():
    roof = ("academy/settings/", "academy/wsgi.py", "academy/asgi.py", "manage.py")
    wrong = {
        (place, name)
        for place, name in _settings_read()
        if not place.startswith(roof) and not place.endswith("commands/serve.py")
    }
    assert not wrong


def test_every_setting_is_documented():
    told = set(re.findall(r"^\| `([A-Z0-9_]+)`", text_of(SETTINGS), re.MULTILINE))
    read = {name for _, name in _settings_read()} - NOT_OURS
    assert read - told == set(), "add them to docs/reference/settings.md"
    assert told - read - {"OIDC_PROVIDERS", "SAML_PROVIDERS"} == set(), "nothing reads them"


@pytest.mark.parametrize("read", [oidc_apps, saml_apps])
def test_every_setting_of_a_provider_is_documented(read):
    page = text_of(ROOT / "docs/how-to/sign-in-with-oidc-or-saml.md")
    source = text_of(ROOT / "academy/settings/identity_providers.py")
    kind = "OIDC" if read is oidc_apps else "SAML"
    body = source.split(f"def {read.__name__}(")[1].split("\ndef ")[0]
    endings = re.findall(r"""prefix \+ ["']([A-Z0-9_]+)["']""", body)
    assert endings
    missing = [
        ending for ending in endings if not re.search(rf"`{kind}_[A-Z0-9_<>]*{ending}`", page)
    ]
    assert not missing


def _our_commands():
    return {name: app for name, app in get_commands().items() if part_of_module(app)}


def _section(command):
    """The part of docs/reference/commands.md that is about `command`."""
    found = re.search(
        rf"^##+ `{command}`$(.*?)(?=^##|\Z)", text_of(COMMANDS), re.MULTILINE | re.DOTALL
    )
    return found.group(1) if found else None


def test_every_command_and_its_options_are_documented():
    wrong = []
    for name, app in sorted(_our_commands().items()):
        section = _section(name)
        if section is None:
            wrong.append(f"{name} has no section")
            continue
        command = load_command_class(app, name)
        own = argparse.ArgumentParser()
        command.add_arguments(own)
        for action in own._actions:
            for option in action.option_strings:
                if option.startswith("--") and option != "--help" and f"`{option}" not in section:
                    wrong.append(f"{name} {option} is not told")
    assert not wrong, "\n".join(wrong)


def test_no_command_is_documented_that_does_not_exist():
    told = set(re.findall(r"^##+ `([a-z_]+)`$", text_of(COMMANDS), re.MULTILINE))
    assert told == set(_our_commands())


def test_every_command_of_make_is_documented():
    targets = re.findall(r"^([a-z0-9-]+):[^=].*## ", text_of(ROOT / "Makefile"), re.MULTILINE)
    missing = [target for target in targets if f"`make {target}`" not in text_of(COMMANDS)]
    assert targets
    assert not missing


def test_links_between_pages_lead_somewhere():
    wrong = []
    for path in [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]:
        if not path.exists():
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text_of(path)):
            elsewhere = "://" in target or target.startswith("mailto:")
            if not elsewhere and not (path.parent / target).exists():
                wrong.append(f"{shown(path)} leads to {target}")
    assert not wrong, "\n".join(wrong)


def test_every_page_is_in_the_index_of_its_folder():
    wrong = []
    for folder in sorted(path for path in (ROOT / "docs").iterdir() if path.is_dir()):
        index = folder / "README.md"
        told = text_of(index) if index.exists() else ""
        wrong += [
            shown(page)
            for page in sorted(folder.glob("*.md"))
            if page != index and f"({page.name})" not in told
        ]
    assert not wrong, f"not in the index of their folder: {wrong}"


def test_the_stockbroker_is_never_installed():
    # xapi-python speaks to a broker; the Experience API is our own academy.lrs (docs/adr/0001).
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    named = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    for name in REQUIREMENTS:
        named += text_of(ROOT / name).splitlines()
    assert not [line for line in named if re.match(r"xapi[-_.]python\b", line.strip(), re.I)]


def test_pinned_requirements_have_their_hashes():
    for name in REQUIREMENTS:
        text = text_of(ROOT / name).replace("\\\n", " ")
        loose = [
            line.split()[0]
            for line in text.splitlines()
            if line.strip() and not line.lstrip().startswith("#") and "--hash=" not in line
        ]
        assert not loose, f"{name}: {loose}"
