"""The forms of accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duixian.web.accounts import attempts
from duixian.web.accounts.addresses import client_address
from duixian.web.accounts.models import Role, Token, User

__all__ = ["NewUserForm", "PasswordForm", "ProfileForm", "SignInForm", "TokenForm", "UserForm"]

WAIT = "wait"
"""Code of the error that says to wait."""

_ROLES = gettext_lazy(
    "Readers read. Respondents also reply to verdicts, correctors also correct records and judge findings, editors also import reports, administrators also manage accounts."
)


class SignInForm(AuthenticationForm):
    """Name and password; too many wrong ones must wait. What it says is the same whether or not there is such a name."""

    error_messages = {  # noqa: RUF012  Django's own attribute
        "invalid_login": gettext_lazy("Name and password do not go together, or the account is disabled. Mind upper and lower case."),
        "inactive": gettext_lazy("Name and password do not go together, or the account is disabled. Mind upper and lower case."),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = gettext_lazy("Name to sign in with")
        self.fields["password"].label = gettext_lazy("Password")

    def clean(self) -> dict[str, Any]:
        """Gives the cleaned fields of who may come in.

        Raises:
            ValidationError: they do not go together, or one must wait.
        """
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password or self.request is None:
            return super().clean()
        try:
            attempt = attempts.begin(name, client_address(self.request))
        except attempts.TooManyAttempts as many:
            minutes = -(-int(many.wait.total_seconds()) // 60) or 1
            said = _("Too many wrong passwords. Wait %(minutes)s min, or ask an administrator for a new password.") % {"minutes": minutes}
            raise ValidationError(said, code=WAIT) from None
        cleaned = super().clean()
        attempts.succeeded(attempt)
        return cleaned


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What one says of oneself."""

    language = forms.ChoiceField(label=gettext_lazy("Language of pages"), required=False)

    class Meta:
        model = User
        fields: ClassVar = ["name", "unit", "language"]
        labels: ClassVar = {"name": gettext_lazy("Name to show"), "unit": gettext_lazy("Unit")}
        help_texts: ClassVar = {
            "name": gettext_lazy("Stands beside your corrections and replies. Empty: the name you sign in with."),
            "unit": gettext_lazy("The office you speak for; stands beside your replies."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The browser's")), *settings.LANGUAGES]


class PasswordForm(PasswordChangeForm):
    """The old password, and the new one twice."""

    def save(self, commit: bool = True) -> User:
        """Keeps the new password; from now on nobody else knows it."""
        self.user.must_change_password = False
        return super().save(commit)


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new token."""

    class Meta:
        model = Token
        fields: ClassVar = ["label"]
        labels: ClassVar = {"label": gettext_lazy("What it is for")}


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an administrator says of an account."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "unit", "role"]
        labels: ClassVar = {"name": gettext_lazy("Name to show"), "unit": gettext_lazy("Unit"), "role": gettext_lazy("Role")}
        help_texts: ClassVar = {"role": _ROLES}


class NewUserForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new account; its password is made by the machine."""

    class Meta:
        model = User
        fields: ClassVar = ["username", "name", "unit", "role"]
        labels: ClassVar = {"username": gettext_lazy("Name to sign in with"), "name": gettext_lazy("Name to show"), "unit": gettext_lazy("Unit"), "role": gettext_lazy("Role")}
        help_texts: ClassVar = {"username": gettext_lazy("Letters, digits, Chinese characters and @ . + - _"), "role": _ROLES}

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.READER, help_text=_ROLES)
