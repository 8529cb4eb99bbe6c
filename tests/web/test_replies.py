"""Replies to verdicts: who may, how long and how often, evidence, versions, and that they stand wherever the verdict stands."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from duixian.web.accounts.models import Role, User
from duixian.web.archive import replying
from duixian.web.archive.attachments import kind_of, plain_name
from duixian.web.archive.models import Correction, Outcome, Reply, Report
from duixian.web.archive.reading import settle
from duixian.web.archive.replies import Replies
from duixian.web.archive.replying import reply
from duixian.web.archive.storing import refresh

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x00IEND\xaeB`\x82"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"


def office(*names: str) -> bytes:
    """A file such as Word and Excel write, with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        for name in ("[Content_Types].xml", *names):
            book.writestr(name, "<x/>")
    return stream.getvalue()


@pytest.fixture
def goal(archive: list[Report]) -> Outcome:
    return Outcome.objects.filter(year=2024, verdict="missed", main=True).order_by("id")[0]


def send(client: Client, goal: Outcome, **fields: object) -> Any:
    return client.post(f"/outcomes/{goal.outcome}/reply/", {"text": "两家商场停业改造。", **fields})


def words(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("role", list(Role))
def test_who_may_reply(client: Client, goal: Outcome, role: Role) -> None:
    client.force_login(User.objects.create_user(username="a", password="long enough 7", role=role))
    response = send(client, goal)
    allowed = role is not Role.READER
    assert response.status_code == (303 if allowed else 403)
    assert Reply.objects.count() == int(allowed)
    assert ('name="text"' in words(client.get(goal.get_absolute_url()))) is allowed


def test_who_has_not_signed_in_is_asked_to(client: Client, goal: Outcome) -> None:
    response = send(client, goal)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/sign-in/")
    assert not Reply.objects.exists()
    assert "/accounts/sign-in/?next=" in words(client.get(goal.get_absolute_url()))


def test_it_stands_beside_the_verdict_with_name_unit_and_time(client: Client, goal: Outcome, respondent: User) -> None:
    respondent.unit = "临湖区商务局"
    respondent.save()
    client.force_login(respondent)
    send(client, goal, evidence_url="https://example.org/retail")
    client.logout()
    one = Reply.objects.get()
    assert (one.by, one.unit, one.start, one.end, one.outcome) == (respondent, "临湖区商务局", goal.goal_start, goal.goal_end, goal.outcome)
    when = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")
    board = f"/places/{goal.place.slug}/{goal.year}/"
    for text in (words(client.get(goal.get_absolute_url())), words(client.get(board))):
        assert "两家商场停业改造。" in text
        assert "respondent 甲" in text
        assert "临湖区商务局" in text
        assert when in text
        assert 'href="https://example.org/retail" rel="nofollow noopener noreferrer ugc"' in text
    assert "答复 1 条" in words(client.get(f"{board}?replied=1"))
    printed = words(client.get(f"{board}?print=1"))
    assert "两家商场停业改造。" in printed
    assert "临湖区商务局" in printed


def test_it_is_in_every_file(client: Client, goal: Outcome, respondent: User) -> None:
    reply(respondent, goal, "=第一行\n第二行", url="https://example.org/a")
    for address in (f"/places/{goal.place.slug}/{goal.year}/?format=csv", f"{goal.get_absolute_url()}?format=csv"):
        response = client.get(address)
        rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
        row = next(row for row in rows if row["outcome"] == goal.outcome)
        assert (row["replies"], row["reply_text"], row["reply_name"], row["reply_link"]) == ("1", "'=第一行 第二行", "respondent 甲", "https://example.org/a")
        assert row["reply_time"].startswith(f"{timezone.localtime():%Y-%m-%d}")


def test_text_is_shown_as_text(client: Client, goal: Outcome, respondent: User) -> None:
    reply(respondent, goal, "<script>alert(1)</script> javascript:alert(1)")
    for address in (goal.get_absolute_url(), f"/places/{goal.place.slug}/{goal.year}/", f"/places/{goal.place.slug}/{goal.year}/?print=1"):
        text = words(client.get(address))
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": ""}, "请填写答复内容"),
        ({"text": "  \n "}, "请填写答复内容"),
        ({"text": "甲" * 2001}, "答复共 2001 字，最多 2000 字"),
        ({"evidence_url": "javascript:alert(1)"}, "form__error"),
        ({"evidence_url": "https://example.org/" + "a" * 200}, "链接超过 200 个字符"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_wrong_and_nothing_is_kept(client: Client, goal: Outcome, respondent: User, fields: dict[str, str], says: str) -> None:
    client.force_login(respondent)
    response = send(client, goal, **fields)
    assert response.status_code == 400
    assert says in words(response)
    assert not Reply.objects.exists()
    if fields.get("text", "").strip():
        assert fields["text"] in words(response), "what was written is not lost"


def test_two_thousand_characters_fit(client: Client, goal: Outcome, respondent: User) -> None:
    client.force_login(respondent)
    assert send(client, goal, text="甲" * 2000).status_code == 303
    assert len(Reply.objects.get().text) == 2000


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("表.PNG", PNG, "png"),
        ("a.jpeg", JPG, "jpg"),
        ("a.docx", office("word/document.xml"), "docx"),
        ("a.xlsx", office("xl/workbook.xml"), "xlsx"),
    ],
)
def test_evidence_is_kept_and_given_back_as_a_download(client: Client, goal: Outcome, respondent: User, name: str, content: bytes, kind: str) -> None:
    client.force_login(respondent)
    assert send(client, goal, evidence=SimpleUploadedFile(name, content)).status_code == 303
    one = Reply.objects.get()
    assert one.evidence_name == name
    assert one.evidence.name.endswith(f".{kind}")
    assert one.evidence.name.rpartition("/")[2].partition(".")[0] != name.partition(".")[0], "it is kept under a name of our own"
    client.logout()
    assert f"/replies/{one.pk}/evidence" in words(client.get(goal.get_absolute_url()))
    response = client.get(f"/replies/{one.pk}/evidence")
    assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"MZ\x90\x00" + b"\x00" * 100, "只收 PDF"),
        ("a.html", b"<html><script>alert(1)</script></html>", "只收 PDF"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "只收 PDF"),
        ("a.png", PDF, "文件内容是 PDF"),
        ("a.docm", office("word/document.xml"), "文件内容是 DOCX"),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), "只收 PDF"),
        ("a.docx", b"PK\x03\x04" + b"\x00" * 60, "只收 PDF"),
        ("a.zip", office("a.txt"), "只收 PDF"),
        ("a.pdf", b"", "文件是空的"),
        ("a.pdf", PDF[:-6] + b"\n" * (10 * 1024 * 1024) + b"%%EOF\n", "超过 10 MB"),
    ],
    ids=["program", "page", "picture with script", "false ending", "macro ending", "macros", "broken", "archive", "empty", "too large"],
)
def test_files_that_are_not_taken(client: Client, goal: Outcome, respondent: User, settings: Any, name: str, content: bytes, says: str) -> None:
    client.force_login(respondent)
    response = send(client, goal, evidence=SimpleUploadedFile(name, content))
    assert response.status_code == 400
    assert says in words(response)
    assert not Reply.objects.exists()
    assert not list((settings.DATA / "files").rglob("*.*"))


