"""Names the indicator from the words before the number, or from what was named before."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.measures import change_noun, own_change
from duixian.extraction.readings import Walk
from duixian.extraction.stretches import Left, clean_head, split_verb, verbs_in
from duixian.language.lexicon import alternation, lexicon

__all__ = ["comparison", "name_before", "owner", "owns", "stays"]

_LONGEST_OWNER = 14
_LONGEST_REACH = 24
_SAMPLES = re.compile(r"^[^等]{2,40}等(?![级待效额同于离次值位])(?P<kind>[^等]{2,})$")


class _Lexicon:
    """Words inside and around a name that stands before its number."""

    def __init__(self, data: dict[str, Any]) -> None:
        relative, verb, opening = data["relative"], data["verb"], data["opening"]
        self.kept = frozenset(verb["keep"]) - frozenset(verb["drop"])
        self.whole = frozenset(verb["whole"])
        self.auxiliaries = re.compile(f"(?:{alternation(verb['auxiliaries'])})+$")
        self.relative = frozenset(relative["words"])
        self.listed = frozenset(relative["listed"])
        self.single = frozenset(relative["single"])
        self.general = frozenset(relative["general"])
        self.kinds_begin = tuple(relative["general"])
        self.kinds_end = tuple(relative["words"])
        self.means = tuple(relative["means"])
        self.owners = tuple(relative["owners"])
        self.rates = tuple(relative["rates"])
        self.amounts = (*self.rates, *relative["amounts"])
        self.each = frozenset(relative["each"])
        self.various = re.compile(f"(?:{alternation(relative['various'])})(?=[一-鿿]{{2}})")
        self.compare = re.compile(alternation(relative["compare"]))
        self.opening_end = re.compile(f"{alternation(opening['ends'])}|居(?!民)")
        self.opening_verbs = tuple(opening["verbs"])


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("naming"))


def name_before(cleaned: str, earlier: str, left: Left, walk: Walk, continued: bool) -> tuple[str, str]:
    """Gives the indicator and the name of the rule that found it.

    Args:
        cleaned: The clause before the number, without the words that are not part of a name.
        earlier: The clause before that, empty where there is none.
        left: What the stretch before the number says.
        walk: What is carried inside the sentence; its subject and verb become those of this name.
        continued: Whether the number continues a list.
    """
    words = _lexicon()
    if not cleaned and left.change and (each := words.each.intersection(left.words)):
        return "".join(reversed([word for word in left.words if word in each or word == left.words[0]])), "per head"
    if not cleaned:
        return _carried(earlier, walk)
    if words.compare.match(cleaned):
        name = walk.subject.removesuffix(cleaned) + cleaned
        if cleaned.endswith(words.rates):
            walk.subject = name
        return name, "compared"
    if left.change and (gap := words.compare.search(cleaned)) and gap.start() > 1:
        return cleaned + left.words[0], "compared"
    before, verb, rest = split_verb(cleaned)
    if verb or not continued:
        walk.verb = verb
    if verb in words.whole and rest and len(cleaned) <= _LONGEST_REACH:
        return _reaching(before, earlier, walk) + verb + rest, "reaching"
    dependent = rest in words.relative or (continued and rest in words.listed)
    if (dependent and verb not in words.kept) or (len(rest) < 2 and rest not in words.single):
        if verb in words.kept and rest not in words.relative:
            return cleaned, "verb only"
        return _belonging(cleaned, before, earlier, walk), "belonging"
    return _own_name(cleaned, before, verb, rest, walk, continued), "named before"


def _carried(earlier: str, walk: Walk) -> tuple[str, str]:
    """Gives the subject of the clause before, or the one spoken of."""
    if earlier:
        name = _opening(earlier)
        if len(name) >= 2:
            walk.subject = name
            return name, "opening clause"
    return walk.subject, "carried"


def _reaching(before: str, earlier: str, walk: Walk) -> str:
    """Gives what reaches those whom a verb names (惠及, 覆盖), empty where its name is too long to be one."""
    opening = "" if len(before) >= 2 or not earlier else _opening(earlier)
    name = clean_head(before) if len(before) >= 2 else opening or walk.subject
    return name if len(name) <= _LONGEST_OWNER else ""


def _belonging(cleaned: str, before: str, earlier: str, walk: Walk) -> str:
    """Gives a noun that names nothing alone (面积) with what it belongs to."""
    if len(before) >= 2:
        walk.subject = owner(before)
        return walk.subject + cleaned[len(before) :]
    opening = _opening(earlier) if earlier else ""
    belongs_to = opening if len(opening) >= 2 else walk.subject
    if opening:
        walk.subject = opening
    return belongs_to + cleaned if belongs_to not in cleaned else cleaned


def _own_name(cleaned: str, before: str, verb: str, rest: str, walk: Walk, continued: bool) -> str:
    """Gives a noun that names its indicator itself, with the verb and the owner that belong to it."""
    words = _lexicon()
    match = change_noun(rest)
    core = _sampled(rest[: match.start()] if match and match.start() >= 2 else rest)
    if verb:
        various = words.various.match(core)
        core = core[various.end() :] if various else core
        name = verb + core if stays(verb) else core
        belongs_to = owner(before)
        owned = owns(belongs_to)
        walk.dropped = len(belongs_to) >= 2 and not owned
        if owned:
            name = belongs_to + (verb if belongs_to + verb in cleaned else "") + core
    elif continued and walk.verb in words.kept and not core.endswith(words.rates):
        name = walk.verb + core
    else:
        name = core
    walk.subject = core if core and core not in words.general else name
    changed = own_change(verb, core)
    if changed is not None:
        walk.changed = changed
        name = core
    return name


def comparison(name: str) -> re.Match[str] | None:
    """Gives the first word of ``name`` that compares the thing before it (占, 高于)."""
    return _lexicon().compare.search(name)


def stays(verb: str) -> bool:
    """Says whether a verb stays in the name because the bare noun would read as a stock.

    >>> stays("盘活"), stays("建设")
    (True, False)
    """
    return not _lexicon().kept.isdisjoint(verbs_in(verb))


def owner(before: str) -> str:
    """Gives what stands before a verb without adverbs and auxiliaries at either end.

    >>> owner("全区累计"), owner("临湖新区将")
    ('', '临湖新区')
    """
    return _lexicon().auxiliaries.sub("", clean_head(before))


def owns(name: str) -> bool:
    """Says whether what stands before the verb belongs to the name: a short scope or a named body, not a means."""
    words = _lexicon()
    if len(name) < 2 or "、" in name or "等" in name or "，" in name or name.startswith(words.means):
        return False
    return len(name) <= 4 or (len(name) <= _LONGEST_OWNER and name.endswith(words.owners))


def _sampled(name: str) -> str:
    """Leaves out the examples before 等 where the kind named behind it stands on its own (大学城等高校 → 高校)."""
    match = _SAMPLES.match(name) if "等" in name else None
    if match is None:
        return name
    words, kind = _lexicon(), match["kind"]
    return name if kind.startswith(words.kinds_begin) or kind.endswith(words.kinds_end) else kind


def _opening(clause: str) -> str:
    """Gives the subject that a clause without number opens with (粮食总产量在上年大幅度增长的基础上), empty where it names none."""
    words = _lexicon()
    if clause.startswith(words.opening_verbs):
        return ""
    cleaned = clean_head(clause)
    before, verb, rest = split_verb(cleaned)
    amount = cleaned.endswith(words.amounts)
    if verb and not before and not (amount and "的" in rest):
        return ""
    if amount and len(cleaned) <= 2 * _LONGEST_OWNER:
        return cleaned
    match = words.opening_end.search(cleaned, 2)
    name = cleaned[: match.start()] if match else cleaned
    return name if len(name) <= _LONGEST_OWNER and name.count("“") == name.count("”") else ""
