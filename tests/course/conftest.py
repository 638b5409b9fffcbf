import json
import re

import pytest


@pytest.fixture
def played():
    """The frames that a static page's script will show, put together as it does."""

    def read(page):
        found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
        store = json.loads(found[1])
        for frame in store["frames"]:
            for name in ("svg", "below"):
                frame[name] = "".join(store["parts"][i] for i in frame[name])
        return store["frames"]

    return read
