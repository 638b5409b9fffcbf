"""What the website changes in Sphinx itself: how docstrings are read, and how displays are set."""

from docutils import nodes

from .reference import as_rest


def rewrite_docstring(_app, _what, _name, _thing, _options, lines):
    """Put a docstring into Sphinx's language."""
    lines[:] = as_rest(lines)


def keep_displays(_app, doctree):
    """Leave displayed formulas as they are.

    Sphinx would put a formula of several rows into `split`, in which it may have no number.
    """
    for display in [*doctree.findall(nodes.math_block)]:
        whole = f"\\[\n{display.astext()}\n\\]"
        display.children = [nodes.Text(whole)]
        display["no-wrap"] = display["nowrap"] = True


def setup(app):
    """Join Sphinx, which calls this."""
    app.connect("autodoc-process-docstring", rewrite_docstring)
    app.connect("doctree-read", keep_displays)
    app.set_html_assets_policy("always")  # its own sees no formulas on the page of all pages
    return {"parallel_read_safe": True}
