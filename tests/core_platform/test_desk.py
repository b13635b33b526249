"""Wagtail's desk: no page of it holds a script, a style attribute or an event attribute."""

import re

import pytest
from django.urls import reverse
from wagtail.admin.widgets import AdminPageChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page

from academy.accounts.models import User

SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<content>.*?)</script>", re.DOTALL)
PAGES = [
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailimages:index",
    "wagtailimages:add_multiple",
    "wagtaildocs:index",
    "wagtaildocs:add",
    "wagtailmedia:index",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:locked_pages",
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailusers_groups:add",
    "wagtailsites:add",
    "wagtailadmin_workflows:add",
    "wagtailadmin_account",
    "wagtailredirects:add",
]


@pytest.fixture
def administrator(client, db):
    user = User.objects.create_superuser("boss@org.example", first_name="B", last_name="B")
    client.force_login(user)
    return user


def written_in(html):
    """Return the scripts and attributes of a page that a content policy refuses."""
    found = [
        match["content"].strip()
        for match in SCRIPT.finditer(html)
        if "src=" not in match["attributes"] and "json" not in match["attributes"]
    ]
    found += re.findall(r"<[a-z][^>]*\s(on[a-z]+=\"[^\"]*\")", html)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_pages_hold_no_script(client, administrator, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert written_in(answer.content.decode()) == []


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_the_page_to_add_a_media_holds_no_script(client, administrator, kind):
    answer = client.get(reverse("wagtailmedia:add", args=[kind]))
    assert written_in(answer.content.decode()) == []


def test_the_editor_holds_no_script(client, administrator):
    for page in Page.objects.filter(depth__gt=1):
        answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert written_in(answer.content.decode()) == []


def test_every_model_that_may_be_created_holds_no_script(client, administrator):
    root = Page.objects.get(depth=1)
    for model in root.specific.creatable_subpage_models():
        names = (model._meta.app_label, model._meta.model_name, root.pk)
        answer = client.get(reverse("wagtailadmin_pages:add", args=names))
        if answer.status_code == 200:
            assert written_in(answer.content.decode()) == []


def test_the_desk_shows_the_academy(client, administrator):
    html = client.get("/admin/").content.decode()
    assert re.search(r"<title>[^<]* - Académie</title>", html)
    logo = html.split("data-wagtail-sidebar-branding-logo>")[1].split("</template>")[0]
    assert "img/iris" in logo
    assert "favicon.ico" not in html


def test_choosers_start_from_data(administrator):
    html = AdminImageChooser().render("image", None, {"id": 'id_"image'})
    assert 'data-desk-name="ImageChooser"' in html
    assert "<script" not in html
    assert "id_\\&quot;image" in html
    html = AdminPageChooser().render("page", None, {"id": "id_page"})
    assert 'data-desk-name="PageChooser"' in html


def test_a_chooser_that_starts_otherwise_is_noticed(administrator):
    class Odd(AdminImageChooser):
        def render_js_init(self, id_, name, value_data):
            return "doSomethingElse();"

    with pytest.raises(ValueError, match="Odd"):
        Odd().render("image", None, {"id": "id_image"})
