"""The app of this part of the ledger."""

from __future__ import annotations

from functools import partial

from django.apps import AppConfig

__all__ = ["DispatchConfig"]


class DispatchConfig(AppConfig):
    """Names the app ``dispatch``."""

    name = "duixian.web.ledger.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        """Adds what waits to My work, says who sees the files of cases and visits, and has the log speak of them in words."""
        from django.utils.translation import pgettext_lazy

        from duixian.web.ledger.dispatch.story import deed_word, state_word
        from duixian.web.ledger.dispatch.waiting import may_see, of_calls, of_cases, of_escalations, of_objections
        from duixian.web.ledger.doing.files import READERS
        from duixian.web.ledger.doing.story import STATES, SUBJECTS, WORDS, Subject
        from duixian.web.ledger.doing.waiting import WAITING

        WAITING.extend([of_calls, of_cases, of_objections, of_escalations])
        READERS.update({"case": may_see, "visit": may_see})
        case, visit = pgettext_lazy("log", "Case"), pgettext_lazy("log", "Visit to an enterprise")
        SUBJECTS.update({"case": Subject(case, "ledger:case"), "cases": Subject(case), "visit": Subject(visit, "ledger:visit"), "visits": Subject(visit)})
        for subject, kind in (("case", "case"), ("cases", "case"), ("visit", "visit"), ("visits", "visit")):
            WORDS[subject] = partial(deed_word, kind)
            STATES[subject] = partial(state_word, kind)
