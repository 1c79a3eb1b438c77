"""Outside a practice: sign in, public booking, provider hooks, health."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config import health
from practices import styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api.routes")),
    path("book/", include("bookings.public_urls")),
    path("", include("followups.public_urls")),
]

if settings.MODE in {"development", "test"}:
    urlpatterns += [
        path("styleguide/", styleguide.styleguide, name="styleguide"),
        path("styleguide/public/", styleguide.public, name="styleguide_public"),
    ]
