"""Links and names in the documents lead somewhere."""

import re
from pathlib import Path

import pytest
from documents import ROOT, links, pages

PAGES = pages()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_resolves(page: Path) -> None:
    """The file is there, and so is the heading that is linked to."""
    broken = [link for link in links(page) if not link.startswith("http") and not resolves(page, link)]

    assert [] == broken


def test_every_file_that_the_architecture_names_exists() -> None:
    """Names of files and folders in code type."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_]+/(?:[\w./-]+)?|[\w-]+\.(?:py|toml|yml|md))`", text)

    assert named
    assert [] == [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_line_is_wider_than_a_screen(page: Path) -> None:
    """120 columns; the rows of a table and what is generated are as wide as they must be."""
    wide = [
        line
        for line in page.read_text(encoding="utf-8").splitlines()
        if len(line) > 120 and not line.startswith("|")
    ]

    assert [] == wide


def resolves(page: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    file = page.parent / path if path else page
    if not file.exists():
        return False
    return not heading or heading in headings(file)


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}
