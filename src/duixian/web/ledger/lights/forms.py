"""The editor of light rules: the sentences of ``data/words.toml`` with fields in the place of the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from duixian.web.ledger.lights.rules import NAMES, Rules, kept, read
from duixian.web.ledger.lights.words import choices, figure, words
from duixian.web.ledger.refusals import Lacking

__all__ = ["Part", "RulesForm", "Said"]

_SLOT = re.compile(r"\{(\w+)\}")
_POINT = re.compile(r"^\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[:=]?\s*(\d{1,3}(?:\.\d+)?)\s*[%％]?\s*$")
_FLAGS = frozenset({"made_up", "fall", "shift"})


class Part(NamedTuple):
    """A piece of a sentence: words, or a field."""

    text: str
    field: forms.BoundField | None = None


class Said(NamedTuple):
    """A rule as it is edited: its name, title and note, its sentences, and whether the source speaks of it."""

    name: str
    title: str
    note: str
    sentences: list[list[Part]]
    stated: bool


class RulesForm(forms.Form):
    """A form over all rules of a set; ``rules`` are what it starts from, ``tongue`` the language of its sentences."""

    name = forms.CharField(max_length=80)
    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, rules: Rules, tongue: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._base, self._tongue = rules, tongue
        self.fields["name"].label, self.fields["reason"].label = _("Name of the set"), _("Why it is changed")
        for name in NAMES:
            for slot in self._slots(name):
                self.fields[f"{name}-{slot}"] = self._field(name, slot)

    def said(self) -> Iterator[Said]:
        """Gives the rules as sentences with their fields."""
        for name in NAMES:
            sentences = [[Part(piece) if not number % 2 else Part("", self[f"{name}-{piece}"]) for number, piece in enumerate(_SLOT.split(one[self._tongue]))] for one in words()["asks"][name]]
            title = words()["rule"][name]
            yield Said(name, title[self._tongue], title[f"note_{self._tongue}"], sentences, getattr(self._base, name).stated)

    def clean(self) -> dict[str, Any]:
        """Gives the cleaned fields with ``rules``, the whole set.

        Raises:
            ValidationError: they do not go together.
        """
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        written = kept(self._base)
        for name in NAMES:
            for slot in self._slots(name):
                written[name][slot] = self._value(slot, said[f"{name}-{slot}"])
        try:
            rules = read(written)
            # What was changed is the office's own, whatever the source of the rest.
            for name in NAMES:
                written[name]["stated"] = getattr(rules, name) == getattr(self._base, name) and getattr(rules, name).stated
            said["rules"] = read(written)
        except Lacking as error:
            raise forms.ValidationError(error.said) from error
        return said

    def _slots(self, name: str) -> list[str]:
        return [slot for one in words()["asks"][name] for slot in _SLOT.findall(one["zh"])]

    def _field(self, name: str, slot: str) -> forms.Field:
        value = getattr(getattr(self._base, name), slot)
        label = f"{words()['rule'][name][self._tongue]}: {words()['label'][slot][self._tongue]}"
        attrs = {"aria-label": label}
        if found := choices(slot, self._tongue):
            initial = ("yes" if value else "no") if isinstance(value, bool) else value
            return forms.ChoiceField(choices=found, initial=initial, label=label, widget=forms.Select(attrs=attrs))
        if slot == "plan":
            initial = ", ".join(f"{one.month:02d}-{one.day:02d} {figure(one.share)}" for one in value)
            return forms.CharField(required=False, max_length=400, initial=initial, label=label, widget=forms.TextInput(attrs={**attrs, "size": 40}))
        whole = name in ("deadline", "milestone", "entry")
        attrs |= {"class": "rule__number", "inputmode": "numeric" if whole else "decimal"}
        return forms.DecimalField(
            required=False, min_value=0, max_value=366 if whole else 1000, decimal_places=0 if whole else 2, initial=figure(value), label=label, widget=forms.TextInput(attrs=attrs)
        )

    def _value(self, slot: str, said: Any) -> Any:
        if slot in _FLAGS or slot.endswith("_including"):
            return said == "yes"
        if slot == "plan":
            return [self._point(one) for one in re.split(r"[,，、;；\n]", said) if one.strip()]
        return figure(said) if said is not None and not isinstance(said, str) else said

    def _point(self, written: str) -> dict[str, Any]:
        found = _POINT.match(written)
        if found is None:
            raise forms.ValidationError(_("“%(point)s” is no point of a planned line, as 06-30 45.") % {"point": written.strip()})
        return {"month": int(found[1]), "day": int(found[2]), "share": found[3]}
