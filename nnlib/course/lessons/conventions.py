"""The conventions of the lessons as pure functions of a lesson.

A rule is a function, registered in RULES under its own name. For every fault it yields a place (a
cell or words), what came, and what was expected; `failures` makes sentences of them. That each
rule fires is seen in test_conventions.py.
"""

import ast
import base64
import io
import re
import tokenize
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import pairwise, zip_longest
from pathlib import Path

import nbformat

from ..files import UNFIT, CourseFileError, in_short
from ..routes import MARK

SETUP = """\
import numpy as np
import nnlib as nn
from nnlib import plots, widgets

plots.use_style()"""
START = 'ask, check, hint, solution = nn.checks.start("{}")'

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TAGS = {"nbval-ignore-output", "raises-exception", "long-code", "hide-input", "whole", "rest"}
CELL_WORDS = 120
SETUP_LINES = 6
CODE_LINES, LONG_CODE_LINES, WHOLE_LINES = 12, 20, 70
PICTURE_BYTES = 60_000
OPENING = "What you will be able to do"
ENVIRONMENTS = {"aligned", "array", "cases", "matrix", "pmatrix", "bmatrix", "vmatrix"}

EXEMPT = {
    "00_start_here": {
        "predictions": "it shows how one guesses, and has little that can be reasoned out yet",
        "turns": "it derives nothing that a reader could write",
        "equations": "no equation is derived in it",
        "closing": "no equation is derived in it, and no lesson comes before it",
    }
}

AMERICAN = {
    "analyze": "analyse",
    "analyzed": "analysed",
    "analyzing": "analysing",
    "behavior": "behaviour",
    "behaviors": "behaviours",
    "center": "centre",
    "centers": "centres",
    "centered": "centred",
    "color": "colour",
    "colors": "colours",
    "colored": "coloured",
    "favorite": "favourite",
    "gray": "grey",
    "labeled": "labelled",
    "labeling": "labelling",
    "modeled": "modelled",
    "modeling": "modelling",
    "neighbor": "neighbour",
    "neighbors": "neighbours",
}
BANNED = ("clearly", "obviously", "simply", "trivial", "trivially")

FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
INLINE_MATHS = re.compile(r"(?<![\\$])\$(?!\$)(?:\\.|[^$\\])+\$")
LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
TAG = re.compile(r"<[^>]+>")
UNSEEN = re.compile(r'<span role="img" aria-label="([^"]*)"></span>')
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)
WIDGET = re.compile(r"\bwidgets\.\w+\s*\(")
MEASURED = re.compile(r"perf_counter|process_time|timeit|seconds|doctor")
MACHINE_PATH = re.compile(r"/(?:home|root|Users|tmp|work|mnt|opt)/\w|[A-Z]:\\\w|site-packages")
MACRO = re.compile(r"\\(?:re)?newcommand|\\def\b|\\let\b|\\DeclareMathOperator")
RANDOM_ID = re.compile(r"(?:^|-)[0-9a-f]{8,}(?:$|-)")
EMPTY_ID = re.compile(r"(?:cell|code|markdown|text|untitled|[a-z])(?:-?\d+)?")
CLOSERS = ")]\"'’”*_"
SENTENCE_END = re.compile(r"[.!?…][)\]\"'’”*_]*(?=\s+[(\[\"'“*_]*[A-Z`$])")
ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|etc|Fig|Eq|Sec|Ch|No|Dr|Mr|Ms|St|[A-Z]))\.$")
FINISHED = re.compile(r"[.!?:…][)\]\"'’”*_`$]*$")


