"""One child for the tests of a file: it reads them all, as it does in the loader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from loaders.reading.process import ParserChild


@pytest.fixture(scope="module")
def child() -> Iterator[ParserChild]:
    """A running parser child."""
    with ParserChild() as running:
        yield running
