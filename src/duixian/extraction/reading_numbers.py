"""Reads the numbers of one sentence from left to right: which state a fact, of what, and how it is measured."""

from __future__ import annotations

import re
from functools import cache

from duixian.extraction.naming import Left, after_name, clean_head, left_of, split_verb, verbs_in
from duixian.extraction.quantity import Kind, Quantity
from duixian.language.lexicon import alternation, lexicon
from duixian.language.periods import Cue
from duixian.model import Measure, Qualifier

__all__ = ["Reading", "read_sentence"]


class Reading:
    """One number that states a fact, before role and period are known.

    ``quantity`` is the number, ``name`` its indicator, ``left`` what stood before it, ``verb`` the verb that
    counts it, ``dropped`` whether words before that verb were left out of the name, ``rules`` the names of the rules that made it, ``baseline`` whether it is only the value compared with.
    """

    __slots__ = ("baseline", "dropped", "end", "left", "measure", "name", "qualifier", "quantity", "right", "rules", "start", "verb", "words", "yearly")

    def __init__(self, quantity: Quantity, name: str, left: Left, rules: list[str]) -> None:
        self.quantity = quantity
        self.name = name
        self.left = left
        self.rules = rules
        self.start = quantity.start
        self.end = quantity.end
        self.measure = Measure.LEVEL
        self.qualifier = Qualifier.EXACT
        self.baseline = False
        self.yearly = False
        self.right = False
        self.verb = ""
        self.dropped = False
        self.words: list[str] = []


class _State:
    """What is carried from number to number inside a sentence."""

    __slots__ = ("changed", "dropped", "first", "from_name", "last", "last_per", "names", "noun", "pairs", "reached", "setting", "spread", "subject", "times", "verb")

    def __init__(self, start: int, times: list[Cue]) -> None:
        self.reached = start
        self.times = times
        self.subject = ""
        self.verb = ""
        self.spread: list[str] = []
        self.changed = ""
        self.dropped = False
        self.first: Reading | None = None
        self.last: Reading | None = None
        self.last_per = ""
        self.from_name = ""
        self.names: list[str] = []
        self.noun = ""
        self.setting = False
        self.pairs: list[str] = []


@cache
def _words(*path: str) -> frozenset[str]:
    entry = lexicon("naming")
    for key in path:
        entry = entry[key]
    return frozenset(entry)


@cache
def _right() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {word: kind for kind, words in lexicon("qualifiers")["right"].items() for word in words}
    return re.compile(alternation(kinds)), kinds


@cache
def _compare() -> re.Pattern[str]:
    return re.compile(alternation(lexicon("naming")["relative"]["compare"]))


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(lexicon('naming')['relative']['suffixes'])})$")


_CJK = re.compile(r"[一-鿿A-Za-z“《]|\d+(?:周?岁|[A-Za-z])")
_CONNECTOR = re.compile(r"^[、，和与及或至到以\s]*(?:以及|和|分别|各)?[、，\s]*$")
_ITEMS = re.compile(r"、|以及|及其|和|与|及|，")
_CHANGE_NOUN = re.compile(r"(?<!自然)(?:实际)?(?:平均|年均|预期)?(?:(增长预期目标|预期增长目标|增长目标|增速目标|增速|增幅|涨幅|增长率|增长速度|增长幅度|上涨幅度|升幅)|(降幅|减幅|跌幅|下降率|降低率|下降幅度|减少幅度|降低幅度))$")
_LEAD = re.compile(r"^[，、；：。！？\s]+")
_FROM = re.compile(r"(?:由|从)(?:[^，。；由从]{0,14})$")
_FROM_TO = re.compile(r"^[^，。；、]{0,6}?(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|压缩|压减|缩短|缩小|升|降|增|减|发展|调整|上调|下调|调高|跃升|跃|回落|精简|拓展|扩展|变|改|优化|延长|收窄|前移|攀升|扩|缩)?[了]?(?:到|至|为|成)")
_LATER = re.compile(r"^，(?:到)?(?:\d{4}|[零〇○一二三四五六七八九]{4})年?(?:末|底)?(?:预计|已|将|就|要)?(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|发展)(?:到|至|为)$")
_EXAMPLES = re.compile(r"等(?:共|累计)?$")
_CLASSIFIED = frozenset(["count", "transport"])
_MEASURED = frozenset(["area", "length", "mass", "currency", "usd", "volume", "power", "energy", "people", "trips", "computing", "euro"])
_PER_PERSON = re.compile(r"每(?:人|生|户|学生)?每?(月|年|天|日)$")
_PER_UNIT = re.compile(r"每(立方米|平方公里|平方米|亩|公里|吨|万人|千人|百户|斤|公斤)$")
_LASTING = re.compile(r"(?:时间|时限|时长|天数|寿命|期限|年限|车程|周期|学时|用时|工期|里程|日数|龄|工作日|时效|审批|办理|期望值|期望|岁数|时空圈|圈|压缩|缩短|提速|提前)")
_DEFINED = re.compile(r"(?:按|按照|给予|高于当地|满|年满|超过|达到|每)$")


