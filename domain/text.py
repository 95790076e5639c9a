"""Text that JSON, PostgreSQL and Temporal can hold."""


def is_storable(text: str) -> bool:
    """Whether it has no NUL, which PostgreSQL does not take, and nothing that UTF-8 cannot encode."""
    return text == storable(text)


def storable(text: str, *, at_most: int | None = None) -> str:
    """The text with a question mark for what cannot be held.

    Args:
        text: any.
        at_most: characters; from a longer text the middle is left out, because it matters how it begins and ends.
    """
    held = text.encode(errors="replace").decode().replace("\0", "?")
    if at_most is None or len(held) <= at_most:
        return held
    left_out = f"\n… {len(held) - at_most:,} characters left out …\n"
    return held[: at_most // 2] + left_out + held[len(held) - at_most // 2 :]
