"""What is typed when a visit is closed: money, notes."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Payment


def minor(amount: Decimal, currency: str) -> int:
    """85.00 as 8500; yen have no smaller part."""
    return int(amount.scaleb(get_currency_precision(currency)).to_integral_value())


def major(amount: int, currency: str) -> str:
    """8500 as 85.00, the way a number field wants it."""
    return str(Decimal(amount).scaleb(-get_currency_precision(currency)))


class AmountForm(forms.Form):
    """An amount in whole units of the visit's currency."""

    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=12, decimal_places=3)

    def __init__(self, data: Any = None, *, currency: str, due: int = 0) -> None:
        super().__init__(data, initial={"amount": major(due, currency) if due else None})
        self.currency = currency
        step = Decimal(1).scaleb(-get_currency_precision(currency))
        self.fields["amount"].widget = forms.NumberInput(
            attrs={"step": str(step), "inputmode": "decimal", "min": "0"}
        )

    def clean_amount(self) -> int:
        given: Decimal = self.cleaned_data["amount"]
        if given != round(given, get_currency_precision(self.currency)):
            raise forms.ValidationError(_("That amount is finer than the currency."))
        return minor(given, self.currency)


class PaymentForm(AmountForm):
    method = forms.ChoiceField(
        label=_("How"), choices=Payment.Method.choices, widget=forms.RadioSelect, initial=Payment.Method.CARD
    )

    def __init__(self, data: Any = None, **how: Any) -> None:
        super().__init__(data, **how)
        self.initial["method"] = Payment.Method.CARD


class RefundForm(AmountForm):
    reason = forms.CharField(label=_("Why"), max_length=200)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )
