"""One sentence after a change, with a way back. Shown by the layout, or slipped into an htmx answer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def toast(
    request: HttpRequest,
    sentence: str,
    *,
    undo: str = "",
    is_refused: bool = False,
    level: int = messages.SUCCESS,
) -> None:
    """Say what was done, or why not; with `undo`, a POST to that address takes it back."""
    level = messages.WARNING if is_refused else level
    messages.add_message(request, level, sentence, extra_tags=f"undo:{undo}" if undo else "")


class ToastsOverHtmx:
    """An htmx answer that is a part of a page brings the waiting toasts along, out of band.

    Whole pages show them themselves; answers that make the browser leave keep them for the next page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not self.takes_toasts(request, response):
            return response
        waiting = messages.get_messages(request)
        if len(waiting):
            said = "".join(
                render_to_string("layouts/parts/toast.html", {"message": message}, request)
                for message in waiting
            )
            response.content += f'<div hx-swap-oob="beforeend:#toasts">{said}</div>'.encode()
            if response.status_code == 204:
                response.status_code = 200
                response["HX-Reswap"] = "none"
        return response

    def takes_toasts(self, request: HttpRequest, response: HttpResponse) -> bool:
        leaves = any(name in response for name in ("HX-Redirect", "HX-Refresh", "HX-Location"))
        is_page = response.content[:15].lower() == b"<!doctype html>" if not response.streaming else True
        return (
            request.headers.get("HX-Request") == "true"
            and not leaves
            and not is_page
            and not 300 <= response.status_code < 400
            and response.get("Content-Type", "text/html").startswith("text/html")
        )
