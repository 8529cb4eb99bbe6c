"""Forms of actions, made from the table: what a field is called, how it is asked for, and what can be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind, Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.dispatch.labels import label
from duixian.web.ledger.dispatch.models import Case, Level, Origin, Outcome, Urgency, Visit, Whistle
from duixian.web.ledger.dispatch.rights import active_calls, may_blow, proposable
from duixian.web.ledger.dispatch.rules import ground_words, problem_words
from duixian.web.ledger.dispatch.table import Act, Field, Sort
from duixian.web.ledger.doing.files import MOST_FILES
from duixian.web.ledger.doing.files import handed as checked_files
from duixian.web.ledger.log import Handed
from duixian.web.ledger.refusals import Lacking

__all__ = ["Choices", "Shown", "handed", "said_of", "shown", "visit_of"]

Pairs = list[tuple[Any, str]]


@dataclass(frozen=True)
class Shown:
    """A field as a form shows it: ``widget`` is text, line, date, moment, flag, one, several or levels; ``few`` choices are shown at once."""

    name: str
    label: str
    widget: str
    needed: bool
    choices: Pairs
    value: Any
    few: bool = False
    help: str = ""


class Choices:
    """What can be chosen on a page; each list is asked for once, and only where a form needs it."""

    def __init__(self, user: User, case: Case | None = None) -> None:
        self._user, self._case = user, case

    @cached_property
    def departments(self) -> Pairs:
        """Every department that is not closed."""
        return [(one.pk, str(one)) for one in Office.objects.filter(kind=OfficeKind.DEPARTMENT, closed_on=None)]

    @cached_property
    def leaders(self) -> Pairs:
        """The district leaders' posts with what they are in charge of."""
        return [(one.pk, str(one)) for one in Post.objects.filter(role=PostRole.LEADER, closed_on=None).select_related("office")]

    @cached_property
    def communities(self) -> Pairs:
        """The communities of the streets of whoever asks."""
        streets = {post.office_id for post in held(self._user) if post.role == PostRole.STREET}
        return [(one.pk, str(one)) for one in Office.objects.filter(kind=OfficeKind.COMMUNITY, closed_on=None, parent__in=streets)]

    def of(self, field: Field, act: Act | None) -> Pairs:
        """What a field can be."""
        match field.sort:
            case Sort.DEPARTMENT | Sort.OFFICE:
                return self.departments
            case Sort.DEPARTMENTS:
                return self._called() if act is Act.SEND_BACK else self._others() if act is Act.CALL_MORE else self.departments
            case Sort.LEADER:
                return self.leaders
            case Sort.COMMUNITY:
                return self.communities
            case Sort.CALL:
                return self._calls(act)
            case Sort.PROBLEM:
                return list(problem_words().items())
            case Sort.GROUND:
                return list(ground_words().items())
            case Sort.WHISTLE:
                posts = [post for post in held(self._user) if post.role == PostRole.STREET]
                return [(one.value, str(one.label)) for one in (Whistle.PUSH, Whistle.HARD) if any(may_blow(post, one) for post in posts)]
            case Sort.URGENCY:
                return [(value, str(name)) for value, name in Urgency.choices]
            case Sort.ORIGIN:
                return [(value, str(name)) for value, name in Origin.choices]
            case Sort.OUTCOME:
                return [(value, str(name)) for value, name in Outcome.choices]
            case Sort.LEVEL:
                return [(value, str(name)) for value, name in Level.choices]
            case Sort.LEVELS:
                return self._called()
        return []

    def _called(self) -> Pairs:
        return [(one.office_id, str(one.office)) for one in active_calls(self._case)] if self._case is not None else []

    def _others(self) -> Pairs:
        there = {one.office_id for one in self._case.calls.all()} if self._case is not None else set()
        return [one for one in self.departments if one[0] not in there]

    def _calls(self, act: Act | None) -> Pairs:
        assert self._case is not None
        rows = [one for one in self._case.calls.all() if (proposable(one, self._case) if act is Act.PROPOSE else one.objects_now)]
        return [(one.pk, str(one.office)) for one in rows]


_WIDGETS = {Sort.TEXT: "text", Sort.LINE: "line", Sort.CASE: "line", Sort.DATE: "date", Sort.MOMENT: "moment", Sort.FLAG: "flag", Sort.DEPARTMENTS: "several", Sort.LEVELS: "levels"}
_FEW = frozenset({Sort.URGENCY, Sort.LEVEL, Sort.OUTCOME, Sort.WHISTLE, Sort.GROUND})


def shown(fields: Iterable[Field], choices: Choices, act: Act | None = None, values: dict[str, Any] | None = None) -> list[Shown]:
    """Gives the fields of a form; ``values`` are those to begin with."""
    return [
        Shown(one.name, label(one.name), _WIDGETS.get(one.sort, "one"), one.needed, choices.of(one, act), (values or {}).get(one.name, ""), one.sort in _FEW)
        for one in fields
        if one.sort is not Sort.VISIT
    ]


def said_of(request: HttpRequest, fields: Iterable[Field]) -> dict[str, Any]:
    """Gives what a form said, as the fields of an action take it; a field that the form left out is left out."""
    said: dict[str, Any] = {}
    for one in fields:
        if one.sort is Sort.DEPARTMENTS:
            said[one.name] = request.POST.getlist(one.name)
        elif one.sort is Sort.LEVELS:
            start = f"{one.name}-"
            said[one.name] = {name.removeprefix(start): value for name, value in request.POST.items() if name.startswith(start) and value}
        elif one.name in request.POST:
            said[one.name] = request.POST[one.name]
    return said


def handed(request: HttpRequest) -> list[Handed]:
    """Gives the files of a form.

    Raises:
        Lacking: one cannot be taken, or they are too many.
    """
    files = request.FILES.getlist("papers")
    if len(files) > MOST_FILES:
        raise Lacking(_("Up to %(most)d files go with one action.") % {"most": MOST_FILES}, "papers")
    try:
        return checked_files(files)
    except ValidationError as error:
        raise Lacking(" ".join(error.messages), "papers") from error


def visit_of(raw: str, visits: Any) -> Visit | None:
    """Gives the visit that an address names, among those its reader sees."""
    found: Visit | None = visits.filter(pk=int(raw)).first() if raw.isdigit() and len(raw) < 18 else None
    return found