def read_sentence(text: str, start: int, end: int, found: list[Quantity], times: list[Cue]) -> list[Reading]:
    """Gives the facts of the sentence ``text[start:end]`` whose numbers are ``found`` and whose time expressions are ``times``."""
    state = _State(start, times)
    found = [quantity for quantity in found if not _threshold(text, quantity) and not _age(text, quantity)]
    readings: list[Reading] = []
    for position, quantity in enumerate(found):
        if quantity.kind in (Kind.DATE, Kind.NAME):
            continue
        following = next((other for other in found[position + 1 :] if other.kind not in (Kind.DATE, Kind.NAME)), None)
        reading = _read(text, start, end, quantity, following, state, readings)
        if reading is not None:
            readings.append(reading)
    return readings


def _read(text: str, start: int, end: int, quantity: Quantity, following: Quantity | None, state: _State, readings: list[Reading]) -> Reading | None:
    raw = _without_times(text, state.reached, quantity.start, state.times)
    left = left_of(raw)
    if quantity.kind is Kind.DURATION and not state.from_name and not _lasts(left, raw):
        return None
    if not quantity.unit and not quantity.scale and not quantity.dimension and not _bare(left, text, quantity, end):
        return None
    limit = min(following.start, end) if following is not None else end
    qualifier, words, reach = _qualify(text, quantity, left, raw, limit)
    if not quantity.per:
        per = _PER_UNIT.search(raw) or (_PER_PERSON.search(raw) if quantity.dimension == "currency" else None)
        if per:
            quantity.per = "/" + per.group(1)
    context = _context(text, quantity, left, raw, reach, limit, following)
    if context or (state.setting and raw[-1:] in ("和", "、", "及")):
        state.setting = state.setting or context == "setting"
        state.reached = reach
        return None
    state.setting = False
    rules = [quantity.rule]
    state.dropped = False
    state.changed = ""
    name, named_by, action_end = _name(text, quantity, left, raw, reach, limit, following, state)
    rules.append(named_by)
    if readings and raw.startswith("、") and not left.words and _stands(readings[-1]) and readings[-1].quantity.dimension == quantity.dimension:
        rules.append("standing")
    reading = Reading(quantity, name, left, rules)
    reading.right = reach > quantity.end
    reading.end = reach
    reading.qualifier = qualifier
    reading.words = words
    if named_by == "spread on" and state.first is not None:
        reading.left, reading.measure, reading.yearly = state.first.left, state.first.measure, state.first.yearly
        if reading.qualifier is Qualifier.EXACT and state.first.qualifier in (Qualifier.MIN, Qualifier.MAX) and not state.first.right:
            reading.qualifier = state.first.qualifier
    else:
        _measured(text, reading, left, raw, named_by)
    if named_by == "compared" and state.last is not None and state.last.yearly:
        reading.yearly = True
    if state.changed and reading.measure is Measure.LEVEL:
        reading.measure = Measure.RISE if state.changed == "增加" else Measure.FALL
    if named_by == "spread":
        state.first = reading
    _compared(text, reading, raw, reach, following, state)
    reading.verb, reading.dropped = state.verb, state.dropped
    state.last = reading
    state.last_per = quantity.per
    if reading.name:
        state.names.append(reading.name)
    state.reached = max(reach, action_end)
    return reading


_STANDING = frozenset(["达", "达到", "为", "有", "拥有", "共有", "增至", "已有", "已达", "已达到", "达到了", "共", "现有"])


def _stands(reading: Reading) -> bool:
    """Says whether a number was given as what there is now, so that the rest of its list is too (设施达到8个、实验室45家)."""
    return "standing" in reading.rules or not _STANDING.isdisjoint(reading.left.words)


_AGAINST = ("比", "较", "同", "与", "以", "超过", "是", "为", "相当于")


def _threshold(text: str, quantity: Quantity) -> bool:
    """Says whether an amount only sets a bound for the thing named behind it (营收超百亿元企业, 亿元以上项目)."""
    if quantity.kind is not Kind.QUANTITY or quantity.dimension not in ("currency", "usd", "power", "mass"):
        return False
    at = quantity.end
    bounded = text.startswith(("以上", "及以上", "以下", "以内"), at)
    if bounded:
        at += 3 if text[at] == "及" else 2
    elif not quantity.chinese and not text.endswith(("超", "过", "超过", "突破", "逾"), max(0, quantity.start - 2), quantity.start):
        return False
    return _CJK.match(text, at) is not None and text[at] not in "的“" and not _after_verb().match(text, at)


def _age(text: str, quantity: Quantity) -> bool:
    """Says whether a number only tells how old somebody is (65岁及以上老年人)."""
    return quantity.unit in ("岁", "周岁") and re.search(r"寿命|年龄", text[max(0, quantity.start - 14) : quantity.start]) is None


