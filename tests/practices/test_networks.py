import pytest

from practices.networks import is_within, normal_network


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        (" 203.0.113.7/24 ", "203.0.113.0/24"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
        ("::/0", "::/0"),
    ],
)
def test_a_network_is_kept_in_one_form(written, kept):
    assert normal_network(written) == kept


@pytest.mark.parametrize(
    "written", ["", "home", "203.0.113", "203.0.113.7/33", "203.0.113.0-9", "1.2.3.4:80"]
)
def test_what_is_no_network_is_not_taken(written):
    with pytest.raises(ValueError, match="does not appear to be"):
        normal_network(written)


@pytest.mark.parametrize(
    ("address", "is_inside"),
    [
        ("203.0.113.7", True),
        ("::ffff:203.0.113.7", True),
        ("203.0.114.7", False),
        ("2001:db8::5", True),
        ("2001:db9::5", False),
        ("", False),
        ("unknown", False),
    ],
)
def test_an_address_lies_in_one_of_the_networks_or_in_none(address, is_inside):
    assert is_within(address, ["203.0.113.0/24", "2001:db8::/32"]) is is_inside
    assert not is_within(address, [])
