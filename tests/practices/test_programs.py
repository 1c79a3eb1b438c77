"""Keys and webhooks, as their people make and end them on pages."""

import html
import re

import pytest
from django.test import Client

from practices import keys
from practices.models import ApiKey, Event, WebhookDelivery, WebhookEndpoint
from practices.webhooks import actions
from tests.factories import NOON


@pytest.fixture
def ana(willow):
    browser = Client()
    browser.force_login(willow.owner.user)
    return browser


def test_a_key_is_shown_once_and_opens_the_practice(ana, willow):
    asked = {"name": "Website", "scopes": ["clients:read"], "lives": "90"}
    shown = ana.post("/p/willow/settings/keys/", asked).content.decode()

    secret = re.search(r"rpt_live_\w+", shown)[0]
    assert keys.practice_id_of(secret) == willow.practice.pk
    assert secret not in ana.get("/p/willow/settings/keys/").content.decode()
    assert ApiKey.objects.get().expires_at is not None


def test_a_key_that_may_nothing_is_not_made(ana):
    answer = ana.post("/p/willow/settings/keys/", {"name": "Website", "lives": "0"})

    assert answer.status_code == 422
    assert not ApiKey.objects.exists()


def test_a_key_may_name_the_networks_it_is_used_from(ana):
    asked = {"name": "Website", "scopes": ["clients:read"], "lives": "90"}
    page = "/p/willow/settings/keys/"

    refused = ana.post(page, {**asked, "networks": "203.0.113.7, office"})
    assert refused.status_code == 422
    assert "“office” is no address" in refused.content.decode()
    assert 'value="203.0.113.7, office"' in refused.content.decode()
    assert not ApiKey.objects.exists()

    ana.post(page, {**asked, "networks": "203.0.113.7, 198.51.100.0/24"})
    assert ApiKey.objects.get().networks == ["203.0.113.7/32", "198.51.100.0/24"]
    assert "203.0.113.7/32, 198.51.100.0/24" in ana.get(page).content.decode()


def make_key(willow):
    return keys.make(willow.practice, name="k", scopes=["clients:read"], by=willow.owner, at=NOON)[0]


def test_a_key_is_rotated_with_a_day_of_overlap_and_revoked_at_once(ana, willow):
    key = make_key(willow)

    assert "rpt_live_" in ana.post(f"/p/willow/settings/keys/{key.pk}/rotate/").content.decode()
    assert ApiKey.objects.get(pk=key.pk).expires_at is not None
    ana.post(f"/p/willow/settings/keys/{key.pk}/revoke/")
    assert ApiKey.objects.get(pk=key.pk).revoked_at is not None
    again = ana.post(f"/p/willow/settings/keys/{key.pk}/revoke/", follow=True)
    assert "revoked already" in again.content.decode()


def test_what_a_key_may_is_changed_on_its_page(ana, willow):
    key = make_key(willow)
    page = f"/p/willow/settings/keys/{key.pk}/change/"
    assert page in ana.get("/p/willow/settings/keys/").content.decode()
    shown = ana.get(page).content.decode()
    assert re.search(r'value="clients:read"[^>]*checked', shown)
    seen = html.unescape(re.search(r'name="seen" value="([^"]*)"', shown)[1])
    wanted = {"name": "Website", "scopes": ["clients:read", "events:read"], "networks": "203.0.113.7"}

    refused = ana.post(page, {**wanted, "networks": "office", "seen": seen})
    assert refused.status_code == 422
    assert "“office” is no address" in refused.content.decode()

    answer = ana.post(page, {**wanted, "seen": seen})
    assert answer.url == "/p/willow/settings/keys/"
    key.refresh_from_db()
    assert (key.name, key.scopes) == ("Website", ["clients:read", "events:read"])
    assert key.networks == ["203.0.113.7/32"]
    assert Event.objects.get(kind="api_key.changed").actor == willow.owner


def test_a_page_of_a_key_that_is_late_says_what_stands_there_now_and_keeps_what_was_chosen(ana, willow):
    key = make_key(willow)
    page = f"/p/willow/settings/keys/{key.pk}/change/"
    seen = html.unescape(re.search(r'name="seen" value="([^"]*)"', ana.get(page).content.decode())[1])
    keys.change(key, scopes=["events:read"], by=willow.owner, at=NOON)

    wanted = {"name": "k", "scopes": ["clients:read", "health:read"], "networks": "", "seen": seen}
    late = ana.post(page, wanted)

    shown = late.content.decode()
    assert late.status_code == 409
    assert "Now: events:read" in shown
    assert re.search(r'value="clients:read"[^>]*checked', shown)
    assert re.search(r'value="health:read"[^>]*checked', shown)
    again = html.unescape(re.search(r'name="seen" value="([^"]*)"', shown)[1])
    assert ana.post(page, {**wanted, "seen": again}).status_code == 302
    key.refresh_from_db()
    assert key.scopes == ["clients:read", "health:read"]


def test_a_key_that_was_revoked_meanwhile_is_not_changed(ana, willow):
    key = make_key(willow)
    keys.revoke(key, by=willow.owner, at=NOON)

    answer = ana.post(
        f"/p/willow/settings/keys/{key.pk}/change/", {"name": "New", "scopes": ["clients:read"]}
    )

    assert answer.status_code == 422
    assert "revoked already" in answer.content.decode()


