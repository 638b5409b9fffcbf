"""The verb `web`: the course as a website, checked in a browser, and as one PDF."""

import argparse
import shutil
import tomllib
from pathlib import Path

from ...drafts import work_folder
from ...files import typed_path
from ...folders import ABOVE_NNLIB
from ...lessons.conventions import Lesson
from ..ending import exit_code_of
from ..packages import EditionError
from ..placing import put_in_place
from ..slides.running import run_lesson
from .booklet import print_booklet
from .checking import browse_pages, pages_in
from .pages import Website
from .site import run_sphinx, write_assets

SITE = ABOVE_NNLIB / "build" / "web"
BOOKLET = "course.pdf"
KNOWN_BY = Path("_static", "web.css")  # by which a website of ours is known
LEFT = shutil.ignore_patterns(".buildinfo*", ".doctrees", "*.map", "objects.inv")
LAUNCHERS = {
    "binderhub": "a BinderHub",
    "jupyterhub": "a JupyterHub with nbgitpuller",
    "colab": "Colab",
    "jupyterlite": "the browser edition",
}


def stated_repository():
    """The address of the repository that pyproject.toml states, "" where it states none."""
    path = ABOVE_NNLIB / "pyproject.toml"
    told = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    return told.get("project", {}).get("urls", {}).get("Repository", "")


def web_arguments():
    """The parser of what may stand behind the verb."""
    whole = argparse.ArgumentParser(
        prog="course.py web",
        description="Make the course into a website that needs no other: lessons, exercises, "
        "glossary, ledger, and a reference of nnlib, with search.",
    )
    whole.add_argument(
        "--to", type=typed_path, default=SITE, help="the folder; build/web without it"
    )
    whole.add_argument("--pdf", action="store_true", help="print the whole as course.pdf, too")
    whole.add_argument("--check", action="store_true", help="look at every page in a browser")
    whole.add_argument(
        "--stills", action="store_true", help="run no lesson: stored figures, stills for players"
    )
    whole.add_argument(
        "--repository",
        default=stated_repository(),
        help="its address, for links to its files; without it, the one that pyproject.toml states",
    )
    whole.add_argument("--branch", default="main", help="the branch that such links lead to")
    for name, what in LAUNCHERS.items():
        whole.add_argument(f"--{name}", default="", help=f"the address of {what}, for a button")
    return whole


def runs_of(website):
    """{lesson: what its run gave}, one lesson after the other."""
    found = {}
    for number, path in enumerate(website.lessons, 1):
        print(f"{path.stem}: running it ({number} of {len(website.lessons)})", flush=True)
        found[path.stem] = run_lesson(Lesson.read(path), deck=False)
    return found


def make_site(options, folder):
    """Make the website, and what else was asked for."""
    website = Website(ABOVE_NNLIB, options.repository.rstrip("/"), options.branch)
    runs = {} if options.stills else runs_of(website)
    print(f"{len(website.paths)} pages: writing them", flush=True)
    source = folder / "source"
    website.write(source, runs)
    write_assets(source)
    made = folder / "made"
    run_sphinx(source, made, vars(options))
    put_in_place(made, options.to, KNOWN_BY, LEFT)
    print(f"The website: {options.to / 'index.html'}", flush=True)
    if options.pdf:
        paper, source = options.to / BOOKLET, folder / "paper"
        print(f"{BOOKLET}: one page of all pages, with stills", flush=True)
        website.write(source, {}, paper=True)
        write_assets(source)
        run_sphinx(source, folder / "single", vars(options), "singlehtml")
        print(f"{BOOKLET}: printing it, a minute or two", flush=True)
        print_booklet(folder / "single" / "index.html", paper)
        print(f"The whole as a PDF: {paper}", flush=True)
    if options.check:
        check_pages(options.to)


def check_pages(folder):
    """Look at every page in a browser.  Raises EditionError with what is wrong."""
    pages, faults = [*pages_in(folder)], []
    for number, (page, found) in enumerate(browse_pages(folder, pages), 1):
        print(
            f"{page}: {'; '.join(found) or 'nothing wrong'} ({number} of {len(pages)})", flush=True
        )
        faults += [f"{page}: {one}" for one in found]
    if faults:
        raise EditionError(f"{len(faults)} fault{'s' * (len(faults) > 1)}:\n" + "\n".join(faults))


def main(argv=None):
    """The command; returns its exit code."""
    options = web_arguments().parse_args(argv)

    def make():
        with work_folder("web") as folder:
            make_site(options, folder)

    return exit_code_of(make, options.to)
