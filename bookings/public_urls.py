"""What strangers and clients see of a practice: /book/<slug>/…"""

from django.urls import path

from bookings.views import public, visit_link

app_name = "public"
urlpatterns = [
    path("<slug:slug>/", public.services, name="services"),
    path("<slug:slug>/service/<uuid:service>/", public.people, name="people"),
    path("<slug:slug>/service/<uuid:service>/times/", public.times, name="times"),
    path("<slug:slug>/details/<uuid:token>/", public.details, name="details"),
    path("<slug:slug>/visit/<str:token>/", visit_link.show, name="visit"),
    path("<slug:slug>/visit/<str:token>/confirm/", visit_link.confirm, name="confirm"),
    path("<slug:slug>/visit/<str:token>/move/", visit_link.move, name="move"),
    path("<slug:slug>/visit/<str:token>/cancel/", visit_link.cancel, name="cancel"),
    path("<slug:slug>/visit/<str:token>/visit.ics", visit_link.calendar, name="calendar"),
]
