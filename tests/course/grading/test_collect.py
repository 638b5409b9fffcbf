"""What students handed in is taken out of zips and folders; nothing hostile in them does harm."""

import io
import json
import os
import random
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from nnlib.course.folders import course_folder
from nnlib.course.grading.collect import main
from nnlib.course.grading.handed import LARGEST_NOTEBOOK
from nnlib.course.grading.layouts import canvas, moodle, seen_layout
from nnlib.course.grading.submissions import submissions_in

GRAPH, LINE = "05_the_chain_rule_is_a_graph", "01_a_line_is_one_neuron"
EXERCISES = course_folder() / "exercises"
HANDED_OUT = {name: (EXERCISES / f"{name}/{name}.ipynb").read_bytes() for name in (GRAPH, LINE)}


def answered(name=GRAPH, mark="1"):
    """The notebook of a set with something written into each task."""
    notebook = json.loads(HANDED_OUT[name])
    for cell in notebook["cells"]:
        if cell["id"].startswith("task-"):
            cell["source"] = f"answer = {mark!r}\n"
    return json.dumps(notebook).encode()


def zipped(files, **options):
    """A zip of {path: bytes}, or of (path or ZipInfo, bytes) where a path is there twice."""
    pairs = files.items() if isinstance(files, dict) else files
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for path, data in pairs:
            archive.writestr(path, data)
    return content.getvalue()


class Collected:
    """What a run of the command left behind, and said."""

    def __init__(self, out, code, said):
        self.out, self.code, self.said = out, code, said
        listed = out / "collected.json"
        self.rows = json.loads(listed.read_text("utf-8"))["files"] if listed.exists() else []

    @property
    def files(self):
        paths = (path for path in self.out.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.out).as_posix() for path in paths)

    def refusal(self, part):
        """The reason of the one row whose path, or student, has this part."""
        (row,) = [row for row in self.rows if part in (row["from"] or row["student"])]
        return row["refused"]


@pytest.fixture
def collect(tmp_path, capsys):
    """`collect(zip bytes, dict of files or path, *options)` runs the command."""

    def run(source, *options):
        if not isinstance(source, Path):
            content = source if isinstance(source, bytes) else zipped(source)
            source = tmp_path / "class.zip"
            source.write_bytes(content)
        code = main([str(source), "--out", str(tmp_path / "out"), *map(str, options)])
        caught = capsys.readouterr()
        return Collected(tmp_path / "out", code, caught.out + caught.err)

    return run


CANVAS_NAMES = [
    ("doejane_101_2001_05.ipynb", "101", "05.ipynb", False),
    ("doejane_LATE_101_2001_05-1.ipynb", "101", "05-1.ipynb", True),
    ("doejane_late_101_2001_05 (1).ipynb", "101", "05 (1).ipynb", True),
    ("o_brien12_101_2001_a_1_2_b.ipynb", "101", "a_1_2_b.ipynb", False),
    ("李雷_101_2001_x.ipynb", "101", "x.ipynb", False),
    ("101_2001_x.ipynb", "101", "x.ipynb", False),
    ("sub/doe_101_2001_x.ipynb", "101", "x.ipynb", False),
    ("anon_xY12z_2001_x.ipynb", "xY12z", "x.ipynb", False),
    ("LATE_anon_xY12z_2001_x.ipynb", "xY12z", "x.ipynb", True),
    ("doe_101_text.html", "101", "doe_101_text.html", False),
]
MOODLE_NAMES = [
    ("Jane Doe_3001_assignsubmission_file_/05.ipynb", "3001", "05.ipynb"),
    ("Jane Doe_3001_assignsubmission_file/05.ipynb", "3001", "05.ipynb"),
    ("Jane Doe_3001_assignsubmission_file_/sub/05.ipynb", "3001", "05.ipynb"),
    ("Jane Doe_3001_assignsubmission_file_05.ipynb", "3001", "05.ipynb"),
    ("Participant_3001_assignsubmission_file_/05.ipynb", "3001", "05.ipynb"),
    ("course-05-77/Åse Öl_3001_assignsubmission_file_/05.ipynb", "3001", "05.ipynb"),
    ("Jane_3001_assignsubmission_onlinetext_/onlinetext.html", "3001", "onlinetext.html"),
]


@pytest.mark.parametrize(("path", "owner", "file", "late"), CANVAS_NAMES)
def test_canvas_s_names_are_read(path, owner, file, late):
    handed = canvas(path)
    assert (handed.owner, handed.file, handed.late) == (owner, file, late)