def test_a_word_file_that_unpacks_to_a_mountain_is_not_taken() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<x/>")
        with book.open("word/document.xml", "w") as part:
            for _ in range(301):
                part.write(b"\0" * 1024 * 1024)
    assert stream.tell() < 10 * 1024 * 1024
    assert kind_of(stream) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\a\\b.pdf", "b.pdf"), ("a\r\nSet-Cookie: x.pdf", "a_Set-Cookie_ x.pdf"), ("fdp.\u202eexe.pdf", "fdp._exe.pdf"), ("", "file"), ("甲" * 300 + ".pdf", "甲" * 116 + ".pdf")],
)
def test_names_of_files_hold_no_path_and_no_trick(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_a_newer_version_follows_and_the_old_one_stays_readable(client: Client, goal: Outcome, respondent: User) -> None:
    client.force_login(respondent)
    send(client, goal, text="第一稿")
    send(client, goal, text="第二稿")
    old, new = Reply.objects.order_by("id")
    assert new.follows == old
    text = words(client.get(goal.get_absolute_url()))
    assert text.index("第二稿") < text.index("此前的答复 1 条") < text.index("第一稿")
    assert "补充新的答复" in text
    board = words(client.get(f"/places/{goal.place.slug}/{goal.year}/"))
    assert "第二稿" in board
    assert "第一稿" not in board


def test_a_button_pressed_twice_is_one_reply(client: Client, goal: Outcome, respondent: User) -> None:
    client.force_login(respondent)
    send(client, goal)
    send(client, goal)
    assert Reply.objects.count() == 1


def test_two_people_reply_beside_each_other_and_neither_touches_the_other(client: Client, goal: Outcome, respondent: User, corrector: User) -> None:
    first = reply(respondent, goal, "甲方")
    second = reply(corrector, goal, "乙方")
    reply(corrector, goal, "乙方，改")
    assert second.follows is None
    threads = Replies([goal.goal_report_id]).to(goal)
    assert [(one.current.text, len(one.earlier)) for one in threads] == [("甲方", 0), ("乙方，改", 1)]
    assert Reply.objects.get(pk=first.pk).text == "甲方"


def test_no_address_edits_or_deletes_a_reply(client: Client, goal: Outcome, respondent: User, administrator: User) -> None:
    one = reply(respondent, goal, "甲方")
    client.force_login(administrator)
    for address in (f"/outcomes/{goal.outcome}/reply/", f"/replies/{one.pk}/evidence", goal.get_absolute_url()):
        for method in (client.delete, client.put, client.patch):
            method(address)
    send(client, goal, text="管理员的话", follows=one.pk, pk=one.pk)
    one.refresh_from_db()
    assert (one.text, one.by) == ("甲方", respondent)
    assert Reply.objects.filter(follows=one).count() == 0


def test_a_reply_is_followed_by_one_only(goal: Outcome, respondent: User) -> None:
    one = reply(respondent, goal, "甲方")
    fields = {"report": one.report, "start": one.start, "end": one.end, "outcome": one.outcome, "by": respondent, "follows": one}
    Reply.objects.create(text="a", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.create(text="b", **fields)


def test_too_many_replies_are_held_back_with_a_time(client: Client, goal: Outcome, respondent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replying, "AN_HOUR", 3)
    client.force_login(respondent)
    for number in range(3):
        assert send(client, goal, text=f"第{number}稿").status_code == 303
    response = send(client, goal, text="再一稿")
    assert response.status_code == 400
    assert "短时间内已答复 3 次，请 60 分钟后继续" in words(response)
    assert "再一稿" in words(response)
    assert Reply.objects.count() == 3
    Reply.objects.update(at=timezone.now() - timedelta(hours=2))
    assert send(client, goal, text="再一稿").status_code == 303


def test_it_stays_when_the_verdict_gets_another_id(client: Client, goal: Outcome, respondent: User, corrector: User) -> None:
    reply(respondent, goal, "两家商场停业改造。")
    old = goal.outcome
    fact = next(one for one in goal.goal_report.machine().facts if one.id == goal.goal_fact)
    text = goal.goal_report.machine().text
    end = fact.end + 2
    before = {"prefix": fact.prefix, "suffix": fact.suffix}
    Correction.objects.create(report=goal.goal_report, sort="fact", start=fact.start, end=fact.end, quote=fact.quote, kind="amended", fields={"end": end, "value": 9}, before=before, by=corrector)
    refresh(goal.goal_report)
    settle()
    new = Outcome.objects.get(goal_report=goal.goal_report, goal_start=fact.start)
    assert new.goal_end == end, text[fact.start : end]
    Outcome.objects.filter(pk=new.pk).update(outcome="another")
    assert "两家商场停业改造。" in words(client.get("/outcomes/another/"))
    assert client.get(f"/outcomes/{old}/")["Location"] == "/outcomes/another/"


def test_a_reply_whose_goal_is_gone_is_not_lost(client: Client, goal: Outcome, respondent: User, corrector: User) -> None:
    reply(respondent, goal, "两家商场停业改造。")
    Correction.objects.create(report=goal.goal_report, sort="fact", start=goal.goal_start, end=goal.goal_end, quote=goal.goal_report.machine().text[goal.goal_start : goal.goal_end], kind="wrong", by=corrector)
    refresh(goal.goal_report)
    settle()
    assert not Outcome.objects.filter(goal_report=goal.goal_report, goal_start=goal.goal_start).exists()
    text = words(client.get(f"/places/{goal.place.slug}/{goal.year}/"))
    assert "对已不再列为目标的内容的答复" in text
    assert "两家商场停业改造。" in text


def test_without_its_token_no_form_is_taken(goal: Outcome, respondent: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(respondent)
    assert send(client, goal).status_code == 403
    assert not Reply.objects.exists()


def test_evidence_that_is_not_there(client: Client, goal: Outcome, respondent: User, settings: Any) -> None:
    one = reply(respondent, goal, "甲")
    assert client.get(f"/replies/{one.pk}/evidence").status_code == 404
    assert client.get("/replies/99999/evidence").status_code == 404
    two = reply(respondent, goal, "乙", file=SimpleUploadedFile("a.pdf", PDF))
    for file in (settings.DATA / "files").rglob("*.pdf"):
        file.unlink()
    assert client.get(f"/replies/{two.pk}/evidence").status_code == 404
