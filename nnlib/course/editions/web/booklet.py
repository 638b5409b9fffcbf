"""The whole course as one PDF: Sphinx's page of all pages, printed by Chromium.

Answers are open on paper, code that only draws or reveals stays folded, and players are stills.
"""

import base64
from pathlib import Path

import websocket

from ...drafts import write_whole
from ..chromium import open_page, send, wait_for
from ..packages import EditionError

FORMULAS_SET = "document.documentElement.dataset.laidOut"  # web.js says so
LONG = 1800  # seconds: thousands of formulas are set at once, and nothing is heard meanwhile
UNFOLD = "document.querySelectorAll('details:not(.hide)').forEach(one => one.open = true)"
NUMBER = '<p style="width: 100%; font-size: 8px; text-align: center" class="pageNumber"></p>'
SHEET = {
    "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True, "displayHeaderFooter": True,
    "scale": 0.8, "headerTemplate": "<p></p>", "footerTemplate": NUMBER,
    "generateDocumentOutline": True, "generateTaggedPDF": True,
}  # fmt: skip


def print_booklet(html, target):
    """Print the HTML file as the PDF `target`, with an outline and with page numbers.

    Raises EditionError where there is no browser, or it does not print.
    """
    try:
        with open_page(LONG) as page:
            send(page, "Page.navigate", url=Path(html).resolve().as_uri())
            wait_for(page, FORMULAS_SET, patience=LONG)
            send(page, "Runtime.evaluate", expression=UNFOLD)
            printed = send(page, "Page.printToPDF", **SHEET)["data"]
    except (OSError, websocket.WebSocketException, KeyError) as error:
        raise EditionError(f"The browser did not print {Path(html).name}: {error}") from None
    write_whole(Path(target), base64.b64decode(printed))
