"""Why an action is not done: each says so in one sentence, in the language of who asked."""

from __future__ import annotations

from django.utils.translation import gettext as _

__all__ = ["Frozen", "KeyReused", "Lacking", "NotNow", "NotYours", "Refused", "Stale"]


class Refused(Exception):
    """An action that is not done; ``code`` names the reason for programs, ``field`` the field it is about, ``status`` is the HTTP status that fits."""

    code = "refused"
    status = 409

    def __init__(self, said: str, field: str = "") -> None:
        super().__init__(said)
        self.said = said
        self.field = field


class NotYours(Refused):
    """Nobody with the posts of this user may do it here."""

    code, status = "not_yours", 403


class NotNow(Refused):
    """Its state does not allow it."""

    code = "not_now"


class Stale(Refused):
    """Somebody else has done something to it since the page was shown."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(_("Somebody else has changed this meanwhile. Look at what was done, then decide again."))


class Lacking(Refused):
    """Something that must be said is missing, or what was said cannot be."""

    code, status = "lacking", 422


class KeyReused(Refused):
    """The key of an earlier request came again with another wish."""

    code = "key_reused"

    def __init__(self) -> None:
        super().__init__(_("This request has the key of an earlier one that asked for something else."))


class Frozen(Refused):
    """The year is closed."""

    code = "frozen"

    def __init__(self) -> None:
        super().__init__(_("The ledger of this year is closed; nothing in it changes any more."))
