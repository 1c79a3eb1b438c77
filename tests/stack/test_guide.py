"""The API's guide beside the demo of `make run`, its worker and its beat: who reads README and docs gets there."""

import os

import pytest

from tests.api.guide import needs_curl, terminal, walk
from tests.stack.conftest import OURS, wait_for

pytestmark = [pytest.mark.stack, pytest.mark.slow, needs_curl]
SECONDS_TO_MOVE_IN = 240


def test_the_guide_can_be_followed_beside_the_demo(settled):
    settled.serve(RAPPORT_MODE="demo", DEMO_SCALE="0.2")
    # Workers come when all three practices have moved in.
    wait_for(lambda: len(settled.alive("celery")) >= 6, SECONDS_TO_MOVE_IN, lambda: settled.said.read_text())
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    reader = clean | terminal(f"http://localhost:{settled.port}", settled.folder)

    assert walk(settled.folder / "docs/api.md", reader, settled.folder) > 20