@pytest.mark.parametrize(("path", "owner", "file"), MOODLE_NAMES)
def test_moodle_s_names_are_read(path, owner, file):
    handed = moodle(path)
    assert (handed.owner, handed.file, handed.late) == (owner, file, None)


@pytest.mark.parametrize("path", ["05.ipynb", "s001/05.ipynb", "Default group_x_/05.ipynb", "a_b"])
def test_other_names_are_nobody_s(path):
    assert canvas(path) is None
    assert moodle(path) is None


def test_each_layout_is_seen():
    assert seen_layout([path for path, *_ in CANVAS_NAMES]) == "canvas"
    assert seen_layout([path for path, *_ in MOODLE_NAMES]) == "moodle"
    assert seen_layout(["s001/05/05.ipynb", "s001/05/timestamp.txt"]) == "nbgrader"
    assert seen_layout(["s001/05.ipynb", "s002/05.ipynb", "__MACOSX/x/y"]) == "plain"


def test_a_class_out_of_canvas(collect):
    files = {
        f"doejane_101_2001_{GRAPH}.ipynb": answered(),
        f"roerick_LATE_102_2002_{GRAPH}-1.ipynb": answered(mark="2"),
        "poejo_103_2003_mine.ipynb": answered(mark="3"),
        "poejo_103_2004_notes.pdf": b"%PDF",
        "coelee_104_text.html": b"<p>I have no notebook</p>",
    }
    result = collect(files)
    assert result.code == 0
    assert result.files == [
        f"101/{GRAPH}.ipynb", f"102/{GRAPH}.ipynb", f"103/{GRAPH}.ipynb", "collected.json",
    ]  # fmt: skip
    assert (result.out / f"102/{GRAPH}.ipynb").read_bytes() == answered(mark="2")
    assert "The LMS calls 1 of them late: 102." in result.said
    by_student = {row["student"]: row for row in result.rows if row["set"]}
    assert [by_student[one]["late"] for one in ("101", "102")] == [False, True]
    assert by_student["101"]["time"] is None, "the zip's times are those of the download"
    renamed = f"It was handed in as “{GRAPH}-1.ipynb”."
    assert by_student["102"]["notes"] == ["The LMS calls it late.", renamed]
    assert result.refusal("notes.pdf") == "It is no notebook."
    # Whoever handed in no notebook is graded as such, and told why.
    found, _ = submissions_in(result.out, [GRAPH])
    assert [(one.student, one.reason) for one in found if one.reason] == [
        ("104", "It is no notebook.")
    ]


def test_a_class_out_of_moodle_with_its_worksheet(collect, tmp_path):
    files = {
        f"Jane Doe_3001_assignsubmission_file_/{GRAPH}.ipynb": answered(),
        f"Rick Roe_3002_assignsubmission_file_/work/{GRAPH}.ipynb": answered(),
        f"Jo Poe_3009_assignsubmission_file_/{GRAPH}.ipynb": answered(),
    }
    worksheet = tmp_path / "grades.csv"
    worksheet.write_text(
        'Identifier,"Full name","Email address",Grade,"Last modified (submission)"\n'
        '"Participant 3001","Jane Doe",jane@x.org,,"Friday, 20 November 2026, 1:05 PM"\n'
        '"Participant 3002","Rick Roe",rick@x.org,,"20.11.2026"\n'
        '"Participant 3003","Lee Coe",lee@x.org,,-\n'
    )
    result = collect(files, "--ids", worksheet)
    assert f"jane@x.org/{GRAPH}.ipynb" in result.files
    times = {row["student"]: row["time"] for row in result.rows if row["time"]}
    assert times == {"jane@x.org": "2026-11-20T13:05:00"}
    assert result.refusal("3009") == "“3009” is not on the roster."
    assert result.refusal("lee@x.org") == "Nothing was handed in."
    assert "grades.csv, line 3: “20.11.2026” is no time that can be read." in result.said


def test_a_class_out_of_nbgrader(collect, tmp_path):
    folder = tmp_path / "submitted"
    for student in ("s001", "s002"):
        place = folder / student / GRAPH
        place.mkdir(parents=True)
        (place / f"{GRAPH}.ipynb").write_bytes(answered(mark=student))
    (folder / "s001" / GRAPH / "timestamp.txt").write_text("2026-11-20 13:05:00.123456 UTC\n")
    result = collect(folder)
    times = {row["student"]: row["time"] for row in result.rows}
    assert times == {"s001": "2026-11-20T13:05:00Z", "s002": None}
    assert f"s002/{GRAPH}.ipynb" in result.files


