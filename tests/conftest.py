"""What holds for all tests, and how they are dealt to the processes that run them."""

import os
import re
import shutil
import sys
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

sys.path.insert(0, str(Path(__file__).parent))  # for made_up_course.py

from browser.lab import BROWSERS

# Lessons that run as tests are the published ones, in which predictions are revealed at once.
os.environ.setdefault("NNLIB_EDITION", "published")


def pytest_configure(config):
    """In the whole suite lessons run in the browser (test_lessons.py), without one by nbval."""
    whole = config.args_source is config.ArgsSource.TESTPATHS
    if whole and any(map(shutil.which, BROWSERS)):
        config.args.remove("notebooks")


# Two processes end together when what takes minutes comes first.  The browser comes before all:
# while a process holds it, an event loop runs in that process, and no test can start its own.
FIRST = [r"tests/browser/", r"tests/course/(start|grading)/|solutions/|.*_proved\[\w+?_", ""]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: [not re.match(first, item.nodeid) for first in FIRST])


class BySet(LoadScopeScheduling):
    """A file's tests stay together, but the proofs, minutes of them, are dealt out set by set."""

    def _split_scope(self, nodeid):
        found = re.search(r"test_the_(set_is|turns_are)_proved\[([0-9A-Z]+)_", nodeid)
        return found[0] if found else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return BySet(config, log)
