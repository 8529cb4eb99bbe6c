"""What people joined: the names that are followed under another now, and everything that was said of it, newest first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duixian.following.wording import wording
from duixian.language.indicators import identify
from duixian.model import Measure
from duixian.web.archive.choosing import choose_place
from duixian.web.archive.models import Fact, Joining, Place

__all__ = ["JoiningForm", "joined_now", "joinings_said", "names_joined_to", "used"]


def joined_now() -> list[Joining]:
    """Gives the joinings that hold: the last that was said of each name and place, unless that parted them."""
    last: dict[tuple[str, int | None], Joining] = {}
    for one in Joining.objects.select_related("by", "place").order_by("id"):
        last[one.name, one.place_id] = one
    return sorted((one for one in last.values() if one.into), key=lambda one: -one.pk)


def joinings_said() -> QuerySet[Joining]:
    """Gives everything that was said, newest first."""
    return Joining.objects.select_related("by", "place").order_by("-id")


def names_joined_to(key: str) -> list[str]:
    """Gives the names that people joined to the indicator of this key, anywhere."""
    return sorted({one.name for one in joined_now() if key in _keys(one.into)})


def used(name: str) -> bool:
    """Tells whether a report has a figure under this name, or had one before people joined it."""
    return (
        Fact.objects.filter(key__in=_keys(name), indicator=name).exists()
        or Fact.objects.filter(joined=name).exists()
        or Fact.objects.filter(indicator=name).exists()
    )


def _keys(name: str) -> set[str]:
    """The keys under which facts of this name stand: its id in the catalogue, or the form in which names are compared."""
    ids = {identify(name, measure=measure) for measure in ("", *Measure)}
    return (ids | {wording(name).core, name}) - {""}


class JoiningForm(forms.Form):
    """Two names and where they are one."""

    name = forms.CharField(
        label=gettext_lazy("This name"), max_length=200, help_text=gettext_lazy("As reports write it; its figures will be followed under the other name.")
    )
    into = forms.CharField(label=gettext_lazy("is the same as"), max_length=200, help_text=gettext_lazy("Another name that reports use, or a name of the catalogue."))
    place = forms.CharField(
        label=gettext_lazy("Only in this place"), max_length=80, required=False, help_text=gettext_lazy("Name or code; leave it empty for all places.")
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_name(self) -> str:
        """Takes only a name that stands in a report: another would never be met."""
        name = str(self.cleaned_data["name"]).strip()
        if not used(name):
            raise forms.ValidationError(_("No report has a figure under this name. Copy it from a figure's record."))
        return name

    def clean_into(self) -> str:
        """Takes only a name that is known, so that a slip of the pen makes no new indicator."""
        into = str(self.cleaned_data["into"]).strip()
        if not any(identify(into, measure=measure) for measure in ("", "growth")) and not used(into):
            raise forms.ValidationError(_("Neither a report nor the catalogue has this name."))
        return into

    def clean_place(self) -> Place | None:
        """Gives the place that was typed."""
        typed = str(self.cleaned_data["place"]).strip()
        meant = choose_place(typed)
        if typed and meant.found is None:
            near = "、".join(one.name for one in meant.near)
            said = _("This may be several places: %(near)s") % {"near": near} if near else _("The archive has no such place.")
            raise forms.ValidationError(said)
        return meant.found

    def said(self) -> dict[str, Any]:
        """Gives what was said, once it is valid."""
        return {name: self.cleaned_data[name] for name in ("name", "into", "place", "why")}
