"""A deck as a PDF, printed by Chromium from the same file."""

import base64
from pathlib import Path

import websocket

from ...drafts import write_whole
from ..chromium import open_page, send, wait_for
from ..packages import EditionError

LAID_OUT = "document.documentElement.dataset.paper"  # deck.js says so, when all slides are pages
PRINT = {"printBackground": True, "preferCSSPageSize": True}


def to_pdf(deck, paper, notes=False):
    """Print the HTML file `deck` as the PDF `paper`, a slide a page, or with its notes behind it.

    Raises EditionError where there is no browser, or it does not print.
    """
    address = f"{Path(deck).resolve().as_uri()}?print-pdf"
    address += "&showNotes=separate-page" if notes else ""
    try:
        with open_page() as page:
            send(page, "Page.navigate", url=address)
            wait_for(page, LAID_OUT)
            printed = send(page, "Page.printToPDF", **PRINT)["data"]
    except (OSError, websocket.WebSocketException, KeyError) as error:
        raise EditionError(f"The browser did not print {Path(deck).name}: {error}") from None
    write_whole(Path(paper), base64.b64decode(printed))
