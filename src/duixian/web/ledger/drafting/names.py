"""Which office a name means: full names, short ones, what lists of usual departments call it, and what people said a name means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from duixian.language.offices import offices as usual_offices
from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.ledger.drafting.models import Alias
from duixian.web.ledger.drafting.words import words

__all__ = ["Heard", "Mention", "Names", "names_of"]

_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_SPACE = re.compile(r"\s+")
_SAME = 0.6
"""Share of the pairs of characters of one name's core that must stand in the other, where a usual department is looked for among the real ones."""
_CLOSE = 0.75
"""The same where a name in a file is of no known office: such a match is shown as likely, for a person to look at."""


class Mention(NamedTuple):
    """An office named in a text: ``role`` is lead, support or empty, ``word`` the name as it stands there."""

    office: Office
    role: str
    word: str


class Heard(NamedTuple):
    """What a cell with names of offices says: those known, in order, and the names that are of none."""

    lead: list[Office]
    support: list[Office]
    unknown: list[str]


class Names:
    """The names of the offices of a district."""

    def __init__(self, offices: Iterable[Office], aliases: Mapping[str, int], place: str = "") -> None:
        self.offices = {one.pk: one for one in offices}
        self.usual: dict[str, Office] = {}
        self._place = place
        self._forms: dict[str, Office] = {}
        for one in self.offices.values():
            for name in (one.name, one.short, one.code):
                self._learn(name, one)
        for name, key in aliases.items():
            if key in self.offices:
                self._forms[_plain(name)] = self.offices[key]
        self._know_usual()
        self._pattern = _any_of([form for form in self._forms if len(form) >= 3])

    def _learn(self, name: str, office: Office) -> None:
        plain = _plain(name)
        for form in (plain, _bare(plain, self._place)):
            if len(form) >= 2:
                self._forms.setdefault(form, office)

    def _know_usual(self) -> None:
        """Finds the real office of each usual department, and learns the names that goes by."""
        able = [one for one in self.offices.values() if one.kind in (OfficeKind.DEPARTMENT, OfficeKind.DELIVERY)]
        for entry in usual_offices():
            found = next((self._forms[name] for name in entry.names if name in self._forms), None) or _closest(entry.name, able, self._place, _SAME)
            if found is not None:
                self.usual[entry.name] = found
        for entry in usual_offices():
            if entry.name in self.usual:
                for name in (entry.name, *entry.names):
                    self._learn(name, self.usual[entry.name])

    def office(self, said: str) -> Office | None:
        """Gives the office that a name means; None where it is of none."""
        plain = _plain(said)
        for form in (plain, _bare(plain, self._place)):
            if form in self._forms:
                return self._forms[form]
        return None

    def close(self, said: str) -> Office | None:
        """Gives the office whose name is most like one that is of none; None where none is near."""
        return _closest(_plain(said), list(self.offices.values()), self._place, _CLOSE)

    def heard(self, cell: str) -> Heard:
        """Gives the offices that a cell names. The first leads where nothing says who does."""
        lead: list[Office] = []
        support: list[Office] = []
        unknown: list[str] = []
        role = "lead"
        said = words("words")["names"]
        for part in re.split(said["between"], cell):
            role, name = _role(part.strip(" 　:：。."), role)
            if not name or _plain(name) in said["nobody"]:
                continue
            if _SPACE.sub("", name) in said["streets"] or _plain(name) in said["streets"]:
                support += [one for one in self.offices.values() if one.kind == OfficeKind.STREET]
                continue
            office = self.office(name)
            if office is None:
                unknown.append(name)
            elif role == "lead" and not lead:
                lead.append(office)
            else:
                support.append(office)
        return Heard(lead, [one for one in dict.fromkeys(support) if one not in lead], list(dict.fromkeys(unknown)))

    def mentions(self, text: str) -> list[Mention]:
        """Gives the offices that a sentence names, with the part it gives them."""
        found: list[Mention] = []
        role = ""
        for match in self._pattern.finditer(text) if self._pattern else ():
            if match.lastgroup != "name":
                role = match.lastgroup or ""
                continue
            found.append(Mention(self._forms[match[0]], role, match[0]))
            role = "support" if role else ""
        return found


def _role(part: str, before: str) -> tuple[str, str]:
    """Gives the role that stands before or behind a name, and the name without it."""
    said = words("words")["names"]
    for role, key in (("support", "support"), ("lead", "lead")):
        for word in sorted(said[key], key=len, reverse=True):
            if part.startswith(word):
                return role, part[len(word) :].strip(" 　:：")
            for end in (f"（{word}）", f"({word})"):
                if part.endswith(end):
                    return role, part[: -len(end)].strip()
    return before, part


def _any_of(forms: list[str]) -> re.Pattern[str] | None:
    if not forms:
        return None
    said = words("words")["names"]
    alternatives = {name: "|".join(map(re.escape, sorted(entries, key=len, reverse=True))) for name, entries in (("support", said["support"]), ("lead", said["lead"]), ("name", forms))}
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in alternatives.items()))


def _plain(name: str) -> str:
    return _SPACE.sub("", _BRACKETS.sub("", name)).strip("：:。.、，,")


def _bare(name: str, place: str) -> str:
    """Gives a name without the place before it."""
    for end in range(len(place), 1, -1):
        if name.startswith(place[:end]) and len(name) > end + 1:
            name = name[end:]
            break
        if name.startswith(place[-end:]) and len(name) > end + 1:
            name = name[end:]
            break
    return name[1:] if len(name) >= 4 and name[0] in words("words")["names"]["levels"] else name


@cache
def _core(name: str, place: str) -> frozenset[str]:
    """Gives the pairs of characters of a name without its place, its ending and what joins it."""
    bare = _bare(_plain(name), place)
    for tail in words("words")["names"]["tails"]:
        if bare.endswith(tail) and len(bare) - len(tail) >= (2 if len(tail) == 1 else 3):
            bare = bare.removesuffix(tail)
            break
    for join in words("words")["names"]["joins"]:
        bare = bare.replace(join, "")
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


def _closest(name: str, offices: list[Office], place: str, least: float) -> Office | None:
    own = _core(name, place)
    best, most = None, 0.0
    for one in offices:
        other = _core(one.name, place)
        if not own or not other:
            continue
        common = len(own & other)
        share = common / min(len(own), len(other)) + common / max(len(own), len(other)) / 100
        if share >= least and share > most:
            best, most = one, share
    return best


def names_of(place: str = "") -> Names:
    """Gives the names of all offices that there are now; two queries."""
    offices = Office.objects.filter(closed_on=None).exclude(kind__in=[OfficeKind.COMMUNITY, OfficeKind.AUDIT]).order_by("kind", "order", "id")
    return Names(offices, dict(Alias.objects.values_list("name", "office_id")), place)