def test_plain_folders_and_names(collect):
    files = {
        f"class/s001/{GRAPH}.ipynb": answered(),
        "class/s002/05 (1).ipynb": answered(),
        f"class/s003_{GRAPH}.ipynb": answered(),
        "class/s004.ipynb": answered(),
        f"class/{GRAPH}.ipynb": answered(),
        "class/s002/.ipynb_checkpoints/05.ipynb": b"x",
        "__MACOSX/class/s001/._05.ipynb": b"x",
    }
    result = collect(files)
    students = ("s001", "s002", "s003", "s004")
    assert {*result.files} == {"collected.json", *(f"{one}/{GRAPH}.ipynb" for one in students)}
    assert result.refusal(f"class/{GRAPH}.ipynb") == "Its path does not tell whose it is."
    assert len(result.rows) == 5
    times = {row["time"] for row in result.rows if row["student"]}
    assert len(times) == 1
    assert None not in times, "a plain zip's times are its students'"


def utf8_claimed(content):
    """The zip with the claim that every name in it is in UTF-8."""
    content = bytearray(content)
    for sign, place in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        at = content.find(sign)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", content, at + place)
            struct.pack_into("<H", content, at + place, flags | 0x800)
            at = content.find(sign, at + 4)
    return bytes(content)


def flagged(content, name, flag=0, method=None):
    """The zip with a flag, or a method, set for the entry with this name."""
    content = bytearray(content)
    for sign, size, length, flags, how in (
        (b"PK\1\2", 46, 28, 8, 10), (b"PK\3\4", 30, 26, 6, 8),
    ):  # fmt: skip
        at = content.find(sign)
        while at >= 0:
            (width,) = struct.unpack_from("<H", content, at + length)
            if content[at + size : at + size + width] == name.encode():
                (old,) = struct.unpack_from("<H", content, at + flags)
                struct.pack_into("<H", content, at + flags, old | flag)
                if method is not None:
                    struct.pack_into("<H", content, at + how, method)
            at = content.find(sign, at + 4)
    return bytes(content)


def linked(path, target):
    info = zipfile.ZipInfo(path)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info, target


GOOD = (f"s001/{GRAPH}.ipynb", answered())
BAD = f"s002/{GRAPH}.ipynb"


def with_a_wrong_sum():
    content = bytearray(zipped([GOOD, (BAD, b"x" * 100)]))
    at = content.rfind(b"PK\1\2")
    struct.pack_into("<L", content, at + 16, 12345)
    return bytes(content)


def that_says_less_than_it_holds():
    """An entry of 5 bytes, by its headers, that unpacks to 40 MB."""
    content = bytearray(zipped([GOOD, (BAD, b"0" * 40 * 2**20)]))
    for at, place in ((content.rfind(b"PK\1\2"), 24), (content.rfind(b"PK\3\4"), 22)):
        struct.pack_into("<L", content, at + place, 5)
    return bytes(content)


