"""Private notes on visits, for programs that may read health; each reading is on record."""

from typing import Any

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from bookings import actions
from bookings.models import Appointment, VisitNote
from practices.api.fields import IdField, InPractice
from practices.api.views import Door


class NoteOut(serializers.ModelSerializer[VisitNote]):
    """A correction is a new note; the old one stays."""

    id = IdField("nte", source="pk")
    appointment = IdField("apt", source="appointment_id")
    author = IdField("mem", source="author_id")
    text = serializers.CharField()

    class Meta:
        model = VisitNote
        fields = ("id", "appointment", "author", "text", "written_at")


class NoteList(serializers.Serializer[Any]):
    data = NoteOut(many=True)


class NoteIn(serializers.Serializer[Any]):
    appointment = InPractice(Appointment, "apt")
    text = serializers.CharField(max_length=10_000, allow_blank=True)


class NoteFilters(serializers.Serializer[Any]):
    appointment = InPractice(Appointment, "apt", help_text="Notes are read one visit at a time")


class Notes(Door):
    prefix, sees, does = "nte", "see_health", "write_health"
    serializer_class = NoteOut
    pagination_class = None

    def get_queryset(self) -> Any:
        return VisitNote.objects.none()

    @extend_schema(
        summary="Read the notes of a visit",
        parameters=[NoteFilters],
        responses=forced_singular_serializer(NoteList),
    )
    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Newest first. Each reading is recorded."""
        visit = self.query(NoteFilters)["appointment"]
        notes = actions.read_notes(visit, by=request.member, at=timezone.now())
        return Response({"data": self.shown(notes)})

    @extend_schema(summary="Add a note to a visit", request=NoteIn, responses={201: NoteOut})
    def create(self, request: Any) -> Response:
        asked = self.asked(NoteIn)
        note = actions.write_note(
            asked["appointment"], text=asked["text"], by=request.member, at=timezone.now()
        )
        return self.answer(note, status=201)
