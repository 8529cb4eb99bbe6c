"""The forms by which people say what a record should be: every field with a control that fits it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from duixian.language.themes import themes
from duixian.model import Commitment, Fact, Hardness, Measure, Qualifier, Role, Why
from duixian.publishing.phrases import number
from duixian.publishing.wording import value_word

__all__ = ["FORMS", "CommitmentForm", "FactForm", "QuoteForm", "checked_period", "values_of"]

LONGEST = {"fact": 200, "commitment": 2_000}
"""Characters that a record of a sort may cover."""

_MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-Q([1-4]))?")
_MOST = Decimal(10) ** 20


def checked_period(period: str) -> str:
    """Gives a period in its one form: ``2024``, ``2021/2025``, ``2024-03``, ``2024-Q1``, ``2024-06-30`` and spans of such.

    >>> checked_period(" 2021/2025 "), checked_period("")
    ('2021/2025', '')

    Raises:
        ValidationError: it is of no such form, no such day exists, or it ends before it begins.
    """
    period = period.strip().replace("—", "/").replace("／", "/")
    if not period:
        return ""
    parts = period.split("/")
    moments = [_MOMENT.fullmatch(part) for part in parts]
    if len(parts) > 2 or None in moments:
        raise forms.ValidationError(_("Write a period as 2024, 2021/2025, 2024-03, 2024-Q1 or 2024-06-30."))
    days = []
    for moment in moments:
        year, month, day, quarter = moment.groups()  # type: ignore[union-attr]
        try:
            days.append(date(int(year), int(month or (int(quarter) * 3 - 2 if quarter else 1)), int(day or 1)))
        except ValueError as cause:
            raise forms.ValidationError(_("There is no such day: %(period)s."), params={"period": period}) from cause
    if days != sorted(days):
        raise forms.ValidationError(_("The period ends before it begins."))
    return period


def _choices(group: str, values: Iterable[str], *, empty: bool = False) -> list[tuple[str, Any]]:
    """The choices of a coded field, in the language of the page."""

    def word(value: str) -> str:
        return value_word(group, value, "en" if (get_language() or "").startswith("en") else "zh")

    lazily = lazy(word, str)
    return [*([("", "—")] if empty else []), *((value, lazily(value)) for value in values)]


def _theme_choices() -> list[tuple[str, Any]]:
    def word(name: str, english: str) -> str:
        return english if (get_language() or "").startswith("en") else name

    lazily = lazy(word, str)
    return [("", "—"), *((one.id, lazily(one.name, one.english)) for one in themes())]


class _Words(forms.CharField):
    """Several words in one line, parted by ；; names may hold any other mark."""

    def to_python(self, value: Any) -> Any:
        words = re.split(r"[;；\n]", super().to_python(value) or "")
        return list(dict.fromkeys(word.strip() for word in words if word.strip()))

    def prepare_value(self, value: Any) -> Any:
        return "；".join(value) if isinstance(value, (list, tuple)) else value


class _Period(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=24, **kwargs)

    def clean(self, value: Any) -> str:
        return checked_period(super().clean(value))


class _Number(forms.DecimalField):
    """A number that is kept as it is written: whole ones whole, others to the digit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=24, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> Any:
        found = super().clean(str(value).replace(",", "").replace("，", "") if isinstance(value, str) else value)
        if found is None:
            return None
        if abs(found) > _MOST:
            raise forms.ValidationError(_("The number is too large."))
        return int(found) if found == int(found) else float(found)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, (int, float)) else value