@cache
def _after_verb() -> re.Pattern[str]:
    """What begins behind an amount that is a fact: a verb, a place in time or order, not the thing it bounds."""
    return re.compile(alternation([*lexicon("naming")["after"]["verbs"], *lexicon("naming")["verb"]["keep"], *lexicon("naming")["after"]["restated"], "以", "和", "及", "或", "左右", "多", "专项", "资金", "补助", "财政", "贷款", "债券", "国债", "大关", "台阶", "新台阶", "关口", "农", "税"]))


def _without_times(text: str, start: int, end: int, times: list[Cue]) -> str:
    """Gives the stretch without the time expressions that only say when: 粮食产量在1990年达到 → 粮食产量在达到."""
    kept: list[str] = []
    for cue in times:
        if cue.start >= start and cue.end <= end and not text.endswith(_AGAINST, max(0, cue.start - 3), cue.start) and not text.startswith("”", cue.end):
            reaching = text[cue.start] in "到至" and cue.start > start and text[cue.start - 1] not in "，、："
            kept.append(text[start : cue.start + reaching])
            start = cue.end
    kept.append(text[start:end])
    return "".join(kept)


def _lasts(left: Left, raw: str) -> bool:
    """Says whether a time is what is measured (办理时限压缩至3天), not when something happens."""
    if not (left.level or left.change or left.words):
        return bool(_LASTING.search(raw[-5:]))
    return _LASTING.search(left.name[-10:] + "".join(left.words)) is not None


_SCORE = re.compile(r"(?:指数|系数|得分|评分|分值)$")
_INDEX = re.compile(r"(?:指数|系数|得分|总分|比|评分|分值|数|量|排名)$")


def _bare(left: Left, text: str, quantity: Quantity, end: int) -> bool:
    """Says whether a number without unit states a value: an index or a count that the name announces."""
    if text[quantity.end : quantity.end + 1] not in "，。；、！\n" and quantity.end < end:
        return False
    if _SCORE.search(left.name):
        return True
    return bool(left.level or left.change or left.words) and _INDEX.search(left.name) is not None


_BOUND = re.compile(r"(至少|不少于|不低于)[^，、。；]{1,6}$")


def _qualify(text: str, quantity: Quantity, left: Left, raw: str, limit: int) -> tuple[Qualifier, list[str], int]:
    """Reads the qualifiers on both sides; gives also the words and where the number with its qualifier ends."""
    pattern, kinds = _right()
    qualifier = Qualifier.EXACT
    words: list[str] = []
    reach = quantity.end
    lefts = lexicon("qualifiers")["left"]
    for word in left.words[:3]:
        for kind in ("min", "max", "about"):
            if word in lefts[kind] and qualifier is Qualifier.EXACT:
                qualifier = Qualifier(kind)
                words.append(word)
    if qualifier is Qualifier.EXACT and (bound := _BOUND.search(raw)):
        qualifier = Qualifier.MIN
        words.append(bound.group(1))
    match = pattern.match(text, reach, min(limit + 1, reach + 6))
    if match:
        word = match.group()
        behind = text[match.end() : match.end() + 1]
        if not (word in ("内", "起", "来", "约", "多", "大关", "台阶", "关口") and _CJK.match(behind)) and not (word == "来" and behind in "，"):
            kind = kinds[word]
            words.append(word)
            if word == "以内" or word == "内" or word == "之内" or kind == "max":
                qualifier = Qualifier.MAX
            elif qualifier is Qualifier.EXACT or qualifier is Qualifier.ABOUT:
                qualifier = Qualifier(kind)
            elif kind == "about" and "控制在" in words:
                qualifier = Qualifier.ABOUT
            reach = match.end()
    if "控制在" in words and len(words) == 1 and qualifier is Qualifier.MAX:
        qualifier = Qualifier.EXACT
    if quantity.more and qualifier is Qualifier.EXACT:
        qualifier = Qualifier.ABOUT
        words.append("多")
    if quantity.high is not None:
        qualifier = Qualifier.RANGE
    return qualifier, words, reach


_LISTED_NAME = re.compile(r"[一-鿿“”]{1,10}(?:清单|名单|目录)")
_DEFINING = re.compile(r"(?:税收|营收|产值|投资|资本|收入|规模|面积|金额|资产)$")
_PLANNED_AREA = re.compile(r"[一-鿿]{0,8}(?:规划|设计|计划|方案|控规)")
_STOPS = re.compile(r"[，。；、：]")
_POPULACE = re.compile(r"多?[亿万](?:多)?(?:各族儿女|中国人|人民|各族|中华儿女|人口的|人的|群众)")
_SET_RATE = re.compile(r"[一-鿿“”、]{2,30}?(?:率|比例|比重|量|数|支出|收入|经费|增速|值|费|均)[^，。；、\d]{0,8}$")


