"""Why something about offices, posts and people is not done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from duixian.web.ledger.refusals import Refused

__all__ = ["Closed", "NotASample", "Wrong"]


class NotASample(Refused):
    """The workspace holds offices that are not the invented district's."""

    code = "not_a_sample"

    def __init__(self) -> None:
        super().__init__(_("There are other offices in this workspace; the invented district is only for an empty one."))


class Closed(Refused):
    """The office or post was closed; nobody can be seated there."""

    code = "closed"

    def __init__(self, name: str) -> None:
        super().__init__(_("“%(name)s” is closed. Open it again first.") % {"name": name})


class Wrong(Refused):
    """What was said of an office or post cannot be so; ``field`` names the field."""

    code, status = "wrong", 400
