"""Settings and long work, inside a practice."""

from django.urls import path

from practices.views import jobs, locations, members, settings

app_name = "practices"

urlpatterns = [
    path("settings/", settings.settings, name="settings"),
    path("settings/practice/", settings.practice, name="practice"),
    path("settings/locations/", locations.location_list, name="locations"),
    path("settings/locations/new/", locations.new_location, name="new_location"),
    path("settings/locations/<int:pk>/", locations.location, name="location"),
    path("settings/locations/<int:pk>/close/", locations.close_location, name="close_location"),
    path("settings/members/", members.member_list, name="members"),
    path("settings/members/invite/", members.invite, name="invite"),
    path("settings/members/leave/", members.leave, name="leave"),
    path("settings/members/<int:pk>/role/", members.change_role, name="change_role"),
    path("settings/members/<int:pk>/remove/", members.remove, name="remove_member"),
    path("settings/invitations/<int:pk>/again/", members.send_again, name="send_invitation_again"),
    path("settings/invitations/<int:pk>/withdraw/", members.withdraw, name="withdraw_invitation"),
    path("settings/jobs/", jobs.job_list, name="jobs"),
    path("settings/jobs/<int:pk>/", jobs.job, name="job"),
]
