"""Every kind of page: axe finds nothing, on a phone and at a desk, light and dark; nothing scrolls
sideways at 320 px (WCAG 1.4.10)."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from . import contents, people
from .accessibility import phone_problems, problems_of
from .people import account
from .steps import answer, open_charts, path_of, press, prove, said

pytestmark = pytest.mark.e2e


class Round:
    """Pages looked at one after the other; what was wrong with them is told at the end."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language
        self.problems: list[str] = []

    def look(self, name: str = "") -> None:
        """Look at the page that is open."""
        # Both languages have the same colours and the same layout at a desk.
        found = problems_of(self.page, everywhere=self.language == "fr")
        if path_of(self.page).startswith(f"/{self.language}/people/"):
            found += phone_problems(self.page)
        for one in found:
            self.problems.append(f"{name or self.page.url} – {one}")

    def visit(self, *addresses: str) -> None:
        """Open and look at each of the addresses, below the language."""
        for address in addresses:
            self.page.goto(f"/{self.language}/{address}")
            assert path_of(self.page) == f"/{self.language}/{address}".partition("?")[0]
            self.look()

    def end(self) -> None:
        """Fail with everything that was wrong."""
        assert not self.problems, "\n".join(self.problems)


def _first_lesson(page: Page, language: str, path: contents.LearningPath) -> str:
    """Return the address, below the language, of the first lesson of a path."""
    page.goto(f"/{language}/catalogue/{path.slug}/")
    return page.locator(".lesson-row a").first.get_attribute("href").split("/", 2)[2]


def test_pages_open_to_everyone(open_browser, watch, language):
    page = open_browser(language).new_page()
    path = contents.read_path(contents.REMOTE_WORK, language)
    lesson = _first_lesson(page, language, path)
    round_ = Round(page, language)
    round_.visit(
        "",
        "catalogue/",
        "catalogue/?query=zzzzzzzz",
        f"catalogue/{path.slug}/",
        lesson.rsplit("/", 2)[0] + "/",
        lesson,
        "account/login/",
        "account/signup/",
        "account/password/reset/",
    )
    page.goto(f"/{language}/")
    for link in page.get_by_role("contentinfo").get_by_role("link").all():
        address = link.get_attribute("href")
        if address.startswith(f"/{language}/") and address != f"/{language}/":
            round_.visit(address.split("/", 2)[2])
            break
    watch.expect_status(404)
    round_.visit("nothing-here/")
    round_.end()


def test_pages_of_a_learner(open_as, language):
    who = account("reader", language)
    page = open_as(who)
    round_ = Round(page, language)
    path = contents.read_path(contents.LIBRARY / "personal-information", language)
    round_.visit("learning/")
    page.goto(f"/{language}/catalogue/{path.slug}/")
    press(page, language, "Start this path")
    expect(page.locator(".lesson-body")).to_be_visible()
    round_.look("a lesson before an answer")
    first = path.lessons[0]
    right, wrong = first.questions[0], first.questions[1]
    answer(page, right, right.right, "correct")
    round_.look("a lesson after a right answer")
    answer(page, wrong, wrong.wrong[:1], "incorrect")
    round_.look("a lesson after a wrong answer")
    round_.visit("learning/", f"catalogue/{path.slug}/")
    done = contents.read_path(contents.LOCKED_SCREEN, language)
    round_.visit(f"catalogue/{done.slug}/", "learn/certificates/", "certificates/")
    page.goto(f"/{language}/learn/paths/{done.key}/certificate/")
    round_.look("one's certificate")
    round_.problems += phone_problems(page)
    code = path_of(page).rstrip("/").rpartition("/")[2]
    round_.visit(f"certificates/{code}/")
    round_.problems += phone_problems(page)
    round_.end()


def test_pages_of_an_account(open_as, open_browser, language):
    page = open_as(account("reader", language))
    round_ = Round(page, language)
    round_.visit("account/reauthenticate/")
    prove(page, language)
    round_.visit(
        "account/email/",
        "account/password/change/",
        "account/2fa/",
        "account/2fa/totp/activate/",
        "account/2fa/webauthn/add/",
        "account/2fa/webauthn/",
        "account/sessions/",
        "account/logout/",
    )
    round_.end()
    manager = open_as(account("manager", language))
    round_ = Round(manager, language)
    manager.goto(f"/{language}/account/2fa/recovery-codes/")
    round_.look("proving oneself by a code")
    prove(manager, language)
    round_.visit("account/2fa/recovery-codes/", "account/2fa/recovery-codes/generate/")
    round_.end()
    second_step = open_browser(language).new_page()
    second_step.goto(f"/{language}/account/login/")
    who = account("manager", language)
    second_step.locator("input[name=login]").fill(who.email)
    second_step.locator("input[name=password]").fill("demonstration")
    press(second_step, language, "Sign in", within=second_step.locator("main"))
    expect(second_step.locator("input[name=code]")).to_be_visible()
    round_ = Round(second_step, language)
    round_.look("the second step")
    round_.end()


