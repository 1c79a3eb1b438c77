"""Pages of messages, below /p/<slug>/messages/."""

from django.urls import path

from followups.views import attention, outbox

app_name = "followups"
urlpatterns = [
    path("", outbox.outbox, name="outbox"),
    path("attention/", attention.attention, name="attention"),
    path("write/<int:client>/", attention.write, name="write"),
    path("<int:pk>/", outbox.detail, name="message"),
    path("<int:pk>/seen/", outbox.seen, name="seen"),
    path("<int:pk>/retry/", outbox.retry, name="retry"),
    path("<int:pk>/take-back/", outbox.take_back, name="take_back"),
    path("<int:pk>/tick-off/", attention.tick_off, name="tick_off"),
    path("heard/<int:pk>/handle/", attention.handle, name="handle"),
    path("answers/<int:pk>/", attention.answer, name="answer"),
    path("answers/<int:pk>/close/", attention.close_answer, name="close_answer"),
]
