"""The field at the top of every page."""

from django.test import Client

from tests.factories import make_client, make_member, make_user


def found(member, typed):
    browser = Client()
    browser.force_login(member.user)
    return browser.get("/p/willow/search/", {"q": typed}).content.decode()


def test_people_are_found_without_accents_and_places_by_their_first_letters(willow):
    make_client(willow, "Zoë Baker")

    assert "Zoë Baker" in found(willow.desk, "zoe ba")
    assert "/p/willow/calendar/" in found(willow.desk, "cal")
    assert "Nobody and nothing" in found(willow.desk, "qqqq")


def test_nothing_is_offered_that_the_role_may_not_open(willow):
    make_client(willow, "Zoë Baker")
    leo = make_member(willow.practice, make_user("Leo", "willow"), "marketer")

    assert "Zoë" not in found(leo, "zoe")
    assert "New booking" not in found(leo, "new")
    assert "/p/willow/metrics/" in found(leo, "met")


def test_a_single_letter_names_nobody(willow):
    make_client(willow, "Zoë Baker")

    assert "Zoë" not in found(willow.desk, "z")
