"""The form of an action, made from its row of the table: it asks; whether what was said can be is for ``acting.act`` to say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from duixian.language.themes import themes
from duixian.web.accounts.models import Office, Post, PostRole
from duixian.web.ledger.doing.known import entries_for, hint, known, petitions_for
from duixian.web.ledger.labels import LABELS
from duixian.web.ledger.models import Entry, Item, Kind, Petition
from duixian.web.ledger.states import Act, Field, Sort, Transition
from duixian.web.ledger.templatetags.ledger import amount

__all__ = ["ActForm"]

_LONG = frozenset({"text", "reason", "evidence", "difficulties"})
_MORE = 3
"""Empty lines for further milestones."""
_BETTER = (("higher", pgettext_lazy("better", "More")), ("lower", pgettext_lazy("better", "Less")))


class _Milestones(forms.Widget):
    """Lines of day, words and planned value, with some empty ones for more."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = [*(_line(one) for one in value or []), *({} for _more in range(_MORE))]
        return mark_safe(render_to_string("ledger/doing/_milestones.html", {"name": name, "rows": rows, "id": (attrs or {}).get("id", "")}))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, Any]]:
        if not isinstance(data, QueryDict):
            return list(data.get(name) or [])
        columns = [data.getlist(f"{name}-{part}") for part in ("due", "what", "planned")]
        rows = [dict(zip(("due", "what", "planned"), (one.strip() for one in row), strict=True)) for row in zip(*columns, strict=False)]
        return [row for row in rows if any(row.values())]

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}_0"


def _line(one: Mapping[str, Any]) -> dict[str, str]:
    """A milestone as its three fields have it."""
    return {name: "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value) for name, value in one.items()}


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _SeveralFiles(forms.FileField):
    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(_SeveralFiles, self).clean(one, initial) for one in (data if isinstance(data, (list, tuple)) else [data]) if one]


class ActForm(forms.Form):
    """Asks for the fields of an action, with what is known filled in; ``key`` and ``revision`` go with it unseen."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    error_css_class = "form__row--error"

    def __init__(self, row: Transition, item: Item, post: Post | None, data: QueryDict | None = None, files: Any = None, *, chosen: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, files, initial={**known(item, row.act, post), **(chosen or {}), "revision": item.revision})
        self.row, self.item, self.post = row, item, post
        for field in row.fields:
            self.fields[field.name] = self._asked(field)
        if row.papers:
            self.fields["papers"] = _SeveralFiles(label=gettext_lazy("Attachments"), required=False, help_text=_("PDF, Word (docx), Excel (xlsx), PNG or JPEG, up to 10 MB each."))

    def blame(self, field: str, said: str) -> None:
        """Says what is wrong beside a field, or above all where it is none of the form's; nothing else is looked at here."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        self.add_error(field if field in self.fields else None, said)

    def given(self) -> dict[str, Any]:
        """Gives what was said, as ``acting.act`` takes it; of an edit only what differs from what is there."""
        said = {}
        for field in self.row.fields:
            bound = self[field.name]
            value = bound.data
            if field.sort is Sort.ITEM:
                value = self._item(str(value or "").strip())
            elif field.sort is Sort.FLAG:
                value = bool(value)
            if self.row.act is not Act.EDIT or self._differs(field, value):
                said[field.name] = value
        return said

    def _differs(self, field: Field, value: Any) -> bool:
        was = self.initial.get(field.name)
        if field.sort is Sort.MILESTONES:
            return list(value or []) != [_line(one) for one in was or []]
        if field.sort is Sort.OFFICES:
            return sorted(map(str, value or [])) != sorted(map(str, was or []))
        return str(value or "").replace("\r\n", "\n") != ("" if was is None else str(was))

    def _item(self, number: str) -> Any:
        """The key of the item of a number within the ledger; the number itself where there is none, which ``act`` refuses."""
        found = Item.objects.filter(ledger=self.item.ledger_id, number=number).values_list("pk", flat=True).first()
        return found if found is not None else number and "?"

    def _asked(self, field: Field) -> forms.Field:
        label, needed, help_text = str(LABELS.get(field.name, field.name)), field.needed, hint(self.item, self.row.act, field)
        common: dict[str, Any] = {"label": label, "required": needed, "help_text": help_text}
        match field.sort:
            case Sort.DATE:
                return forms.DateField(**common, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
            case Sort.NUMBER:
                value = self.initial.get(field.name)
                if value is not None:
                    self.initial[field.name] = f"{value.normalize():f}"
                return forms.CharField(**common, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
            case Sort.FLAG:
                return forms.BooleanField(label=label, required=False, help_text=help_text)
            case Sort.KIND:
                return forms.ChoiceField(**common, choices=Kind.choices)
            case Sort.BETTER:
                return forms.ChoiceField(**common, choices=_BETTER)
            case Sort.OFFICE:
                return forms.ChoiceField(**common, choices=[("", "—"), *((one.pk, str(one)) for one in _offices())])
            case Sort.OFFICES:
                return forms.MultipleChoiceField(**common, choices=[(one.pk, str(one)) for one in _offices()], widget=forms.SelectMultiple(attrs={"size": 6}))
            case Sort.POST:
                return forms.ChoiceField(**common, choices=[("", "—"), *((one.pk, str(one)) for one in self._posts(field))])
            case Sort.ENTRY:
                return self._one_of([(one.pk, _entry_words(one)) for one in entries_for(self.item, self.post)], common, field)
            case Sort.PETITION:
                return self._one_of([(one.pk, _petition_words(one)) for one in petitions_for(self.item, self.row.act, self.post)], common, field)
            case Sort.MILESTONE:
                return self._one_of([(one.pk, f"{one.due} {one.what}") for one in self.item.milestones.all() if not one.done_on], common, field)
            case Sort.MILESTONES:
                return forms.Field(**common, widget=_Milestones)
            case _ if field.name == "theme":
                names = [(one.id, one.english if (get_language() or "").startswith("en") else one.name) for one in themes()]
                return forms.ChoiceField(**common, choices=[("", "—"), *names])
            case _:
                wide = field.name in _LONG
                return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 4}) if wide else forms.TextInput())

    def _one_of(self, choices: list[tuple[int, str]], common: dict[str, Any], field: Field) -> forms.ChoiceField:
        """One of a few rows in full words; where there is one only, it is chosen."""
        if len(choices) == 1:
            self.initial[field.name] = choices[0][0]
        return forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect)

    def _posts(self, field: Field) -> QuerySet[Post]:
        found = Post.objects.filter(closed_on=None).select_related("office")
        return found.filter(role=PostRole.LEADER) if field.name == "leader" else found.filter(office=self.item.lead_id or 0)


def _offices() -> QuerySet[Office]:
    return Office.objects.filter(closed_on=None)


def _entry_words(entry: Entry) -> str:
    value = f"{amount(entry.value)} {entry.item.unit}".strip() if entry.value is not None else ""
    by = f"{entry.post or ''} {entry.by.get_full_name() if entry.by else ''}".strip()
    return " · ".join(one for one in (entry.as_of.isoformat(), value, entry.text, entry.difficulties, by) if one)


def _petition_words(petition: Petition) -> str:
    change = ""
    if petition.new_deadline:
        change = f"{petition.old_deadline} → {petition.new_deadline}"
    elif petition.new_target is not None:
        change = f"{amount(petition.old_target)} → {amount(petition.new_target)} {petition.item.unit}".strip()
    return " · ".join(one for one in (petition.get_kind_display(), change, petition.reason, str(petition.post or "")) if one)
