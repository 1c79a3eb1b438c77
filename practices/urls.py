"""Settings and long work, inside a practice."""

from django.urls import path

from practices.views import jobs, keys, locations, members, settings, webhooks

app_name = "practices"

urlpatterns = [
    path("settings/", settings.settings, name="settings"),
    path("settings/practice/", settings.practice, name="practice"),
    path("settings/locations/", locations.location_list, name="locations"),
    path("settings/locations/new/", locations.new_location, name="new_location"),
    path("settings/locations/<int:pk>/close/", locations.close_location, name="close_location"),
    path("settings/members/", members.member_list, name="members"),
    path("settings/members/invite/", members.invite, name="invite"),
    path("settings/members/leave/", members.leave, name="leave"),
    path("settings/members/<int:pk>/role/", members.change_role, name="change_role"),
    path("settings/members/<int:pk>/remove/", members.remove, name="remove_member"),
    path("settings/invitations/<int:pk>/again/", members.send_again, name="send_invitation_again"),
    path("settings/invitations/<int:pk>/withdraw/", members.withdraw, name="withdraw_invitation"),
    path("settings/keys/", keys.key_list, name="keys"),
    path("settings/keys/<int:pk>/change/", keys.change, name="change_key"),
    path("settings/keys/<int:pk>/rotate/", keys.rotate, name="rotate_key"),
    path("settings/keys/<int:pk>/revoke/", keys.revoke, name="revoke_key"),
    path("settings/webhooks/", webhooks.endpoint_list, name="endpoints"),
    path("settings/webhooks/events/", webhooks.events, name="events"),
    path("settings/webhooks/<int:pk>/", webhooks.endpoint, name="endpoint"),
    path("settings/webhooks/<int:pk>/change/", webhooks.change_endpoint, name="change_endpoint"),
    path("settings/webhooks/<int:pk>/disable/", webhooks.disable, name="disable_endpoint"),
    path("settings/webhooks/<int:pk>/rotate/", webhooks.rotate, name="rotate_endpoint"),
    path("settings/webhooks/<int:pk>/enable/", webhooks.enable, name="enable_endpoint"),
    path("settings/webhooks/<int:pk>/remove/", webhooks.remove, name="remove_endpoint"),
    path("settings/webhooks/<int:pk>/replay/", webhooks.replay, name="replay"),
    path("settings/webhooks/deliveries/<int:pk>/resend/", webhooks.resend, name="resend"),
    path("settings/jobs/", jobs.job_list, name="jobs"),
    path("settings/jobs/<int:pk>/", jobs.job, name="job"),
]
