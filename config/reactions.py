"""What follows what. urls.py maps requests to views; this maps facts to reactions, in order.

Reactions run in the transaction of the fact. They are total: missing data means "nothing to do",
and only bugs raise. They never leave the database.
"""

from bookings import events as bookings
from bookings.reactions import (
    forget_words_of_visits,
    keep_booked_place_open,
    keep_currency_of_visits,
    name_stranded_visits,
    set_up_bookings,
    stop_booking_online,
)
from clients import events as clients
from followups import events as followups
from followups.reactions import (
    announce_cancellation,
    forget_messages,
    plan_again_after_undo,
    plan_again_for_batch,
    plan_again_for_released,
    plan_again_with_address,
    plan_again_with_consent,
    plan_check_in,
    plan_rebook_nudge,
    plan_visit_messages,
    plan_win_back,
    reopen_address,
    replan_visit_messages,
    withdraw_text_reminder,
    withdraw_visit_messages,
    withhold_without_consent,
)
from journeys import events as journeys
from journeys.reactions import (
    leave_the_board,
    place_client,
    place_everybody,
    place_imported_clients,
    place_imported_visitors,
    remember_answer,
)
from metrics.reactions import (
    count_all_in_new_zone,
    count_client_again,
    count_day_left_again,
    count_everything_again,
    count_money_in_other_hands,
    count_payment_again,
    count_visit_again,
    forget_the_person,
    freeze_closed_visit,
    void_reopened_visit,
)
from practices import events as practices
from practices.events import Reactions
from practices.reactions import forget_answers
from practices.webhooks.actions import queue
from practices.webhooks.reactions import tell_owners

REACTIONS: Reactions = {
    practices.Fact: [queue],  # every fact, before its own reactions: what follows from it is told after it
    practices.EndpointDisabled: [tell_owners],
    practices.PracticeOpened: [set_up_bookings],
    practices.PracticeChanged: [keep_currency_of_visits],
    practices.LocationChanged: [keep_booked_place_open, name_stranded_visits, count_all_in_new_zone],
    practices.MemberLeft: [stop_booking_online],
    clients.ClientRegistered: [place_client],
    clients.ClientChanged: [count_client_again, plan_again_with_address],
    clients.ClientReleased: [plan_again_for_released],
    clients.ClientsReleased: [plan_again_for_batch],
    clients.ClientsImported: [place_imported_clients],
    clients.ImportBroken: [place_imported_clients, place_imported_visitors, count_everything_again],
    clients.ImportUndone: [place_everybody, count_everything_again],
    clients.ClientErased: [
        forget_words_of_visits,
        leave_the_board,
        forget_messages,
        forget_the_person,
        forget_answers,
    ],
    clients.ConsentGiven: [reopen_address, plan_again_with_consent],
    clients.ConsentWithdrawn: [withhold_without_consent],
    bookings.AppointmentBooked: [place_client, plan_visit_messages, count_visit_again],
    bookings.AppointmentMoved: [
        place_client,
        replan_visit_messages,
        count_visit_again,
        count_day_left_again,
        count_money_in_other_hands,
    ],
    bookings.AppointmentConfirmed: [withdraw_text_reminder],
    bookings.ClientArrived: [place_client, withdraw_visit_messages("visit_happened")],
    bookings.ServiceStarted: [place_client, withdraw_visit_messages("visit_happened")],
    bookings.VisitCompleted: [
        place_client,
        plan_check_in,
        plan_rebook_nudge,
        freeze_closed_visit,
        count_visit_again,
    ],
    bookings.ClientMissed: [
        place_client,
        withdraw_visit_messages("visit_missed"),
        plan_rebook_nudge,
        count_visit_again,
    ],
    bookings.AppointmentCancelled: [place_client, announce_cancellation, count_visit_again],
    bookings.StepUndone: [place_client, plan_again_after_undo, void_reopened_visit, count_visit_again],
    bookings.PaymentTaken: [place_client, count_payment_again],
    bookings.VisitsImported: [place_imported_visitors, count_everything_again],
    bookings.PaymentRefunded: [place_client, count_payment_again],
    journeys.StageEntered: [plan_win_back],
    followups.FeedbackGiven: [remember_answer],
}