HOSTILE = {
    "out of the folder": (zipped([GOOD, (f"../../s002/{GRAPH}.ipynb", b"x")]), "by “..”"),
    "within": (zipped([GOOD, (f"s002/../../../{GRAPH}.ipynb", b"x")]), "by “..”"),
    "backslashes": (zipped([GOOD, (f"s002\\..\\..\\{GRAPH}.ipynb", b"x")]), "by “..”"),
    "absolute": (zipped([GOOD, (f"/s002/{GRAPH}.ipynb", b"x")]), "absolute"),
    "a drive": (zipped([GOOD, (f"C:\\s002\\{GRAPH}.ipynb", b"x")]), "absolute"),
    "a link": (zipped([GOOD, linked(BAD, "/etc/passwd")]), "links are not followed"),
    "encrypted": (flagged(zipped([GOOD, (BAD, b"x")]), BAD, flag=1), "encrypted"),
    "strongly encrypted": (flagged(zipped([GOOD, (BAD, b"x")]), BAD, flag=0x41), "encrypted"),
    "an unknown method": (flagged(zipped([GOOD, (BAD, b"x")]), BAD, method=99), "method 99"),
    "LZMA": (flagged(zipped([GOOD, (BAD, b"x")]), BAD, method=14), "method 14"),
    "a wrong sum": (with_a_wrong_sum(), "damaged in the zip"),
    "a bomb": (zipped([GOOD, (BAD, b"0" * 40 * 2**20)]), "as a zip bomb does"),
    "more than it says": (that_says_less_than_it_holds(), "damaged in the zip"),
    "too large": (zipped([GOOD, (BAD, os.urandom(2**20) * 60)]), "60 MB, and 50 MB are the most"),
    "a strange id": (zipped([GOOD, (f"a b/{GRAPH}.ipynb", b"x")]), "“a b” cannot be an id"),
    "an option for an id": (zipped([GOOD, (f"-rf/{GRAPH}.ipynb", b"x")]), "“-rf” cannot be an id"),
    "markup for an id": (zipped([GOOD, (f"<b>/{GRAPH}.ipynb", b"x")]), "“<b>” cannot be an id"),
    "of no set": (zipped([GOOD, ("s002/other.ipynb", b"{}")]), "Neither its name nor its cells"),
    "no zip": (zipped([GOOD, ("s002/work.zip", b"Rar!\x1a\7\1")]), "damaged one, but a RAR"),
    "deep": (zipped([GOOD, (f"s002/{'x/' * 30}{GRAPH}.ipynb", b"x")]), "folders deep"),
    "a very long id": (zipped([GOOD, (f"{'x' * 65}/{GRAPH}.ipynb", b"x")]), "cannot be an id"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_a_row_and_the_others_are_collected(collect, tmp_path, name):
    content, words = HOSTILE[name]
    result = collect(content)
    assert result.code == 0
    assert result.files == ["collected.json", f"s001/{GRAPH}.ipynb"]
    assert (result.out / GOOD[0]).read_bytes() == GOOD[1]
    (refused,) = [row for row in result.rows if row["refused"]]
    assert words in refused["refused"]
    assert refused["refused"] in result.said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class.zip", "out"]


@pytest.mark.parametrize("claimed", [False, True])
def test_names_that_are_no_utf_8(collect, claimed):
    """One name that breaks its own claim keeps Python from reading any file of a zip."""
    latin = f"J\xf6rg_3001_assignsubmission_file_/{GRAPH}.ipynb"
    other = f"Jane_3002_assignsubmission_file_/{GRAPH}.ipynb"
    plain = latin.replace("\xf6", "o")
    content = zipped({plain: answered(), other: answered()})
    content = content.replace(plain.encode(), latin.encode("latin-1"))
    result = collect(utf8_claimed(content) if claimed else content)
    assert f"3001/{GRAPH}.ipynb" in result.files
    assert f"3002/{GRAPH}.ipynb" in result.files
    (row,) = [row for row in result.rows if row["student"] == "3001"]
    assert row["notes"][0] == "The zip does not say how this name is written."


def test_a_zip_that_is_damaged_anywhere_stops_nothing(collect, tmp_path):
    """A few bytes of a good zip, changed by chance: a sentence, never more than that."""
    rng = random.Random(1)
    inner = zipped({f"work/{GRAPH}.ipynb": b"{}"})
    good = zipped({f"Ö_1_10_{GRAPH}.ipynb": b"{}", "roe_2_20_work.zip": inner})
    for _ in range(60):
        content = bytearray(good)
        for _ in range(rng.choice([1, 2, 5, 20])):
            content[rng.randrange(len(content))] = rng.randrange(256)
        assert collect(bytes(content)).code in (0, 2)
        assert {path.name for path in tmp_path.iterdir()} <= {"class.zip", "out"}


def test_names_in_utf_8_that_do_not_say_so(collect):
    name, stands_in = f"Ås_3001_assignsubmission_file_/{GRAPH}.ipynb", "A"
    short = name.replace("Å", stands_in * 2)
    content = zipped({short: answered()}).replace(short.encode(), name.encode())
    result = collect(content)
    assert [row["from"] for row in result.rows] == [name]


def test_two_entries_of_one_name(collect):
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped([(BAD, answered()), (BAD, answered(mark="2"))])
    result = collect(content)
    assert len(result.rows) == 2
    taken = [row for row in result.rows if not row["refused"]]
    assert len(taken) == 1
    assert "Of 2 notebooks" in taken[0]["notes"][0]


def test_of_several_notebooks_the_last_is_taken(collect):
    files = {
        f"doejane_101_2007_{GRAPH}-1.ipynb": answered(mark="new"),
        f"doejane_101_2001_{GRAPH}.ipynb": answered(mark="old"),
    }
    result = collect(files)
    assert (result.out / f"101/{GRAPH}.ipynb").read_bytes() == answered(mark="new")
    assert "Another notebook for the same set: “05_" in result.refusal("2001")


def test_a_name_that_looks_like_an_id_takes_nobody_s_place(collect):
    """In Canvas a person may be called “x 1-01 7”, which reads x_101_7 in a file's name."""
    files = {
        f"doejane_101_2001_{GRAPH}.ipynb": answered(),
        f"x_101_7_999_2002_{GRAPH}.ipynb": answered(mark="2"),
        f"roerick_102_2003_{GRAPH}.ipynb": answered(mark="3"),
    }
    result = collect(files)
    assert result.files == [f"102/{GRAPH}.ipynb", "collected.json"]
    assert "The id 101 comes under different names, “doejane” and “x”" in result.refusal("2001")


def test_ids_that_differ_by_capitals(collect):
    result = collect({f"S1/{GRAPH}.ipynb": answered(), f"s1/{GRAPH}.ipynb": answered()})
    assert result.refusal("s1/") == "The ids S1 and s1 differ by capitals only."


def test_a_student_s_own_zip_is_opened_once(collect):
    work = {f"work/{GRAPH}.ipynb": answered(), "work/notes.txt": b"x", "work/more.zip": b"x"}
    bomb = zipped([(f"{number}.ipynb", b"0" * 4_900_000) for number in range(50)])
    many = zipped({f"{number}.txt": b"" for number in range(1001)})
    huge = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 9, 9, 2**31, 0, 0)
    files = {
        "doejane_101_2001_work.zip": zipped(work),
        "roerick_102_2002_work.zip": bomb,
        "poejo_103_2003_work.zip": many,
        "coelee_104_2004_work.zip": huge,
        "zoeva_105_2005_work.zip": b"PK\3\4 and no more",
    }
    result = collect(files)
    assert result.files == [f"101/{GRAPH}.ipynb", "collected.json"]
    assert result.refusal("more.zip") == "It is no notebook."
    assert result.refusal("102_") == "It unpacks to more than 200 MB."
    assert result.refusal("103_") == "It holds 1001 files, and 1000 are the most."
    assert result.refusal("104_") == "It says that it holds more than 1000 files."
    assert "no zip, or a damaged one" in result.refusal("105_")
    reasons = {row["student"]: row["set"] for row in result.rows if row["refused"]}
    assert {reasons[student] for student in ("102", "103", "104", "105")} == {GRAPH}


def test_only_one_set_is_expected(collect):
    files = {
        f"s001/{GRAPH}.ipynb": answered(),
        f"s002/{LINE}.ipynb": answered(LINE),
        "s003/mine.ipynb": b"{}",
    }
    result = collect(files, "--set", "05")
    assert result.refusal("s002") == f"It is a notebook of {LINE}; {GRAPH} was expected."
    assert (result.out / f"s003/{GRAPH}.ipynb").read_bytes() == b"{}"
    found, _ = submissions_in(result.out, [GRAPH, LINE])
    assert [(one.student, one.set, bool(one.reason)) for one in found] == [
        ("s001", GRAPH, False), ("s002", GRAPH, True), ("s003", GRAPH, False),
    ]  # fmt: skip


def test_links_and_devices_in_a_folder(collect, tmp_path):
    folder = tmp_path / "class"
    for student in ("s001", "s002", "s003"):
        (folder / student).mkdir(parents=True)
    (folder / GOOD[0]).write_bytes(GOOD[1])
    (folder / BAD).symlink_to("/etc/passwd")
    os.mkfifo(folder / f"s003/{GRAPH}.ipynb")
    (folder / "s004").symlink_to(folder / "s001")
    with (folder / f"s001/{LINE}.ipynb").open("wb") as file:
        file.truncate(LARGEST_NOTEBOOK + 1)
    result = collect(folder)
    assert result.files == ["collected.json", f"s001/{GRAPH}.ipynb"]
    assert "links are not followed" in result.refusal("s002")
    assert "no file" in result.refusal("s003")
    assert "50 MB are the most" in result.refusal(LINE)


def test_week_after_week_into_one_folder(collect):
    collect({f"s001/{GRAPH}.ipynb": answered(), "s002/x.pdf": b"x"})
    collect({f"s001/{LINE}.ipynb": answered(LINE)})
    third = collect({f"s001/{GRAPH}.ipynb": answered(mark="2"), f"s002/{GRAPH}.ipynb": answered()})
    assert third.files == [
        "collected.json", f"s001/{LINE}.ipynb", f"s001/{GRAPH}.ipynb", f"s002/{GRAPH}.ipynb",
    ]  # fmt: skip
    notes = {(row["student"], row["set"]): row["notes"] for row in third.rows}
    assert notes["s001", GRAPH] == ["It took the place of what had been collected before."]
    assert len(third.rows) == 3, "the pdf was replaced by a notebook"
    fourth = collect({f"s001/{GRAPH}.ipynb": b"0" * 40 * 2**20})
    found, _ = submissions_in(fourth.out, [GRAPH, LINE])
    assert [one.reason for one in found] == [None, None, None], "what was taken before is kept"


def test_nothing_is_written_through_a_link(collect, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out/s001").symlink_to(tmp_path / "elsewhere")
    result = collect({f"s001/{GRAPH}.ipynb": answered()})
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert "is a link" in result.refusal("s001")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"7z\xbc\xaf\x27\x1c", "but a 7z archive"),
        (b"hello", "neither a folder nor a zip"),
        (b"PK\3\4 broken", "The zip is damaged"),
    ],
)
def test_what_is_no_zip_at_all(collect, content, words):
    result = collect(content)
    assert result.code == 2
    assert words in result.said


