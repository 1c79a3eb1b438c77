"""What clients and providers open, outside the practice site."""

from django.urls import path, register_converter

from followups import hooks, public_views
from followups.links import CodeConverter

register_converter(CodeConverter, "code")
app_name = "followups"
urlpatterns = [
    path("m/<slug:slug>/<code:token>/", public_views.message, name="message"),
    path("m/<slug:slug>/<code:token>/stop/", public_views.stop, name="stop"),
    path("m/<slug:slug>/<code:token>/answer/", public_views.check_in, name="check_in"),
    path("hooks/twilio/<slug:slug>/status/<code:token>/", hooks.twilio_status, name="twilio_status"),
    path("hooks/twilio/<slug:slug>/inbound/", hooks.twilio_inbound, name="twilio_inbound"),
    path("hooks/sendgrid/", hooks.sendgrid, name="sendgrid"),
]
