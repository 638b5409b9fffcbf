"""The conventions of the lessons as pure functions: each rule takes a Lesson and yields sentences about what is wrong.

A rule is a function registered in RULES under its own name. What it yields names the cell and says what came and what
was expected; test_conventions.py adds the lesson's name. Rules are seen to fire in test_rules.py.
"""

import ast
import base64
import io
import re
import tokenize
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import nbformat

SETUP = """\
import numpy as np
import nnlib as nn
from nnlib import plots, widgets
plots.use_style()"""

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TAGS = {"nbval-ignore-output", "raises-exception", "long-code"}
CELLS = range(30, 51)
WORDS = range(1200, 2001)
WORDS_PER_LINE_OF_CODE = (12, 20)
CELL_WORDS = 120
SETUP_LINES = 6
CODE_LINES, LONG_CODE_LINES = 12, 20
PICTURE_BYTES = 60_000
OPENING = "What you will be able to do"
CLOSING = ("The equations", "Three questions", "Exercises")
ENVIRONMENTS = {"aligned", "array", "cases", "matrix", "pmatrix", "bmatrix", "vmatrix"}

EXEMPT = {
    "00_start_here": {
        "size": "it is a check of the machine and of the reader, not a lesson with a derivation",
        "closing_sections": "no equation is derived in it and no lesson comes before it",
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
IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
DATA_PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)
WIDGET = re.compile(r"\bwidgets\.\w+\s*\(")
MEASURED = re.compile(r"perf_counter|process_time|timeit|seconds|doctor")
MACHINE_PATH = re.compile(r"/(?:home|root|Users|tmp|work|mnt|opt)/\w|[A-Z]:\\\w|site-packages")


@dataclass(frozen=True)
class Lesson:
    """A notebook with the folder that its links are relative to."""

    name: str
    notebook: nbformat.NotebookNode
    folder: Path = field(default=Path("notebooks"))

    @classmethod
    def read(cls, path):
        # nbformat.read would repair what the rules are to find.
        notebook = nbformat.reader.reads(path.read_text(encoding="utf-8"))
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


def name_of(cell):
    return f"cell '{cell.get('id', 'without an id')}'"


RULES = {}


def rule(function):
    RULES[function.__name__] = function
    return function


def failures(lesson, name):
    """Every sentence that the rule `name` has about the lesson; none if the lesson is exempt from it."""
    if name in EXEMPT.get(lesson.stem, {}):
        return []
    return list(RULES[name](lesson))


@rule
def file_name(lesson):
    if not re.fullmatch(r"(\d\d|[A-Z])(_[a-z0-9]+)+\.ipynb", lesson.name):
        yield f"the file name is '{lesson.name}'; expected NN_snake_case.ipynb"


@rule
def notebook_format(lesson):
    version = (lesson.notebook.get("nbformat"), lesson.notebook.get("nbformat_minor"))
    if version != (4, 5):
        yield f"the notebook format is {version[0]}.{version[1]}; expected 4.5"
    for error in nbformat.validator.iter_validate(lesson.notebook):
        yield f"the notebook is not valid: {str(error).splitlines()[0]}"


@rule
def metadata(lesson):
    if lesson.notebook.metadata != METADATA:
        yield f"the notebook's metadata are {dict(lesson.notebook.metadata)}; expected {METADATA}"
    for cell in lesson.cells:
        extra = sorted(set(cell.metadata) - {"tags", "slideshow"})
        if extra:
            yield f"{name_of(cell)} has the metadata {', '.join(extra)}; expected tags and slideshow only"


@rule
def cell_ids(lesson):
    seen = set()
    for cell in lesson.cells:
        identity = cell.get("id", "")
        if identity in seen:
            yield f"{name_of(cell)} is there twice; expected a different id for each cell"
        seen.add(identity)
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", identity):
            yield f"{name_of(cell)}: expected an id of lower-case words joined by hyphens"
        elif re.search(r"(^|-)[0-9a-f]{8,}($|-)", identity) or re.fullmatch(
            r"(cell|code|markdown|text|untitled|[a-z])(-?\d+)?", identity
        ):
            yield f"{name_of(cell)}: expected an id that says what the cell is about"


@rule
def tags(lesson):
    for cell in lesson.cells:
        found = set(cell.metadata.get("tags", []))
        unknown = sorted(found - TAGS)
        if unknown:
            yield f"{name_of(cell)} has the tag {', '.join(unknown)}; expected one of {', '.join(sorted(TAGS))}"
        if "nbval-ignore-output" in found and not MEASURED.search(cell.source):
            yield (
                f"{name_of(cell)} is tagged nbval-ignore-output, but it prints no timing and no report of the "
                "machine; expected its output to be compared"
            )
        if "long-code" in found and len(lines_of_code(cell)) <= CODE_LINES:
            yield f"{name_of(cell)} is tagged long-code with {len(lines_of_code(cell))} lines; expected no tag"


@rule
def setup_cell(lesson):
    first = lesson.code[0] if lesson.code else None
    if first is None or first.source != SETUP:
        where = name_of(first) if first else "the lesson"
        yield f"{where}: expected the first code cell to be the same as in every lesson:\n{SETUP}"
    if first is not None and len(first.source.splitlines()) > SETUP_LINES:
        yield f"{name_of(first)} has {len(first.source.splitlines())} lines; expected at most {SETUP_LINES}"


@rule
def plain_python(lesson):
    for cell in lesson.code:
        for line in cell.source.splitlines():
            if re.match(r"\s*[%!]", line) or re.match(r"\s*(?:\w+\s*=\s*)?[!%]\w", line):
                yield f"{name_of(cell)} has the line '{line.strip()}'; expected plain Python, no % and no !"
                break
        else:
            yield from _unwanted_code(cell)


def _unwanted_code(cell):
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        yield f"{name_of(cell)} is not Python: {error.msg} in line {error.lineno}"
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield f"{name_of(cell)} imports * from {node.module}; expected the names that are used"
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.path":
            yield f"{name_of(cell)} touches sys.path; expected nnlib to be installed"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            if {"pip", "subprocess"} & {module.split(".")[0] for module in modules}:
                yield f"{name_of(cell)} imports pip or subprocess; expected nothing to be installed by a lesson"
    lines = cell.source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
        if (
            token.string == ";"
            and not lines[token.end[0] - 1][token.end[1] :].split("#")[0].strip()
        ):
            yield f"{name_of(cell)} ends line {token.end[0]} with ';'; expected `_ = …` (nbval prints it all the same)"


def lines_of_code(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


@rule
def code_length(lesson):
    for cell in lesson.code:
        count = len(lines_of_code(cell))
        if count > LONG_CODE_LINES:
            yield f"{name_of(cell)} has {count} lines of code; expected {LONG_CODE_LINES} at the very most"
        elif count > CODE_LINES and "long-code" not in cell.metadata.get("tags", []):
            yield f"{name_of(cell)} has {count} lines of code; expected {CODE_LINES}, or the tag long-code"
        elif count == 0:
            yield f"{name_of(cell)} is empty; expected code"


@rule
def code_is_introduced(lesson):
    for before, after in pairwise(lesson.cells):
        if before.cell_type == after.cell_type == "code":
            yield f"{name_of(after)} follows the code of {name_of(before)}; expected a sentence between them"
    if lesson.cells and lesson.cells[-1].cell_type == "code":
        yield f"{name_of(lesson.cells[-1])} ends the lesson with code; expected a sentence after it"


def without_code(source):
    """Markdown without fenced and inline code."""
    return INLINE_CODE.sub(" ` ", FENCE.sub("\n", source))


def prose(source):
    """What a reader reads as words: no code, no display maths, no link targets, no HTML; inline maths is one symbol."""
    text = DISPLAY.sub("\n", FENCE.sub("\n", source))
    text = INLINE_CODE.sub(" code ", text)
    text = INLINE_MATHS.sub(" maths ", text)
    text = LINK.sub(lambda match: match["text"], text)
    return TAG.sub(" ", text)


def word_count(source):
    return len(re.findall(r"\w+(?:['’.,-]\w+)*", prose(source)))


@rule
def size(lesson):
    if len(lesson.cells) not in CELLS:
        yield f"the lesson has {len(lesson.cells)} cells; expected {CELLS.start} to {CELLS.stop - 1}"
    words = sum(word_count(cell.source) for cell in lesson.markdown)
    if words not in WORDS:
        yield f"the lesson has {words} words; expected {WORDS.start} to {WORDS.stop - 1}"
    code = sum(len(lines_of_code(cell)) for cell in lesson.code)
    low, high = WORDS_PER_LINE_OF_CODE
    if code and not low <= words / code <= high:
        yield f"the lesson has {words / code:.1f} words for a line of code ({words} for {code}); expected {low} to {high}"


@rule
def markdown_length(lesson):
    for cell in lesson.markdown:
        words = word_count(cell.source)
        if words > CELL_WORDS:
            yield f"{name_of(cell)} has {words} words; expected at most {CELL_WORDS}"


SENTENCE_END = re.compile(r"[.!?…][)\]\"'’”*_]*(?=\s+[(\[\"'“*_]*[A-Z`$])")
ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|etc|Fig|Eq|Sec|Ch|No|Dr|Mr|Ms|St|[A-Z]))\.$")
FINISHED = re.compile(r"[.!?:…][)\]\"'’”*_`$]*$")