@dataclass(frozen=True)
class Lesson:
    """A notebook with the folder that its links are relative to."""

    name: str
    notebook: nbformat.NotebookNode
    folder: Path = field(default=Path("notebooks"))

    @classmethod
    def read(cls, path):
        # nbformat.read would repair what the rules are to find.
        try:
            notebook = nbformat.reader.reads(path.read_text(encoding="utf-8"))
            _ = [(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
        except UNFIT as error:
            why = f"{path.name}: this is not a valid notebook ({in_short(error)})."
            raise CourseFileError(why) from None
        return cls(path.name, notebook, path.parent)

    @property
    def stem(self):
        return self.name.removesuffix(".ipynb")

    @property
    def cells(self):
        return self.notebook.cells

    @cached_property
    def markdown(self):
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @cached_property
    def code(self):
        return [cell for cell in self.cells if cell.cell_type == "code"]

    def outputs(self):
        """Pairs of a code cell and one of its outputs."""
        return [(cell, output) for cell in self.code for output in cell.get("outputs", [])]


RULES = {}


def rule(function):
    """Register a rule under its own name."""
    RULES[function.__name__] = function
    return function


def holds_for(name, lesson):
    """True unless the lesson is exempt."""
    return name not in EXEMPT.get(lesson.stem, {})


def failures(lesson, name):
    """The sentences that the rule `name` has about the lesson."""
    if not holds_for(name, lesson):
        return []
    return [
        f"{name_of(place)} {came}; expected {expected}"
        for place, came, expected in RULES[name](lesson)
    ]


def printed(cell):
    """What a code cell has printed."""
    return "".join(output.get("text", "") for output in cell.get("outputs", []))


def name_of(place):
    return place if isinstance(place, str) else f"cell '{place.get('id', 'without an id')}'"


@rule
def file_name(lesson):
    if not re.fullmatch(r"(\d\d|[A-Z])(_[a-z0-9]+)+\.ipynb", lesson.name):
        yield "the file", f"is called '{lesson.name}'", "NN_snake_case.ipynb"


@rule
def notebook_format(lesson):
    version = f"{lesson.notebook.get('nbformat')}.{lesson.notebook.get('nbformat_minor')}"
    if version != "4.5":
        yield "the notebook", f"has the format {version}", "4.5"
    for error in nbformat.validator.iter_validate(lesson.notebook):
        yield "the notebook", f"is not valid: {str(error).splitlines()[0]}", "a valid one"


@rule
def metadata(lesson):
    if lesson.notebook.metadata != METADATA:
        yield "the notebook", f"has the metadata {dict(lesson.notebook.metadata)}", f"{METADATA}"
    for cell in lesson.cells:
        known = {"tags", "slideshow", "ledger"}
        extra = sorted(set(cell.metadata) - known)
        if extra:
            yield cell, f"has the metadata {', '.join(extra)}", f"{', '.join(sorted(known))} only"


@rule
def cell_ids(lesson):
    seen = set()
    for cell in lesson.cells:
        identity = cell.get("id", "")
        if identity in seen:
            yield cell, "is there twice", "an id of its own for each cell"
        seen.add(identity)
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", identity):
            yield cell, "has a wrong id", "lower-case words joined by hyphens"
        elif RANDOM_ID.search(identity) or EMPTY_ID.fullmatch(identity):
            yield cell, "has an id that says nothing", "words about what is in the cell"


@rule
def tags(lesson):
    for cell in lesson.cells:
        found = set(cell.metadata.get("tags", []))
        unknown = sorted(found - TAGS)
        if unknown:
            yield cell, f"has the tag {', '.join(unknown)}", f"one of {', '.join(sorted(TAGS))}"
        if "nbval-ignore-output" in found and not MEASURED.search(cell.source):
            came = (
                "is tagged nbval-ignore-output, but prints no timing and no report of the machine"
            )
            yield cell, came, "its output to be compared"
        if "nbval-ignore-output" in found and re.search(r"\b(True|False)\b", printed(cell)):
            came = "is tagged nbval-ignore-output, and prints True or False"
            yield cell, came, "words that do not depend on a clock"
        if "long-code" in found and len(lines_of_code(cell)) <= CODE_LINES:
            yield cell, f"is tagged long-code with {len(lines_of_code(cell))} lines", "no such tag"


@rule
def setup_cell(lesson):
    first = lesson.code[0] if lesson.code else None
    wanted = f"{SETUP}\n{START.format(lesson.stem)}"
    if first is None or first.source != wanted:
        yield first or "the lesson", "does not start as every lesson does", f"as code:\n{wanted}"
    if first is not None and len(first.source.splitlines()) > SETUP_LINES:
        yield first, f"has {len(first.source.splitlines())} lines", f"at most {SETUP_LINES}"


@rule
def plain_python(lesson):
    for cell in lesson.code:
        magic = re.search(r"^\s*(?:\w+\s*=\s*)?[%!].*", cell.source, re.MULTILINE)
        if magic:
            yield cell, f"has the line '{magic[0].strip()}'", "plain Python without % and !"
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            yield cell, f"is not Python: {error.msg} in line {error.lineno}", "code that can run"
            continue
        for came, expected in [*_unwanted_code(tree), *_semicolons(cell.source)]:
            yield cell, came, expected


def _unwanted_code(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.path":
            yield "touches sys.path", "nnlib to be installed"
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        names = [alias.name for alias in node.names]
        if "*" in names:
            yield f"imports * from {node.module}", "the names that are used"
        for module in {getattr(node, "module", None) or name for name in names}:
            if module.split(".")[0] in ("pip", "subprocess"):
                yield f"imports {module}", "a lesson that installs and starts nothing"


def _semicolons(source):
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, column = token.end
        if token.string == ";" and not lines[row - 1][column:].split("#")[0].strip():
            yield f"ends line {row} with ';'", "`_ = …`, since nbval prints the value all the same"


def lines_of_code(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


@rule
def code_length(lesson):
    wholes = [cell for cell in lesson.code if "whole" in cell.metadata.get("tags", [])]
    for cell in wholes[1:]:
        yield cell, "is tagged whole, as another is", "one in a lesson"
    for cell in lesson.code:
        count = len(lines_of_code(cell))
        long = "long-code" in cell.metadata.get("tags", [])
        if cell in wholes:
            if count not in range(LONG_CODE_LINES, WHOLE_LINES + 1):
                limits = f"{LONG_CODE_LINES} to {WHOLE_LINES}"
                yield cell, f"is tagged whole with {count} lines of code", limits
        elif count > LONG_CODE_LINES:
            yield cell, f"has {count} lines of code", f"{LONG_CODE_LINES} at the very most"
        elif count > CODE_LINES and not long:
            yield cell, f"has {count} lines of code", f"{CODE_LINES}, or the tag long-code"
        elif count == 0:
            yield cell, "is empty", "code"


@rule
def code_is_introduced(lesson):
    for before, after in pairwise(lesson.cells):
        if before.cell_type == after.cell_type == "code" and not leads_to(before, after):
            yield after, f"follows the code of {name_of(before)}", "a sentence between them"
    if lesson.cells and lesson.cells[-1].cell_type == "code":
        yield lesson.cells[-1], "ends the lesson with code", "a sentence after it"


def leads_to(before, after):
    """A question or a trial leads to the answer, a turn to its check, a result to a drawing."""
    asked = re.search(r"\bask\(", before.source) or ".reveal(" in after.source
    checked = after.get("id", "") == before.get("id", "").replace("turn-", "check-", 1)
    return asked or checked or "hide-input" in after.metadata.get("tags", [])


def without_code(source):
    """Markdown without fenced and inline code."""
    return INLINE_CODE.sub(" ` ", FENCE.sub("\n", source))


def prose(source):
    """What a reader reads as words: no code block, display maths, link target or HTML.

    Inline code and inline maths count as one word each, and the line of the routes as none.
    """
    text = "\n".join(line for line in source.splitlines() if not line.startswith(MARK))
    text = DISPLAY.sub("\n", FENCE.sub("\n", text))
    text = INLINE_CODE.sub(" code ", text)
    text = INLINE_MATHS.sub(" maths ", text)
    text = LINK.sub(lambda match: match["text"], text)
    return TAG.sub(" ", text)


def word_count(source):
    return len(re.findall(r"\w+(?:['’.,-]\w+)*", prose(source)))


@rule
def markdown_length(lesson):
    for cell in lesson.markdown:
        words = word_count(cell.source)
        if words > CELL_WORDS:
            yield cell, f"has {words} words", f"at most {CELL_WORDS}"


@rule
def one_sentence_per_line(lesson):
    for cell in lesson.markdown:
        for came in _broken_sentences(cell.source):
            yield cell, came, "a line for each sentence"


def _broken_sentences(source):
    text = FENCE.sub(_only_line_breaks, DISPLAY.sub(_only_line_breaks, source))
    text = INLINE_MATHS.sub("$", INLINE_CODE.sub("`", text))
    lines = LINK.sub(lambda match: match["text"], text).split("\n")
    for line, following in pairwise([*lines, ""]):
        if not is_prose(line):
            continue
        ends = [line[: match.end()].rstrip(CLOSERS) for match in SENTENCE_END.finditer(line)]
        if not all(map(ABBREVIATION.search, ends)):
            yield f"has two sentences in the line '{line.strip()}'"
        if is_prose(following) and not FINISHED.search(line.rstrip().removesuffix("\\")):
            yield f"breaks a sentence after '{line.strip()}'"


def _only_line_breaks(match):
    return re.sub(r"[^\n]+", "", match[0]) or "\n"


def is_prose(line):
    """False for blank lines, headings, tables, lists, quotes, indented lines and HTML."""
    return bool(line.strip()) and not re.match(r"\s*(?:[#|<>]|[-*+]\s|\d+[.)]\s|---)|\s{2,}", line)


@rule
def maths(lesson):
    for cell in lesson.markdown:
        text = without_code(cell.source)
        rest = DISPLAY.sub("", text)
        if re.search(r"(?<!\\)\\[\[(]", text):
            yield cell, "uses \\[ or \\(", "$$ … $$ and $ … $"
        for macro in MACRO.findall(text):
            yield cell, f"defines a macro with {macro}", "none"
        for environment in sorted(set(re.findall(r"\\begin\{([^}]*)\}", text)) - ENVIRONMENTS):
            yield cell, f"uses \\begin{{{environment}}}", "$$ … $$ with aligned"
        if re.search(r"\\begin\{", INLINE_MATHS.sub("", rest)):
            yield cell, "has \\begin outside $$ … $$", "it inside"
        if "$$" in rest or len(re.findall(r"(?<!\\)\$", rest)) % 2:
            yield cell, "has a $ without its partner", "pairs"
        for display in DISPLAY.findall(text):
            inside = "".join(
                re.findall(r"\\begin\{aligned\}.*?\\end\{aligned\}", display, re.DOTALL)
            )
            if "\\tag" in inside or display.count("\\tag") > 1:
                came = "has a \\tag inside aligned, or two in one display"
                yield cell, came, "one, after \\end{aligned}"


@rule
def spelling(lesson):
    for place, text in prose_and_alt(lesson):
        for word in re.findall(r"[A-Za-z]+", text):
            if word.lower() in AMERICAN:
                yield place, f"has '{word}'", f"'{AMERICAN[word.lower()]}'"


@rule
def banned_words(lesson):
    for place, text in prose_and_alt(lesson):
        for word in re.findall(r"[A-Za-z]+", text):
            if word.lower() in BANNED:
                yield place, f"has '{word}'", "the sentence without it"


def prose_and_alt(lesson):
    """Pairs of a place and its words, the alternative texts of pictures included."""
    words = [(cell, prose(cell.source)) for cell in lesson.markdown]
    for cell, output in lesson.outputs():
        if shown_picture(output):
            words.append((f"the picture of {name_of(cell)}", shown_picture(output)[1]))
    return words


def headings(lesson):
    """Triples of a cell, a heading's level and its text."""
    return [
        (cell, len(match[1]), match[2])
        for cell in lesson.markdown
        for match in HEADING.finditer(FENCE.sub("", cell.source))
    ]


def cells_with_heading(lesson, beginning):
    """The indices of the cells that have a heading which begins so."""
    owners = [cell for cell, _, text in headings(lesson) if text.startswith(beginning)]
    return [index for index, cell in enumerate(lesson.cells) if any(cell is o for o in owners)]


@rule
def title(lesson):
    first = lesson.cells[0] if lesson.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "the lesson", "does not start with a title", "a Markdown cell that starts with '# '"
    top = [text for _, level, text in headings(lesson) if level == 1]
    if len(top) > 1:
        yield "the lesson", f"has {len(top)} titles ({'; '.join(top)})", "one"


@rule
def links(lesson):
    for cell in lesson.markdown:
        text = INLINE_CODE.sub("", FENCE.sub("", cell.source))
        for match in LINK.finditer(text):
            target = match["target"]
            if not re.match(r"https?://|mailto:", target):
                for came, expected in _wrong_target(lesson, target):
                    yield cell, came, expected
            if match[0].startswith("!") and not match["text"].strip():
                yield cell, "has a picture without alternative text", "one in the brackets"


def _wrong_target(lesson, target):
    path, _, anchor = target.partition("#")
    file = lesson.folder / path
    if path.startswith("/") or "\\" in path:
        yield f"links to '{target}'", "a relative path with forward slashes"
    elif path and not file.exists():
        yield f"links to '{target}', which does not exist", "a file of the course"
    elif anchor and (not path or file.suffix == ".ipynb"):
        owner = Lesson.read(file) if path else lesson
        if anchor not in {text.replace(" ", "-") for _, _, text in headings(owner)}:
            came = f"links to '#{anchor}', which is no heading of {owner.name}"
            yield came, "a heading with its spaces as hyphens"


def shown_picture(output):
    """(PNG bytes, alternative text, '' if missing) of the picture that an output shows, or None."""
    data = output.get("data", {})
    if "image/png" not in data:
        return None
    alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
    return base64.b64decode(data["image/png"]), alt


@rule
def figures(lesson):
    wanted = 'plots.show(fig, "…")'
    for cell in lesson.code:
        outputs = cell.get("outputs", [])
        for output, behind in zip_longest(outputs, outputs[1:], fillvalue={}):
            data = output.get("data", {})
            if "data:image" in data.get("text/html", ""):
                yield cell, "shows a picture in HTML, of which some show the bytes as text", wanted
            if shown_picture(output):
                faults = _faults_of_picture(
                    *shown_picture(output), data.get("text/plain", ""), behind
                )
                yield from ((cell, *fault) for fault in faults)


def _faults_of_picture(png, alt, shown, behind):
    """What is wrong with a picture, with its text, or with the output behind it."""
    still = shown.startswith("A still")  # of a widget: its words stand beside it
    unseen = UNSEEN.fullmatch(behind.get("data", {}).get("text/html", ""))
    if not alt.strip():
        yield "shows a picture without alternative text", 'plots.show(fig, "…")'
    elif alt != shown:
        came = f"shows a picture with the alternative text '{alt}' and the text '{shown}'"
        yield came, "the same, so that strict nbval compares it"
    elif not still and (unseen is None or unescape(unseen[1]) != alt):
        came = "shows a picture without its words behind it, for screen readers"
        yield came, 'plots.show(fig, "…")'
    if len(png) > PICTURE_BYTES:
        yield f"shows a picture of {len(png):,} bytes", f"at most {PICTURE_BYTES:,}"


@rule
def widget_fallbacks(lesson):
    for cell in lesson.code:
        shown = filter(None, map(shown_picture, cell.get("outputs", [])))
        if WIDGET.search(cell.source) and not any(png and alt.strip() for png, alt in shown):
            yield cell, "shows a widget", "a picture too, for readers who have no kernel"


@rule
def outputs(lesson):
    for cell, output in lesson.outputs():
        raises = "raises-exception" in cell.metadata.get("tags", [])
        if output.output_type == "error" and not raises:
            yield cell, f"stores the error {output.ename}: {output.evalue}", "none"
        if output.output_type == "stream" and output.name == "stderr":
            yield cell, f"stores a message on stderr: '{output.text.strip()[:80]}'", "none"
        for kind in output.get("data", {}):
            if "vnd.jupyter.widget" in kind:
                yield cell, f"stores {kind}", "`course.py write` to have removed it"
        path = MACHINE_PATH.search(_text_of(output))
        if path:
            yield cell, f"stores a path of the machine that ran it, '{path[0]}…'", "none"
    if "widgets" in lesson.notebook.metadata:
        yield "the notebook", "stores widget state", "`course.py write` to have removed it"


def _text_of(output):
    data = output.get("data", {})
    words = [data.get("text/plain", ""), data.get("text/html", "")]
    words += [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", [])]
    return "\n".join(words)


@rule
def execution_counts(lesson):
    for number, cell in enumerate(lesson.code, start=1):
        count = cell.get("execution_count")
        if count != number:
            yield cell, f"has the execution count {count}", f"{number}: run `course.py write`"
            return
