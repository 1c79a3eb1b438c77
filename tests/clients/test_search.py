import pytest

from clients import actions, queries
from clients.models import Client
from clients.queries import Wanted, search
from tests.factories import NOON, make_client


@pytest.fixture
def people(willow):
    for name, phone, email in (
        ("Zoë Baker", "212 555 0147", "zoe.baker@example.org"),
        ("Katherine Schmidt", "212 555 0148", "kat@example.org"),
        ("Marla O'Neill", "+44 7700 900123", ""),
        ("Nguyễn Thị Hoa", "", "hoa@example.org"),
        ("Li Wei", "", ""),
    ):
        make_client(willow, name, phone=phone, email=email)


def found(typed):
    return [client.name for client in queries.find(Client.objects.current(), typed).clients()]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zoe", "Zoë Baker"),
        ("ZOË bak", "Zoë Baker"),
        ("baker, zoe", "Zoë Baker"),
        ("Shcmidt", "Katherine Schmidt"),
        ("Schmitt", "Katherine Schmidt"),
        ("kathrine schmit", "Katherine Schmidt"),
        ("Katharine", "Katherine Schmidt"),
        ("oneill", "Marla O'Neill"),
        ("o’neill", "Marla O'Neill"),
        ("nguyen", "Nguyễn Thị Hoa"),
        ("li", "Li Wei"),
        ("zoe.baker@", "Zoë Baker"),
        ("HOA@EXAMPLE.ORG", "Nguyễn Thị Hoa"),
        ("(212) 555-0147", "Zoë Baker"),
        ("+1 212 555 0147", "Zoë Baker"),
        ("0148", "Katherine Schmidt"),
        ("07700 900", "Marla O'Neill"),
        ("zoe 0147", "Zoë Baker"),
    ],
)
def test_a_person_is_found_by_name_mail_and_number_slips_forgiven(people, typed, name):
    assert found(typed)[0] == name


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "qqqqqq", "zoe schmidt", "99999", "\x00"])
def test_what_fits_nobody_finds_nobody(people, typed):
    assert found(typed) == []


def test_a_slip_is_forgiven_only_when_nobody_is_called_so(people, willow):
    make_client(willow, "Ann Schmitt")

    assert found("schmitt") == ["Ann Schmitt"]
    assert queries.find(Client.objects.current(), "schmid").is_near is False
    assert queries.find(Client.objects.current(), "shmidt").is_near is True


@pytest.mark.parametrize("typed", ["baker", "bakre", "0147", "zoe bak"])
def test_a_search_costs_two_queries_whatever_was_typed(people, typed, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert found(typed) == ["Zoë Baker"]


def test_nobody_is_looked_for_twice(people, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert found("qqqqqq") == []


@pytest.mark.parametrize(("typed", "is_near"), [("baker", False), ("bakre", True)])
def test_of_very_many_some_are_shown_and_said_to_be_some(willow, monkeypatch, typed, is_near):
    monkeypatch.setattr(search, "MOST", 3)
    monkeypatch.setattr(search, "LOOKED", 6)
    monkeypatch.setattr(search.typos, "CANDIDATES", 3)
    for name in ("Ann", "Ben", "Cy"):
        make_client(willow, f"{name} Baker")
    people = queries.find(Client.objects.current(), typed)
    assert (len(people.keys), people.is_near, people.is_cut) == (3, is_near, False)

    make_client(willow, "Dan Baker")

    people = queries.find(Client.objects.current(), typed)
    assert (len(people.clients()), people.is_near, people.is_cut) == (3, is_near, True)


def test_somebody_with_many_words_alike_hides_nobody(willow, monkeypatch):
    monkeypatch.setattr(search, "MOST", 2)
    monkeypatch.setattr(search, "LOOKED", 6)
    make_client(willow, "Anna Annabel Anneke", email="ann@example.org")
    make_client(willow, "Annika Berg")

    assert sorted(found("ann")) == ["Anna Annabel Anneke", "Annika Berg"]


def test_the_neighbour_s_people_are_never_found(people, cedar):
    make_client(cedar, "Zoe Bakerson", phone="212 555 0147")

    assert found("zoe baker") == ["Zoë Baker"]
    assert found("bakersn") == []
    assert found("2125550147") == ["Zoë Baker"]


def names_of(page):
    return [client.name for client in page.clients]


def test_the_list_is_ordered_by_family_name_and_turns_page_by_page(willow, monkeypatch):
    monkeypatch.setattr("clients.queries.lists.PAGE", 2)
    for name in ("Ana Zimmer", "Ben Adler", "Cleo Önal", "Dan Opitz", "Eve Adler"):
        make_client(willow, name)

    first = queries.client_page(Wanted())
    second = queries.client_page(Wanted(after=first.next))
    third = queries.client_page(Wanted(after=second.next))
    back = queries.client_page(Wanted(before=third.previous))

    assert [names_of(page) for page in (first, second, third, back)] == [
        ["Ben Adler", "Eve Adler"], ["Cleo Önal", "Dan Opitz"], ["Ana Zimmer"], ["Cleo Önal", "Dan Opitz"],
    ]  # fmt: skip
    assert (first.total, first.previous, third.next) == (5, "", "")
    assert queries.client_page(Wanted(before=second.previous)).previous == ""


def test_the_newest_come_first_when_asked(willow, monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr("clients.queries.lists.PAGE", 2)
    for day, name in enumerate(("Ana", "Ben", "Cleo")):
        make_client(willow, name, at=NOON + timedelta(days=day))
    first = queries.client_page(Wanted(sort="newest"))

    assert names_of(first) == ["Cleo", "Ben"]
    assert names_of(queries.client_page(Wanted(sort="newest", after=first.next))) == ["Ana"]
    assert names_of(queries.client_page(Wanted(sort="newest", after="nonsense~1"))) == ["Cleo", "Ben"]


@pytest.mark.parametrize("address", ["after=a~²", "before=a~²", "sort=newest&after=²~²", "q=Ana&after=²"])
def test_an_address_that_no_page_gave_shows_the_first_page(browser, willow, address):
    """Of these a superscript is a digit, and no number."""
    make_client(willow, "Ana")

    answer = browser.get(f"/p/willow/clients/?{address}")
    assert answer.status_code == 200
    assert "Ana" in answer.content.decode()


def test_filters_narrow_the_list_and_the_search(willow):
    zoe = make_client(willow, "Zoe Baker", tags=["VIP"], practitioner=willow.practitioner)
    ben = make_client(willow, "Ben Baker", is_released=False)
    actions.archive(make_client(willow, "Old Baker"), by=willow.owner, at=NOON)

    def seen(**wanted):
        return names_of(queries.client_page(Wanted(**wanted)))

    assert seen() == [ben.name, zoe.name]
    assert seen(tag="VIP") == seen(tag="vip") == seen(q="baker", tag="VIP") == [zoe.name]
    assert seen(practitioner=willow.practitioner.pk) == [zoe.name]
    assert seen(state="held") == [ben.name]
    assert seen(state="archived") == seen(state="archived", q="baker") == ["Old Baker"]


def test_the_gravest_alert_is_shown_beside_the_name(willow):
    zoe = make_client(willow)
    for severity in ("caution", "stop", "info", ""):
        actions.note_fact(zoe, kind="allergy", value="x", severity=severity, by=willow.owner, at=NOON)

    assert queries.client_page(Wanted()).alerts == {zoe.pk: "stop"}
