"""What the tests of operations share."""

import pytest

from tests.operations.said import listening


@pytest.fixture
def said():
    """What production would write, down to the last detail that anybody may ask for."""
    with listening() as said:
        yield said
