"""The demo's doors: one button per role. Outside demo mode none of this answers."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from practices.models import Member, Practice
from practices.tenancy import visit

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_POST
def enter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sign in as a member of a demo practice, without a password."""
    if settings.MODE != "demo":
        raise Http404
    practice = get_object_or_404(Practice, slug=slug, is_demo=True)
    with visit(practice):
        members = Member.objects.filter(left_at=None, user__is_active=True).select_related("user")
        member = get_object_or_404(members, pk=pk)
    login(request, member.user, backend=BACKEND)
    return redirect(f"/p/{practice.slug}/")
