"""The routes of API v1. Order is the order of the reference page."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from bookings.api.appointments import Appointments
from bookings.api.availability import Availability
from bookings.api.blocks import Blocks
from bookings.api.catalogue import Pools, Practitioners, Services
from bookings.api.hours import Closures, Exceptions
from bookings.api.notes import Notes
from bookings.api.payments import Payments
from clients.api.imports import Imports
from clients.api.knowledge import Consents, Facts
from clients.api.leaving import Exports
from clients.api.people import Clients
from config.api import docs
from followups.api.answers import Feedbacks, Replies
from followups.api.messages import Messages
from journeys.api.journeys import Journeys
from metrics.api.numbers import Metrics, Rows
from practices.api.places import Locations
from practices.api.record import Events, Jobs
from practices.api.webhooks import Deliveries, Webhooks

router = SimpleRouter(use_regex_path=False)
router.register("clients", Clients, basename="client")
router.register("facts", Facts, basename="fact")
router.register("consents", Consents, basename="consent")
router.register("exports", Exports, basename="export")
router.register("imports", Imports, basename="import")
router.register("locations", Locations, basename="location")
router.register("services", Services, basename="service")
router.register("practitioners", Practitioners, basename="practitioner")
router.register("closures", Closures, basename="closure")
router.register("exceptions", Exceptions, basename="exception")
router.register("pools", Pools, basename="pool")
router.register("availability", Availability, basename="availability")
router.register("appointments", Appointments, basename="appointment")
router.register("payments", Payments, basename="payment")
router.register("notes", Notes, basename="note")
router.register("blocks", Blocks, basename="block")
router.register("journeys", Journeys, basename="journey")
router.register("messages", Messages, basename="message")
router.register("feedback", Feedbacks, basename="feedback")
router.register("replies", Replies, basename="reply")
router.register("metrics", Metrics, basename="metric")
router.register("events", Events, basename="event")
router.register("jobs", Jobs, basename="job")
router.register("webhooks", Webhooks, basename="webhook")
router.register("deliveries", Deliveries, basename="delivery")

app_name = "api"
urlpatterns = [
    path("openapi.json", docs.description, name="description"),
    path("docs/", docs.reference, name="reference"),
    path("docs/errors/", docs.errors, name="errors"),
    path("docs/events/", docs.events, name="events"),
    path("metrics/<str:id>/rows/", Rows.as_view({"get": "list"}), name="metric-rows"),
    path("", include(router.urls)),
]