@rule
def one_sentence_per_line(lesson):
    for cell in lesson.markdown:
        yield from _broken_sentences(cell)


def _broken_sentences(cell):
    text = INLINE_MATHS.sub(
        "$", INLINE_CODE.sub("`", FENCE.sub(_blank, DISPLAY.sub(_blank, cell.source)))
    )
    text = LINK.sub(lambda match: match["text"], text)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not is_prose(line):
            continue
        ends = [match.end() for match in SENTENCE_END.finditer(line)]
        if any(not ABBREVIATION.search(line[:end].rstrip(")]\"'’”*_")) for end in ends):
            yield f"{name_of(cell)} has two sentences in the line '{line.strip()}'; expected one a line"
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if is_prose(following) and not FINISHED.search(line.rstrip().removesuffix("\\")):
            yield f"{name_of(cell)} breaks a sentence after '{line.strip()}'; expected a line a sentence"


def _blank(match):
    return re.sub(r"[^\n]+", "", match[0]) or "\n"


def is_prose(line):
    """False for blank lines, headings, tables, lists, quotes, indented lines and HTML."""
    return bool(line.strip()) and not re.match(r"\s*(?:#|\||[-*+]\s|\d+[.)]\s|<|---)|\s{2,}", line)


@rule
def maths(lesson):
    for cell in lesson.markdown:
        text = without_code(cell.source)
        if re.search(r"(?<!\\)\\[\[(]", text):
            yield f"{name_of(cell)} uses \\[ or \\(; expected $$ … $$ and $ … $"
        for macro in re.findall(r"\\(?:re)?newcommand|\\def\b|\\let\b|\\DeclareMathOperator", text):
            yield f"{name_of(cell)} defines a macro with {macro}; expected none"
        for environment in sorted(set(re.findall(r"\\begin\{([^}]*)\}", text)) - ENVIRONMENTS):
            yield f"{name_of(cell)} uses \\begin{{{environment}}}; expected $$ … $$ with aligned"
        if re.search(r"\\begin\{", INLINE_MATHS.sub("", DISPLAY.sub("", text))):
            yield f"{name_of(cell)} has \\begin outside $$ … $$; expected it inside"
        rest = DISPLAY.sub("", text)
        if "$$" in rest or len(re.findall(r"(?<!\\)\$", rest)) % 2:
            yield f"{name_of(cell)} has a $ without its partner"
        for display in DISPLAY.findall(text):
            inside = "".join(
                re.findall(r"\\begin\{aligned\}.*?\\end\{aligned\}", display, re.DOTALL)
            )
            if "\\tag" in inside or display.count("\\tag") > 1:
                yield f"{name_of(cell)} has a \\tag inside aligned or two in one display; expected one, after \\end{{aligned}}"


