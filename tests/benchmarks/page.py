"""The page `docs/performance.md`: its tables are made from measurements, between marks."""

import json
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, FOLDER = DOCS / "performance.md", DOCS / "performance"


def rows(cells):
    """A Markdown table: the first row is its head, and what follows a row's name stands right."""
    head, *rest = cells
    rule = ["---"] + ["--:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rest])


def short(ratio):
    """A number with two or three digits."""
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def filled(page, blocks):
    """The page with each block between its marks, `<!-- name -->` and `<!-- end -->`.

    Raises ValueError for a block that has no place.
    """
    for name, text in blocks.items():
        before, mark, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        if not end:
            raise ValueError(f"The page has no marks for {name!r}.")
        page = f"{before}{mark}{text}\n{end}{after}"
    return page


def publish(name, facts, blocks):
    """Keep the measurements as `docs/performance/NAME.json` and put their blocks into the page."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    PAGE.write_text(filled(PAGE.read_text("utf-8"), blocks), "utf-8")


def measured(name):
    """The measurements that were kept under this name."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
