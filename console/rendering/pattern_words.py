"""Regular expressions in words, as far as they are simple: sets of characters one after the other."""

import re
from typing import Final, NamedTuple

_PIECE: Final = re.compile(
    r"(?P<set>\[(?P<not>\^)?(?P<members>(?:\\.|[^\]\\])+)\]|\\[dws]|\\[^A-Za-z0-9]|[^\\\[\](){}*+?.|^$])"
    r"(?P<times>[*+?]|\{\d+\}|\{\d*,\d*\})?"
)
_MEMBER: Final = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\\]))?")
_CLASSES: Final = {r"\d": "0-9", r"\w": "letters, digits, _", r"\s": "spaces"}
_TIMES: Final = {"*": "any number of", "+": "one or more of", "?": "perhaps"}
_LONGEST: Final = 6
"""A pattern of more pieces is not easier to read in words."""


class _Piece(NamedTuple):
    what: str
    literal: bool
    times: str


def pattern_in_words(pattern: str) -> str | None:
    """What a pattern asks for, in words; None where they would not be clearer than the pattern itself."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    pieces = _pieces(pattern[1:-1])
    if not pieces:
        return None
    said = [_said(piece) for piece in pieces]
    return ", then ".join(said) if len(said) > 1 else f"only {said[0]}" if not pieces[0].literal else None


def _pieces(text: str) -> list[_Piece]:
    """The pattern's pieces; none where it has others than these."""
    pieces: list[_Piece] = []
    end = 0
    for found in _PIECE.finditer(text):
        if found.start() != end or len(pieces) > _LONGEST:
            return []
        end = found.end()
        literal = not found["members"] and found["set"] not in _CLASSES
        what = found["set"].removeprefix("\\") if literal else _set(found)
        last = pieces[-1] if pieces else None
        if literal and last and last.literal and not last.times and not found["times"]:
            pieces[-1] = _Piece(last.what + what, literal=True, times="")
        else:
            pieces.append(_Piece(what, literal, found["times"] or ""))
    return pieces if end == len(text) and len(pieces) <= _LONGEST else []


def _set(found: re.Match[str]) -> str:
    if found["set"] in _CLASSES:
        return _CLASSES[found["set"]]
    members = [_member(*one.groups()) for one in _MEMBER.finditer(found["members"])]
    return f"{'anything but ' if found['not'] else ''}{', '.join(members)}"


def _member(low: str, high: str | None) -> str:
    if low in _CLASSES:
        return _CLASSES[low]
    bare = {" ": "space"}.get(low, low.removeprefix("\\"))
    return bare if high is None else f"{bare}-{high.removeprefix(chr(92))}"


def _said(piece: _Piece) -> str:
    what = f"“{piece.what}”" if piece.literal else piece.what
    if not piece.times:
        return what if piece.literal else f"one of {what}"
    if piece.times in _TIMES:
        return f"{_TIMES[piece.times]} {what}"
    least, counted, most = piece.times.strip("{}").partition(",")
    many = (
        f"{least} to {most}"
        if most and least not in {"", "0"}
        else f"up to {most}"
        if most
        else f"{least} or more"
    )
    return f"{many if counted else least} of {what}"
