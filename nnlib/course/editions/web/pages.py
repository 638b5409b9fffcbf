"""Which pages the website has, in which order, and where the links between them lead.

The pages lie as the files do in the course's folder, so that a link that works there works here.
A link to a file that is no page leads into the repository, where its address is known; else only
its words stay.
"""

import json
import posixpath
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from ...lessons.conventions import DISPLAY, FENCE, INLINE_CODE, INLINE_MATHS, LINK, Lesson
from ...lessons.write import find_lessons
from ...routes import lessons_table, routes_table
from .notebooks import Studio, for_the_site
from .reference import reference_pages

HERE = Path(__file__).parent
FIGURES = "_static/figures"
HOME, README = "index.md", "README.md"
FIRST = ("glossary", "ledger", "sources", "if_something_goes_wrong")  # of docs/, to look things up
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#|\Z", re.IGNORECASE)
CODE_OR_MATHS = (FENCE, INLINE_CODE, DISPLAY, INLINE_MATHS)


@dataclass
class Website:
    """The course's folder, the address of its repository or "", and the pages as they are found."""

    course: Path
    repository: str = ""
    branch: str = "main"
    lessons: list = field(default_factory=list)
    exercises: list = field(default_factory=list)
    documents: list = field(default_factory=list)

    def __post_init__(self):
        self.lessons = find_lessons([], self.course / "notebooks")
        sets = (self.course / "exercises" / path.stem / path.name for path in self.lessons)
        self.exercises = [path for path in sets if path.is_file()]
        documents = sorted((self.course / "docs").rglob("*.md"), key=depth_and_name)
        documents.sort(
            key=lambda path: FIRST.index(path.stem) if path.stem in FIRST else len(FIRST)
        )
        self.documents = [*documents, *self.course.glob("CONTRIBUTING.md")]

    @property
    def paths(self):
        """The pages as paths in the course's folder, in the order in which they are read."""
        found = [*self.lessons, *self.exercises, *self.documents]
        return [path.relative_to(self.course).as_posix() for path in found]

    def relink(self, source, page):
        """Markdown with its links as they are on the site; `page` is where it stands.

        Code and formulas are left as they are.
        """
        parts, at = [], 0
        found = (match for form in (LINK, *CODE_OR_MATHS) for match in form.finditer(source))
        for match in sorted(found, key=lambda one: one.span()):
            if match.start() >= at:  # else it stands within the one before
                parts.append(source[at : match.start()])
                parts.append(self.link(match, page) if match.re is LINK else match[0])
                at = match.end()
        return "".join([*parts, source[at:]])

    def link(self, match, page):
        """One link of a page."""
        target, words = match["target"], match["text"]
        if ELSEWHERE.match(target) or match[0].startswith("!"):
            return match[0]
        path, _, place = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        if path == README:
            return f"[{words}]({posixpath.relpath(HOME, posixpath.dirname(page) or '.')})"
        if path in self.paths:
            return match[0]
        if self.repository:
            kind = "tree" if (self.course / path).is_dir() else "blob"
            place = f"#{place}" if place else ""
            return f"[{words}]({self.repository}/{kind}/{self.branch}/{path}{place})"
        return words

    def write(self, source, runs, paper=False):
        """Write what Sphinx reads into the folder `source`; `runs` has what lessons' runs gave.

        For paper all pages become one, so pictures lie beside it.
        """
        for path in [*self.lessons, *self.exercises]:
            page = path.relative_to(self.course).as_posix()
            root = "" if paper else "../" * page.count("/")
            notebook = for_the_site(
                Lesson.read(path),
                Studio(source / "static/figures", f"{root}{FIGURES}/"),
                lambda text, page=page: self.relink(text, page),
                runs.get(path.stem),
                exercise=path in self.exercises,
            )
            write_text(source / page, json.dumps(notebook, ensure_ascii=False))
        for path in self.documents:
            page = path.relative_to(self.course).as_posix()
            write_text(source / page, self.relink(path.read_text("utf-8"), page))
        for path in (self.course / "docs").rglob("*.png"):
            copy = source / path.relative_to(self.course)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
        reference = reference_pages(map(Lesson.read, self.lessons))
        for page, text in reference.items():
            write_text(source / page, text)
        write_text(source / HOME, self.home([*reference]))

    def home(self, reference):
        """The first page, with the contents of the whole."""
        text = (HERE / HOME.replace("index", "home")).read_text("utf-8")
        text = text.replace("%LESSONS%", lessons_table(self.course))
        text = text.replace("%ROUTES%", routes_table(self.course))
        pages = [path.relative_to(self.course).as_posix() for path in self.documents]
        look_up = [page for page in pages if Path(page).stem in FIRST]
        parts = {
            "Lessons": [path.relative_to(self.course).as_posix() for path in self.lessons],
            "Exercises": [path.relative_to(self.course).as_posix() for path in self.exercises],
            "To look things up": [*look_up, *reference],
            "Teaching, and how it is made": [page for page in pages if page not in look_up],
        }
        return self.relink(text, HOME) + "".join(toctree(*part) for part in parts.items())


def depth_and_name(path):
    """What sorts a folder's files before those of the folders in it."""
    return len(path.parts), path.name


def toctree(caption, pages):
    """A part of the contents, which the pages show at their side."""
    lines = "\n".join(str(Path(page).with_suffix("")) for page in pages)
    return f"\n```{{toctree}}\n:caption: {caption}\n:hidden:\n\n{lines}\n```\n"


def write_text(path, text):
    """Write a file, and the folders in which it lies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
