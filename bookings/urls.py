"""Pages of bookings, inside a practice: the desk, and the settings of what is booked."""

from django.urls import include, path

from bookings.views import desk_blocking, desk_booking, desk_calendar, desk_closing, desk_moving, desk_visit

app_name = "bookings"
urlpatterns = [
    path("calendar/", desk_calendar.calendar, name="calendar"),
    path("calendar/feed/", desk_calendar.feed, name="calendar_feed"),
    path("calendar/open-ends/", desk_closing.ends, name="open_ends"),
    path("calendar/block/", desk_blocking.block, name="block"),
    path("calendar/block/<int:block_id>/", desk_blocking.blocked, name="blocked"),
    path("calendar/block/<int:block_id>/open/", desk_blocking.unblock, name="unblock"),
    path("calendar/block/again/<str:token>/", desk_blocking.block_again, name="block_again"),
    path("visits/new/", desk_booking.new, name="new"),
    path("visits/<uuid:visit_id>/", desk_visit.visit, name="visit"),
    path("visits/<uuid:visit_id>/step/", desk_visit.step, name="step"),
    path("visits/<uuid:visit_id>/undo/<str:seen>/", desk_visit.undo, name="undo"),
    path("visits/<uuid:visit_id>/cancel/", desk_visit.cancel, name="cancel"),
    path("visits/<uuid:visit_id>/move/", desk_moving.move, name="move"),
    path("visits/<uuid:visit_id>/move-back/<str:token>/", desk_moving.move_back, name="move_back"),
    path("visits/<uuid:visit_id>/unbook/<str:seen>/", desk_booking.unbook, name="unbook"),
    path("visits/<uuid:visit_id>/close/", desk_closing.close, name="close"),
    path("visits/<uuid:visit_id>/pay/", desk_closing.pay, name="pay"),
    path("visits/<uuid:visit_id>/refund/<uuid:payment_id>/", desk_closing.refund, name="refund"),
    path("visits/<uuid:visit_id>/note/", desk_closing.note, name="note"),
    path("visits/<uuid:visit_id>/notes/", desk_closing.notes, name="notes"),
    path("visits/<uuid:visit_id>/next/", desk_closing.book_next, name="book_next"),
    path("settings/", include("bookings.settings_urls")),
]