class _Record(forms.Form):
    """What both sorts share: the place in the text, and the reason."""

    start = forms.IntegerField(min_value=0, label=_("First character"), widget=forms.NumberInput(attrs={"data-span": "start"}))
    end = forms.IntegerField(min_value=1, label=_("Behind the last character"), widget=forms.NumberInput(attrs={"data-span": "end"}))
    why = forms.CharField(
        required=False, max_length=2000, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Shown beside the record.")
    )
    sort: ClassVar[str] = ""
    own: ClassVar[tuple[str, ...]] = ()
    """The fields of the record, by the names of :mod:`duixian.model`."""

    def __init__(self, *args: Any, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start is None or end is None:
            return data
        if not start < end <= len(self.text):
            self.add_error("end", _("The text has %(length)s characters; a place in it begins before it ends.") % {"length": len(self.text)})
        elif end - start > LONGEST[self.sort]:
            self.add_error("end", _("That is %(count)s characters; a record has at most %(most)s.") % {"count": end - start, "most": LONGEST[self.sort]})
        elif not self.text[start:end].strip():
            self.add_error("start", _("Only blanks stand there."))
        return data

    def said(self) -> dict[str, Any]:
        """Gives the record's fields as the form has them; to be called when it is valid."""
        return {name: self.cleaned_data[name] for name in self.own}


class FactForm(_Record):
    """A fact."""

    sort = "fact"
    own = (
        "role", "indicator", "value", "value_high", "unit", "qualifier", "measure", "period", "base", "estimate", "hardness", "wording",
        "start", "end",
    )  # fmt: skip
    field_order = (*own[:-2], "why", "start", "end")

    role = forms.ChoiceField(choices=_choices("role", Role), label=_("Role of the figure"))
    indicator = forms.CharField(max_length=200, label=_("Indicator"), widget=forms.TextInput(attrs={"list": "names-of-indicators"}))
    value = _Number(label=_("Value as written"))
    value_high = _Number(required=False, label=_("Upper end of a range"))
    unit = forms.CharField(required=False, max_length=40, label=_("Unit"), help_text=_("With its multiplier, as the text has it: 亿元, 万人, %."))
    qualifier = forms.ChoiceField(choices=_choices("qualifier", Qualifier), label=_("Qualifier"))
    measure = forms.ChoiceField(choices=_choices("measure", Measure), label=_("Measure"))
    period = _Period(label=_("Period"), help_text=_("2024, 2021/2025, 2024-03, 2024-Q1; empty where the text does not say."))
    base = forms.CharField(
        required=False, max_length=24, label=_("Base period"), help_text=_("What a change is compared with: a period, or yearly for an average per year.")
    )
    estimate = forms.BooleanField(required=False, label=_("An estimate"))
    hardness = forms.ChoiceField(required=False, choices=_choices("hardness", Hardness, empty=True), label=_("Strength of wording"), help_text=_("For targets only."))
    wording = _Words(required=False, max_length=120, label=_("Words that carry it"), help_text=_("Parted by ；."))

    def clean_base(self) -> str:
        base: str = self.cleaned_data["base"].strip()
        return base if base == "yearly" else checked_period(base)

    def clean_indicator(self) -> str:
        indicator: str = "".join(self.cleaned_data["indicator"].split()) if _is_han(self.cleaned_data["indicator"]) else self.cleaned_data["indicator"].strip()
        if not indicator:
            raise forms.ValidationError(_("Name the indicator."))
        return indicator

    def clean_unit(self) -> str:
        unit: str = self.cleaned_data["unit"].strip()
        return unit

    def clean_hardness(self) -> str | None:
        return self.cleaned_data["hardness"] or None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        high, value = data.get("value_high"), data.get("value")
        if data.get("qualifier") == Qualifier.RANGE and high is None and not self.errors:
            self.add_error("value_high", _("A range has an upper end."))
        if high is not None and value is not None:
            if high <= value:
                self.add_error("value_high", _("The upper end lies above the value."))
            data["qualifier"] = Qualifier.RANGE.value
        if data.get("role") == Role.TARGET:
            data["hardness"] = data.get("hardness") or Hardness.PLAIN.value
        else:
            data["hardness"], data["wording"] = None, []
        if data.get("role") != Role.ACTUAL:
            data["estimate"] = False
        return data


class CommitmentForm(_Record):
    """A commitment. Whether it is checkable follows from why."""

    sort = "commitment"
    own = ("reason_checkable", "action", "object", "deadline", "theme", "lead", "places", "names", "start", "end")
    field_order = (*own[:-2], "why", "start", "end")

    reason_checkable = forms.ChoiceField(choices=_choices("why", Why), label=_("Checkable by"))
    action = forms.CharField(required=False, max_length=60, label=_("Action"))
    object = forms.CharField(required=False, max_length=200, label=_("Object"))
    deadline = _Period(label=_("Deadline"))
    theme = forms.ChoiceField(required=False, choices=_theme_choices, label=_("Theme"))
    lead = forms.CharField(required=False, max_length=60, label=_("Likely lead"))
    places = _Words(required=False, max_length=400, label=_("Places named"), help_text=_("Parted by ；."))
    names = _Words(required=False, max_length=400, label=_("Projects and titles named"), help_text=_("Parted by ；."))

    def said(self) -> dict[str, Any]:
        fields = super().said()
        why = fields.pop("reason_checkable")
        return {"why": why, "checkable": why != Why.DEGREE, **fields}


class QuoteForm(forms.Form):
    """Words of the text, as they stand there, to be found in it."""

    quote = forms.CharField(max_length=500, label=_("Words of the text"), help_text=_("As they stand there, for example 12个; the numbers and their unit suffice for a fact."))


FORMS: dict[str, type[FactForm] | type[CommitmentForm]] = {"fact": FactForm, "commitment": CommitmentForm}


def values_of(record: Fact | Commitment) -> dict[str, Any]:
    """Gives a record's fields as its form shows them."""
    names = FORMS["fact" if isinstance(record, Fact) else "commitment"].own
    return {name: getattr(record, "why" if name == "reason_checkable" else name) for name in names}


def _is_han(text: str) -> bool:
    """Whether a name is Chinese, in which blanks mean nothing."""
    return any("一" <= char <= "鿿" for char in text)


