"""Markdown of an author, as HTML that nothing can hide in."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# CommonMark with tables; HTML in it stays text. An image could tell its server who looks at the page.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
# The page has its own h1, and h2 above its fields.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}
_TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


def formatted(text: str) -> Markup:
    """A text in Markdown as HTML, cleaned."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 — cleaned by nh3 just above
