"""Several processes at one ledger, sudden ends, requests that come again, a clock that was moved: one clear result, nothing lost, nothing twice.

On SQLite, and on PostgreSQL where DATABASE_URL names one; the database is one of its own, which the processes share.
"""

from __future__ import annotations

import itertools
import json
import re
import select
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.web.sites import PATIENCE, Site, empty_database, site, token

ROOT = Path(__file__).parents[3]
HANDS = 4


class Hand:
    """A process that does what it is told (:mod:`tests.web.ledger.hand`)."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.web.ledger.hand"]
        settings = {**environment, "DJANGO_SETTINGS_MODULE": "duixian.web.settings", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, env=settings, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, **wish: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], PATIENCE)[0], "it never answers"
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        return said

    def ask(self, **wish: Any) -> dict[str, Any]:
        self.tell(**wish)
        return self.answer()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Hands(list[Hand]):
    """Some processes; one that was killed is followed by another."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__(Hand(environment) for _several in range(HANDS))
        self._environment = environment

    def replace(self, one: Hand) -> None:
        self[self.index(one)] = Hand(self._environment)

    def at_once(self, *wishes: dict[str, Any]) -> list[dict[str, Any]]:
        """Has each process do something at the same moment; gives what each answered."""
        some = list(zip(self, wishes, strict=False))
        for hand, wish in some:
            hand.tell(**wish)
        return [hand.answer() for hand, _wish in some]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the small district of the tests."""
    with empty_database() as database, site(tmp_path_factory.mktemp("together") / "site", database) as here:
        assert here.command("user", "list").returncode == 0
        yield here


@pytest.fixture(scope="module")
def hands(one: Site) -> Iterator[Hands]:
    some = Hands(one.environment)
    some[0].ask(make="district")
    yield some
    for hand in some:
        hand.kill()


def tells_one_story(hands: Hands, item: int, *deeds: str) -> dict[str, Any]:
    """Sees that an item's log holds just these deeds, each beginning where the one before ended; gives how it stands."""
    seen = hands[0].ask(look=item)
    assert seen["deeds"] == ["create", "assign", "accept", "report", "approve", *deeds]
    assert all(first[1] == then[0] for first, then in itertools.pairwise(seen["steps"]))
    assert seen["steps"][-1][1] == seen["state"]
    assert seen["in_order"], "no event is older than the one before it"
    return seen


def test_two_who_decide_on_the_same_page_and_one_is_told(hands: Hands) -> None:
    item = hands[0].ask(make="at_work")["item"]
    hands[0].ask(user="head1", act="report_done", item=item, given={"text": "完成"})
    revision = hands[0].ask(look=item)["revision"]
    answers = hands.at_once(
        {"user": "delivery", "act": "verify", "item": item, "given": {"evidence": "现场查看"}, "revision": revision},
        {"user": "delivery", "act": "send_back", "item": item, "given": {"reason": "缺照片"}, "revision": revision},
    )
    done = [at for at, said in enumerate(answers) if "event" in said]
    assert len(done) == 1
    assert answers[1 - done[0]] == {"refused": "stale"}
    seen = tells_one_story(hands, item, "report_done", ("verify", "send_back")[done[0]])
    assert seen["state"] == ("verified", "in_progress")[done[0]]


def test_one_request_that_comes_many_times_at_once_is_done_once(hands: Hands) -> None:
    item = hands[0].ask(make="at_work")["item"]
    wish = {"user": "officer1", "act": "report", "item": item, "given": {"as_of": "2026-04-30", "value": "2"}, "key": "again", "revision": hands[0].ask(look=item)["revision"]}
    answers = [*hands.at_once(*[wish] * HANDS), *hands.at_once(*[wish] * HANDS)]
    assert len({said["event"] for said in answers}) == 1, "everybody is told of the same event"
    assert tells_one_story(hands, item, "report")["entries"] == ["granted", ""]


def test_one_entry_is_approved_once_however_many_heads_press(hands: Hands) -> None:
    item = hands[0].ask(make="at_work")["item"]
    hands[0].ask(user="officer1", act="report", item=item, given={"as_of": "2026-04-30", "value": "2"})
    from_the_list = {"user": "head1", "item": item, "given": {"entry": entry_of(hands, item)}}
    answers = hands.at_once(*({**from_the_list, "act": "approve", "key": f"press {at}"} for at in range(HANDS)))
    assert sorted(said.get("refused", "done") for said in answers) == ["done", *["not_now"] * (HANDS - 1)]
    seen = tells_one_story(hands, item, "report", "approve")
    assert (seen["entries"], seen["value"]) == (["granted", "granted"], "2.0000")


def entry_of(hands: Hands, item: int) -> int:
    """The entry of an item that waits."""
    (number,) = hands[0].ask(look=item)["waiting"]
    return int(number)


