"""Export and erasure of one client."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import actions
from clients.forms import TypedForm
from clients.models import Export
from clients.views.people import client_or_404
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import allowed, may
from practices.toasts import toast


@may("export_clients")
def export(request: PracticeRequest, pk: int) -> HttpResponse:
    """Ask for the zip, see how far it is, fetch it. The answer of a POST is the page again."""
    client = client_or_404(pk)
    if request.method == "POST":
        actions.ask_for_export(client, by=request.member, at=timezone.now())
        return redirect("clients:export", pk)
    exports = Export.objects.filter(client=client, expires_at__gt=timezone.now()).defer("content_sealed")
    newest = exports.select_related("job", "job__asked_by").order_by("-id").first()
    page = "clients/export.html#state" if request.headers.get("HX-Request") else "clients/export.html"
    return render(request, page, {"client": client, "export": newest})


@may("export_clients")
def download(request: PracticeRequest, pk: int, export: int) -> HttpResponse:
    kept = get_object_or_404(Export, client=client_or_404(pk), pk=export)
    reads = allowed(request.member, "see_health")
    try:
        content = actions.fetch_export(kept, with_health=reads, by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
        return redirect("clients:export", pk)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="client-{pk}.zip"'
    return response


@may("erase_clients")
def erase(request: PracticeRequest, pk: int) -> HttpResponse:
    client = client_or_404(pk)
    form = TypedForm(request.POST or None, word=client.name)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase(client, reason=form.cleaned_data["reason"], by=request.member, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Erased. What is left is a pseudonym."))
            return redirect("clients:profile", pk)
    return render(
        request, "clients/erase.html", {"client": client, "form": form}, status=422 if form.errors else 200
    )
