"""Getting about by keyboard alone, and seeing where one is."""

from playwright.sync_api import Page

# Buttons and links fade from one colour to the other, so the look is taken when that is over.
_SHOWS = """async () => {
  const rest = () => new Promise(done => setTimeout(done, 350));
  const element = document.activeElement;
  const shown = style => style.outlineStyle + style.outlineWidth + style.boxShadow + style.backgroundColor +
    style.borderColor + style.color;
  await rest();
  const focused = shown(getComputedStyle(element));
  const box = element.getBoundingClientRect();
  element.blur();
  await rest();
  const resting = shown(getComputedStyle(element));
  element.focus({focusVisible: true, preventScroll: true});
  return focused !== resting && box.width > 0 && box.height > 0;
}"""

# Words for screen readers only are set apart by the style sheet, so the parts of a name are joined by spaces here.
_SAYS = """() => {
  const element = document.activeElement;
  const parts = [], texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) parts.push(texts.currentNode.data);
  return parts.join(" ").trim() || element.getAttribute("aria-label") || element.labels?.[0]?.textContent || "";
}"""


def tab_to(page: Page, *, selector: str = "", words: str = "", at_most: int = 120) -> None:
    """Press the tab key until the control with this selector, or with these words, has the focus and shows it."""
    assert bool(selector) != bool(words)
    for _step in range(at_most):
        page.keyboard.press("Tab")
        if _is_there(page, selector, words):
            assert page.evaluate(_SHOWS), f"focus on “{selector or words}” cannot be seen"
            return
    raise AssertionError(f"“{selector or words}” cannot be reached with the Tab key")


def press(page: Page, *, selector: str = "", words: str = "", key: str = "Enter") -> None:
    """Go to a control by the tab key and use it."""
    tab_to(page, selector=selector, words=words)
    page.keyboard.press(key)


def has_focus(page: Page, selector: str) -> bool:
    """Say whether what has the focus fits the selector."""
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def _is_there(page: Page, selector: str, words: str) -> bool:
    if selector:
        return has_focus(page, selector)
    return words in " ".join(page.evaluate(_SAYS).split())
