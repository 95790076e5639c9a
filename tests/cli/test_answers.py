"""Files with answers to a form."""

from pathlib import Path

import pytest

from perdure.cli.answers import read_answers
from perdure.cli.errors import UsageError


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pages.json", '[{"place": "indoors"}, {"room": "attic", "watts": 2.50}]'),
        ("pages.yaml", "- place: indoors\n- room: attic\n  watts: 2.50\n"),
        ("pages", '[{"place": "indoors"}, {"room": "attic", "watts": 2.50}]'),
    ],
)
def test_list_is_pages(tmp_path: Path, name: str, text: str) -> None:
    """A list in JSON or YAML, whatever the name, is one object per page."""
    assert [{"place": "indoors"}, {"room": "attic", "watts": 2.5}] == read_answers(
        written(tmp_path, name, text)
    )


def test_object_is_answers_to_all_pages(tmp_path: Path) -> None:
    """One object is answers by name."""
    assert {"room": "attic", "on": True} == read_answers(
        written(tmp_path, "a.yml", "room: attic\non: true\n")
    )


def test_words_of_yaml_1_2_are_text(tmp_path: Path) -> None:
    """`no` is a word (a country, say), not false; a date is what it looks like."""
    file = written(tmp_path, "a.yaml", "country: no\nfrom: 2026-11-03\n")
    assert {"country": "no", "from": "2026-11-03"} == read_answers(file)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.json", '[{"room"\n"attic"}]', "is not JSON: Expecting ':' delimiter in line 2."),
        ("a.json", "", "is not JSON: Expecting value in line 1."),
        ("a.json", "[" * 100_000, "is nested too deeply."),
        ("a.yaml", "room: [attic\nwatts: 5", "is not YAML: "),
        ("a.yaml", "room: attic\nroom: cellar", "is not YAML: found duplicate key"),
        ("a.yaml", "room: attic\n--- \nroom: cellar", "is not YAML: but found another document in line 2."),
        ("a.yaml", "from: 2026-02-31", "is not YAML: day is out of range for month."),
        ("a.yaml", "!!python/object:os.system x", "is not YAML: could not determine a constructor"),
        ("a.yaml", "", "holds nothing; expected a list with an object of answers per page"),
        ("a.yaml", "attic", "holds 'attic'; expected"),
        ("a.yaml", "- attic", "holds a list of other things than objects; expected"),
        ("a.yaml", "watts: .nan", "has a value that JSON cannot hold"),
        ("a.yaml", "room: &room [*room]", "has a value that JSON cannot hold"),
    ],
)
def test_anything_else_is_refused_in_words(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    """The message names the file and what is wrong with it."""
    file = written(tmp_path, name, text)
    with pytest.raises(UsageError) as refused:
        read_answers(file)
    assert str(refused.value).startswith(f"{file} {complaint}")


def test_unreadable_files_are_refused_in_words(tmp_path: Path) -> None:
    """One that is not there, a folder, and one that is not text."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for file, complaint in [
        (tmp_path / "nothing", "cannot be read: No such file or directory."),
        (tmp_path, "cannot be read: Is a directory."),
        (binary, "is not text in UTF-8: invalid start byte at byte 0."),
    ]:
        with pytest.raises(UsageError) as refused:
            read_answers(file)
        assert f"{file} {complaint}" == str(refused.value)
