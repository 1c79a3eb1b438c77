"""The URLconf of a practice that does not exist, or is not yours: both look like this."""

urlpatterns: list[object] = []
