"""The forms of offices and posts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from duixian.web.accounts.models import Office, OfficeKind, Post, User

__all__ = ["CloseForm", "HandOverForm", "OfficeForm", "PostForm"]


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said of an office."""

    class Meta:
        model = Office
        fields: ClassVar = ["name", "short", "kind", "parent", "duties", "peers", "email"]
        labels: ClassVar = {
            "name": pgettext_lazy("office", "Full name"),
            "short": gettext_lazy("Short name"),
            "kind": pgettext_lazy("office", "Kind"),
            "parent": gettext_lazy("Stands below"),
            "duties": gettext_lazy("Set duties"),
            "peers": gettext_lazy("Compared within"),
            "email": gettext_lazy("E-mail"),
        }
        help_texts: ClassVar = {
            "parent": gettext_lazy("A community's street; empty otherwise."),
            "duties": gettext_lazy("One a line. Suggestions of lead offices and objections refer to them."),
            "peers": gettext_lazy("The group of offices it is ranked with; empty for all of its kind."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Office.objects.filter(kind=OfficeKind.STREET, closed_on=None)
        self.fields["duties"].widget.attrs["rows"] = 6


class PostForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said of a post; a leader's also has fields and offices in charge."""

    class Meta:
        model = Post
        fields: ClassVar = ["title", "role", "fields", "offices"]
        labels: ClassVar = {
            "title": gettext_lazy("Title of the post"),
            "role": gettext_lazy("Role in the ledger"),
            "fields": gettext_lazy("Fields in charge"),
            "offices": gettext_lazy("Offices in charge"),
        }
        help_texts: ClassVar = {
            "fields": gettext_lazy("A district leader's, one a line."),
            "offices": gettext_lazy("A district leader's. Hold Ctrl to choose several."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offices"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Office.objects.filter(closed_on=None).exclude(kind__in=(OfficeKind.COMMUNITY, OfficeKind.LEADERSHIP))
        field.widget.attrs["size"] = 8
        self.fields["fields"].widget.attrs["rows"] = 4


class _Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_full_name()}（{obj.username}）" + (f" {obj.unit}" if obj.unit else "")


class HandOverForm(forms.Form):
    """Who holds a post from now on."""

    successor = _Person(User.objects.none(), required=False, label=gettext_lazy("Successor"), empty_label=gettext_lazy("Choose…"))
    vacant = forms.BooleanField(label=gettext_lazy("Nobody for now"), required=False, help_text=gettext_lazy("What waits for the post then waits until somebody is seated."))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=400, required=False, help_text=gettext_lazy("Stands in the log, such as the number of the appointment."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(is_active=True).order_by("unit", "name", "username")

    def clean(self) -> dict[str, Any]:
        """Gives the cleaned fields.

        Raises:
            ValidationError: neither somebody nor nobody was chosen, or both.
        """
        said = super().clean() or {}
        if "successor" in said and bool(said["successor"]) == bool(said.get("vacant")):
            self.add_error("successor", _("Choose the successor, or say that nobody holds it for now."))
        return said


class CloseForm(forms.Form):
    """When and why an office or post ends."""

    closed_on = forms.DateField(label=gettext_lazy("Closed on"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=gettext_lazy("Empty: today."))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=400, required=False)