def test_there_is_no_such_file_or_set(collect, tmp_path):
    assert "cannot be read: No such file" in collect(tmp_path / "none.zip").said
    assert "There is no set 770; the sets are: 01_a" in collect({"a": b""}, "--set", "770").said


def test_code_for_similarity_tools(collect, tmp_path):
    notebook = json.loads(HANDED_OUT[GRAPH])
    by_id = {cell["id"]: cell for cell in notebook["cells"]}
    by_id["task-5-1"]["source"] = ["%time\n", "mine = 1"]
    by_id["check-5-1"]["source"] = ['check("5.1")']
    at = notebook["cells"].index(by_id["check-5-1"])
    notebook["cells"].insert(at, {"cell_type": "code", "source": "more = 2", "metadata": {}})
    notebook["cells"].insert(at, {"cell_type": "markdown", "source": "words", "metadata": {}})
    bare = json.loads(json.dumps(notebook))
    for cell in bare["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {}
    files = {f"s00{n}/{GRAPH}.ipynb": json.dumps(one) for n, one in enumerate((notebook, bare), 1)}
    collect(files | {f"s003/{GRAPH}.ipynb": HANDED_OUT[GRAPH]}, "--plain", tmp_path / "plain")
    folder = tmp_path / "plain" / GRAPH
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["base", *{path.stem for path in (folder / "base").iterdir() if path.stem == "5.1"}]
    )
    assert sorted(path.name for path in (folder / "5.1").iterdir()) == ["s001.py", "s002.py"]
    code = (folder / "5.1/s001.py").read_text()
    assert code == (folder / "5.1/s002.py").read_text() == "# %time\nmine = 1\n\nmore = 2\n"
    base = (folder / "base/5.1.py").read_text()
    assert "# YOUR CODE HERE" in base
    assert "BEGIN SOLUTION" not in "".join(path.read_text() for path in (folder / "base").iterdir())


def test_hostile_zips_are_what_they_claim():
    """The archives above, read by Python's own reader: the bomb is one, the sum is wrong."""
    bomb = zipfile.ZipFile(io.BytesIO(HOSTILE["a bomb"][0])).getinfo(BAD)
    assert bomb.file_size > 500 * bomb.compress_size
    assert zipfile.ZipFile(io.BytesIO(HOSTILE["a wrong sum"][0])).testzip() == BAD
    small = zipfile.ZipFile(io.BytesIO(HOSTILE["more than it says"][0])).getinfo(BAD)
    assert small.file_size == 5
    assert len(zlib.compress(b"0" * 40 * 2**20)) < 2 * small.compress_size


def test_a_name_moves_no_cursor_of_the_terminal(collect):
    said = collect({"a\x1b[2Jb\n/05.ipynb": answered()}).said
    assert "\x1b" not in said and r"a\x1b[2Jb\n" in said
