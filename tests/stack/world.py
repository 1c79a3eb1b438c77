"""A practice that can be booked and signed in to, in the database of a stack: prints what its tests need to know."""

import json
import sys

import django

CLIENTS = 60


def main() -> None:
    django.setup()
    from allauth.account.models import EmailAddress

    from clients.actions import register
    from practices import keys
    from practices.ids import public_id
    from practices.tenancy import visit
    from tests.factories import NOON, make_practice

    willow = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    practice, frank = willow.practice, willow.desk.user
    practice.books_online = True
    practice.save()
    EmailAddress.objects.create(user=frank, email=frank.email, verified=True, primary=True)
    with visit(practice):
        _, secret = keys.make(practice, name="Site", scopes=tuple(keys.SCOPES), by=willow.owner, at=NOON)
        clients = [
            register(practice, name=f"Client Number{number}", by=willow.owner, at=NOON)
            for number in range(CLIENTS)
        ]

        def outside(prefix, row):
            return public_id(prefix, row.pk, key=bytes(practice.id_key))

        told = {
            "secret": secret,
            "service": outside("svc", willow.service),
            "service_page": f"/book/willow/service/{willow.service.public_id}/times/?with=anyone",
            "location": outside("loc", willow.location),
            "petra": outside("res", willow.petra),
            "clients": [outside("cli", client) for client in clients],
            "frank": frank.email,
        }
    sys.stdout.write(json.dumps(told))


main()