def _context(text: str, quantity: Quantity, left: Left, raw: str, reach: int, limit: int, following: Quantity | None) -> str:
    """Says why a true number is neither result nor goal, or gives an empty string."""
    dimension = quantity.dimension
    after = text[reach : reach + 4]
    if _POPULACE.match(text, quantity.last) or (text.startswith("人口", quantity.end) and raw.endswith("有")):
        return "setting"
    if raw.endswith(tuple(lexicon("numbers")["setting_left"])):
        return "setting"
    if dimension == "count" and (_LISTED_NAME.match(text, reach) or raw.endswith(("围绕", "聚焦", "针对", "面向"))):
        return "setting"
    if dimension in ("area", "length") and _PLANNED_AREA.match(text, reach):
        return "setting"
    if dimension == "count" and following is not None and following.kind is Kind.QUANTITY and not _PIECES.split(left.name)[-1].strip("、") and not left.change and not left.level:
        between = text[reach : following.start]
        if 0 < len(between) <= 30 and not _STOPS.search(between) and following.dimension != "percent":
            beside = len(between) <= 6 and following.dimension == "count" and not _LINK.search(between)
            if beside or left_of(between).words or split_verb(between)[1]:
                return "set"
    if "下达的" in raw[-4:] or raw.endswith(("按", "按照", "给予", "给予每人")):
        return "rule"
    if after.startswith("的") and dimension in _MEASURED and (left.name.endswith(tuple(_words("relative", "words"))) or _DEFINING.search(left.name)):
        return "modifier"
    if reach > quantity.end and dimension in ("currency", "usd") and _CJK.match(after[:1]) and text[quantity.end : reach] in ("以上", "以下", "及以上", "以内"):
        return "threshold"
    if following is not None and following.kind is Kind.QUANTITY and dimension in _CLASSIFIED and following.dimension == "percent":
        between = text[reach : following.start]
        if not any(stop in between for stop in "，。；、") and _SET_RATE.match(between):
            return "set"
    return ""


@cache
def _verb_only() -> re.Pattern[str]:
    verbs = lexicon("naming")["verb"]
    every = {*verbs["keep"], *verbs["drop"], *verbs["initial"]}
    one = alternation(every)
    return re.compile(rf"(?:{one})(?:(?:、|和|并|及|或)?(?:{one}))*(?:了|好|到)?$")


def _name(
    text: str, quantity: Quantity, left: Left, raw: str, reach: int, limit: int, following: Quantity | None, state: _State
) -> tuple[str, str, int]:
    """Gives the indicator, the rule that found it, and how far the text behind the number was used."""
    if quantity.kind is Kind.RANK:
        return _rank_name(left, state), "ranked", 0
    if state.spread and _CONNECTOR.match(left.name) and len(left.name) <= 3:
        return state.spread.pop(0), "spread on", 0
    if _COUNTED_AGAINST.search(raw):
        return state.subject, "counted against", 0
    continued = raw.startswith(("、", "和", "与", "及", "以及"))
    pieces = _PIECES.split(_LEAD.sub("", left.name) if not continued else re.sub(r"^(?:、|和|与|以及|及)", "", left.name))
    piece = pieces[-1]
    earlier = next((part for part in reversed(pieces[:-1]) if len(clean_head(part)) >= 2 and not _aside().search(part)), "")
    if left.spread:
        items = _spread(piece) or _spread(earlier)
        if not items and not clean_head(piece.replace("分别", "")):
            items = state.names[-_listed(text, quantity, 2) :]
        if items:
            items = [item.rstrip("从由") for item in items]
            state.spread = items[1:]
            state.subject = items[0]
            if re.search(r"分别[从由]", raw):
                state.pairs = items
            return items[0], "spread", 0
    if state.pairs and not state.spread and _FROM_TO.match(raw):
        items, state.pairs = state.pairs, []
        state.spread = items[1:]
        return items[0], "spread", 0
    if not piece and not left.spread and len(state.names) > 1 and (count := _listed(text, quantity, 1)) > 1:
        items = state.names[-count:]
        state.spread = items[1:]
        return items[0], "spread", 0
    cleaned = _DANGLING.sub("", clean_head(piece)) if piece else ""
    if cleaned and _aside().search(cleaned):
        cleaned = ""
    behind = _CJK.match(text, reach) is not None
    if state.noun and cleaned == state.noun and behind:
        cleaned = ""
    bare_verb = _verb_only().search(cleaned) if cleaned else None
    verb = bare_verb.group() if bare_verb else ""
    if behind and _counts_behind(text, quantity, cleaned, verb, reach, left):
        return _behind(text, quantity, left, cleaned, verb, reach, limit, following, state, continued)
    if cleaned and cleaned == verb and following is not None and text[reach] == "、" and following.dimension == quantity.dimension == "count":
        noun, _ = after_name(text, following.end, min(len(text), following.end + 24))
        if noun:
            return verb + noun, "shared behind", 0
    if cleaned and cleaned == verb and verb in _words("verb", "whole") and state.subject:
        return state.subject + verb, "reaching", 0
    again = continued or (state.last is not None and state.last.quantity.unit == quantity.unit and quantity.dimension in ("count", "length", "area"))
    if cleaned and cleaned == verb and again and state.subject:
        return verb + state.subject, "verb again", 0
    if text[reach : reach + 1] in "、和" and following is not None and text[reach : following.start] in ("、", "和", "与", "及") and (items := _spread(cleaned)) and len(items) == 2:
        state.spread = items[1:]
        state.subject = items[0]
        return items[0], "spread", 0
    name, rule = _before(text, cleaned, earlier, left, state, continued)
    if left.added and not name.startswith("新增"):
        name = "新增" + name
    if not name and left.change and quantity.unit == "%":
        state.subject = _economy()
        return _economy(), "economy", 0
    if quantity.unit in ("金", "银", "铜"):
        name = re.sub(r"(?:上)?(?:斩获|获得|夺得|勇夺|获|取得)$", "", name) + quantity.unit + "牌"
    return name, rule, 0


