"""What templates name, and what they may hold."""

import re

import pytest
from django.template import engines

from courses.blocks.stream import LessonBody, PageBody
from tests.architecture.project import (
    ROOT,
    height,
    line_of,
    part_of_file,
    part_of_template,
    python_files,
    shown,
    site_templates,
    template_name,
    text_of,
)

# The shell stands around every page, whoever's it is: it may name every part.
# So may what stands around the pages of the account, and the page that was not found, which shows
# the ways on.
SHELL = {
    "404.html",
    "allauth/layouts/manage.html",
    "base.html",
    "layouts/footer.html",
    "layouts/header.html",
    "layouts/notices.html",
}
# Folders of templates that take the place of a library's own.
LIBRARIES = ("django/", "wagtailadmin/", "wagtailmedia/", "wagtailusers/")
# Routes whose name has no namespace, by how the name starts.
PLAIN_ROUTES = {
    "account_": "academy.accounts",
    "mfa_": "academy.accounts",
    "socialaccount_": "academy.accounts",
    "usersessions_": "academy.accounts",
    "switch_language": "academy.accounts",
}
NAMES_TEMPLATE = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
NAMES_COMPONENT = re.compile(r"""\{%-?\s*component\s+["']([^"']+)["']""")
NAMES_ROUTE = re.compile(r"""\{%-?\s*url\s+["']([^"']+)["']""")
NAMES_LIBRARIES = re.compile(r"""\{%-?\s*load\s+([^%]+?)\s*-?%\}""")
CODE_NAMES_ROUTE = re.compile(
    r"""(?:reverse|reverse_lazy|redirect|resolve_url)\(\s*["']([\w:-]+)["']"""
)
CODE_NAMES_TEMPLATE = re.compile(r"""["']([\w/]+/[\w/.]+\.(?:html|txt))["']""")


def _part_of_route(name):
    """The part that answers a route; None when it is a library's or has none."""
    namespace = name.partition(":")[0] if ":" in name else ""
    if namespace:
        return next(
            (
                part
                for part in (
                    "home",
                    "barometer",
                    "courses",
                    "academy.lrs",
                    "academy.organisms",
                    "academy.accounts",
                )
                if part.rpartition(".")[2] == namespace
            ),
            None,
        )
    return next((part for start, part in PLAIN_ROUTES.items() if name.startswith(start)), None)


def _named_by(path, pattern):
    text = text_of(path)
    return [(match.group(1), line_of(text, match)) for match in pattern.finditer(text)]


def test_every_template_belongs_to_a_part():
    # A folder that this test doesn't know is a part's or a library's: say whose.
    unknown = {
        name for path in site_templates() if not part_of_template(name := template_name(path))
    }
    assert {name for name in unknown if not name.startswith(LIBRARIES)} == set()


def test_templates_never_point_up():
    wrong = []
    for path in site_templates():
        name = template_name(path)
        part = part_of_template(name)
        if name in SHELL or part is None:
            continue
        named = [
            (other, line, part_of_template(other))
            for other, line in _named_by(path, NAMES_TEMPLATE)
        ]
        named += [
            (route, line, _part_of_route(route)) for route, line in _named_by(path, NAMES_ROUTE)
        ]
        wrong += [
            f"{name}:{line} ({part}) names {other} ({owner})"
            for other, line, owner in named
            if owner is not None and height(owner) > height(part)
        ]
    assert not wrong, "\n".join(wrong)


def test_templates_load_no_tags_from_above():
    owners = {}
    for path in python_files("academy", "barometer", "courses", "home"):
        if path.parent.name == "templatetags":
            owners[path.stem] = part_of_file(path)
    wrong = []
    for path in site_templates():
        name = template_name(path)
        part = part_of_template(name)
        if name in SHELL or part is None:
            continue
        for libraries, line in _named_by(path, NAMES_LIBRARIES):
            for library in libraries.split(" from ")[-1].split():
                owner = owners.get(library)
                if owner and height(owner) > height(part):
                    wrong.append(f"{name}:{line} ({part}) loads {library} ({owner})")
    assert not wrong, "\n".join(wrong)


def test_code_never_names_routes_or_templates_from_above():
    wrong = []
    for path in python_files("academy", "barometer", "courses", "home"):
        part = part_of_file(path)
        if part is None:
            continue
        named = [
            (one, line, _part_of_route(one)) for one, line in _named_by(path, CODE_NAMES_ROUTE)
        ]
        named += [
            (one, line, part_of_template(one)) for one, line in _named_by(path, CODE_NAMES_TEMPLATE)
        ]
        wrong += [
            f"{shown(path)}:{line} ({part}) names {one} ({owner})"
            for one, line, owner in named
            if owner is not None and height(owner) > height(part)
        ]
    assert not wrong, "\n".join(wrong)


def test_every_named_template_exists():
    engine = engines["django"].engine
    wrong = []
    for path in site_templates():
        named = _named_by(path, NAMES_TEMPLATE)
        named += [
            (f"components/{one}.html", line) for one, line in _named_by(path, NAMES_COMPONENT)
        ]
        for other, line in named:
            try:
                engine.find_template(other)
            except Exception:
                wrong.append(f"{template_name(path)}:{line} names {other}, which does not exist")
    assert not wrong, "\n".join(wrong)


