"""JSON Lines: every line gives a document or says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimx.export.jsonl import Item, Problem, line_of, read_line, read_lines, read_path, read_text, replacing
from claimx.model.record import Document


def test_line_with_everything() -> None:
    line = '{"id": "a", "text": "نص", "published": "2024-10-01", "url": "u"}'.encode()
    assert read_line(line, "line-1") == Item("a", "نص", "2024-10-01", {"url": "u"})


@pytest.mark.parametrize(
    ("given", "expected"),
    [("{}", "line-7"), ('{"id": null}', "line-7"), ('{"id": ""}', "line-7"), ('{"id": 12}', "12")],
)
def test_ids(given: str, expected: str) -> None:
    raw = json.dumps({**json.loads(given), "text": ""}).encode()
    assert read_line(raw, "line-7").id == expected


def test_meta_is_carried_and_merged() -> None:
    item = read_line(b'{"id": "a", "text": "", "meta": {"x": 1, "y": 2}, "y": 3}', "line-1")
    assert isinstance(item, Item)
    assert item.meta == {"x": 1, "y": 3}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "not JSON"),
        (b"nonsense", "not JSON"),
        (b"[1]", "a list; expected an object"),
        (b"3", "a number; expected an object"),
        (b'{"id": "a"}', "no text"),
        (b'{"id": "a", "text": 3}', "text is a number; expected a string"),
        (b'{"id": "a", "text": null}', "text is null; expected a string"),
        (b'{"id": [], "text": ""}', "id is a list; expected a string"),
        (b'{"id": true, "text": ""}', "id is a boolean; expected a string"),
        (b'{"id": "a", "text": "", "published": 2024}', "published is a number; expected YYYY-MM-DD"),
        (b'{"id": "a", "text": "", "x": NaN}', "NaN is no JSON number"),
        (b'{"id": "a", "text": "\xff"}', "byte 0xff at offset 21"),
        (b'{"id": "a", "text": "", "note": "\\ud800"}', "lone surrogate"),
        (b'{"text": ' + b"[" * 100_000, "not"),
        (b'{"text": "", "n": ' + b"9" * 5000 + b"}", "digits"),
    ],
    ids=lambda value: value[:30].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_bad_line_is_a_problem(line: bytes, says: str) -> None:
    problem = read_line(line, "line-1")
    assert isinstance(problem, Problem)
    assert problem.type == "InputError"
    assert says in problem.message
    assert "\n" not in problem.message


def test_stream_keeps_order_and_counts_blank_lines() -> None:
    lines = [b'\xef\xbb\xbf{"text": "a"}\r\n', b"\n", b"?\n", b'{"text": "b"}']
    assert [item.id for item in read_lines(lines)] == ["line-1", "line-3", "line-4"]


def test_line_separators_inside_a_text_do_not_split_it(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "a\u2028b\u0085c"}\n', encoding="utf-8")
    (item,) = read_path(path)
    assert isinstance(item, Item)
    assert item.text == "a\u2028b\u0085c"


@pytest.mark.parametrize(
    ("data", "text"), [(b"", ""), (b"\xef\xbb\xbfa", "a"), (b"a\r\nb\n", "a\r\nb\n"), ("نص".encode(), "نص")]
)
def test_read_text(data: bytes, text: str) -> None:
    assert read_text(data) == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"ab\xe9", "byte 0xe9 at offset 2"),
        (b"\xef\xbb\xbfab\xe9", "byte 0xe9 at offset 5"),
        ("نص".encode("utf-16"), "UTF-16"),
        ("نص".encode("cp1256"), "offset 0"),
    ],
)
def test_read_text_names_the_bad_byte(data: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_text(data)


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("ب", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "1"}\n{"id": "x", "text": "2"}\n', encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"\xff")
    (tmp_path / "notes.md").write_text("not input", encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("not input", encoding="utf-8")
    found = list(read_path(tmp_path, leave_out=tmp_path / "out.jsonl"))
    assert [item.id for item in found] == ["a:line-1", "x", "b", "c"]
    assert isinstance(found[3], Problem)


def test_lines_are_utf8_json() -> None:
    for result in (Document(id="د", text="نص\n"), Problem("د", "InputError", "قف")):
        line = line_of(result)
        assert line.count(b"\n") == 1
        assert json.loads(line)["id"] == "د"


def test_problem_with_a_surrogate_in_its_id_is_still_utf8() -> None:
    assert json.loads(line_of(Problem("\ud800", "InputError", "x")))["id"] == "\ud800"


def test_replacing_writes_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), replacing(path) as out:
        out.write(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    with replacing(path) as out:
        out.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_replacing_follows_links_and_writes_to_devices(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_bytes(b"old")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    with replacing(tmp_path / "link.jsonl") as out:
        out.write(b"new")
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_bytes() == b"new"
    with replacing(Path("/dev/null")) as out:
        out.write(b"x")
    assert not Path("/dev/null").is_file()