@rule
def spelling(lesson):
    for where, text in prose_and_alt(lesson):
        for word in re.findall(r"[A-Za-z]+", text):
            if word.lower() in AMERICAN:
                yield f"{where} has '{word}'; expected '{AMERICAN[word.lower()]}'"


@rule
def banned_words(lesson):
    for where, text in prose_and_alt(lesson):
        for word in re.findall(r"[A-Za-z]+", text):
            if word.lower() in BANNED:
                yield f"{where} has '{word}'; expected the sentence without it"


def prose_and_alt(lesson):
    """Pairs of a place and its words, the alternative texts of pictures included."""
    words = [(name_of(cell), prose(cell.source)) for cell in lesson.markdown]
    for cell, output in lesson.outputs():
        words += [(f"the picture of {name_of(cell)}", alt) for _, alt in pictures(output)]
    return words


def headings(lesson):
    return [
        (cell, match[2])
        for cell in lesson.markdown
        for match in HEADING.finditer(FENCE.sub("", cell.source))
    ]


@rule
def title(lesson):
    first = lesson.cells[0] if lesson.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "the first cell is no title; expected a Markdown cell that starts with '# '"
    top = [
        match
        for cell in lesson.markdown
        for match in re.findall(r"^# .+", FENCE.sub("", cell.source), re.MULTILINE)
    ]
    if len(top) > 1:
        yield f"there are {len(top)} titles ({'; '.join(top)}); expected one heading of the first level"


@rule
def opening_section(lesson):
    at = [index for index, cell in enumerate(lesson.cells) if _has_heading(lesson, cell, OPENING)]
    if not at or at[0] > 2:
        yield f"there is no heading '{OPENING}' in the first three cells; expected one"
    opening = "\n".join(cell.source for cell in lesson.cells[:4] if cell.cell_type == "markdown")
    if not re.search(r"\b\d+ minutes\b", opening):
        yield "the opening does not say how many minutes the lesson takes; expected, say, '45 minutes'"


