"""Ways in: signing up, being invited, choosing a practice; and ways in that must stay shut."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from practices import page, queries
from practices.models import AccountMail, Member, Practice
from practices.tenancy import visit
from tests.factories import make_user, verify

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _real_outbox(settings):
    """The test runner swaps the mail backend; letters are part of what is tested here."""
    settings.EMAIL_BACKEND = "practices.mail.Outbox"


def code_for(address):
    letter = AccountMail.objects.filter(to=address).latest("pk")
    return re.search(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]*)\s*$", letter.text, re.MULTILINE)[1]


def sign_up(browser, address="bea@example.com", after=""):
    asked = {"name": "Bea Lund", "email": address, "password1": "a quiet river stone"}
    browser.post(f"/accounts/signup/{after}", asked)
    return browser.post("/accounts/confirm-email/", {"code": code_for(address)})


OPENING = {"name": "Élan", "kind": "spa", "time_zone": "Europe/Paris", "currency": "EUR"}


@pytest.mark.django_db
def test_a_stranger_opens_a_practice_in_two_steps():
    browser = Client()

    landed = sign_up(browser)
    assert landed.url == "/"
    assert browser.get("/").url == "/practices/new/"
    opened = browser.post("/practices/new/", OPENING)

    practice = Practice.objects.get(name="Élan")
    assert opened.url == "/p/elan/"
    assert (practice.currency, practice.country, practice.client_word) == ("EUR", "FR", "guest")
    with visit(practice):
        assert Member.objects.get().name == "Bea Lund"
    assert browser.get("/").url == "/p/elan/"


def test_only_the_first_practice_is_a_step_of_signing_up(client, willow):
    newcomer = make_user("Nora", "newcomer")
    client.force_login(newcomer)
    assert "Step 2 of 2" in client.get("/practices/new/").content.decode()
    client.force_login(willow.owner.user)
    page = client.get("/practices/new/").content.decode()
    assert "Another practice" in page
    assert "Step 2 of 2" not in page


@pytest.mark.django_db
def test_an_unfinished_opening_keeps_what_was_entered():
    browser = Client()
    browser.force_login(make_user("Bea", "elsewhere"))

    answer = browser.post("/practices/new/", {**OPENING, "kind": ""})

    assert answer.status_code == 422
    assert 'value="Élan"' in answer.content.decode()


def test_somebody_in_several_practices_is_asked_where_to(willow, cedar):
    with visit(cedar.practice):
        Member.objects.create(
            practice=cedar.practice,
            user=willow.owner.user,
            name="Ana",
            role="manager",
            joined_at="2026-03-02T00:00Z",
        )
    browser = Client()
    browser.force_login(willow.owner.user)

    html = browser.get("/").content.decode()
    assert 'href="/p/willow/"' in html
    assert 'href="/p/cedar/"' in html
    inside = browser.get("/p/willow/settings/members/").content.decode()
    assert 'href="/p/cedar/"' in inside
    assert "Cleo" not in inside


def test_somebody_with_one_practice_goes_straight_to_work(willow):
    browser = Client()
    browser.force_login(willow.desk.user)

    assert browser.get("/").url == "/p/willow/"


def invited(willow, address="bea@example.com"):
    ana = Client()
    ana.force_login(willow.owner.user)
    ana.post("/p/willow/settings/members/invite/", {"email": address, "role": "practitioner"})
    return re.search(r"(/invitations/\S+/)", AccountMail.objects.get(to=address).text)[1]


def test_a_new_person_accepts_an_invitation(willow):
    link, browser = invited(willow), Client()
    assert f"/accounts/signup/?next={link}" in browser.get(link).content.decode().replace("%3A", ":")

    landed = sign_up(browser, after=f"?next={link}")
    assert landed.url == link
    assert not Member.objects.filter(user__email="bea@example.com").exists()
    assert browser.post(link).url == "/p/willow/"

    assert Member.objects.get(user__email="bea@example.com").role == "practitioner"


def test_looking_at_an_invitation_joins_nobody(willow, cedar):
    link, browser = invited(willow, cedar.owner.user.email), Client()
    browser.force_login(verify(cedar.owner.user))

    assert "Join Willow" in browser.get(link).content.decode()
    assert not Member.objects.filter(user=cedar.owner.user).exists()


def test_an_existing_person_accepts_and_then_has_two_practices(willow, cedar):
    link, browser = invited(willow, cedar.owner.user.email), Client()
    browser.force_login(verify(cedar.owner.user))
    browser.post(link)

    assert {practice.slug for practice in queries.practices_of(cedar.owner.user)} == {"willow", "cedar"}


def test_whoever_is_signed_in_with_another_address_is_told_and_may_change_accounts(willow, cedar):
    link, browser = invited(willow), Client()
    browser.force_login(verify(cedar.owner.user))

    seen, tried = browser.get(link), browser.post(link)
    assert (seen.status_code, tried.status_code) == (200, 409)
    for answer in (seen, tried):
        said = answer.content.decode()
        assert "This invitation is for another address" in said
        assert ">Join<" not in said
        assert "bea@example.com" not in said
    assert not Member.objects.filter(user=cedar.owner.user).exists()
    left = browser.post("/accounts/logout/", {"next": link})
    assert left.url == link
    assert "I have an account" in browser.get(link).content.decode()


def test_a_used_or_invented_link_says_so_and_nothing_more(willow, cedar):
    link, browser = invited(willow, cedar.owner.user.email), Client()
    browser.force_login(verify(cedar.owner.user))
    browser.post(link)

    assert browser.get(link).status_code == 410
    assert Client().get("/invitations/nonsense/").status_code == 404
    assert "Willow" not in browser.get(link).content.decode().replace("/p/willow/", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(target):
    user = verify(make_user("Bea", "elsewhere"))

    answer = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": target})

    assert answer.status_code == 302
    assert answer.url == "/"


@pytest.mark.django_db
def test_signing_in_changes_the_session_key():
    user = verify(make_user("Bea", "elsewhere"))
    browser = Client()
    browser.get("/accounts/login/")
    session = browser.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted

    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert browser.session.session_key != planted
    assert browser.session["_auth_user_id"] == str(user.pk)


def words(answer):
    """What the page says, without the tokens that differ on each request."""
    return re.sub(r'(value|nonce)="[^"]*"', "", answer.content.decode())


@pytest.mark.django_db
def test_signing_up_does_not_tell_who_is_here_already():
    user = verify(make_user("Bea", "elsewhere"))
    asked = {"name": "Eve", "password1": "a quiet river stone"}

    known = Client().post("/accounts/signup/", {**asked, "email": user.email})
    unknown = Client().post("/accounts/signup/", {**asked, "email": "nobody@example.com"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "already" in AccountMail.objects.get(to=user.email).text


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/accounts/password/reset/", "/accounts/login/code/"])
def test_asking_for_a_code_does_not_tell_who_is_here(door):
    user = verify(make_user("Bea", "elsewhere"))

    known = Client().post(door, {"email": user.email})
    unknown = Client().post(door, {"email": "nobody@example.com"})

    assert (known.status_code, known.headers.get("Location")) == (
        unknown.status_code,
        unknown.headers.get("Location"),
    )


@pytest.mark.django_db
def test_too_many_wrong_passwords_are_refused():
    user = make_user("Bea", "elsewhere")
    browser = Client()
    for _try in range(6):
        answer = browser.post("/accounts/login/", {"login": user.email, "password": "wrong"})

    assert "Too many" in answer.content.decode()


@pytest.mark.django_db
def test_a_sign_in_code_opens_the_door():
    user = verify(make_user("Bea", "elsewhere"))
    browser = Client()
    browser.post("/accounts/login/code/", {"email": user.email})

    answer = browser.post("/accounts/login/code/confirm/", {"code": code_for(user.email)})

    assert answer.url == "/"
    assert browser.session["_auth_user_id"] == str(user.pk)


ACCOUNT_PAGES = (
    "login/",
    "signup/",
    "login/code/",
    "password/reset/",
    "2fa/",
    "2fa/webauthn/",
    "email/",
    "password/change/",
    "sessions/",
    "logout/",
    "reauthenticate/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ACCOUNT_PAGES)
def test_every_page_of_the_account_wears_our_frame(address):
    browser = Client()
    if address not in ACCOUNT_PAGES[:4]:
        browser.force_login(make_user("Bea", "elsewhere"))

    answer = browser.get(f"/accounts/{address}")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "build/app.css" in html
    assert " style=" not in html
    assert "<c-" not in html


def test_the_addresses_of_the_layout_exist():
    for address in page.DOORS.values():
        resolve(address, urlconf=settings.ROOT_URLCONF)


@pytest.mark.django_db
def test_the_demo_doors_and_the_letters_exist_in_the_demo_only(willow):
    Practice.objects.filter(pk=willow.practice.pk).update(is_demo=True)
    for address in (f"/demo/willow/{willow.owner.pk}/", "/letters/"):
        with pytest.raises(Resolver404):
            resolve(address, urlconf=settings.ROOT_URLCONF)
    assert "demo-doors" not in Client().get("/accounts/login/").content.decode()
