"""What can be the address of an endpoint: a web address in the open internet, with a host that can be looked up."""

import pytest

from practices.models import WebhookEndpoint
from practices.webhooks import actions, rules
from tests.factories import NOON


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://10.1.2.3/hook",
        "https://[::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://printer.local/hook",
        "https://intranet/hook",
        "https://user:pass@example.com/",
        "https://example.com:22/",
        "ftp://example.com/",
        "https://example.com:notaport/",
        "nonsense",
    ],
)
def test_an_endpoint_inside_our_own_network_is_refused(willow, settings, url):
    settings.WEBHOOKS_MAY_STAY_LOCAL = False

    with pytest.raises(actions.BadAddress):
        actions.add_endpoint(willow.practice, url=url, kinds=[], by=willow.owner, at=NOON)
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["hook", "//hooks.example", "ftp://hooks.example/", "https://", "https://hooks example/", "https://höoks.example/",
     "https://hooks.example/\n", "https://hooks.example/%zz", "https://me:word@hooks.example/", "https://[1/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_even_where_addresses_may_be_local(willow, settings, url):
    settings.WEBHOOKS_MAY_STAY_LOCAL = True

    with pytest.raises(actions.BadAddress, match="not a web address"):
        actions.add_endpoint(willow.practice, url=url, kinds=[], by=willow.owner, at=NOON)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example",
        "https://hooks.example:8443/a-b_c/~d?e=%C3%A9&f=(g)",
        "https://[2606:4700::1111]/h",
        f"https://{'a' * 63}.example./",
    ],
)
def test_a_web_address_is_taken_as_it_is(url):
    assert rules.what_is_wrong_with(url) is None
