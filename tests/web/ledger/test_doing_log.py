"""The log: who sees it, what it gives, and that nothing changes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from duixian.web.ledger.acting import act
from duixian.web.ledger.doing.story import SUBJECTS
from duixian.web.ledger.models import Event
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District
from tests.web.ledger.test_doing_pages import browser

SOURCES = Path(__file__).parents[3] / "src" / "duixian"
EMPTYING = {"web/ledger/guard.py"}
"""The one module that speaks of changing the log: the triggers that refuse it."""
_CHANGES = re.compile(
    r"Event(?:\.objects|\._default_manager|\._base_manager)[^\n]*\.(?:update|delete|bulk_update|update_or_create|raw_delete)\("
    r"|\bevents?(?:\.\w+\([^)]*\))*\.(?:update|delete|save)\("
    r"|(?:UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|DROP\s+TABLE)\s+\W?ledger_event",
    re.IGNORECASE,
)


def test_no_code_updates_or_deletes_the_log() -> None:
    found = []
    for file in sorted(SOURCES.rglob("*.py")):
        name = file.relative_to(SOURCES).as_posix()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if _CHANGES.search(line) and name not in EMPTYING:
                found.append(f"{name}:{number}: {line.strip()}")
    assert not found, "the log is only added to"


@pytest.mark.parametrize(
    "line",
    ["Event.objects.filter(pk=1).delete()", "event.save()", "Event.objects.all().update(reason='')", 'cursor.execute("DELETE FROM ledger_event")', "events.filter(pk=1).delete()"],
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert _CHANGES.search(line)


@pytest.mark.django_db
def test_rows_and_querysets_of_the_log_cannot_be_changed_either(district: District) -> None:
    district.draft()
    event = Event.objects.get()
    for change in (
        lambda: Event.objects.update(reason="x"), lambda: Event.objects.all().delete(), event.delete, event.save,
        lambda: Event.objects.bulk_update([event], ["reason"]),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_the_database_holds_the_triggers(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_event'::regclass AND NOT tgisinternal")
            names = {name for (name,) in cursor.fetchall()}
            assert {"event_kept", "event_not_emptied"} <= names
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_event'")
            assert {"event_kept_update", "event_kept_delete"} <= {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "sees"), [("auditor", True), ("delivery", True), ("leader", False), ("officer1", False), ("head1", False), ("street1", False), ("community1", False)])
def test_only_who_audits_sees_the_log(district: District, name: str, sees: bool) -> None:
    client = browser(district, name)
    assert client.get(reverse("ledger:log")).status_code == (200 if sees else 403)
    assert client.post(reverse("ledger:log")).status_code == (405 if sees else 403)
    assert Client().get(reverse("ledger:log")).status_code == 302


@pytest.mark.django_db
def test_the_log_is_filtered_and_comes_as_files(district: District) -> None:
    item, other = district.at_work(), district.draft()
    act(item, Act.URGE, district.user("delivery"), {"text": "请加快"})
    client = browser(district, "auditor")
    address = reverse("ledger:log")

    def rows(**query: object) -> list[tuple[int, str]]:
        found = [(one["number"], one["action"]) for one in client.get(address, {**query, "format": "json"}).json() if one["subject"] == "item" and one["user"]]
        page = client.get(address, query)
        assert page.status_code == 200
        assert [(told.event.number, told.event.action) for told, _about in page.context["rows"] if told.event.subject == "item" and told.event.user_id] == found
        return found

    assert rows(user=district.people["officer1"].pk) == [(item.pk, "report"), (item.pk, "accept")]
    assert rows(office=district.offices["department1"].pk) == [(item.pk, "approve"), (item.pk, "report"), (item.pk, "accept")]
    assert rows(action="urge") == [(item.pk, "urge")]
    assert rows(number=other.number) == [(other.pk, "create")]
    # what the workspace does by itself, as setting lights, is left out above
    assert rows(until="2020-01-01") == []
    assert len(rows(since="2020-01-01", subject="item")) == 7
    assert rows(since="no day", user="x")
    for form in ("csv", "xlsx"):
        answer = client.get(address, {"format": form})
        assert len(b"".join(answer) if answer.streaming else answer.content) > 200


@pytest.mark.parametrize("subject", sorted(name for name, one in SUBJECTS.items() if one.url))
def test_what_the_log_is_about_has_a_page(subject: str) -> None:
    assert reverse(SUBJECTS[subject].url, args=[1])


@pytest.mark.django_db
def test_the_log_goes_on_page_by_page(district: District) -> None:
    for _number in range(60):
        district.draft()
    client = browser(district, "auditor")
    first = client.get(reverse("ledger:log"))
    seen = [told.event.pk for told, _about in first.context["rows"]]
    while (older := first.context["older"]) is not None:
        first = client.get(reverse("ledger:log"), {"before": older})
        seen += [told.event.pk for told, _about in first.context["rows"]]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == Event.objects.count()


@pytest.mark.django_db
def test_an_action_done_after_the_last_look_can_be_chosen(district: District) -> None:
    auditor = browser(district, "auditor")
    item = district.draft()
    first = auditor.get(reverse("ledger:log")).context["actions"]
    act(item, Act.ASSIGN, district.user("delivery"))
    then = auditor.get(reverse("ledger:log")).context["actions"]
    assert {one for one, _word in then} - {one for one, _word in first} >= {"assign"}
    assert {one for one, _word in first} < {one for one, _word in then}
