"""Inside a practice: every staff page, mounted at /p/<slug>/ by practices.middleware."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