def test_an_address_is_added_told_again_and_removed(ana, willow):
    ana.post(
        "/p/willow/settings/webhooks/", {"url": "https://hooks.example/in", "kinds": ["client.registered"]}
    )
    endpoint = WebhookEndpoint.objects.get()
    page = f"/p/willow/settings/webhooks/{endpoint.pk}/"
    assert endpoint.secret in ana.get(page).content.decode()

    ana.post(f"{page}rotate/")
    assert WebhookEndpoint.objects.get().old_secret == endpoint.secret
    ana.post(f"{page}remove/")
    assert ana.get(page).status_code == 404


def test_an_address_that_cannot_be_told_is_refused_at_its_field(ana, settings):
    settings.WEBHOOKS_MAY_STAY_LOCAL = False
    answer = ana.post("/p/willow/settings/webhooks/", {"url": "http://hooks.example/in"})

    assert answer.status_code == 422
    assert "must begin with https://" in answer.content.decode()


def test_what_went_wrong_is_told_again_and_what_was_missed_is_replayed(ana, willow):
    endpoint = actions.add_endpoint(
        willow.practice, url="https://hooks.example/in", kinds=[], by=willow.owner, at=NOON
    )
    make_key(willow)
    told = WebhookDelivery.objects.order_by("pk").first()
    WebhookDelivery.objects.filter(pk=told.pk).update(status="given_up", attempts=9)

    ana.post(f"/p/willow/settings/webhooks/deliveries/{told.pk}/resend/")
    assert WebhookDelivery.objects.get(pk=told.pk).status == "waiting"
    before = WebhookDelivery.objects.count()
    ana.post(f"/p/willow/settings/webhooks/{endpoint.pk}/replay/", {"after": told.event_id - 1})
    assert WebhookDelivery.objects.count() > before
    missing = ana.post(f"/p/willow/settings/webhooks/{endpoint.pk}/replay/", {"after": 0}, follow=True)
    assert "no such event" in missing.content.decode()


def test_an_address_is_changed_on_its_page(ana, willow):
    endpoint = actions.add_endpoint(
        willow.practice, url="https://hooks.example/in", kinds=["client.registered"], by=willow.owner, at=NOON
    )
    page = f"/p/willow/settings/webhooks/{endpoint.pk}/"
    assert f"{page}change/" in ana.get(page).content.decode()
    shown = ana.get(f"{page}change/").content.decode()
    assert "https://hooks.example/in" in shown
    assert re.search(r'value="client\.registered"[^>]*checked', shown)

    changed = {"url": "https://hooks.example/new", "note": "Our CRM", "kinds": ["member.joined"]}
    answer = ana.post(f"{page}change/", changed)

    assert answer.headers["Location"] == page
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.note, endpoint.kinds) == tuple(changed.values())
    assert Event.objects.get(kind="webhook.changed").actor == willow.owner


def test_an_address_is_not_changed_to_one_that_cannot_be_told(ana, willow, settings):
    settings.WEBHOOKS_MAY_STAY_LOCAL = False
    endpoint = actions.add_endpoint(
        willow.practice, url="https://hooks.example/in", kinds=[], by=willow.owner, at=NOON
    )

    answer = ana.post(
        f"/p/willow/settings/webhooks/{endpoint.pk}/change/", {"url": "https://10.0.0.1/in", "note": "kept"}
    )

    assert answer.status_code == 422
    assert "open internet" in answer.content.decode()
    assert "kept" in answer.content.decode()
    endpoint.refresh_from_db()
    assert endpoint.url == "https://hooks.example/in"


def test_an_address_is_switched_off_by_hand_and_on_again(ana, willow, mailoutbox):
    endpoint = actions.add_endpoint(
        willow.practice, url="https://hooks.example/in", kinds=[], by=willow.owner, at=NOON
    )
    page = f"/p/willow/settings/webhooks/{endpoint.pk}/"

    ana.post(f"{page}disable/")

    shown = ana.get(page).content.decode()
    assert "Somebody switched it off." in shown
    assert f"{page}disable/" not in shown
    assert Event.objects.get(kind="webhook.disabled").actor == willow.owner
    assert mailoutbox == []
    ana.post(f"{page}enable/")
    assert f"{page}disable/" in ana.get(page).content.decode()


def test_a_stopped_address_says_why_and_starts_again(ana, willow):
    endpoint = actions.add_endpoint(
        willow.practice, url="https://hooks.example/in", kinds=[], by=willow.owner, at=NOON
    )
    actions.disable(endpoint, because="gone", at=NOON)
    page = f"/p/willow/settings/webhooks/{endpoint.pk}/"
    assert "410 Gone" in ana.get(page).content.decode()

    ana.post(f"{page}enable/")
    assert WebhookEndpoint.objects.get().disabled_at is None


def test_a_stopped_address_is_told_nothing_again_and_says_so(ana, willow):
    endpoint = actions.add_endpoint(
        willow.practice, url="https://hooks.example/in", kinds=[], by=willow.owner, at=NOON
    )
    told = WebhookDelivery.objects.get()
    actions.disable(endpoint, because="gone", at=NOON)

    again = ana.post(f"/p/willow/settings/webhooks/deliveries/{told.pk}/resend/", follow=True)

    assert "switched off or removed" in again.content.decode()
    assert WebhookDelivery.objects.get(pk=told.pk).status == "given_up"


def test_the_catalogue_names_every_fact(ana):
    html = ana.get("/p/willow/settings/webhooks/events/").content.decode()

    assert "appointment.booked" in html
    assert "client_id" in html