def test_pages_of_a_manager(open_as, language):
    page = open_as(account("manager", language))
    page.goto(f"/{language}/people/")
    organism = path_of(page).split("/", 2)[2]
    unit = page.locator("main a[href*='/units/']:not([href$='/new/'])").first.get_attribute("href")
    below = ("people", "people/invite", "lists", "lists/people", "lists/headcounts", "roles")
    round_ = Round(page, language)
    round_.visit("learn/assignments/", organism, *(f"{organism}{one}/" for one in below))
    unit = unit.split("/", 2)[2]
    changes = ("headcount", "edit", "move", "merge", "split", "close")
    round_.visit(f"{organism}units/new/", unit, *(f"{unit}{change}/" for change in changes))
    page.goto(f"/{language}/{unit}headcount/")
    page.locator("input[name=people]").fill("12")
    press(page, language, "See what changes", within=page.locator("main"))
    expect(page.locator("#consequences")).to_be_visible()
    round_.look("what a change will do")
    round_.end()


def test_pages_of_an_administrator(open_as, language):
    page = open_as(account("administrator", language))
    round_ = Round(page, language)
    round_.visit("people/", "people/roles/", "people/tree/")
    round_.visit("people/tree/portfolios/new/", "people/tree/organisms/new/")
    page.goto(f"/{language}/people/tree/")
    portfolios = page.locator("main a[href*='/tree/portfolios/']:not([href$='/new/'])")
    portfolio = portfolios.first.get_attribute("href")
    round_.visit(portfolio.split("/", 2)[2])
    page.goto(portfolio)
    organism = page.locator("main .people-choices a").first.get_attribute("href").split("/", 2)[2]
    changes = ("rename", "move", "merge", "split", "close")
    round_.visit(organism, *(f"{organism}changes/{change}/" for change in changes))
    round_.end()


@pytest.mark.parametrize("part", ["administrator", "designer"])
def test_pages_that_lead_to_the_editor(open_as, language, part):
    page = open_as(account(part, language))
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    lesson = _first_lesson(page, language, path)
    round_ = Round(page, language)
    round_.visit("catalogue/", f"catalogue/{path.slug}/", lesson)
    link = page.get_by_role("link", name=said(language, "Edit this page"))
    expect(link).to_have_attribute("href", re.compile(r"^/admin/pages/\d+/edit/$"))
    round_.end()


def test_pages_of_the_barometer(open_as, language):
    for part, address in (
        ("manager", f"organism/{people.MINISTRY[0]}/"),
        ("officer", f"portfolio/{people.PORTFOLIO[0]}/"),
        ("lead", "government/?detail=organisms"),
    ):
        page = open_as(account(part, language))
        round_ = Round(page, language)
        page.goto(f"/{language}/barometer/{address}")
        open_charts(page)
        page.locator("figure details > summary").last.click()
        round_.look(f"the barometer of the {part}")
        round_.end()


def test_pages_of_what_leaves_the_barometer(open_as, open_browser, watch, language):
    """Reports by mail, the public page and its switch, the check of a sheet."""
    manager = open_as(account("manager", language))
    round_ = Round(manager, language)
    own = people.MINISTRY[0]
    round_.visit(
        "barometer/reports/",
        f"barometer/reports/organism/{own}/",
        f"barometer/organism/{own}/public/",
    )
    press(manager, language, "Make the page public", within=manager.locator("main"))
    round_.look("a page that is public")
    visitor = open_browser(language).new_page()
    seen = Round(visitor, language)
    visitor.goto(f"/{language}/barometer/public/{own}/")
    open_charts(visitor)
    seen.look("the public page")
    seen.visit("barometer/sheet/check/")
    watch.expect_status(404)
    seen.visit("barometer/sheet/check/AAAAA-AAAAA-AAAAA-AAAAA/")
    seen.end()
    manager.goto(f"/{language}/barometer/organism/{own}/public/")
    press(manager, language, "Make it public no more", within=manager.locator("main"))
    round_.end()


def test_the_page_of_a_path_in_the_barometer_and_what_is_seen_of_me(open_as, language):
    page = open_as(account("lead", language))
    round_ = Round(page, language)
    page.goto(f"/{language}/barometer/government/")
    page.goto(page.locator("a[href*='/barometer/path/']").first.get_attribute("href"))
    open_charts(page)
    round_.look("the barometer of a path")
    round_.visit("barometer/mine/")
    round_.end()


