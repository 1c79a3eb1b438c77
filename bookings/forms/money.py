"""Money as people type it, in the practice's currency, and as minor units."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms


class MoneyField(forms.DecimalField):
    """85 or 85.00 in, 8500 out."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.precision = get_currency_precision(currency)
        step = str(Decimal(1).scaleb(-self.precision))
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": step, "min": "0"})
        super().__init__(min_value=0, max_digits=10, decimal_places=self.precision, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return spoken(value, self.precision) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:  # type: ignore[override]  # minor units, not a Decimal
        amount: Decimal | None = super().clean(value)
        return None if amount is None else int(amount.scaleb(self.precision))


def spoken(minor: int, precision: int) -> str:
    return str(Decimal(minor).scaleb(-precision))
