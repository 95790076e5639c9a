"""Draws a picture of each field for its page, with a browser; `python docs/reference/pictures.py` renews them."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

from playwright.sync_api import Page, sync_playwright

from perdure.console.pages import STATIC
from perdure.console.rendering import Extras, Lookup, draw, initial_values
from perdure.forms import UploadedFile, page_schema

FORMS = Path(__file__).parent / "forms"
PICTURES = FORMS / "pictures"
WIDTH = 760
"""Pixels: wide enough for a form in columns."""

UNSEEN = {"hidden", "buttons_config"}
"""What has no look of its own."""

FRAME = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><style>{css}</style>'
    '<body><form class="wizard card" data-wizard>{fields}</form><script type="module">{script}</script></body></html>'
)


def draw_all() -> None:
    """Write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 400}, color_scheme="light")
        for path in sorted((FORMS / "examples").glob("*.py")):
            if path.stem not in UNSEEN:
                _draw(page, _loaded(path), PICTURES / f"{path.stem.replace('_', '-')}.png")
        browser.close()


def _draw(page: Page, example: ModuleType, file: Path) -> None:
    schema = page_schema(example.Page)
    fields = draw(schema, initial_values(schema, example.RIGHT), _known())
    css, script = ((STATIC / name).read_text("utf-8") for name in ("console.css", "forms.js"))
    page.set_content(FRAME.format(css=css, fields=fields, script=script))
    page.locator("form").screenshot(path=file, animations="disabled")


def _known() -> Extras:
    """What the examples' forms would look up."""
    servers = {f"server-{number}": f"Server {number}" for number in (7, 70, 71, 99999)}
    return Extras(
        lookups={
            "/server": Lookup(chosen=servers, query="7", matches=servers, more=True),
            "/servers": Lookup(chosen=servers),
            "/port": Lookup(chosen={"server-7/12": "Port server-7/12"}),
        },
        files={
            "866525c8-a868-49bc-b006-1a60e492631e": UploadedFile("contract.pdf", "application/pdf", 48213)
        },
    )


def _loaded(path: Path) -> ModuleType:
    name = f"pictured_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    draw_all()
