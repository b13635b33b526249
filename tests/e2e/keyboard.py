"""Going through pages without a mouse."""

from playwright.sync_api import Locator, Page

from .contents import Question

# How many times one presses Tab before giving up.
LIMIT = 80
# Around the element that has the focus, or around the option that it is in.
FOCUS = """() => {
  const around = [document.activeElement, document.activeElement.closest("li")];
  return around.filter(Boolean).map((one) => getComputedStyle(one))
    .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus, and see that the focus shows."""
    for _press in range(LIMIT):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert page.evaluate(FOCUS), "The focus doesn't show."
            return
    raise AssertionError(f"Tab never reaches {target}.")


def answer_by_keyboard(page: Page, question: Question) -> None:
    """Give the right answer to a question that is chosen, matched or put in order; send nothing."""
    box = page.locator(f"#question-{question.id}")
    match question.kind:
        case "matching" | "categorising":
            for item in question.value["items"]:
                tab_to(page, box.locator(f"#pair-{item['id']}"))
                for _target in range(item["value"]["target"]):
                    page.keyboard.press("ArrowDown")
        case "ordering":
            _put_in_order(page, box, question)
        case "multiple_choice":
            for option in box.locator("input[type=checkbox]").all():
                if option.get_attribute("value") in question.right:
                    tab_to(page, option)
                    page.keyboard.press("Space")
        case _:
            options = box.locator("input[type=radio]")
            values = [one.get_attribute("value") for one in options.all()]
            tab_to(page, options.first)
            page.keyboard.press("Space")
            for _option in range(values.index(question.right[0])):
                page.keyboard.press("ArrowDown")


def _put_in_order(page: Page, box: Locator, question: Question) -> None:
    """Move each item up to its place with its button."""
    for place, item in enumerate(question.value["items"]):
        row = box.locator(".arranged-item", has=page.locator(f"#place-{item['id']}"))
        here = row.evaluate("row => [...row.parentElement.children].indexOf(row)")
        if here == place:
            continue
        tab_to(page, row.locator("[data-step='-1']"))
        for _step in range(here - place):
            page.keyboard.press("Enter")
