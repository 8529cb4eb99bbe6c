"""Bringing reports in by upload: what comes, what is refused and why, what people see of it."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import UnreadablePostError
from django.test import Client, RequestFactory
from django.urls import reverse

from duixian.errors import TooLarge
from duixian.web.accounts.models import User
from duixian.web.archive import arrivals
from duixian.web.archive.models import Arrival, Batch, Document, Place, Report, State
from duixian.web.archive.originals import original
from duixian.web.archive.reading import claim, fail, read_next, release, retry, settle, wait_for_newer_reader
from duixian.web.archive.uploading import whole_bodies

pytestmark = pytest.mark.django_db

_FILE = Path(__file__).parents[1] / "reading" / "made_files.py"
_SPEC = importlib.util.spec_from_file_location("made_files", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

REPORT = "临湖区政府工作报告\n——2025年1月8日在临湖区第六届人民代表大会第四次会议上\n一、2024年工作回顾\n全年新建公厕12座。\n二、2025年主要预期目标\n地区生产总值增长5%左右。\n"
SCRIPT = "<script>alert(1)</script>"
PICTURE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def english(editor: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(editor)
    return client


def file(name: str, data: bytes | str = REPORT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def upload(client: Client, *files: SimpleUploadedFile) -> Batch:
    answer = client.post(reverse("archive:import"), {"files": list(files)})
    assert answer.status_code == 302
    return Batch.objects.get(pk=int(answer["Location"].rstrip("/").rpartition("/")[2]))


def read_all() -> None:
    while read_next():
        pass
    settle()


def page(client: Client, batch: Batch, **query: str) -> str:
    answer = client.get(batch.get_absolute_url(), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_files_come_in_and_the_page_shows_how_far_they_are(desk: Client, editor: User, tmp_path: Path) -> None:
    batch = upload(desk, file("临湖区.txt"), file("second.txt", REPORT.replace("12座", "15座")))
    assert (batch.made_by, batch.source) == (editor, "upload")
    before = page(desk, batch)
    assert 'value="0" max="2"' in before
    assert 'hx-trigger="every 2s"' in before
    assert '<noscript><meta http-equiv="refresh"' in before
    assert "duixian work" in before, "nobody reads in this test, and the page says so"
    read_all()
    after = page(desk, batch)
    assert 'value="2" max="2"' in after
    assert "hx-trigger" not in after
    assert "http-equiv" not in after
    for report in Report.objects.all():
        assert report.get_absolute_url() in after
    assert not list((tmp_path / "arriving").iterdir()), "what arrived has been moved or deleted"


def test_the_page_asks_for_a_piece_of_itself(desk: Client) -> None:
    batch = upload(desk, file("a.txt"))
    piece = desk.get(batch.get_absolute_url(), headers={"hx-request": "true"}).content.decode()
    assert piece.lstrip().startswith("<div id=\"batch\"")
    assert "<html" not in piece


def test_the_same_file_again_is_here_already(desk: Client) -> None:
    upload(desk, file("a.txt"))
    read_all()
    report = Report.objects.get()
    again = upload(desk, file("another name.txt"), file("another name.txt"))
    shown = page(desk, again)
    assert Document.objects.count() == 1
    assert shown.count("另") == 0
    assert shown.count("已在库") >= 2
    assert shown.count(report.get_absolute_url()) == 2
    assert "another name.txt" in shown
    assert Document.objects.get().state == State.READ, "it is not read again"


def test_an_archive_becomes_the_files_in_it(desk: Client) -> None:
    held = made.archive({"2024/临湖区.txt": REPORT, "2024/图.jpg": b"\xff\xd8", "__MACOSX/x.txt": "x", "表.csv": f"正文\n\"{REPORT}二\"\n"})
    batch = upload(desk, file("全部.zip", held))
    names = [one.name for one in batch.arrivals.all()]
    assert names == ["全部.zip/2024/临湖区.txt", "全部.zip/表.csv#1"]


def test_a_zip_bomb_is_refused_with_the_reason(english: Client, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for number in range(3):
            with out.open(f"{number}.txt", "w") as member:
                for _ in range(150):
                    member.write(b"0" * 1024 * 1024)
    batch = upload(english, file("bomb.zip", stream.getvalue()))
    assert not Document.objects.exists()
    assert list((tmp_path / "arriving").iterdir()) == []
    assert not (tmp_path / "originals").exists()
    shown = page(english, batch)
    assert "Not taken in" in shown
    assert "bomb.zip" in shown
    assert re.search("grows|times|larger|limit|MB", shown)
    assert "/tmp" not in shown, "nobody learns where files lay for a while"


REASONS = {
    "empty.txt": (b"", "空", "empty"),
    "empty.zip": (b"", "空", "empty"),
    "damaged.docx": (made.docx(made.paragraph("全年新建公厕12座。"))[:200], "", ""),
    "damaged.zip": (b"PK\x03\x04 no archive", "", ""),
    "scan.pdf": (made.pdf([[]]), "", "text"),
    "locked.pdf": (made.pdf([[(50, 700, 12, "全年")]], password=True), "密码", "password"),
    "picture.jpg": (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, "", ""),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024), "docx", "docx"),
    "inside.zip": (made.archive({"inner.zip": made.archive({"a.txt": REPORT})}), "解压", "unpack"),
}


@pytest.mark.parametrize("name", REASONS)
def test_what_cannot_be_read_says_why_in_the_readers_language(name: str, desk: Client, english: Client) -> None:
    data, chinese, said = REASONS[name]
    good = file("good.txt", REPORT)
    batch = upload(desk, file(name, data), good)
    read_all()
    assert Report.objects.count() == 1, "the others are read"
    bad = batch.arrivals.exclude(name="good.txt").get()
    told = bad.document or bad
    assert told.error_zh.startswith(name)
    assert re.search(r"[\u4e00-\u9fff]{4}", told.error_zh)
    assert not re.search(r"[\u4e00-\u9fff]", told.error_en)
    assert chinese in told.error_zh
    assert said in told.error_en
    shown = page(desk, batch, state="failed")
    assert told.error_zh.replace("'", "&#x27;") in shown
    assert told.error_en.replace("'", "&#x27;") in page(english, batch, state="failed")
    if bad.document:
        assert told.error_zh.replace("'", "&#x27;") in desk.get(reverse("archive:failed")).content.decode()


def test_a_script_in_name_and_text_is_text(desk: Client) -> None:
    batch = upload(desk, file(f"{PICTURE}.txt", REPORT + SCRIPT), file(f"{PICTURE}.pdf", b"%PDF-1.7 nothing"))
    for _ in range(2):
        for url in (batch.get_absolute_url(), reverse("archive:failed"), reverse("archive:import")):
            assert PICTURE not in desk.get(url).content.decode()
        read_all()
    assert "&lt;img src=x" in page(desk, batch)
    report = Report.objects.get()
    assert SCRIPT in report.machine().text
    assert SCRIPT not in desk.get(report.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "C:\\a\\b.txt", "a" * 300 + ".txt", "报" * 200 + ".txt", "a." + "很" * 90, "-rf.txt", "a\u202etxt.exe", " .txt"])
def test_names_lead_nowhere(name: str, desk: Client, tmp_path: Path) -> None:
    batch = upload(desk, file(name))
    read_all()
    document = Document.objects.get()
    assert original(document.sha256).read_bytes() == REPORT.encode()
    assert not list((tmp_path / "arriving").iterdir())
    assert [path.name for path in (tmp_path / "originals").rglob("*") if path.is_file()] == [document.sha256]
    assert page(desk, batch)


def test_no_file_says_so(desk: Client) -> None:
    answer = desk.post(reverse("archive:import"), {})
    assert answer.status_code == 400
    assert "没有收到文件" in answer.content.decode()
    assert not Batch.objects.exists()


def test_too_many_documents_are_cut_off_with_the_reason(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_DOCUMENTS", 3)
    batch = upload(desk, file("many.zip", made.archive({f"{number}.txt": f"{REPORT}{number}" for number in range(9)})))
    assert Document.objects.count() == 3
    last = batch.arrivals.last()
    assert last is not None
    assert "3 份" in last.error_zh


@pytest.mark.parametrize(("megabytes", "who", "url", "status"), [(300, "editor", "/import/", 413), (3, "", "/import/", 413), (3, "reader", "/theme/", 303), (30, "reader", "/import/", 413), (30, "editor", "/theme/", 413)])
def test_too_large_a_request_is_refused_before_it_is_kept(megabytes: int, who: str, url: str, status: int, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        """What a browser sends, without holding it; says how much of it was taken."""

        def __init__(self) -> None:
            self.left = megabytes * 1024 * 1024

        def read(self, size: int = -1) -> bytes:
            size = min(size, self.left) if size >= 0 else self.left
            self.left -= size
            assert not any(path.stat().st_size for path in (tmp_path / "arriving").iterdir()) or status == 303
            return b"\0" * size

    client = Client()
    if who:
        client.force_login(request.getfixturevalue(who))
    body = Endless()
    head = {"CONTENT_LENGTH": str(body.left), "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": body, "PATH_INFO": url, "REQUEST_METHOD": "POST"}
    answer = client.request(**head)  # type: ignore[arg-type]
    assert answer.status_code in (status, 400) if status == 303 else answer.status_code == status
    if status == 413:
        assert "上限" in answer.content.decode()
        assert body.left == 0, "it is listened to until the end, so that the browser shows the answer"


def test_a_full_disk_refuses_uploads(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from duixian.web.archive import uploading

    monkeypatch.setattr(uploading, "_SPARE_BYTES", 10**18)
    answer = desk.post(reverse("archive:import"), {"files": file("a.txt", b"x" * 2_000_000)})
    assert answer.status_code == 507
    assert not Document.objects.exists()


def test_a_body_that_breaks_off_is_an_error() -> None:
    def application(environ: dict[str, object], _start: object) -> bytes:
        return RequestFactory().generic("POST", "/").__class__(environ).read()  # type: ignore[arg-type, call-arg]

    environ = RequestFactory().post("/import/", {"files": file("a.txt")}).environ  # type: ignore[attr-defined]
    whole = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(whole)
    assert whole_bodies(application)(environ, None) == whole
    environ["wsgi.input"] = io.BytesIO(whole[: len(whole) // 2])
    with pytest.raises(UnreadablePostError):
        whole_bodies(application)(environ, None)


def test_failed_files_are_tried_again(desk: Client) -> None:
    batch = upload(desk, file("a.pdf", b"%PDF-1.7 nothing"), file("b.pdf", b"%PDF-1.7 no thing"), file("c.pdf", b"%PDF-1.7 nothing at all"))
    read_all()
    first, second, third = Document.objects.order_by("pk")
    assert {first.state, second.state, third.state} == {State.FAILED}
    answer = desk.post(reverse("archive:retry"), {"document": [first.pk], "next": "https://elsewhere.example/"})
    assert answer["Location"] == reverse("archive:failed")
    assert set(Document.objects.filter(state=State.WAITING)) == {first}
    desk.post(reverse("archive:retry"), {"batch": batch.pk, "next": batch.get_absolute_url()})
    assert Document.objects.filter(state=State.WAITING).count() == 3
    read_all()
    assert desk.post(reverse("archive:retry"), {"all": "1"}).status_code == 302
    assert Document.objects.filter(state=State.WAITING).count() == 3
    assert desk.post(reverse("archive:retry"), {"document": "x", "batch": "-1"}).status_code == 302
    assert desk.get(reverse("archive:retry")).status_code == 405


def test_lists_take_as_many_queries_for_many_files(desk: Client, django_assert_num_queries: object) -> None:
    batch = upload(desk, *(file(f"{number}.txt", f"{REPORT}{number}") for number in range(12)), file("bad.pdf", b"%PDF-1.7 nothing"))
    read_all()
    with django_assert_num_queries(8):  # type: ignore[operator]  # session, user, posts, batch, progress, places, count, rows
        shown = desk.get(batch.get_absolute_url())
    assert shown.content.decode().count("<tr>") == 14
    for url, most in ((reverse("archive:failed"), 5), (reverse("archive:import"), 6)):
        with django_assert_num_queries(most):  # type: ignore[operator]
            desk.get(url)


def test_lists_can_be_downloaded(desk: Client) -> None:
    batch = upload(desk, file("a.txt"), file("=bad.pdf", b"%PDF-1.7 nothing"))
    read_all()
    answer = desk.get(batch.get_absolute_url(), {"format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "name,state,reason,report"
    assert lines[1] == f"a.txt,read,,{Report.objects.get().ref}"
    assert lines[2].startswith("'=bad.pdf,failed,")
    failed = b"".join(desk.get(reverse("archive:failed"), {"format": "csv"}).streaming_content)  # type: ignore[attr-defined]
    assert failed.decode("utf-8-sig").count("\n") == 2


def test_new_documents_are_read_before_old_ones_again(desk: Client) -> None:
    upload(desk, file("old.txt"))
    read_all()
    Document.objects.update(reader="older")
    upload(desk, file("new.txt", REPORT + "新"))
    assert wait_for_newer_reader() == 1
    assert [one.name for one in claim(5)] == ["new.txt", "old.txt"]
    assert claim(5) == []
    assert release() == 2
    assert len(claim(1)) == 1


def test_a_failed_document_is_tried_again_by_a_newer_reader_only(desk: Client) -> None:
    upload(desk, file("a.pdf", b"%PDF-1.7 nothing"))
    read_all()
    assert wait_for_newer_reader() == 0
    Document.objects.update(reader="older")
    assert wait_for_newer_reader() == 1


def test_what_ends_its_reader_is_given_up_in_the_end(desk: Client) -> None:
    upload(desk, file("a.txt"))
    for _ in range(3):
        assert len(claim()) == 1
        release()
    read_next()
    document = Document.objects.get()
    assert (document.state, document.attempts) == (State.FAILED, 4)
    assert "中断" in document.error_zh
    retry([document])
    read_next()
    assert Document.objects.get().state == State.READ


def test_documents_given_back_untouched_have_not_been_tried(desk: Client) -> None:
    upload(desk, file("a.txt"))
    for _ in range(9):
        (document,) = claim()
        release([document.pk])
    assert Document.objects.get().attempts == 0


def test_a_reading_that_fails_later_leaves_the_earlier_one(desk: Client) -> None:
    upload(desk, file("a.txt"))
    read_all()
    fail(Document.objects.get(), "理由", "reason")
    assert Report.objects.count() == 1
    assert Place.objects.count() == 1


def test_only_those_who_may_import(client: Client, corrector: User) -> None:
    client.force_login(corrector)
    assert client.post(reverse("archive:import"), {"files": file("a.txt")}).status_code == 403
    assert not Arrival.objects.exists()
    assert Client().post(reverse("archive:import"), {"files": file("a.txt")})["Location"].startswith(reverse("accounts:sign-in"))


def test_names_of_files_that_no_database_takes_as_they_are(tmp_path: Path) -> None:
    from duixian.reading.inputs import Input
    from duixian.web.archive.reading import bring_all

    gb = "临湖区".encode("gb18030").decode("utf-8", "surrogateescape")
    items = [Input(f"{gb}.txt", REPORT.encode()), Input("a\x00b\udcff\ud800\x1b[31m.txt", b"x"), Input("c\n.txt", error=TooLarge("c\x00", "c\udcff"))]
    names = [one.name for one in bring_all(items, Batch.objects.create(source="command"))]
    assert names == ["临湖区.txt", "a\ufffdb\ufffd\ufffd\ufffd[31m.txt", "c\ufffd.txt"]
    assert [one.name for one in Arrival.objects.order_by("pk")] == names
