"""The settings as their people use them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices import keys
from practices.models import AccountMail, Invitation, Job, Location, Member, Practice
from tests.factories import NOON, make_user

PAGES = ("practice/", "locations/", "locations/new/", "members/", "jobs/")


@pytest.fixture
def ana(willow):
    browser = Client()
    browser.force_login(willow.owner.user)
    return browser


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_settings_is_drawn(ana, page):
    answer = ana.get(f"/p/willow/settings/{page}")

    assert answer.status_code == 200
    assert "<c-" not in answer.content.decode()


def test_the_settings_open_on_the_first_page_that_the_role_may_see(ana, willow):
    assert ana.get("/p/willow/settings/").url == "/p/willow/settings/practice/"
    frank = Client()
    frank.force_login(willow.desk.user)
    assert frank.get("/p/willow/settings/").url == "/p/willow/settings/jobs/"


def practice_answers(**changed):
    return {
        "name": "Willow",
        "kind": "clinic",
        "client_word": "guest",
        "language": "es",
        "currency": "USD",
        "hue": "plum",
        "quiet_from": "21:00",
        "quiet_until": "08:30",
        "weekly_cap": "1",
        **changed,
    }


def test_what_the_practice_is_like_is_saved_and_said(ana, willow):
    answer = ana.post("/p/willow/settings/practice/", practice_answers(), follow=True)

    practice = Practice.objects.get(pk=willow.practice.pk)
    assert (practice.client_word, practice.hue, practice.weekly_cap) == ("guest", "plum", 1)
    assert "data-toast" in answer.content.decode()


def test_a_refused_setting_keeps_what_was_entered(ana):
    answer = ana.post("/p/willow/settings/practice/", practice_answers(name="", email="nope"))

    assert answer.status_code == 422
    assert 'value="nope"' in answer.content.decode()


def test_the_currency_field_is_closed_once_a_visit_is_there(ana, willow):
    Practice.objects.filter(pk=willow.practice.pk).update(currency_fixed_at=NOON)

    ana.post("/p/willow/settings/practice/", practice_answers(currency="EUR"))

    assert Practice.objects.get(pk=willow.practice.pk).currency == "USD"


def as_drawn(page):
    """What a browser would send back if its person changed nothing."""
    values = {bound.html_name: bound.value() for bound in page.context["form"]}
    return {name: value for name, value in values.items() if value not in {None, False}}


def test_two_people_change_settings_at_once_and_neither_loses_theirs(ana, willow):
    address = "/p/willow/settings/practice/"
    older = as_drawn(ana.get(address))
    ana.post(address, {**as_drawn(ana.get(address)), "quiet_from": "21:30", "hue": "plum"})

    assert ana.post(address, {**older, "phone": "+1 303 555 0142"}).status_code == 302
    practice = Practice.objects.get(pk=willow.practice.pk)
    assert (practice.phone, f"{practice.quiet_from:%H:%M}", practice.hue) == (
        "+1 303 555 0142",
        "21:30",
        "plum",
    )


def test_the_same_setting_changed_meanwhile_is_shown_and_saved_only_once_more(ana, willow):
    address = "/p/willow/settings/practice/"
    older = as_drawn(ana.get(address))
    ana.post(address, {**older, "quiet_from": "21:30", "kind": "spa", "phone": "1", "books_online": ""})

    refused = ana.post(address, {**older, "quiet_from": "19:00", "kind": "salon", "phone": "2"})

    said = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody else changed this meanwhile" in said
    assert ("Now: 21:30" in said, "Now: Spa" in said, "Now: 1<" in said) == (True, True, True)
    assert 'value="19:00"' in said
    assert Practice.objects.get(pk=willow.practice.pk).kind == "spa"
    assert ana.post(address, as_drawn(refused)).status_code == 302
    practice = Practice.objects.get(pk=willow.practice.pk)
    assert (practice.kind, practice.phone, practice.books_online) == ("salon", "2", False)


def test_hours_of_a_place_changed_meanwhile_are_shown_at_their_day(ana, willow):
    address = f"/p/willow/settings/locations/{willow.location.pk}/"
    older = as_drawn(ana.get(address))
    ana.post(address, {**older, "closes_0": "16:00", "opens_1": "", "closes_1": ""})

    assert ana.post(address, {**older, "city": "Denver"}).status_code == 302
    refused = ana.post(address, {**older, "opens_0": "11:00"})

    said = refused.content.decode()
    assert refused.status_code == 409
    assert "–16:00" in said
    assert "Now: closed" in said
    assert 'value="11:00"' in said
    place = Location.objects.get(pk=willow.location.pk)
    assert (place.city, place.hours[0][2]) == ("Denver", "16:00")


def test_a_page_that_does_not_say_what_it_showed_saves_what_it_sends(ana, willow):
    ana.post("/p/willow/settings/practice/", practice_answers(seen="[]", phone="3"))

    assert Practice.objects.get(pk=willow.practice.pk).phone == "3"


def place_answers(**times):
    return {"name": "Denver", "time_zone": "America/Denver", "city": "Denver", **times}


def test_a_new_place_begins_in_the_time_zone_of_the_first(ana):
    page = ana.get("/p/willow/settings/locations/new/").content.decode()

    assert '<option value="America/New_York" selected>' in page


def test_a_place_with_a_midday_pause_has_two_rows_that_day(ana, willow):
    times = {
        "opens_0": "09:00",
        "pause_0": "12:00",
        "resumes_0": "13:00",
        "closes_0": "18:00",
        "opens_5": "10:00",
    }
    ana.post("/p/willow/settings/locations/new/", place_answers(**times, closes_5="14:00"))

    place = Location.objects.get(name="Denver")
    assert place.hours == [[0, "09:00", "12:00"], [0, "13:00", "18:00"], [5, "10:00", "14:00"]]
    shown = ana.get(f"/p/willow/settings/locations/{place.pk}/").content.decode()
    assert 'name="pause_0" value="12:00"' in shown


@pytest.mark.parametrize(
    "times", [{"opens_0": "18:00", "closes_0": "09:00"}, {"opens_0": "09:00"}, {"pause_0": "12:00"}]
)
def test_opening_hours_that_make_no_sense_are_named_at_their_day(ana, times):
    answer = ana.post("/p/willow/settings/locations/new/", place_answers(**times))

    assert answer.status_code == 422
    assert 'id="id_opens_0_error"' in answer.content.decode()


def test_the_last_place_stays_open_and_the_page_says_why(ana, willow):
    answer = ana.post(f"/p/willow/settings/locations/{willow.location.pk}/close/", follow=True)

    assert "A practice needs a place" in answer.content.decode()


def test_an_invitation_goes_out_again_and_is_taken_back(ana):
    ana.post("/p/willow/settings/members/invite/", {"email": "bea@example.com", "role": "marketer"})
    invitation = Invitation.objects.get()
    ana.post(f"/p/willow/settings/invitations/{invitation.pk}/again/")
    ana.post(f"/p/willow/settings/invitations/{invitation.pk}/withdraw/")

    assert AccountMail.objects.filter(to="bea@example.com").count() == 2
    assert Invitation.objects.get().withdrawn_at is not None


def test_somebody_who_works_here_already_is_named_at_the_field(ana):
    answer = ana.post(
        "/p/willow/settings/members/invite/", {"email": "frank@willow.example", "role": "marketer"}
    )

    assert answer.status_code == 422
    assert "works here already" in answer.content.decode()


def test_a_lowered_role_and_a_removed_member_feel_it_at_the_next_click(ana, willow):
    mia = Member.objects.create(
        practice=willow.practice, user=make_user("Mia", "willow"), name="Mia", role="manager", joined_at=NOON
    )
    hers = Client()
    hers.force_login(mia.user)
    assert hers.get("/p/willow/settings/practice/").status_code == 200

    ana.post(f"/p/willow/settings/members/{mia.pk}/role/", {"role": "read_only"})
    assert hers.get("/p/willow/settings/practice/").status_code == 403

    ana.post(f"/p/willow/settings/members/{mia.pk}/remove/")
    assert hers.get("/p/willow/settings/jobs/").status_code == 404


def test_a_role_is_saved_by_a_button_and_asks_first_where_it_reaches_far(ana, willow):
    page = ana.get("/p/willow/settings/members/").content.decode()

    assert page.count(">Save<") == 3
    assert "data-autosubmit" not in page
    frank = page[page.index(f'id="role-{willow.desk.pk}"') :].partition("</select>")[0]
    assert frank.count("data-confirm") == 1
    assert "Make Frank an owner?" in frank
    own = page[page.index(f'id="role-{willow.owner.pk}"') :].partition("</select>")[0]
    assert own.count("Change your own role to") == 5


def test_the_last_owner_cannot_leave_and_the_page_says_why(ana):
    answer = ana.post("/p/willow/settings/members/leave/", follow=True)

    assert "needs an owner" in answer.content.decode()


def test_a_member_leaves_by_themselves(willow):
    frank = Client()
    frank.force_login(willow.desk.user)

    assert frank.post("/p/willow/settings/members/leave/").headers["Location"] == "/"
    assert frank.get("/p/willow/settings/jobs/").status_code == 404


def test_the_page_names_the_keys_that_stop_with_somebodys_access(ana, willow):
    for name, expires_at in (("Till", None), ("Old site", NOON)):
        keys.make(
            willow.practice,
            name=name,
            scopes=["clients:read"],
            by=willow.desk,
            at=NOON,
            expires_at=expires_at,
        )

    page = ana.get("/p/willow/settings/members/").content.decode()

    assert "Keys: Till<" in page
    assert "stop when they leave or fall below manager" in page
    leaving = f"/p/willow/settings/members/{willow.desk.pk}/leaving/"
    assert f'href="{leaving}"' in page
    assert "Keys they made stop at once: Till." in ana.get(leaving).content.decode()


def make_job(willow, **state):
    return Job.objects.create(
        practice=willow.practice, kind="import_clients", asked_by=willow.owner, asked_at=NOON, **state
    )


def test_running_work_looks_again_by_itself_and_finished_work_does_not(ana, willow):
    running, done = make_job(willow, status="running", done=3, total=9), make_job(willow, status="done")

    page = ana.get(f"/p/willow/settings/jobs/{running.pk}/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "3 / 9" in page
    part = ana.get(f"/p/willow/settings/jobs/{done.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "every 2s" not in part


def test_failed_work_says_why(ana, willow):
    job = make_job(willow, status="failed", message="The file is empty.")

    assert "The file is empty." in ana.get(f"/p/willow/settings/jobs/{job.pk}/").content.decode()


def test_the_list_of_members_asks_the_same_questions_for_many(ana, willow):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            ana.get("/p/willow/settings/members/")
        return len(asked)

    few = questions()
    for number in range(20):
        user = make_user(f"P{number}", "willow")
        Member.objects.create(
            practice=willow.practice, user=user, name=user.name, role="practitioner", joined_at=NOON
        )

    assert questions() <= few <= 20


@pytest.mark.parametrize(
    ("word", "said"), [("client", "Clients"), ("patient", "Patients"), ("guest", "Guests")]
)
def test_a_practice_calls_people_as_it_likes(ana, willow, word, said):
    Practice.objects.filter(pk=willow.practice.pk).update(client_word=word)

    html = ana.get("/p/willow/clients/").content.decode()
    assert f">{said}</h1>" in html
    assert f"{said}</a>" in html
