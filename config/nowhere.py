"""The URLconf of a practice that does not exist, or is not yours: both look like this."""

handler500 = "config.unavailable.server_error"
urlpatterns: list[object] = []
