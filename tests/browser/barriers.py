"""What keeps readers out of a page, as axe-core finds it.

The contrast of text is four fifths of its work, and depends on nothing but how text looks: its
colors, its size and its ground. So one text of each look is asked, not each of some thousands.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
CONTRAST = "color-contrast"

_MARK = """within => {
    const grounds = element => {
        const found = [];
        for (let at = element; at; at = at.parentElement) {
            const style = getComputedStyle(at);
            found.push(style.opacity, style.backgroundImage);
            if (/, 0\\)$/.test(style.backgroundColor)) continue;
            found.push(style.backgroundColor);
            if (style.backgroundColor.startsWith("rgb(")) break;  // nothing shines through
        }
        return found;
    };
    const seen = new Set();
    document.querySelectorAll("[data-look]").forEach(old => old.removeAttribute("data-look"));
    for (const element of document.querySelectorAll(`${within}, ${within} *`)) {
        const own = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
        if (!own.some(node => node.textContent.trim())) continue;
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        const style = getComputedStyle(element);
        const look = [style.color, style.fontSize, style.fontWeight, style.textShadow, style.clip,
            style.clipPath, style.position, element.namespaceURI,
            element.closest(":disabled, [aria-disabled=true]") !== null, ...grounds(element)];
        if (seen.has(look.join())) continue;
        seen.add(look.join());
        element.setAttribute("data-look", "");
    }
    return seen.size;
}"""


def barriers(page: Page, within: str = "", *, only_colors: bool = False) -> list[str]:
    """Return what axe-core finds grave on a page, one line for each place.

    Parameters
    ----------
    page : Page
    within : str
        A selector of the parts that are looked at; "" for the whole page.
    only_colors : bool
        Whether nothing but contrast is asked: of a page that differs in nothing else from one
        that was.
    """
    found = []
    if not only_colors:
        found += violations(page, within, {"rules": {CONTRAST: {"enabled": False}}})
    if page.evaluate(_MARK, within or "body"):
        found += violations(page, "[data-look]", {"runOnly": [CONTRAST]})
    return found


def violations(page: Page, within: str, options: dict[str, object]) -> list[str]:
    """Return what some rules of axe-core find grave."""
    context = {"include": [[within]]} if within else None
    asked = {"resultTypes": ["violations"], **options}
    rules = Axe().run(page, context=context, options=asked).response["violations"]
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:120]}"
        for rule in rules
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