@cache
def _aside() -> re.Pattern[str]:
    """Clauses that say how a figure was made, not of what (扣除价格因素)."""
    return re.compile(f"(?:{alternation(lexicon('naming')['relative']['aside'])})$")


def _economy() -> str:
    """What grows where nothing is named (全年增长4.8%)."""
    return "地区生产总值"


_COUNTED_AGAINST = re.compile(r"(?:比|较)(?:(?:现有|原来|原有|现在|改革前|目前|原先|原)的?|[^，。；、]{2,12}的)$")


def _listed(text: str, quantity: Quantity, least: int) -> int:
    """Gives how many values the list has that begins with this number (9.6%和6.2%)."""
    match = _VALUES.match(text, quantity.start)
    return match.group().count("%") + match.group().count("点") if match else least


_PIECES = re.compile(r"[，：；]|、(?=力争|确保|争取|预计|预期|努力|带动|拉动|累计|完成|实现)")
_DANGLING = re.compile(r"(?:在|于|由|从|自|至|到|以|按|(?<![占入率])比|较|的|后|，|“)+$")
_VALUES = re.compile(r"\d[\d.]*(?:%|个百分点)(?:(?:、|和|，|与)\d[\d.]*(?:%|个百分点))*")


_RANKED = re.compile(
    r"(?:均|分别|跃|稳|位|名|并|连续|继续|保持|综合排名|排名|综合)*(?:居|列|位居|位列|排|排名|进入|跻身|跃居|占|升至|稳居|名列|上升到|上升至|前移至|进至|达到|保持|保持在)?"
    r"(?:全国|全省|全市|全球|世界|中部|中西部|西部|东部|全区|中心城区|市内六区|地区|各省市|各区|各省|副省级|同类|国内|省内|市内|东北|华东|华北|六省)*(?:城市|省份|地区|区县|各市|六省)?(?:前|第)?$"
)


def _rank_name(left: Left, state: _State) -> str:
    piece = re.split(r"[，：；、]", left.name.removesuffix("第"))[-1]
    cleaned = _RANKED.sub("", clean_head(piece))
    if cleaned in _words("relative", "words") or (len(cleaned) < 2 and cleaned):
        return state.subject + cleaned
    return cleaned or state.subject


def _spread(piece: str) -> list[str]:
    """Gives the names that 分别 spreads its values over, with what they share at the end or the front.

    二氧化硫、化学需氧量排放量分别 → 二氧化硫排放量, 化学需氧量排放量; 城镇和农村居民收入 → both with 居民收入.
    """
    piece = piece.replace("分别", "")
    items = [item for item in _ITEMS.split(clean_head(piece)) if item]
    compare = _compare().search(items[-1]) if items else None
    shared_tail = ""
    if compare and compare.start() > 1:
        shared_tail = items[-1][compare.start() :]
        items[-1] = items[-1][: compare.start()]
    if len(items) < 2:
        if items and items[0].startswith("城乡"):
            rest = items[0][2:]
            return ["城市" + rest + shared_tail, "农村" + rest + shared_tail]
        return []
    suffix = _suffix().search(items[-1])
    last = items[-1]
    done: list[str] = []
    scopes = lexicon("naming")["relative"]["scopes"]
    for item in items:
        if item is last:
            done.append(item)
        elif item in scopes:
            rest = next((last[len(scope) :] for scope in scopes if last.startswith(scope)), last)
            done.append(item + rest)
        elif suffix and not item.endswith(suffix.group()) and not _suffix().search(item):
            done.append(item + suffix.group())
        elif not suffix and len(item) <= 4 and len(last) >= len(item) + 3:
            before, verb, rest = split_verb(last)
            done.append(item + (verb + rest if before and verb else last[len(item) :]))
        else:
            done.append(item)
    if done[0].endswith("起数"):
        done[1:] = [item if len(item) > 4 else done[0][:-2] + item for item in done[1:]]
    return [item + shared_tail for item in done]


