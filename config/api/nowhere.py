"""Every address under /api/ where nothing is, a forgotten slash too.

Without this, CommonMiddleware would redirect to the address with a slash, and most programs follow the redirect of a
POST as a GET: they would get a list, and believe that something was made.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from practices.api.problems import problem


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problem(404, "not_found", "There is nothing at this address. Each address ends with a slash.")


urlpatterns = [path("", nowhere), path("<path:rest>", nowhere)]
