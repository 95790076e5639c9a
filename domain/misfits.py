"""What pydantic found wrong, in words."""

from pydantic import ValidationError

_LONGEST = 60  # characters of a value: enough to recognise it
_MOST = 8  # a person repairs a handful at a time; the rest shows up in the next message

_NO_FIELDS = (
    "$own",
    "$ref",
    "tagged-union[",
)  # how pydantic calls the ways in which a block's field may be filled


def misfits(error: ValidationError) -> str:
    """Every misfit with its path and the value found, such as ``core_link.speed: is missing``."""
    found = error.errors(include_url=False, include_context=False)
    words = [_one(item["loc"], item["type"], item["msg"], item["input"]) for item in found[:_MOST]]
    if len(found) > _MOST:
        words.append(f"and {len(found) - _MOST} more")
    return "; ".join(words)


def _one(path: tuple[int | str, ...], kind: str, message: str, value: object) -> str:
    place = ".".join(str(part) for part in path if not str(part).startswith(_NO_FIELDS)) or "as a whole"
    if kind == "missing" or value is None:
        return f"{place}: is missing"
    return f"{place}: {message.removeprefix('Value error, ')} (found {shortened(value)})"


def shortened(value: object) -> str:
    """A value for a message."""
    shown = repr(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
