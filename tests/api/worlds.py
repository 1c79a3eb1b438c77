"""What programs do again and again: ask for free times, and book one."""

from datetime import timedelta

from django.utils import timezone


def offered(program, willow, **narrow):
    since = timezone.localdate() + timedelta(days=3)
    query = {
        "service": program.id_of("svc", willow.service),
        "location": program.id_of("loc", willow.location),
        "since": since,
        "until": since + timedelta(days=7),
        **narrow,
    }
    response = program.get("availability/?" + "&".join(f"{name}={value}" for name, value in query.items()))
    assert response.status_code == 200, response.said
    return response.said["data"]


def book(program, zoe, slot, **headers):
    body = {"client": program.id_of("cli", zoe), "slot": slot["token"]}
    return program.post("appointments/", body, **headers)