def _counts_behind(text: str, quantity: Quantity, cleaned: str, verb: str, reach: int, left: Left) -> bool:
    """Says whether the thing counted stands behind the unit (3座公园) and not before the number (公园3座)."""
    dimension = quantity.dimension
    after = text[reach : reach + 2]
    if dimension == "count" or (dimension == "transport" and after[0] != "，"):
        return not after.startswith(("增长", "以上", "左右"))
    only_verb = not cleaned or cleaned == verb or (verb != "" and len(cleaned) - len(verb) <= 6) or _EXAMPLES.search(cleaned) is not None
    if not dimension:
        return only_verb or bool(left.change)
    if dimension in ("percent", "ratio"):
        if quantity.unit in ("倍", "番", "个百分点"):
            return False
        return after.startswith("的") or (only_verb and not left.change) or text[quantity.end : reach] in ("以上", "左右", "以下")
    if dimension in ("area", "length", "power", "mass", "volume") and not _happens().match(text, reach) and not left.level and not left.change:
        return True
    return only_verb and not (left.change and not verb and not cleaned)


@cache
def _happens() -> re.Pattern[str]:
    """What happens to a thing, behind its amount (…亩投入使用), where a noun would be the thing itself (…亩绿化工程)."""
    return re.compile(alternation([*lexicon("naming")["after"]["verbs"], *lexicon("naming")["after"]["restated"], "以上", "以下", "左右"]))


def _behind(
    text: str, quantity: Quantity, left: Left, cleaned: str, verb: str, reach: int, limit: int,
    following: Quantity | None, state: _State, continued: bool,
) -> tuple[str, str, int]:  # fmt: skip
    at = reach + 1 if text[reach : reach + 1] == "的" else reach
    noun, action = after_name(text, at, limit)
    linked = following is not None and _LINK.search(noun + action)
    used = 0
    if linked:
        noun, action = (noun[: -len(linked.group())], "") if not action else (noun, action[: -len(linked.group())])
        used = limit - len(linked.group())
        noun = noun.partition("、")[0] or noun
    keep = _words("verb", "keep")
    plain = noun
    if following is not None and not linked and not action and 0 < len(noun) <= 8 and at + len(noun) == following.start and "、" not in noun:
        plain = left_of(_AND_SAMPLES.sub("", noun)).name or noun
        noun = plain
        if _CJK.match(text, following.end):
            noun += _TOGETHER.sub("", after_name(text, following.end, min(len(text), following.end + 20))[0])
    owner, example = "", ""
    if text[quantity.start - 1] == "的":
        cleaned = verb = ""
    if verb:
        owner = cleaned[: len(cleaned) - len(verb)]
    elif cleaned:
        owner, verb, example = split_verb(cleaned)
        if not verb:
            owner, example = "", cleaned
    if not verb and left.change and not cleaned:
        verb = next((word for word in left.words if word in keep), "")
    if not verb and continued and not cleaned:
        verb = state.verb
    elif verb or not continued:
        state.verb = verb
    if not noun:
        name, rule = _before(text, cleaned, "", left, state, continued)
        return name, rule, 0
    if linked and following is not None and not _suffix().search(noun):
        noun += _shared_action(text, following)
    scopes = _words("relative", "scopes")
    if _RANKED_ONLY.match(noun) and (whole := _RANKED_LIST.match(text, reach)):
        noun += whole["noun"]
    elif noun in scopes and following is not None:
        other, _ = after_name(text, following.end, min(len(text), following.end + 24))
        noun += next((other[len(scope) :] for scope in scopes if other.startswith(scope)), "")
    state.noun = plain
    name = noun
    bodies = _BODY.match(noun) is not None
    if bodies and linked and following is not None:
        action = after_name(text, following.end, min(len(text), following.end + 48))[1]
    room = 44 if bodies else 18 if len(noun) > 4 else 24
    if action and len(noun) + len(action) <= room and not action.startswith(("并", "以及")):
        name = noun + re.sub(r"^(?:全部|实现|完成|正式|如期|顺利|陆续|相继|均|已经|已|将|予以|得到|初步)+", "", action)
    if (left.level and example and not verb and len(example) <= 20 and len(noun) <= 4) or ("、" not in example and "等" not in example and len(example) <= 8 and not example.endswith(("》", "”")) and quantity.dimension not in ("percent", "ratio")):
        name = example + name
    if _stays(verb):
        name = verb.rstrip("了好到") + name
    if verb in _words("verb", "whole") and not owner and state.subject and not left.words:
        name = state.subject + name
    owner = _AUXILIARY.sub("", clean_head(owner))
    if _owns(owner):
        name = owner + name
    state.subject = example if left.level and example and not verb and name.startswith(example) else noun
    return name, "counted behind", used


_AND_SAMPLES = re.compile(r"(?:及|以及|和|、)[^，。；]{2,20}等?$")
_TOGETHER = re.compile(r"^[的共]")
_BODY = re.compile(r"(?:省|县|区|市|镇|乡|街道|村|社区|地区|省份|国家)(?:（[^）]{1,8}）)?$")
_RANKED_ONLY = re.compile(r"[一-鿿]{1,3}级$")
_RANKED_LIST = re.compile(r"[一-鿿]{1,3}级(?:[、和]\d+[个家项所类座条处][一-鿿]{1,3}级)*[、和]\d+[个家项所类座条处][一-鿿]{1,3}级(?P<noun>[一-鿿]{2,12})")
_LINK = re.compile(r"(?:、|和|与|及|以及|，)$")


