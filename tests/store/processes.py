"""Other processes for the tests of the store: forks of one that has everything imported, which takes a second."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

FORKED: ForkServerContext = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.store.test_building"])
