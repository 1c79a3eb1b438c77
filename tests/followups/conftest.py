"""A client of Willow who can be reached, and her visit in a week."""

import pytest

from tests.factories import book
from tests.followups.worlds import IN_A_WEEK, make_reachable


@pytest.fixture
def zoe(willow):
    return make_reachable(willow)


@pytest.fixture
def visit(willow, zoe):
    return book(willow, zoe, starts_at=IN_A_WEEK)
