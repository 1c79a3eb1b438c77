"""What somebody hears whose session is over: a page leads to the sign-in, a part of a page stays as it is and says so.

Either way the sign-in leads back to the page they were on: what was sent, and what a script asks for, is no page.
"""

from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.http import urlencode


def answer(request: HttpRequest, home: str) -> HttpResponse:
    """To the sign-in, or 401 with a note that links to it.

    home   the address to come back to when no page is known
    """
    is_part = request.headers.get("HX-Request") == "true"
    if is_part and "HX-History-Restore-Request" not in request.headers:
        sign_in = f"{resolve_url('account_login')}?{urlencode({'next': page_of(request) or home})}"
        note = render_to_string("layouts/parts/signed_out.html", {"sign_in": sign_in})
        return HttpResponse(note, status=401, headers={"HX-Reswap": "none", "Cache-Control": "no-store"})
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(page_of(request) or home)


def page_of(request: HttpRequest) -> str:
    """Path and query of the page the request came from, if it is one of ours."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if came_from.netloc != request.get_host():
        return ""
    return urlunsplit(("", "", came_from.path, came_from.query, ""))