def _shared_action(text: str, following: Quantity) -> str:
    """Gives the action that ends a list of counted things and belongs to all of them (…加油站、51处地下油罐防渗改造)."""
    noun, _ = after_name(text, following.end, min(len(text), following.end + 24))
    match = _suffix().search(noun)
    return match.group() if match and len(noun) > len(match.group()) else ""


def _before(text: str, cleaned: str, earlier: str, left: Left, state: _State, continued: bool) -> tuple[str, str]:
    """Names the indicator from the words before the number, or from what was named before."""
    relative = _words("relative", "words")
    if not cleaned:
        if earlier:
            name = _opening(earlier)
            if len(name) >= 2:
                state.subject = name
                return name, "opening clause"
        return state.subject, "carried"
    if _compare().match(cleaned):
        return state.subject + cleaned, "compared"
    if left.change and (gap := _compare().search(cleaned)) and gap.start() > 1:
        return cleaned + left.words[0], "compared"
    before, verb, rest = split_verb(cleaned)
    keep, drop = _words("verb", "keep"), _words("verb", "drop")
    if verb or not continued:
        state.verb = verb
    whole = _words("verb", "whole")
    if verb in whole and rest and len(cleaned) <= 24:
        owner = clean_head(before) if len(before) >= 2 else (state.subject if not earlier else _opening(earlier) or state.subject)
        return (owner if len(owner) <= 14 else "") + verb + rest, "reaching"
    dependent = rest in relative or (continued and rest in _words("relative", "listed"))
    if (dependent and not (verb in keep and verb not in drop)) or (len(rest) < 2 and rest not in _words("relative", "single")):
        if verb in keep and verb not in drop and rest not in relative:
            return cleaned, "verb only"
        if len(before) >= 2:
            owner = clean_head(before)
            state.subject = owner
            return owner + cleaned[len(before) :], "belonging"
        opening = _opening(earlier) if earlier else ""
        owner = opening if len(opening) >= 2 else state.subject
        if opening:
            state.subject = opening
        return (owner + cleaned if owner not in cleaned else cleaned), "belonging"
    match = _CHANGE_NOUN.search(rest)
    core = _sampled(rest[: match.start()] if match and match.start() >= 2 else rest)
    if continued and not verb and not _RATE.search(core) and state.verb in keep and (state.verb not in drop or state.verb == "新建"):
        name = state.verb + core
    elif verb:
        core = _VARIOUS.sub("", core)
        name = verb + core if _stays(verb) else core
        owner = _AUXILIARY.sub("", clean_head(before))
        state.dropped = len(owner) >= 2 and not _owns(owner)
        if _owns(owner):
            name = owner + (verb if owner + verb in cleaned else "") + core
    else:
        name = core
    state.subject = core if core and core not in _words("relative", "general") else name
    if verb in ("增加", "减少") and _OWN_LEVEL.search(core):
        state.changed = verb
        name = core
    return name, "named before"


_OWN_LEVEL = re.compile(r"(?:投资|支出|投入|收入|赤字|人口|国债|规模|总额|余额)$")
_RATE = re.compile(r"(?:率|比重|占比|指数|比例|满意度)$")
_AUXILIARY = re.compile(r"(?:为此|将|拟|再|共|还|都|已|已经|累计|每年|要|也|应|可|全年|又|新|先后)+$")
_VARIOUS = re.compile(r"^(?:各类|各项|各种|各级|有关|相关|一批)(?=[一-鿿]{2})")


def _stays(verb: str) -> bool:
    """Says whether a verb stays in the name because the bare noun would read as a stock (盘活楼宇)."""
    keep, drop = _words("verb", "keep"), _words("verb", "drop")
    return any(word in keep and word not in drop for word in verbs_in(verb))


@cache
def _owner_end() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(lexicon('naming')['relative']['owners'])})$")


def _owns(owner: str) -> bool:
    """Says whether what stands before the verb belongs to the name: a short scope or a named body, not a means."""
    if len(owner) < 2 or "、" in owner or "等" in owner or "，" in owner or owner.startswith(tuple(_words("relative", "means"))):
        return False
    return len(owner) <= 4 or (len(owner) <= 14 and _owner_end().search(owner) is not None)


_SAMPLES = re.compile(r"^[^等]{2,40}等(?![级待效额同于离次值位])(?P<kind>[^等]{2,})$")


def _sampled(name: str) -> str:
    """Leaves out the examples before 等 where the kind named behind it stands on its own (大学城等高校 → 高校)."""
    match = _SAMPLES.match(name)
    if match is None or match["kind"].startswith(tuple(_words("relative", "general"))) or match["kind"] in _words("relative", "general") or any(match["kind"].endswith(word) for word in _words("relative", "words")):
        return name
    return match["kind"]