@rule
def closing_sections(lesson):
    at = []
    for heading in CLOSING:
        found = [
            index for index, cell in enumerate(lesson.cells) if _has_heading(lesson, cell, heading)
        ]
        if not found:
            yield f"there is no heading '{heading}'; expected it near the end"
        at += found[-1:]
    if at != sorted(at):
        yield f"the closing sections are out of order; expected {', '.join(CLOSING)}"


def _has_heading(lesson, cell, beginning):
    return any(owner is cell and text.startswith(beginning) for owner, text in headings(lesson))


@rule
def links(lesson):
    for cell in lesson.markdown:
        text = INLINE_CODE.sub("", FENCE.sub("", cell.source))
        for match in LINK.finditer(text):
            target = match["target"]
            if not re.match(r"https?://|mailto:", target):
                yield from _missing_target(lesson, cell, target)
            if match[0].startswith("!") and not match["text"].strip():
                yield f"{name_of(cell)} has a picture without alternative text"


def _missing_target(lesson, cell, target):
    path, _, anchor = target.partition("#")
    file = lesson.folder / path
    if path.startswith("/") or "\\" in path:
        yield f"{name_of(cell)} links to '{target}'; expected a relative path with forward slashes"
    elif path and not file.exists():
        yield f"{name_of(cell)} links to '{target}', which does not exist"
    elif anchor and (not path or file.suffix == ".ipynb"):
        owner = Lesson.read(file) if path else lesson
        known = {text.replace(" ", "-") for _, text in headings(owner)}
        if anchor not in known:
            yield f"{name_of(cell)} links to the heading '#{anchor}' of {owner.name}, which does not exist"


def pictures(output):
    """Pairs of the PNG bytes and the alternative text (None if it is missing) of every picture in an output."""
    data, found = output.get("data", {}), []
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt")
        found.append((base64.b64decode(data["image/png"]), alt))
    for img in IMG.findall(data.get("text/html", "")):
        alt = re.search(r"\balt=\"([^\"]*)\"|\balt='([^']*)'", img)
        png = DATA_PNG.search(img)
        found.append(
            (base64.b64decode(png[1]) if png else b"", (alt[1] or alt[2]) if alt else None)
        )
    return [(png, alt or "") for png, alt in found]


@rule
def figures(lesson):
    for cell, output in lesson.outputs():
        data = output.get("data", {})
        for png, alt in pictures(output):
            if not alt.strip():
                yield f'{name_of(cell)} shows a picture without alternative text; expected plots.show(fig, "…")'
            elif "image/png" in data and data.get("text/plain") != alt:
                yield (
                    f"{name_of(cell)} shows a picture whose alternative text is '{alt}' and whose text/plain is "
                    f"'{data.get('text/plain')}'; expected the same, so that strict nbval compares it"
                )
            if len(png) > PICTURE_BYTES:
                yield f"{name_of(cell)} shows a picture of {len(png):,} bytes; expected at most {PICTURE_BYTES:,}"


@rule
def widget_fallbacks(lesson):
    for cell in lesson.code:
        if WIDGET.search(cell.source) and not any(
            png and alt.strip()
            for output in cell.get("outputs", [])
            for png, alt in pictures(output)
        ):
            yield f"{name_of(cell)} shows a widget without a picture for readers who have no kernel"


@rule
def outputs(lesson):
    for cell, output in lesson.outputs():
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get(
            "tags", []
        ):
            yield f"{name_of(cell)} stores the error {output.ename}: {output.evalue}; expected none"
        if output.output_type == "stream" and output.name == "stderr":
            yield f"{name_of(cell)} stores a message on stderr: '{output.text.strip()[:80]}'; expected none"
        widget = [kind for kind in output.get("data", {}) if "vnd.jupyter.widget" in kind]
        if widget:
            yield f"{name_of(cell)} stores {widget[0]}; expected `course.py write` to have removed it"
        path = MACHINE_PATH.search(_text_of(output))
        if path:
            yield f"{name_of(cell)} stores a path of the machine that ran it ('{path[0]}…'); expected none"
    if "widgets" in lesson.notebook.metadata:
        yield "the notebook stores widget state; expected `course.py write` to have removed it"


def _text_of(output):
    data = output.get("data", {})
    words = [data.get("text/plain", ""), DATA_PNG.sub("", data.get("text/html", ""))]
    return "\n".join(
        [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", []), *words]
    )


@rule
def execution_counts(lesson):
    counts = [cell.get("execution_count") for cell in lesson.code]
    for number, (cell, count) in enumerate(zip(lesson.code, counts, strict=True), start=1):
        if count != number:
            yield f"{name_of(cell)} has the execution count {count}; expected {number} (run `course.py write`)"
            return
