"""What people type, checked, and handed to actions."""

from bookings.forms.public import VisitorForm

__all__ = ["VisitorForm"]
