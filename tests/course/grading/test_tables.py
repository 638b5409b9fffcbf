"""A table that is filled changes in the filled cells and nowhere else, byte for byte."""

import csv
import io
import random

import pytest

from nnlib.course.grading.tables import TableError, neutral, read_table

CANVAS = (
    'Student,ID,SIS User ID,SIS Login ID,Section,"Exercises 05, graphs (87)",Final Score\r\n'
    ",,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,14.00,(read only)\r\n"
    '"Doe, Jane ""JJ""",101,u101,jdoe,"S1 and S2",,83.21\r\n'
    "\r\n"
    '"Öl, Åse",102,u102,aol,S1,"7.50",\r\n'
)


def write(tmp_path, content, encoding="utf-8"):
    place = tmp_path / "file.csv"
    place.write_bytes(content.encode(encoding))
    return place


def by_csv(content, encoding="utf-8-sig", delimiter=","):
    """The cells as Python's own reader sees them, without empty lines."""
    file = io.StringIO(content.decode(encoding), newline="")
    return [row for row in csv.reader(file, delimiter=delimiter) if row]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("last", [True, False], ids=["end", "no end"])
def test_all_that_is_not_filled_stays(tmp_path, encoding, ends, last):
    text = CANVAS.replace("\r\n", ends)
    path = write(tmp_path, text if last else text.removesuffix(ends), encoding)
    before = path.read_bytes()
    table = read_table(path)
    assert table.filled({}) == before
    after = table.filled({(3, 5): "13.50", (4, 5): "8.00"})
    # The empty cell was not quoted and stays so; the other was.
    wanted = before.decode(encoding).replace('S2",,83.21', 'S2",13.50,83.21')
    assert after.decode(encoding) == wanted.replace('"7.50"', '"8.00"')
    assert after.startswith(before[:20])


def test_the_cells_are_those_that_python_reads(tmp_path):
    table = read_table(write(tmp_path, CANVAS))
    cells = [[cell.value for cell in row] for row in table.rows]
    assert cells == by_csv(CANVAS.encode())


def test_any_table_survives(tmp_path):
    """Random cells, written by Python's csv in every manner, filled at random places."""
    rng = random.Random(1)
    pieces = ["", "a", "b c", ",", ";", '"', '""', "\n", "\r\n", "=1", "é", "'", "7,5", " x "]
    for number in range(150):
        width = rng.randint(2, 6)
        rows = [
            ["".join(rng.choices(pieces, k=rng.randint(0, 3))) for _ in range(width)]
            for _ in range(rng.randint(2, 6))
        ]
        rows[0] = [f"column {at}" for at in range(width)]
        file = io.StringIO(newline="")
        quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        delimiter = rng.choice(",;\t")
        ends = rng.choice(["\n", "\r\n"])
        csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=ends).writerows(rows)
        path = write(tmp_path, file.getvalue())
        table = read_table(path)
        assert table.filled({}) == path.read_bytes(), number
        at = rng.randrange(1, len(rows)), rng.randrange(width)
        rows[at[0]][at[1]] = "new"
        after = table.filled({at: "new"})
        assert by_csv(after, delimiter=delimiter) == rows, number


def test_what_is_written_is_quoted_where_it_must_be(tmp_path):
    path = write(tmp_path, "a,b\nx,\ny,\n")
    new = 'one, "two"\nthree'
    after = read_table(path).filled({(1, 1): new, (2, 1): " z"})
    assert by_csv(after) == [["a", "b"], ["x", new], ["y", " z"]]


def test_php_s_own_quotes_are_read(tmp_path):
    r"""PHP writes a quote behind a backslash once: "a \" b, c"."""
    path = write(
        tmp_path, 'Identifier,Grade,"Feedback comments"\nP 1,,"say \\"hi, you\\" \n twice"\n'
    )
    table = read_table(path)
    assert len(table.rows) == 2
    after = table.filled({(1, 1): "3"})
    assert after == path.read_bytes().replace(b"P 1,,", b"P 1,3,")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n3\n", "Line 3"),
        ('a,b\n"1,2\n', "Line 2"),
        ('a,b\n"1"x,2\n', "Line 2"),
        ("PK\x03\x04whatever", "spreadsheet"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, words):
    with pytest.raises(TableError, match=words):
        read_table(write(tmp_path, content))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(TableError, match=r"cannot be read: No such file"):
        read_table(tmp_path / "none.csv")


def test_a_column_is_found_by_its_heading_or_how_it_starts(tmp_path):
    table = read_table(write(tmp_path, "ID,Ex 05 (1),Ex 05 (2),Ex 06 (3),ID number\n"))
    assert [table.column(name) for name in ("ID", "Ex 06", "Ex 05 (2)")] == [0, 3, 2]
    with pytest.raises(TableError, match="2 columns “Ex 05”"):
        table.column("Ex 05")
    with pytest.raises(TableError, match="no column “Grade”; its columns are: “ID”, “Ex 05"):
        table.column("Grade")


def test_a_line_is_counted_as_an_editor_does(tmp_path):
    table = read_table(write(tmp_path, 'a,b\n"1\n2",x\n\n3,y\n'))
    assert [table.line(row) for row in range(3)] == [1, 2, 5]


def test_a_character_that_the_encoding_lacks(tmp_path):
    path = write(tmp_path, "name,text\nÅse,\n", "cp1252")
    table = read_table(path)
    with pytest.raises(TableError, match="cp1252, which has no “∂”"):
        table.filled({(1, 1): "∂C"})
    assert table.filled({(1, 1): "∂C"}, "xmlcharrefreplace").endswith(b",&#8706;C\n")


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t=1", "\r1", " =1", "＝1", "\n@", "-", "= a"]
)
def test_formulas_are_neutralised(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "5.1: -1", "(=1)", "’=1"])
def test_other_text_stays(text):
    assert neutral(text) == text
