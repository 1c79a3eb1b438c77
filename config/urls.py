"""Outside a practice: sign in, public booking, provider hooks, health."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config import health
from config.watch.page import metrics
from practices import styleguide
from practices.views import demo, doors, invitations, letters

handler500 = "config.unavailable.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api.routes")),
    path("api/", include("config.api.nowhere")),
    path("book/", include("bookings.public_urls")),
    path("", include("followups.public_urls")),
    path("", doors.front_door, name="front_door"),
    path("practices/new/", doors.open_a_practice, name="open_practice"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]

if settings.MODE in {"demo", "development"}:
    urlpatterns += [path("letters/", letters.letters, name="letters")]

if settings.MODE == "demo":
    urlpatterns += [path("demo/<slug:slug>/<int:pk>/", demo.enter, name="demo_enter")]

if settings.MODE in {"development", "test"}:
    urlpatterns += [
        path("styleguide/", styleguide.styleguide, name="styleguide"),
        path("styleguide/public/", styleguide.public, name="styleguide_public"),
    ]
