"""What needs a person: messages in doubt, words from clients, unhappy answers; and words of one's own."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clients.actions import read_sensitive
from clients.models import Client
from followups.actions import by_hand
from followups.actions.answering import answer_feedback
from followups.forms import WriteForm
from followups.models import Feedback, InboundMessage, Message
from followups.queries.outbox import attention as attention_rows
from followups.tasks import ring_after_commit
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import allowed, may
from practices.toasts import toast


@require_safe
@may("see_messages")
def attention(request: PracticeRequest) -> HttpResponse:
    return render(request, "followups/attention.html", {"needs": attention_rows()})


@require_POST
@may("send_messages")
def tick_off(request: PracticeRequest, pk: int) -> HttpResponse:
    by_hand.tick_off(get_object_or_404(Message, pk=pk), by=request.member, at=timezone.now())
    return redirect("followups:attention")


@require_POST
@may("send_messages")
def handle(request: PracticeRequest, pk: int) -> HttpResponse:
    by_hand.handle(get_object_or_404(InboundMessage, pk=pk), by=request.member, at=timezone.now())
    return redirect("followups:attention")


@require_safe
@may("see_messages")
def answer(request: PracticeRequest, pk: int) -> HttpResponse:
    """What a client said of a visit. The comment may tell of health: it is for those who treat, and noted."""
    found = Feedback.objects.select_related("client", "appointment", "answered_by")
    feedback = get_object_or_404(found, pk=pk)
    comment = ""
    if feedback.comment_sealed and allowed(request.member, "see_health"):
        comment = feedback.comment
        if feedback.client:
            read_sensitive(feedback.client, facts=[], where="feedback", by=request.member, at=timezone.now())
    context = {"feedback": feedback, "comment": comment, "has_comment": bool(feedback.comment_sealed)}
    return render(request, "followups/answer.html", context)


@require_POST
@may("send_messages")
def close_answer(request: PracticeRequest, pk: int) -> HttpResponse:
    answer_feedback(get_object_or_404(Feedback, pk=pk), by=request.member, at=timezone.now())
    toast(request, _("Noted: you have spoken with the client."))
    return redirect("followups:attention")


@may("send_messages")
def write(request: PracticeRequest, client: int) -> HttpResponse:
    person = get_object_or_404(Client.objects.present(), pk=client)
    form = WriteForm(request.POST or None, client=person)
    if request.method == "POST" and form.is_valid():
        try:
            message = by_hand.write(person, **form.cleaned_data, by=request.member, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            ring_after_commit()
            toast(request, _("Your message is on its way."))
            return redirect("followups:message", message.pk)
    context = {"form": form, "client": person}
    return render(request, "followups/write.html", context, status=422 if form.errors else 200)
