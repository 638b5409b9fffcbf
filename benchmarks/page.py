"""The pages that show measurements: their tables are made from what was measured, between marks.

`docs/performance.md` has most, `docs/verification.md` a few, and the instructor guide what a class
needs.  The measurements themselves are kept in `docs/performance/NAME.json`, so that a test can
hold the pages to them.
"""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "performance"
NAMES = ("performance", "verification", "instructor_guide")
PAGES = {name: ROOT / "docs" / f"{name}.md" for name in NAMES}


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
    """Keep the measurements, and put {page: {mark: Markdown}} into the pages."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8", newline="\n")
    for page, its_blocks in blocks.items():
        PAGES[page].write_text(
            filled(PAGES[page].read_text("utf-8"), its_blocks), "utf-8", newline="\n"
        )


def measured(name):
    """The measurements that were kept under this name."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
