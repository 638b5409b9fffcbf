"""The pages made into a website by Sphinx, with MyST-NB and the book theme: nothing is executed."""

import io
import re
import shutil
from pathlib import Path

from ...drawing.theme import dark_rule
from ..packages import MATHJAX, EditionError

HERE = Path(__file__).parent
TITLE = "From a straight line to backpropagation"
SCRIPT = "mathjax/tex-svg.js"
PLACE = re.compile(r"^.*?/source/")  # a warning names the file in the folder that is built from
SHOWN = 8
COLOUR = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
PERCENT = re.compile(r"(reading sources|writing output)\.\.\. *\[ *(\d+)%\]")


def settings_of_sphinx(source, addresses):
    """What Sphinx is told; `addresses` has the repository's, the branch, and those of launchers."""
    launchers = {
        f"{name}_url": addresses[name]
        for name in ("binderhub", "jupyterhub", "colab", "jupyterlite")
        if addresses.get(name)
    }
    theme = {
        "use_download_button": False,
        "navbar_persistent": [],
        "show_navbar_depth": 1,
        "logo": {"text": TITLE},
        "footer_content_items": [],  # the theme would name an author that is not set
        "pygments_light_style": "a11y-high-contrast-light",
        "pygments_dark_style": "a11y-high-contrast-dark",
    }
    if addresses.get("repository"):
        theme |= {
            "repository_url": addresses["repository"],
            "repository_branch": addresses["branch"],
            "use_repository_button": True,
            "launch_buttons": {"notebook_interface": "jupyterlab", **launchers},
        }
    return {
        "extensions": [
            "myst_nb",
            "sphinx.ext.autodoc",
            "sphinx.ext.mathjax",
            f"{__package__}.joining",
        ],
        "project": TITLE,
        "html_title": TITLE,
        "html_theme": "sphinx_book_theme",
        "html_theme_options": theme,
        "html_context": {"default_mode": "auto"},
        "html_favicon": str(HERE / "neuron.svg"),
        "html_static_path": [str(source / "static")],
        "html_css_files": ["web.css"],
        "html_js_files": ["web.js"],
        "html_copy_source": False,
        "html_use_index": False,
        "html_domain_indices": False,
        "html_show_copyright": False,
        "exclude_patterns": ["static"],
        "language": "en",
        "add_module_names": False,
        "autodoc_typehints": "none",
        "mathjax_path": SCRIPT,
        "mathjax3_config": {"options": {"enableMenu": False}},
        "myst_enable_extensions": ["dollarmath"],
        "myst_heading_anchors": 4,
        "nb_execution_mode": "off",
        "nb_ipywidgets_js": {},
        "nb_merge_streams": True,
        "nb_code_prompt_show": "Show the code",
        "nb_code_prompt_hide": "Hide the code",
    }


def write_assets(source):
    """What the pages need besides themselves: their style, their script, and MathJax."""
    static = source / "static"
    static.mkdir(parents=True, exist_ok=True)
    style = (HERE / "web.css").read_text("utf-8") + dark_rule("html[data-theme=dark] .nn-player")
    (static / "web.css").write_text(style, "utf-8")
    shutil.copy2(HERE / "web.js", static)
    (static / SCRIPT).parent.mkdir(exist_ok=True)
    shutil.copy2(MATHJAX.folder() / "es5/tex-svg.js", static / SCRIPT)


class Status(io.TextIOBase):
    """What Sphinx says of its progress, a line for each fifth of a task."""

    def __init__(self):
        self.said = ""

    def write(self, text):
        found = PERCENT.search(COLOUR.sub("", text))
        if found:
            line = f"{found[1]} {int(found[2]) // 20 * 20} %"
            if line != self.said:
                print(line, flush=True)
            self.said = line
        return len(text)


def run_sphinx(source, target, addresses, builder="html"):
    """Make the pages of `source` in `target`.  Raises EditionError with Sphinx's warnings.

    How far it is goes to the terminal.
    """
    try:
        from sphinx.application import Sphinx
        from sphinx.errors import SphinxError
        from sphinx.util.docutils import docutils_namespace
    except ModuleNotFoundError:
        raise EditionError(
            "The website is made by Sphinx, which is not here: `python3 course.py web` installs it."
        ) from None
    warned = io.StringIO()
    try:
        with docutils_namespace():  # or a second build finds what the first one registered
            sphinx = Sphinx(
                source, None, target, source.parent / "doctrees", builder,
                confoverrides=settings_of_sphinx(source, addresses), status=Status(),
                warning=warned, freshenv=True,
            )  # fmt: skip
            sphinx.set_html_assets_policy(
                "always"
            )  # its own one sees no formulas on the page of all pages
            sphinx.build()
    except SphinxError as error:
        raise EditionError(f"Sphinx could not make the pages: {error}") from None
    lines = COLOUR.sub("", warned.getvalue()).splitlines()
    told = [PLACE.sub("", line) for line in lines if line.strip()]
    if told:
        more = [f"… and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
        raise EditionError("\n".join(["Sphinx warns of these pages:", *told[:SHOWN], *more]))
