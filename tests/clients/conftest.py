"""People of the practice at their browsers."""

import pytest

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def browser(client, willow):
    """The owner's."""
    client.force_login(willow.owner.user, backend=BACKEND)
    return client


@pytest.fixture
def desk(client, willow):
    """The front desk's."""
    client.force_login(willow.desk.user, backend=BACKEND)
    return client