def test_a_block_of_a_lesson_its_template_share_one_name():
    # Questions are drawn by templates/courses/question.html, whatever their kind.
    blocks = {
        name
        for name, block in {**LessonBody().child_blocks, **PageBody().child_blocks}.items()
        if ".questions." not in type(block).__module__
    }
    templates = {path.stem for path in (ROOT / "templates/courses/blocks").glob("*.html")}
    assert templates == blocks


def test_components_and_their_styles_share_one_name():
    templates = {path.stem for path in (ROOT / "templates/components").glob("*.html")}
    styles = {path.stem for path in (ROOT / "static/css/components").glob("*.css")}
    # An error is drawn as part of its field.
    assert templates - {"field_error"} == styles
    site = text_of(ROOT / "static/css/site.css")
    assert {name for name in styles if f"components/{name}.css" not in site} == set()


def test_components_open_with_the_list_of_their_variables():
    for path in sorted((ROOT / "templates/components").glob("*.html")):
        start = re.sub(r"^(\s*\{% (?:load|get)[^%]+%\})+", "", text_of(path)).lstrip()
        assert start.startswith(("{% comment %}", "{#")), f"{shown(path)} says nothing of itself"


def test_elements_and_their_scripts_share_one_name():
    for path in sorted((ROOT / "static/js/elements").glob("*.js")):
        text = text_of(path)
        defined = re.findall(r"""customElements\.define\(\s*["']([\w-]+)["']""", text)
        assert defined in ([], [f"academy-{path.stem}"]), f"{shown(path)} defines {defined}"


INLINE = {
    "a script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))", re.I),
    "a style": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[a-z][^<>]*?\sstyle\s*=", re.I | re.S),
    "an event attribute": re.compile(r"<[a-z][^<>]*?\son[a-z]+\s*=\s*[\"']", re.I | re.S),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.I),
    "an address of elsewhere": re.compile(
        r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*?(?:src|href)=\"(?:https?:)?//", re.I
    ),
    "unescaped data": re.compile(r"\|\s*safe(?:seq)?\b|\{%-?\s*autoescape\s+off"),
}
# Messages as HTML: programs for mail take no stylesheet from elsewhere, and have no policy of ours.
MESSAGES = {"courses/reminders/mail_message.html"}
UNESCAPED_BY_CODE = re.compile(r"\b(?:mark_safe|SafeString|SafeText|html_safe)\(|\bRawHTMLBlock\b")
# Files that hand a text over as HTML, and why it is safe.
ALLOWED_TO: dict[str, str] = {}


@pytest.mark.parametrize("what", INLINE)
def test_site_templates_hold_no(what):
    wrong = []
    for path in site_templates():
        # Messages in plain text are read by no browser: escaping would show in them.
        if path.suffix == ".txt":
            continue
        if what == "a style" and template_name(path) in MESSAGES:
            continue
        text = text_of(path)
        wrong += [
            f"{template_name(path)}:{line_of(text, match)}" for match in INLINE[what].finditer(text)
        ]
    assert not wrong, f"{what} in " + ", ".join(wrong)


def test_code_marks_no_data_as_safe():
    wrong = []
    for path in python_files("academy", "barometer", "courses", "home"):
        text = text_of(path)
        found = [line_of(text, match) for match in UNESCAPED_BY_CODE.finditer(text)]
        if shown(path) in ALLOWED_TO:
            assert found, f"{shown(path)} needs no leave any more"
        else:
            wrong += [f"{shown(path)}:{line}" for line in found]
    assert not wrong, "\n".join(wrong)


def test_what_takes_no_session_alone_is_free_of_the_token_against_forged_requests():
    # The record store's API, that of packages, the webhook and the links that stop mails know who
    # speaks by a secret of theirs, so that a page of elsewhere has nothing to abuse.
    known = (
        "barometer/findings/hook_views.py",
        "barometer/reports/views.py",
        "courses/packages/api/answers.py",
        "courses/reminders/views.py",
    )
    exempt = [
        shown(path)
        for path in python_files("academy", "barometer", "courses", "home")
        if "csrf_exempt" in text_of(path)
        and path.parent != ROOT / "academy/lrs/api"
        and shown(path) not in known
    ]
    assert not exempt


USES_HTMX = re.compile(r"\shx-[a-z-]+=")
BRINGS_HTMX = '{% block htmx %}{% include "layouts/htmx.html" %}{% endblock %}'


def test_pages_have_htmx_where_some_part_of_them_uses_it_and_nowhere_else():
    """It weighs more than all styles together, and is nothing without an attribute that asks it."""
    texts = {template_name(path): text_of(path) for path in site_templates()}
    inside = {
        name: set(NAMES_TEMPLATE.findall(text)) & texts.keys() for name, text in texts.items()
    }
    using = {name for name, text in texts.items() if USES_HTMX.search(text)}
    while more := {name for name, parts in inside.items() if parts & using} - using:
        using |= more
    bringing = {name for name, text in texts.items() if BRINGS_HTMX in text}
    # What is shown inside a page is no page: it extends none. What a device keeps has no server.
    kept = "courses/offline/lesson.html"
    pages = {name for name in using if "{% extends" in texts[name]} - {kept}
    assert bringing == pages
    assert pages
    assert "{% block htmx %}{% endblock %}" in texts[kept]
