"""Chooses how a number's indicator is named: by a list, by the thing counted behind it, by what stands before it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.counted import counts_behind, name_behind
from duixian.extraction.measures import economy
from duixian.extraction.named import name_before
from duixian.extraction.pairs import counted_against, reaches_second
from duixian.extraction.quantity import Kind
from duixian.extraction.readings import Around, Walk
from duixian.extraction.shared import list_size, spread
from duixian.extraction.stretches import Left, after_name, clauses_of, clean_head, opens_noun
from duixian.language.lexicon import alternation, lexicon

__all__ = ["name_of"]

_CONNECTOR = re.compile(r"[、，和与及或至到以\s]*(?:以及|和|分别|各)?[、，\s]*$")
_LISTED = ("、", "和", "与", "及", "以及")
_LINKS = frozenset("、和")
_LISTED_LEAD = re.compile(r"、|和|与|以及|及")
_LEAD = re.compile(r"[，、；：。！？\s]+")
_GROUND = re.compile(r"是?在[^，。；]{2,24}基础上?")
"""On what grounds something was done or is to be done; no part of a name."""
_DANGLING = re.compile(r"(?:连续[\d一二三四五六七八九十]{1,3}年|在|于|由|从|自|至|到|以|按|(?<![占入率])比|较|的|后|，|“)+$")
_DANGLING_ENDS = frozenset("年在于由从自至到以按比较的后，“")
"""What the words of ``_DANGLING`` end with: few names end so, and the search is through all of a name."""
_RANK_PIECES = re.compile(r"[，：；、]")
_ALIKE = frozenset(["count", "length", "area"])
_BARE = 12
"""Characters before a growth that leave no room for what grows (全年预计增长)."""
_REACH = 24
"""Characters behind a number in which the thing it counts ends."""


class _Lexicon:
    """Words that decide where a name stands and where it ends."""

    def __init__(self, data: dict[str, Any]) -> None:
        relative, verb, rank = data["relative"], data["verb"], data["rank"]
        self.relative = frozenset(relative["words"])
        self.aside = tuple(relative["aside"])
        self.whole = frozenset(verb["whole"])
        self.added = str(data["tail"]["new"][0])
        one = alternation({*verb["keep"], *verb["drop"], *verb["initial"]})
        self.verb_only = re.compile(rf"(?:{one})(?:(?:、|和|并|及|或)?(?:{one}))*(?:了|好|到)?$")
        manner, verbs, circles, members = (alternation(rank[key]) for key in ("manner", "verbs", "circles", "members"))
        self.rank = re.compile(f"(?:{manner})*(?:{verbs})?(?:{circles})*(?:{members})?(?:前|第)?$")
        self.economy = re.compile(alternation(data["economy"]["words"]))
        self.standing = tuple(rank["standing"])
        self.medals = frozenset(data["medals"]["units"])
        self.won = re.compile(f"(?:上)?(?:{alternation(data['medals']['verbs'])})$")


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("naming"))


def name_of(around: Around, walk: Walk) -> tuple[str, str, int]:
    """Gives the indicator, the name of the rule that found it, and how far the text behind the number was used.

    Args:
        around: What stands around the number.
        walk: What is carried inside the sentence.
    """
    words = _lexicon()
    text, quantity, left, raw, following = around.text, around.quantity, around.left, around.raw, around.following
    if quantity.kind is Kind.RANK:
        return _ranked(left, walk), "ranked", 0
    if walk.spread and len(left.name) <= 3 and _CONNECTOR.match(left.name):
        return walk.spread.pop(0), "spread on", 0
    if counted_against(raw):
        return walk.subject, "counted against", 0
    continued = raw.startswith(_LISTED)
    piece, earlier = _pieces(left.name, continued)
    listed = _from_list(around, walk, piece, earlier)
    if listed is not None:
        return listed, "spread", 0
    if "基础" in piece:
        piece = _GROUND.sub("", piece)
    cleaned = clean_head(piece) if piece else ""
    if cleaned[-1:] in _DANGLING_ENDS:
        cleaned = _DANGLING.sub("", cleaned)
    behind = opens_noun(text, around.reach)
    if cleaned.endswith(words.aside) or (behind and walk.noun and cleaned == walk.noun):
        cleaned = ""
    if left.change and walk.subject and cleaned.startswith(words.standing):
        cleaned = earlier = ""
    bare_verb = words.verb_only.search(cleaned) if cleaned else None
    verb = bare_verb.group() if bare_verb else ""
    if behind and counts_behind(around, cleaned, verb):
        name, rule, used = name_behind(around, cleaned, verb, walk, continued)
        return _added(name, left), rule, used
    if cleaned and cleaned == verb:
        name, rule = _named_by_verb(around, verb, walk, continued)
        if rule:
            return name, rule, 0
    if following is not None and around.between in _LINKS and len(items := spread(cleaned)) == 2:
        walk.spread = items[1:]
        walk.subject = items[0]
        return items[0], "spread", 0
    name, rule = name_before(cleaned, earlier, left, walk, continued)
    name = _added(name, left)
    if not name and left.change and quantity.unit == "%" and (words.economy.search(raw) or (walk.last is None and len(raw) <= _BARE and "，" not in raw)):
        walk.subject = economy()
        return walk.subject, "economy", 0
    if quantity.unit in words.medals:
        name = words.won.sub("", name) + quantity.unit + "牌"
    return name, rule, 0


def _added(name: str, left: Left) -> str:
    """Gives a name with the word that says that its number counts what was added, where it has none."""
    added = _lexicon().added
    return added + name if left.added and not name.startswith(added) else name


def _pieces(name: str, continued: bool) -> tuple[str, str]:
    """Gives the clause that a number stands in and the last one before it that may name something."""
    words = _lexicon()
    lead = (_LISTED_LEAD if continued else _LEAD).match(name)
    pieces = clauses_of(name[lead.end() :] if lead else name)
    for part in reversed(pieces[:-1]):
        if len(clean_head(part)) >= 2 and not part.endswith(words.aside):
            return pieces[-1], part
    return pieces[-1], ""


def _from_list(around: Around, walk: Walk, piece: str, earlier: str) -> str | None:
    """Gives the first name of a list that 分别, or the order of the values, spreads them over; None for no list."""
    left, raw = around.left, around.raw
    text, start = around.text, around.quantity.start
    items: list[str] = []
    if left.spread:
        items = spread(piece) or spread(earlier)
        if not items and not clean_head(piece.replace("分别", "")):
            items = walk.names[-list_size(text, start, 2) :]
        if items:
            items = [item.rstrip("从由") for item in items]
            walk.subject = items[0]
            if "分别从" in raw or "分别由" in raw:
                walk.paired = items
    if not items and walk.paired and not walk.spread and reaches_second(raw):
        items, walk.paired = walk.paired, []
    if not items and not piece and not left.spread and len(walk.names) > 1:
        size = list_size(text, start, 1)
        items = walk.names[-size:] if size > 1 else []
    if not items:
        return None
    walk.spread = items[1:]
    return items[0]


def _named_by_verb(around: Around, verb: str, walk: Walk, continued: bool) -> tuple[str, str]:
    """Gives the indicator where only a verb stands before the number, and the rule; empty where none holds."""
    quantity, following, last = around.quantity, around.following, walk.last
    if (
        following is not None
        and around.text[around.reach] == "、"
        and quantity.dimension == "count"
        and following.dimension == "count"
    ):
        noun, _ = after_name(around.text, following.end, min(len(around.text), following.end + _REACH))
        if noun:
            return verb + noun, "shared behind"
    if not walk.subject:
        return "", ""
    if verb in _lexicon().whole:
        return walk.subject + verb, "reaching"
    if continued or (last is not None and last.quantity.unit == quantity.unit and quantity.dimension in _ALIKE):
        return verb + walk.subject, "verb again"
    return "", ""


def _ranked(left: Left, walk: Walk) -> str:
    """Gives what a rank is a place in: the words before it without those of ranking, or the subject spoken of."""
    words = _lexicon()
    piece = _RANK_PIECES.split(left.name.removesuffix("第"))[-1]
    cleaned = words.rank.sub("", clean_head(piece))
    if cleaned in words.relative or len(cleaned) == 1:
        return walk.subject + cleaned
    return cleaned or walk.subject