_OPENING_END = re.compile(r"(?:在|由于|继续|保持|稳步|持续|不断|明显|大幅|进一步|实现|达到|增长|下降|提高|提升|突破|再|首次|超额|全面|加快|有|稳|显著|逐|呈|总体|位居|居(?!民)|跃|连续|快速|平稳|同比|较|比|超|完成|取得|迈上|创|预计|为|是|已|扩大|不)")


@cache
def _verb_front() -> re.Pattern[str]:
    """A clause that opens with a verb names an action, not what the next clause counts."""
    return re.compile(r"(?:克服|追平|顶住|坚持|实施|推进|深入|大力|推动|加快|加强|扎实|全面|聚焦|完善|优化|做强|做好|抓好|落实|健全)")


def _opening(clause: str) -> str:
    """Gives the subject that a clause without number opens with (粮食总产量在上年大幅度增长的基础上)."""
    cleaned = clean_head(clause)
    if _verb_front().match(clause) or (split_verb(cleaned)[1] and not split_verb(cleaned)[0]):
        return ""
    match = _OPENING_END.search(cleaned, 2)
    return cleaned[: match.start()] if match else cleaned


_GROWN = re.compile(r"的?(?:增长|增幅|增速)")


def _measured(text: str, reading: Reading, left: Left, raw: str, named_by: str) -> None:
    """Says how the number measures its indicator."""
    quantity = reading.quantity
    if quantity.kind is Kind.RANK:
        reading.measure = Measure.RANK
        return
    name = reading.name
    noun = _CHANGE_NOUN.search(name if named_by == "counted behind" else left.name)
    change = left.change if not left.level else ""
    if quantity.unit == "番":
        reading.measure = Measure.GROWTH
        return
    if quantity.unit == "倍":
        grown = bool(left.change)
        reading.measure = Measure.TIMES if left.multiple or not grown else Measure.GROWTH
        return
    percent = quantity.unit in ("%", "‰", "成") or quantity.dimension == "ratio"
    if change and not percent and left.words[0] == "提升" and quantity.dimension in ("area", "length", "count"):
        # 林分优化提升200万亩: what is done to the area, not by how much it grows.
        reading.name = name + "提升"
        return
    if noun and percent:
        reading.measure = Measure.GROWTH if noun.group(1) else Measure.DECLINE
        trimmed = _CHANGE_NOUN.search(name)
        if trimmed:
            reading.name = name[: trimmed.start()] if trimmed.start() >= 2 else _economy()
            if trimmed.start() < 2:
                reading.rules.append("economy")
    elif percent and _GROWN.match(text, reading.end):
        reading.measure = Measure.GROWTH
        reading.name = name.removesuffix("增长")
    elif change and percent:
        reading.measure = Measure.GROWTH if change == "up" else Measure.DECLINE
    elif change and not left.added and named_by not in ("counted behind", "compared"):
        reading.measure = Measure.RISE if change == "up" else Measure.FALL
    reading.yearly = any(word.startswith(("年均", "平均每年", "年平均", "每年平均", "平均递增")) for word in left.words) or "年均" in raw or "平均每年" in raw


def _compared(text: str, reading: Reading, raw: str, reach: int, following: Quantity | None, state: _State) -> None:
    """Finds from-to pairs: the first number is the baseline, the second takes its name."""
    if "counted against" in reading.rules or (state.pairs and reading.name in state.pairs):
        reading.baseline = True
        return
    if state.from_name:
        if _FROM_TO.match(raw.lstrip("，")):
            reading.name = state.from_name
            reading.measure = _as_change(reading)
            reading.rules.append("from to")
            if state.last_per and not reading.quantity.per:
                reading.quantity.per = state.last_per
            if reading.name:
                state.subject = reading.name
        state.from_name = ""
    if following is None:
        return
    between = text[reach : following.start]
    match = _FROM.search(raw)
    if match is None and reading.measure is Measure.LEVEL and reading.name and _LATER.match(between):
        reading.baseline = True
        reading.rules.append("then and later")
        state.from_name = reading.name
        return
    if match and _FROM_TO.match(between):
        pieces = re.split(r"[，：；]", raw[: match.start()].lstrip("、，"))
        head = clean_head(pieces[-1])
        earlier = next((part for part in reversed(pieces[:-1]) if len(clean_head(part)) >= 2), "")
        name, _ = _before(text, head, earlier, left_of(head), state, False)
        reading.name = name
        reading.baseline = True
        reading.measure = _as_change(reading)
        reading.rules.append("from to")
        state.from_name = name
        state.subject = name


def _as_change(reading: Reading) -> Measure:
    """Gives the measure of a value that a name such as 增速 announces, a level for all others."""
    noun = _CHANGE_NOUN.search(reading.name)
    if noun is None or reading.quantity.dimension != "percent":
        return Measure.LEVEL
    if noun.start() >= 2:
        reading.name = reading.name[: noun.start()]
    return Measure.GROWTH if noun.group(1) else Measure.DECLINE
