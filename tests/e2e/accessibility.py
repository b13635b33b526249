"""What axe and a narrow screen say about a page."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
# The width at which WCAG 1.4.10 asks that nothing scrolls sideways.
NARROW = {"width": 320, "height": 640}

# Every rule of WCAG and of good practice; the size of targets (2.5.8) isn't on by default.
_ALL = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# A dark page differs from a light one by its colours.
_COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
_AXE = Axe()
_SETTLED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}"""
# A box that scrolls by itself (a wide table, a chart) may be wider than the screen.
_WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= width) return [];
  const scrolls = (one) => one && one !== document.documentElement && (
    /auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > width + 1 && !scrolls(one.parentElement))
    .map((one) => `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim()}`
      .slice(0, 90))
    .concat(["the page scrolls sideways"]).slice(0, 4);
}"""
# A box with a height of its own, in which one scrolls up and down.
_SCROLLS_INSIDE = """() => [...document.body.querySelectorAll("*:not(textarea, select)")]
  .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowY)
    && one.scrollHeight > one.clientHeight + 1)
  .map((one) => `${one.tagName.toLowerCase()}.${one.className} scrolls up and down`)"""
# Words, without what separates their parts: a line may end after a hyphen or before an @.
_CUT = """() => {
  const cut = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentElement.closest("script, style, template, select, .unseen")) continue;
    for (const word of text.data.matchAll(/[^\\s\\u00a0@/.\\u2013\\u2014-]+/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = [...range.getClientRects()].filter((one) => one.width > 0.5);
      if (new Set(lines.map((one) => Math.round(one.top))).size > 1) cut.push(word[0]);
    }
  }
  return cut.map((one) => `the word ${one} is cut`);
}"""


def phone_problems(page: Page) -> list[str]:
    """Return what scrolls sideways, scrolls inside the page, or is cut on a phone."""
    page.set_viewport_size(PHONE)
    found = [
        one for looked_for in (_WIDER, _SCROLLS_INSIDE, _CUT) for one in page.evaluate(looked_for)
    ]
    return [f"{PHONE['width']} px: {one}" for one in found]


def problems_of(page: Page, *, everywhere: bool) -> list[str]:
    """Return what is wrong with the page that is open, in sentences.

    On a phone in light colours, and without scrolling sideways at 320 px; `everywhere` adds a
    desk's width and dark colours. The page is left as a phone shows it.
    """
    found = []
    widths = (PHONE, DESK) if everywhere else (PHONE,)
    for size in widths:
        page.set_viewport_size(size)
        found += [f"{size['width']} px: {one}" for one in _violations(page, _ALL)]
        if everywhere:
            _show(page, "dark")
            found += [f"{size['width']} px, dark: {one}" for one in _violations(page, _COLOURS)]
            _show(page, "light")
    page.set_viewport_size(NARROW)
    found += [f"320 px: {one}" for one in page.evaluate(_WIDER)]
    page.set_viewport_size(PHONE)
    return found


def problems_within(page: Page, *selectors: str) -> list[str]:
    """Return what axe says of our part of a page of Wagtail's desk, in sentences."""
    return _violations(page, _ALL, context={"include": [[one] for one in selectors]})


def _show(page: Page, colours: Literal["dark", "light"]) -> None:
    """Change the colours of the page, and wait until nothing of the others is left."""
    page.emulate_media(color_scheme=colours)
    page.evaluate(_SETTLED)


def _violations(page: Page, options: dict[str, Any], context: Any = None) -> list[str]:
    results = _AXE.run(page, context=context, options=options).response["violations"]
    return [
        f"{one['id']} ({one['help']}): {node['target']} {node['html'][:160]} – "
        f"{' '.join((node.get('failureSummary') or '').split())[:300]}"
        for one in results
        for node in one["nodes"]
    ]
