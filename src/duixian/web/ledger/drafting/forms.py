"""The fields of a draft as forms: all of them for an item entered by hand, one or some of them for a cell of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from duixian.language.themes import themes
from duixian.model import Measure, Qualifier
from duixian.publishing.wording import value_word
from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole
from duixian.web.ledger.labels import LABELS
from duixian.web.ledger.models import Item, Kind, Ledger
from duixian.web.ledger.refusals import Lacking

__all__ = ["CELLS", "DraftForm", "initial_of", "milestones_of", "office_choices", "post_choices", "to_given"]

CELLS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "text": ("text",),
    "kind": ("kind",),
    "goal": ("indicator", "target", "unit"),
    "deadline": ("deadline",),
    "lead": ("lead",),
    "supporting": ("supporting",),
    "leader": ("leader",),
    "post": ("post",),
}
"""The cells of the table and the fields each holds."""

_Choice = tuple[str, Any]
_LABELS: Mapping[str, Any] = LABELS
_PLANNED = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*(.*?)\s*(?:[=＝]\s*([-\d.,]+))?\s*\Z")


class DraftForm(forms.Form):
    """What a draft holds. Only shows and reads: whether it can be is for :mod:`duixian.web.ledger.given` to say, in one place."""

    kind = forms.ChoiceField(label=_LABELS["kind"], choices=Kind.choices)
    title = forms.CharField(label=_LABELS["title"], max_length=200)
    text = forms.CharField(label=pgettext_lazy("item", "What is to be done"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    section = forms.CharField(label=_LABELS["section"], max_length=400, required=False)
    theme = forms.ChoiceField(label=_LABELS["theme"], required=False)
    indicator = forms.CharField(label=_LABELS["indicator"], max_length=200, required=False)
    target = forms.CharField(label=_LABELS["target"], max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    unit = forms.CharField(label=_LABELS["unit"], max_length=40, required=False)
    measure = forms.ChoiceField(label=_LABELS["measure"], required=False)
    qualifier = forms.ChoiceField(label=_LABELS["qualifier"], required=False)
    better = forms.ChoiceField(label=_LABELS["better"], choices=[("higher", lazy("Higher")), ("lower", lazy("Lower"))], initial="higher")
    baseline = forms.CharField(label=_LABELS["baseline"], max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    begins = forms.CharField(label=_LABELS["begins"], required=False, widget=forms.DateInput(attrs={"type": "date"}))
    deadline = forms.CharField(label=_LABELS["deadline"], required=False, widget=forms.DateInput(attrs={"type": "date"}))
    lead = forms.ChoiceField(label=_LABELS["lead"], required=False)
    post = forms.ChoiceField(label=_LABELS["post"], required=False)
    supporting = forms.MultipleChoiceField(label=_LABELS["supporting"], required=False, widget=forms.SelectMultiple(attrs={"size": 8}))
    leader = forms.ChoiceField(label=_LABELS["leader"], required=False)
    milestones = forms.CharField(
        label=_LABELS["milestones"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("One a line: the day, what is reached, and where it is countable = the value planned, as 2026-06-30 half of them done = 15"),
    )
    document = forms.CharField(label=lazy("Document"), max_length=400, required=False, help_text=lazy("Where it comes from: the instruction, the minutes, the proposal, with its number and date"))
    quote = forms.CharField(label=lazy("What the document says"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, ledger: Ledger, item: Item | None = None, only: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = set(only)
        for name in list(self.fields):
            if wanted and name not in wanted:
                del self.fields[name]
        none: list[_Choice] = [("", "—")]
        choices: Mapping[str, Any] = {
            "theme": lambda: [*none, *((one.id, one.name) for one in themes())],
            "measure": lambda: [*none, *((one.value, value_word("measure", one.value, "zh")) for one in Measure)],
            "qualifier": lambda: [*none, *((one.value, value_word("qualifier", one.value, "zh")) for one in Qualifier)],
            "lead": lambda: [*none, *office_choices()],
            "supporting": office_choices,
            "leader": lambda: [*none, *post_choices(PostRole.LEADER)],
            "post": lambda: [*none, *post_choices(PostRole.HEAD, PostRole.OFFICER, PostRole.STREET, office=item.lead_id if item else None)],
        }
        for name, make in choices.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = make()


def office_choices() -> list[_Choice]:
    """Gives the offices that may lead or support, by their sort; one query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Office.objects.filter(closed_on=None, kind__in=[OfficeKind.DEPARTMENT, OfficeKind.STREET, OfficeKind.DELIVERY]).order_by("kind", "order", "id")
    for one in rows.only("id", "name", "short", "kind"):
        groups.setdefault(one.kind, []).append((str(one.pk), str(one)))
    order = (OfficeKind.DEPARTMENT, OfficeKind.STREET, OfficeKind.DELIVERY)
    return [(str(kind.label), groups[kind]) for kind in order if kind in groups]


def post_choices(*roles: PostRole, office: int | None = None) -> list[_Choice]:
    """Gives the posts of some roles, of one office where it is said; one query."""
    rows = Post.objects.filter(closed_on=None, role__in=roles).select_related("office").order_by("office__kind", "office__order", "office_id", "order", "id")
    if office is not None:
        rows = rows.filter(office=office)
    return [(str(one.pk), str(one)) for one in rows]


def initial_of(item: Item) -> dict[str, Any]:
    """Gives what the form of a draft begins with."""
    plain = {name: getattr(item, name) for name in ("kind", "title", "text", "section", "theme", "indicator", "unit", "measure", "qualifier", "better")}
    rows = {f"{name}": getattr(item, f"{name}_id") or "" for name in ("lead", "post", "leader")}
    numbers = {name: "" if getattr(item, name) is None else f"{getattr(item, name).normalize():f}" for name in ("target", "baseline")}
    days = {name: day.isoformat() if (day := getattr(item, name)) else "" for name in ("begins", "deadline")}
    lines = [f"{one.due} {one.what}" + (f" = {one.planned.normalize():f}" if one.planned is not None else "") for one in item.milestones.all()]
    return {**plain, **rows, **numbers, **days, "supporting": [str(one.pk) for one in item.supporting.all()], "milestones": "\n".join(lines)}


def milestones_of(text: str) -> list[dict[str, Any]]:
    """Gives milestones written one a line.

    Raises:
        Lacking: a line does not begin with a day.
    """
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _PLANNED.match(line)
        if match is None:
            raise Lacking(_("A milestone begins with its day, as 2026-06-30: “%(line)s”") % {"line": line.strip()[:40]}, "milestones")
        found.append({"due": match[1], "what": match[2], "planned": match[3] or None})
    return found


def to_given(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Gives what a form holds as an action takes it; where it comes from becomes a source.

    Raises:
        Lacking: the milestones cannot be read.
    """
    given = {name: value for name, value in cleaned.items() if name not in ("document", "quote", "milestones")}
    if "milestones" in cleaned:
        given["milestones"] = milestones_of(cleaned["milestones"])
    if cleaned.get("document") or cleaned.get("quote"):
        given["sources"] = [{"document": cleaned.get("document", ""), "quote": cleaned.get("quote", "")}]
    return given


