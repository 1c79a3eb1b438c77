"""Inside a practice: every staff page, mounted at /p/<slug>/ by practices.middleware."""

from django.urls import URLPattern, URLResolver, include, path

from config.day import unconfirmed_tomorrow, visits_today
from config.search import search
from config.today import late, today

handler500 = "config.unavailable.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today, name="today"),
    path("late/", late, name="late"),
    path("today/", visits_today, name="visits_today"),
    path("tomorrow/", unconfirmed_tomorrow, name="unconfirmed_tomorrow"),
    path("search/", search, name="search"),
    path("", include("bookings.urls")),
    path("clients/", include("clients.urls")),
    path("journeys/", include("journeys.urls")),
    path("", include("practices.urls")),
    path("messages/", include("followups.urls")),
    path("", include("metrics.urls")),
]
