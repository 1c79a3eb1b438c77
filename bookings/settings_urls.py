"""Pages of the settings that belong to bookings; bookings.urls includes them."""

from django.urls import path

from bookings.views import settings_hours, settings_leaving, settings_places, settings_services

urlpatterns = [
    path("services/", settings_services.services, name="services"),
    path("services/new/", settings_services.new_service, name="new_service"),
    path("services/<uuid:public_id>/", settings_services.service, name="service"),
    path("services/<uuid:public_id>/archive/", settings_services.archive_service, name="archive_service"),
    path("rooms/", settings_services.rooms, name="rooms"),
    path("rooms/<int:pk>/new/", settings_services.new_unit, name="new_unit"),
    path("resources/<uuid:public_id>/retire/", settings_services.retire, name="retire"),
    path("members/<int:pk>/leaving/", settings_leaving.leaver, name="leaver"),
    path("locations/<int:pk>/", settings_places.location, name="location"),
    path("hours/", settings_hours.hours, name="hours"),
    path("hours/new/", settings_hours.new_practitioner, name="new_practitioner"),
    path("hours/closures/<int:pk>/open/", settings_hours.open_days, name="open_days"),
    path("hours/days/<int:pk>/drop/", settings_hours.drop_day, name="drop_day"),
    path("hours/<uuid:public_id>/", settings_hours.person, name="person"),
    path("hours/<uuid:public_id>/week/<int:place>/", settings_hours.week, name="week"),
    path("hours/<uuid:public_id>/days/<int:place>/", settings_hours.days, name="days"),
]
