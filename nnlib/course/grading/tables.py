"""A CSV file that somebody else wrote: its cells are read and filled, and no other byte changes.

The encoding, its mark, the delimiter, the line ends and the quotes of every other cell stay as
they are, because the file is never written anew: new text takes the place of old text.
"""

import re
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

MARKS = {BOM_UTF8: "utf-8", BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}
DELIMITERS = ",;\t"
# A quoted cell as RFC 4180 has it, and as PHP writes it: there a quote behind a backslash is text.
QUOTED = (r'"((?:[^"]|"")*)"', r'"((?:\\.|""|[^"\\])*)"')
# What a spreadsheet takes for the beginning of a formula, in both widths.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


class TableError(Exception):
    """A file that is no table, or has no such column; the message is a sentence for a teacher."""


def refuse_writing_over(out, records, read=None):
    """Raise TableError where `out` is a file of records, or one that an option of `read` names."""
    named = [("the records", one) for one in records] + list((read or {}).items())
    for what, path in named:
        if path and path.resolve() == out.resolve():
            raise TableError(f"--out must be another file than {what}: {path} stays as it is.")


def neutral(text):
    """A text that no spreadsheet runs as a formula.

    >>> neutral("=1+1"), neutral("a = 1")
    ("'=1+1", 'a = 1')
    """
    return f"'{text}" if FORMULA.match(text) else text


@dataclass(frozen=True)
class TableCell:
    """A cell's text, and where it stands in the file's text, its quotes included."""

    value: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True)
class Table:
    """The rows of a file, the headings first; a line with nothing in it is no row."""

    name: str
    mark: bytes
    encoding: str
    text: str
    delimiter: str
    rows: tuple

    @property
    def header(self):
        return [cell.value for cell in self.rows[0]]

    @cached_property
    def _line_starts(self):
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]

    def line(self, row):
        """The number of the line on which a row begins, as an editor counts it."""
        return bisect_right(self._line_starts, self.rows[row][0].start)

    def value(self, row, column):
        return self.rows[row][column].value.strip()

    def column(self, name):
        """The number of the column with this heading, or with the only one that starts with it.

        Raises TableError where there is none, or more than one.
        """
        headings = [heading.strip() for heading in self.header]
        found = [at for at, heading in enumerate(headings) if heading == name.strip()]
        found = found or [at for at, one in enumerate(headings) if one.startswith(name.strip())]
        if len(found) == 1:
            return found[0]
        what = "no column" if not found else f"{len(found)} columns"
        there = ", ".join(f"“{heading}”" for heading in headings)
        raise TableError(f"{self.name} has {what} “{name}”; its columns are: {there}.")

    def filled(self, changes, errors="strict"):
        """The file's bytes with the texts of `changes`, {(row, column): text}, in their places.

        `errors` is what `str.encode` does with a character that the file's encoding does not have.
        """
        pieces, at = [], 0
        for (row, column), text in sorted(changes.items()):
            cell = self.rows[row][column]
            pieces += [self.text[at : cell.start], self._written(text, cell.quoted)]
            at = cell.end
        try:
            whole = "".join([*pieces, self.text[at:]]).encode(self.encoding, errors)
        except UnicodeEncodeError as error:
            character = error.object[error.start]
            raise TableError(
                f"{self.name} is in {self.encoding}, which has no “{character}”. Let the LMS "
                "export it in UTF-8."
            ) from None
        return self.mark + whole

    def _written(self, text, quoted):
        special = any(sign in text for sign in (self.delimiter, '"', "\r", "\n"))
        quoted = quoted or special or text != text.strip()
        return '"{}"'.format(text.replace('"', '""')) if quoted else text


def read_table(path, encoding=None):
    """The Table of a file.  Raises TableError for one that cannot be read as a table."""
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}.") from None
    mark, encoding, text = _decoded(path.name, content, encoding)
    if not text.strip():
        raise TableError(f"{path.name} is empty.")
    if "\0" in text or text.startswith("PK\3\4"):
        raise TableError(f"{path.name} is no CSV file: is it a spreadsheet? Export it as CSV.")
    delimiter = max(DELIMITERS, key=lambda one: _width(text, one))
    return Table(path.name, mark, encoding, text, delimiter, _rows(path.name, text, delimiter))


def _decoded(name, content, encoding):
    """(mark, encoding, text), without a mark that says the encoding."""
    for mark, marked in MARKS.items():
        if content.startswith(mark):
            encoding, content = encoding or marked, content[len(mark) :]
            break
    else:
        mark = b""
    for attempt in [encoding] if encoding else ["utf-8", "cp1252", "latin-1"]:
        try:
            return mark, attempt, content.decode(attempt)
        except LookupError:
            raise TableError(f"There is no encoding “{attempt}”.") from None
        except UnicodeDecodeError:
            continue
    raise TableError(f"{name} is not in {encoding}.")


def _width(text, delimiter):
    """How many columns the first row has with a delimiter."""
    try:
        return len(next(_split(text, delimiter, QUOTED[0])))
    except ValueError:
        return 0


def _rows(name, text, delimiter):
    """The rows, each as wide as the first, read as RFC 4180 says or else as PHP writes."""
    faults = []
    for quoted in QUOTED:
        try:
            return _even(_split(text, delimiter, quoted))
        except ValueError as error:
            faults.append(error.args[0])
    line = len(re.findall(r"\r\n|\r|\n", text[: faults[0]])) + 1
    raise TableError(f"Line {line} of {name} does not have as many cells as the headings.")


def _even(rows):
    """Rows without empty lines.  Raises ValueError with the place of one of another width."""
    first, *others = rows
    kept = [row for row in others if row[0].end > row[0].start or len(row) > 1]
    for row in kept:
        if len(row) != len(first):
            raise ValueError(row[0].start)
    return (tuple(first), *map(tuple, kept))


def _split(text, delimiter, quoted):
    """The cells of each row.  Raises ValueError with the place of a cell that does not end."""
    plain = rf'(?!")([^\r\n{delimiter}]*)'
    cell = re.compile(rf"(?:{quoted}|{plain})({delimiter}|\r\n|\r|\n|\Z)", re.DOTALL)
    row, at = [], 0
    while True:
        match = cell.match(text, at)
        if match is None:
            raise ValueError(at)
        inside, plain, end = match.groups()
        value = plain if inside is None else inside.replace('""', '"')
        row.append(TableCell(value, at, match.start(3), inside is not None))
        if end != delimiter:
            yield row
            row = []
        at = match.end()
        if at == len(text) and end != delimiter:
            return
