"""How the tests are dealt to the processes that run them."""

import re

from xdist.scheduler import LoadScopeScheduling


class BySet(LoadScopeScheduling):
    """A file's tests stay together, but the proofs, minutes of them, are dealt out set by set."""

    def _split_scope(self, nodeid):
        found = re.search(r"test_the_set_is_proved\[(\d\d)_", nodeid)
        return found[0] if found else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return BySet(config, log)