def test_pages_of_forecasts_and_targets(open_as, language):
    page = open_as(account("manager", language))
    round_ = Round(page, language)
    own = f"barometer/organism/{people.MINISTRY[0]}/targets/"
    round_.visit(own, f"{own}new/", "barometer/forecasts/", "barometer/effects/")
    round_.end()


def test_pages_of_events(open_as, language):
    page = open_as(account("manager", language))
    round_ = Round(page, language)
    own = f"barometer/organism/{people.MINISTRY[0]}/events/"
    round_.visit(own, f"{own}new/")
    round_.end()


def test_pages_of_the_cyber_loop(open_as, watch, language):
    page = open_as(account("manager", language))
    round_ = Round(page, language)
    own = f"barometer/findings/organism/{people.MINISTRY[0]}/"
    round_.visit(f"{own}campaigns/new/", f"{own}scans/new/", f"{own}webhook/")
    page.goto(f"/{language}/{own}")
    open_charts(page)
    page.locator("figure details > summary").last.click()
    round_.look("findings, with their figure")
    sent = page.locator("main a[href*='/sent/']").first.get_attribute("href")
    findings = page.locator("#open ~ .data-table th a")
    addresses = [one.get_attribute("href") for one in findings.all()]
    round_.visit(*(one.split("/", 2)[2] for one in (sent, *addresses)))
    page.goto(f"/{language}/{own}campaigns/new/")
    page.locator("input[name=name]").fill("Printemps")
    broken = {"name": "x.csv", "mimeType": "text/csv", "buffer": b"email,status\na,b\n"}
    page.locator("input[name=file]").set_input_files(broken)
    watch.expect_status(422)
    press(page, language, "See what will be stored", within=page.locator("main"))
    expect(page.locator(".findings-faults")).to_be_visible()
    round_.look("a file with faults")
    round_.end()
    lead = open_as(account("lead", language))
    round_ = Round(lead, language)
    lead.goto(f"/{language}/barometer/findings/")
    open_charts(lead)
    round_.look("findings of all organizations")
    round_.end()


def test_pages_of_the_criteria(open_as, watch, language):
    watch.expect_status(422)
    organism = people.MINISTRY[0]
    year = date.today().year
    manager = open_as(account("manager", language))
    round_ = Round(manager, language)
    own = f"barometer/criteria/organism/{organism}/"
    round_.visit(own, "barometer/criteria/grid/", f"{own}{year}/")
    press(manager, language, "Submit the assessment", within=manager.locator("main"))
    expect(manager.locator(".error-summary")).to_be_visible()
    round_.look("an assessment that lacks something")
    criterion = f"{own}{year}/criteria/accessibility/"
    round_.visit(criterion)
    manager.goto(f"/{language}/{criterion}")
    manager.locator("input[type=url]").last.fill("javascript:1")
    press(manager, language, "Save and add evidence", within=manager.locator("main"))
    expect(manager.locator(".error-summary")).to_be_visible()
    round_.look("a criterion with an error")
    round_.end()

    lead = open_as(account("lead", language))
    round_ = Round(lead, language)
    round_.visit("barometer/criteria/reviews/", "barometer/criteria/agreement/")
    round_.visit("barometer/criteria/requests/", "barometer/criteria/government/")
    lead.goto(f"/{language}/barometer/criteria/government/")
    open_charts(lead)
    round_.look("the levels of the government")
    below = f"barometer/criteria/organism/{people.list_organism('en')[0]}/"
    lead.goto(f"/{language}/{below}")
    open_charts(lead)
    lead.locator("figure details > summary").last.click()
    round_.look("the profile of an organism")
    round_.visit(f"{below}{year}/", f"{below}{year}/criteria/inclusion/")
    lead.goto(f"/{language}/barometer/criteria/reviews/")
    for kind in ("table a", ".criteria-again a"):
        address = lead.locator(f"main {kind}").first.get_attribute("href")
        round_.visit(address.split("/", 2)[2])
        lead.goto(f"/{language}/barometer/criteria/reviews/")
    round_.end()


def test_the_page_of_too_many_attempts(open_browser, watch, language):
    watch.expect_status(429)
    page = open_browser(language).new_page()
    round_ = Round(page, language)
    for _attempt in range(4):
        page.goto(f"/{language}/account/password/reset/")
        page.locator("input[name=email]").fill(f"nobody.{language}@academie.example")
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state()
        if page.get_by_role("heading", name=said(language, "Too many attempts")).count():
            break
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "Too many attempts"))
    round_.look("too many attempts")
    round_.end()
