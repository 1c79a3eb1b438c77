"""What journeys keep about one client, for the client's export."""

from clients.exporting import Rows, told
from clients.models import Client
from journeys.models import Journey, StageEntry


def journeys_part(client: Client, *, with_health: bool) -> dict[str, Rows]:
    """Where the client stands, with the rhythm that says when they are missed, and the way there."""
    stays = StageEntry.objects.filter(journey__client=client).select_related("moved_by")
    return {
        "journey": [told(journey) for journey in Journey.objects.filter(client=client)],
        "stages": [
            {**told(stay), "moved_by": stay.moved_by and stay.moved_by.name}
            for stay in stays.order_by("entered_at", "id")
        ],
    }
