"""What bulletins, assessments and their rules are called in the log."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from duixian.web.accounts.models import User
from duixian.web.ledger.assessment.models import AssessmentState, BulletinState, Score
from duixian.web.ledger.assessment.views.assessments import sees
from duixian.web.ledger.doing.files import READERS
from duixian.web.ledger.doing.story import DEEDS, STATES, SUBJECTS, WORDS, Subject
from duixian.web.ledger.models import Event

__all__ = ["join"]

_DEEDS: dict[str, Promise] = {
    "make": pgettext_lazy("log", "Drafted from the figures"),
    "revise": pgettext_lazy("log", "Edited the draft"),
    "submit": pgettext_lazy("log", "Sent for approval"),
    "approve": pgettext_lazy("log", "Approved"),
    "send_back": pgettext_lazy("log", "Sent back to be edited"),
    "issue": pgettext_lazy("log", "Issued"),
    "withdraw": pgettext_lazy("log", "Withdrawn"),
    "publish": pgettext_lazy("log", "Opened for objections"),
    "finish": pgettext_lazy("log", "Made final"),
    "add": pgettext_lazy("log", "Entered points"),
    "appeal": pgettext_lazy("log", "Objected"),
    "answer": pgettext_lazy("log", "Answered the objection"),
    "write": pgettext_lazy("log", "Wrote a version"),
    "try": pgettext_lazy("log", "Tried the version"),
    "enact": pgettext_lazy("log", "Put in force"),
}


def join() -> None:
    """Registers all of it, once however often it is called."""
    SUBJECTS["bulletin"] = Subject(pgettext_lazy("ledger", "Bulletin"), "ledger:bulletin")
    SUBJECTS["assessment"] = Subject(pgettext_lazy("ledger", "Assessment"), "ledger:assessment")
    SUBJECTS["score"] = Subject(pgettext_lazy("log", "Line of a score"))
    SUBJECTS["appeal"] = Subject(pgettext_lazy("log", "Objection to a line of a score"))
    SUBJECTS["scoring"] = Subject(pgettext_lazy("log", "Rules of scoring"))
    for subject in ("bulletin", "assessment", "score", "appeal", "scoring"):
        WORDS[subject] = _deed
    STATES["bulletin"] = lambda state: _label(BulletinState.choices, state)
    STATES["assessment"] = lambda state: _label(AssessmentState.choices, state)
    STATES["appeal"] = lambda state: str(_ANSWERS.get(state, state))
    READERS["score"] = READERS["appeal"] = _may_see_files
    DEEDS["bulletin"] = pgettext_lazy("log", "Drafted a bulletin")
    DEEDS["assessment"] = pgettext_lazy("log", "Made an assessment")


def _may_see_files(user: User, event: Event) -> bool:
    score = Score.objects.select_related("assessment").filter(pk=event.data.get("score") or 0).first()
    return score is not None and sees(user, score)


_ANSWERS: dict[str, Promise] = {"granted": pgettext_lazy("appeal", "Upheld"), "refused": pgettext_lazy("appeal", "Not upheld")}


def _deed(action: str) -> str:
    return str(_DEEDS.get(action, action))


def _label(choices: Iterable[tuple[str, object]], state: str) -> str:
    return str(dict(choices).get(state, state))