def test_what_several_enter_at_once_gets_numbers_of_its_own(hands: Hands) -> None:
    wishes = [{"user": "delivery", "act": "create", "given": {"title": f"事项{at}", "kind": "task"}, "key": f"enter {at % 2}"} for at in range(HANDS)]
    wishes[2]["given"], wishes[3]["given"] = wishes[0]["given"], wishes[1]["given"]
    answers = hands.at_once(*wishes)
    assert answers[0] == answers[2]
    assert answers[1] == answers[3]
    assert answers[0] != answers[1]


def test_many_deeds_at_many_items_stand_in_one_order(hands: Hands) -> None:
    items = [hands[0].ask(make="at_work")["item"] for _each in range(2)]
    counts = dict.fromkeys(items, 0)
    for turn in range(5):
        wishes = [{"user": "officer1", "act": "report", "item": items[(turn + at) % 2], "given": {"as_of": "2026-04-30", "value": str(turn)}} for at in range(HANDS)]
        for wish, said in zip(wishes, hands.at_once(*wishes), strict=True):
            assert "event" in said, said
            counts[wish["item"]] += 1
    for item in items:
        assert len(tells_one_story(hands, item, *["report"] * counts[item])["entries"]) == 1 + counts[item]


@pytest.mark.parametrize("hold", ["file", "end"])
def test_who_is_killed_in_the_middle_of_an_action_has_done_nothing_of_it(hands: Hands, hold: str) -> None:
    item = hands[0].ask(make="at_work")["item"]
    before = tells_one_story(hands, item)
    wish = {"user": "officer1", "act": "report", "item": item, "given": {"as_of": "2026-04-30", "value": "2", "text": "两处"}, "key": f"killed {hold}", "revision": before["revision"]}
    victim, other = hands[1], hands[2]
    assert victim.ask(**wish, hold=hold) == {"inside": hold}
    other.tell(user="delivery", act="urge", item=item, given={"text": "请加快"})
    victim.kill()
    hands.replace(victim)
    assert "event" in other.answer(), "who waited for it goes on"
    seen = tells_one_story(hands, item, "urge")
    assert (seen["entries"], seen["papers"]) == (before["entries"], 0)
    again = hands[3].ask(**{**wish, "revision": seen["revision"]})
    assert "event" in again, "the same request with the same key is new, for nothing was done of it"
    assert tells_one_story(hands, item, "urge", "report")["entries"] == ["granted", ""]


def test_who_is_slow_is_waited_for(hands: Hands) -> None:
    item = hands[0].ask(make="at_work")["item"]
    revision = hands[0].ask(look=item)["revision"]
    slow, quick = hands[1], hands[2]
    slow.ask(user="officer1", act="report", item=item, given={"as_of": "2026-04-30", "value": "2"}, revision=revision, hold="file")
    quick.tell(user="head1", act="report_done", item=item, given={"text": "完成"}, revision=revision)
    slow.tell()
    assert "event" in slow.answer()
    assert quick.answer() == {"refused": "stale"}
    assert tells_one_story(hands, item, "report")["papers"] == 1


def test_a_clock_moved_back_turns_no_story_round(hands: Hands) -> None:
    item = hands[0].ask(make="draft")["item"]
    for wish in (
        {"user": "delivery", "act": "assign"}, {"user": "officer1", "act": "accept"}, {"user": "officer1", "act": "report", "given": {"as_of": "2024-04-30", "value": "1"}},
    ):  # fmt: skip
        assert "event" in hands[1].ask(item=item, days=-400, **wish), wish
    entry = entry_of(hands, item)
    assert "event" in hands[2].ask(item=item, user="head1", act="approve", given={"entry": entry})
    assert hands[1].ask(item=item, days=-400, user="head1", act="approve", given={"entry": entry}) == {"refused": "not_now"}
    seen = tells_one_story(hands, item)
    assert seen["sign_by"] > seen["assigned_at"]


def test_a_double_click_in_a_browser_acts_once(one: Site, hands: Hands) -> None:
    item = hands[0].ask(make="at_work")["item"]
    one.serve("--workers", "4", "--jobs", "0")
    one.sign_in("officer1", "long enough 7")
    address = f"/ledger/items/{item}/report/"
    page = one.get(address)[2]
    hidden = dict(re.findall(r'name="(key|revision)" value="(\w+)"', page))
    assert hidden.keys() == {"key", "revision"}
    form = urllib.parse.urlencode({**hidden, "csrfmiddlewaretoken": token(page), "as_of": "2026-04-30", "value": "2"}).encode()

    def click(_time: int) -> tuple[int, str]:
        with one.browser.open(one.url + address, form, timeout=PATIENCE) as answer:
            return answer.status, urllib.parse.urlsplit(answer.url).path

    with ThreadPoolExecutor(HANDS) as several:
        assert set(several.map(click, range(HANDS))) == {(200, f"/ledger/items/{item}/")}
    assert tells_one_story(hands, item, "report")["entries"] == ["granted", ""]
    assert "Traceback" not in one.said()
