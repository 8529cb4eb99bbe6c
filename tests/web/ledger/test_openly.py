"""The public board: two persons and a check before anything is published, progress that flows, pages, feeds and files that hold nothing internal."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.posts import hand_over
from duixian.web.archive.originals import original
from duixian.web.ledger.acting import act
from duixian.web.ledger.kinds.recording import record
from duixian.web.ledger.log import Handed
from duixian.web.ledger.models import Event, Item, Paper
from duixian.web.ledger.openly.checking import flags_in
from duixian.web.ledger.openly.cleaning import jpeg, png
from duixian.web.ledger.openly.models import Evidence, Publication, Rating, Suggestion, UpdateKind, Version
from duixian.web.ledger.openly.steps import Unexplained, approve, drafted, propose, refuse, release, withdraw
from duixian.web.ledger.openly.voicing import TooMany, decline, forget_addresses, rate, suggest, take_up
from duixian.web.ledger.openly.voicing import answer as reply
from duixian.web.ledger.options import set_option
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours, Stale
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db

SECRET = "ZQXINTERNALQZX"
EXIF = b"\xff\xe1" + struct.pack(">H", 2 + 6 + 26 + len(SECRET)) + b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0) + SECRET.encode()
PHOTO = b"\xff\xd8" + EXIF + b"\xff\xfe" + struct.pack(">H", 2 + len(SECRET)) + SECRET.encode() + b"\xff\xdb\x00\x04\x00\x01\xff\xda\x00\x04\x01\x01ab\xff\x00cd\xff\xd0ef\xff\xd9" + SECRET.encode()


def seat(district: District, username: str, role: PostRole, office: str) -> User:
    user = User.objects.create_user(username=username, password="long enough 7", role="reader")
    hand_over(Post.objects.create(office=district.offices[office], title=username, role=role), user)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def second(district: District) -> User:
    """Another person of the delivery office."""
    return seat(district, "delivery2", PostRole.DELIVERY, "delivery")


def proposed(district: District, item: Item, **changes: Any) -> Version:
    draft = drafted(item)._replace(**changes)
    return propose(item, district.user("delivery"), draft, {}, key="")


def publish(district: District, item: Item, **changes: Any) -> Publication:
    row = proposed(district, item, **changes).publication
    return approve(row, district.user("leader"))


def page(url: str, **headers: str) -> str:
    answer = Client().get(url, headers=headers or None)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_one_person_proposes_and_another_publishes(district: District, second: User) -> None:
    item = district.at_work(kind="livelihood", text="在三个街道新建公园三处")
    row = proposed(district, item).publication
    assert Client().get(f"/board/{row.pk}/").status_code == 404
    with pytest.raises(NotYours):
        approve(row, district.user("delivery"))
    for nobody in ("officer1", "head1", "street1", "auditor", "community1"):
        with pytest.raises(NotYours):
            approve(row, district.user(nobody))
        with pytest.raises(NotYours):
            propose(item, district.user(nobody), drafted(item), {})
    row = approve(row, second)
    said = page(f"/board/{row.pk}/")
    assert "新建公园三处" in said
    assert "区住房建设局" in said
    assert [one.action for one in Event.objects.filter(subject="publication", number=row.pk)] == ["propose", "approve", "show"]


def test_a_leader_approves_but_does_not_propose(district: District) -> None:
    item = district.at_work()
    with pytest.raises(NotYours):
        propose(item, district.user("leader"), drafted(item), {})
    assert approve(proposed(district, item).publication, district.user("leader")).state == "published"


def test_changes_go_the_same_way_and_what_is_published_stays_until_then(district: District) -> None:
    row = publish(district, district.at_work())
    proposed(district, row.item, title="新建三处口袋公园")
    assert "新建三处口袋公园" not in page(f"/board/{row.pk}/")
    approve(row, district.user("leader"))
    assert "新建三处口袋公园" in page(f"/board/{row.pk}/")
    proposed(district, row.item, title="别的名称")
    refuse(row, district.user("leader"), "名称不对")
    assert "别的名称" not in page(f"/board/{row.pk}/")


def test_a_newer_proposal_replaces_the_one_that_waits_and_an_old_page_is_told(district: District) -> None:
    version = proposed(district, district.at_work())
    proposed(district, version.publication.item, title="第二稿")
    with pytest.raises(Stale):
        approve(version.publication, district.user("leader"), revision=version.publication.revision)
    approve(version.publication, district.user("leader"))
    assert Publication.objects.get().current.title == "第二稿"  # type: ignore[union-attr]
    assert [one.state for one in Version.objects.all()] == ["replaced", "approved"]


def test_a_double_click_proposes_once(district: District) -> None:
    item = district.at_work()
    first = propose(item, district.user("delivery"), drafted(item), {}, key="k")
    assert propose(item, district.user("delivery"), drafted(item), {}, key="k").pk in (first.pk, Version.objects.latest("pk").pk)
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("此件为内部资料", "internal"), ("机密★一年", "secret"), ("依申请公开", "internal"), ("身份证号320102199003074518", "identity"), ("电话13912345678", "phone"),
        ("值班电话025-83214567", "phone"), ("账号6222 0210 0111 2233 445", "account"), ("由王建国局长负责", "person"), ("居民张某某反映", "person"),
        ("邮箱zhang@example.org", "email"), ("车牌苏A·12345", "plate"),
    ],
)  # fmt: skip
def test_the_check_finds(text: str, sort: str) -> None:
    assert sort in {one.sort for one in flags_in({"text": text})}


@pytest.mark.parametrize("text", ["新建口袋公园3处，惠及居民2.5万人", "2026年12月底前完成老旧小区改造15个", "区住房建设局牵头，东湖街道配合"])
def test_the_check_leaves_plain_words_alone(text: str) -> None:
    assert flags_in({"text": text}) == []


def test_what_the_check_finds_must_be_explained_and_the_second_person_reads_why(district: District) -> None:
    item = district.at_work(text="小区内部道路整修")
    with pytest.raises(Unexplained) as found:
        propose(item, district.user("delivery"), drafted(item), {})
    assert not Publication.objects.exists()
    why = {one.key: "指小区里面的道路" for one in found.value.flags}
    version = propose(item, district.user("delivery"), drafted(item), why)
    client = Client()
    client.force_login(district.user("leader"))
    assert "指小区里面的道路" in client.get(f"/ledger/publishing/{version.publication_id}/").content.decode()


def test_progress_waits_for_a_look_or_flows_by_itself(district: District) -> None:
    row = publish(district, district.at_work())

    def report(day: str, value: str) -> None:
        act(row.item_id, Act.REPORT, district.user("officer1"), {"as_of": day, "value": value, "text": SECRET})
        act(row.item_id, Act.APPROVE, district.user("head1"), {"entry": row.item.entries.latest("pk").pk})

    act(row.item_id, Act.REPORT, district.user("officer1"), {"as_of": "2026-04-30", "value": "2"})
    assert "2026-04-30" not in page(f"/board/{row.pk}/")
    act(row.item_id, Act.APPROVE, district.user("head1"), {"entry": row.item.entries.latest("pk").pk})
    assert "2026-04-30" not in page(f"/board/{row.pk}/")
    assert Publication.objects.get().waiting
    release(row, district.user("delivery"))
    assert "2026-04-30" in page(f"/board/{row.pk}/")
    set_option("board_flow", 1, district.user("delivery"), "试行")
    report("2026-05-31", "3")
    assert "2026-05-31" in page(f"/board/{row.pk}/")
    assert row.updates.filter(kind=UpdateKind.PROGRESS).count() == 2


def test_fields_that_are_not_chosen_do_not_show(district: District) -> None:
    row = publish(district, district.at_work(), fields=())
    said = page(f"/board/{row.pk}/")
    assert "区住房建设局" not in said
    assert "2026-12-31" not in said
    assert row.facts == {}


def test_withdrawn_items_are_gone_everywhere_and_may_come_back(district: District) -> None:
    row = publish(district, district.at_work())
    withdraw(row, district.user("delivery"), "数据有误")
    for url in (f"/board/{row.pk}/", f"/board/{row.pk}/feed.atom", f"/board/{row.pk}/voice/"):
        answer = Client().get(url)
        assert answer.status_code == 410, url
        assert "数据有误" not in answer.content.decode()
        assert "新建公园三处" not in answer.content.decode()
    for url in ("/board/", "/board/feed.atom", "/board/?format=csv", "/board/?format=json"):
        assert "新建公园三处" not in b"".join(Client().get(url)).decode()  # type: ignore[arg-type]
    uid = row.uid
    again = approve(proposed(district, row.item).publication, district.user("leader"))
    assert again.uid == uid
    assert Client().get(f"/board/{row.pk}/").status_code == 200


def test_a_closed_board_is_nobody_s_but_the_office_still_works(district: District, settings: Any) -> None:
    row = publish(district, district.at_work())
    settings.PUBLIC = False
    assert Client().get("/board/").status_code == 200
    set_option("board_public", 2, district.user("delivery"), "暂停")
    for url in ("/board/", f"/board/{row.pk}/", "/board/feed.atom", "/board/suggest/", f"/board/{row.pk}/voice/"):
        assert Client().get(url).status_code == 404, url


def test_nothing_internal_is_in_any_public_answer(district: District) -> None:
    item = district.at_work(kind="livelihood", text=SECRET, section=SECRET, indicator=SECRET, sources=[{"document": SECRET, "quote": SECRET}])
    user = district.user
    act(item, Act.REPORT, user("officer1"), {"as_of": "2026-04-30", "value": "2", "text": SECRET, "difficulties": SECRET}, papers=[Handed("现场.jpg", io.BytesIO(PHOTO)), Handed(f"{SECRET}.pdf", io.BytesIO(b"%PDF-1.4 %%EOF"))])
    act(item, Act.APPROVE, user("head1"), {"entry": item.entries.latest("pk").pk})
    act(item, Act.ASK_EXTEND, user("head1"), {"reason": SECRET, "deadline": "2027-01-31"})
    act(item, Act.INSTRUCT, user("leader"), {"text": SECRET})
    Item.objects.filter(pk=item.pk).update(light="yellow", light_why={"zh": SECRET, "en": SECRET})
    item.refresh_from_db()
    record(item, "stage", {"stage": "voted", "on": "2026-01-20"}, user("delivery"))
    record(item, "vote", {"body": "区人大", "on": "2026-01-20", "ayes": "180", "noes": "2", "abstained": "1"}, user("delivery"))
    paper = Paper.objects.get(name="现场.jpg")
    draft = drafted(item)._replace(title="新建公园", text="新建三处公园", section="民生", papers=((paper.pk, "现场.jpg"),))
    with pytest.raises(Unexplained) as found:
        propose(item, user("delivery"), draft, {})
    row = propose(item, user("delivery"), draft, {one.key: f"{SECRET}已看过" for one in found.value.flags}).publication
    row = approve(row, user("leader"))
    suggestion, _secret = suggest(f"{SECRET}建议加座椅", "10.0.0.9", row)
    decline(suggestion, user("delivery"), SECRET)
    rate(row, "satisfied", "10.0.0.9")
    file = Evidence.objects.get()
    urls = ["/board/", "/board/?lang=en", f"/board/{row.pk}/", f"/board/{row.pk}/?lang=en", "/board/feed.atom", f"/board/{row.pk}/feed.atom", f"/board/{row.pk}/voice/", "/board/suggest/"]
    urls += [f"/board/?format={form}" for form in ("csv", "json", "xlsx", "parquet")] + [f"/board/?q={SECRET}", f"/board/evidence/{file.pk}/", "/api/v1/board", f"/api/v1/board/{row.pk}"]
    for url in urls:
        answer = Client().get(url)
        content = b"".join(answer)  # type: ignore[arg-type]
        assert answer.status_code == 200, url
        assert SECRET.encode() not in content.replace(f'value="{SECRET}"'.encode(), b"").replace(f"q={SECRET}".encode(), b""), url
        assert b"10.0.0.9" not in content
        assert "建设局甲" not in content.decode(errors="ignore")
        assert "局长甲" not in content.decode(errors="ignore")
    said = page(f"/board/{row.pk}/")
    assert "180" in said
    assert "票决" in said


def test_readers_get_no_cookie_and_unchanged_pages_are_not_sent_twice(district: District) -> None:
    row = publish(district, district.at_work())
    for url in ("/board/", f"/board/{row.pk}/", "/board/feed.atom", f"/board/{row.pk}/feed.atom", "/board/?format=csv", "/board/999999/"):
        client = Client()
        answer = client.get(url)
        assert not client.cookies, url
        assert "Set-Cookie" not in answer.headers
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        if answer.status_code == 200:
            assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    etag = Client().get(f"/board/{row.pk}/")["ETag"]
    rate(row, "fairly", "10.0.0.1")
    assert Client().get(f"/board/{row.pk}/", headers={"If-None-Match": etag}).status_code == 200


def test_feeds_are_atom_with_ids_that_stay(district: District) -> None:
    row = publish(district, district.at_work())
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    ids = []
    for host in ("localhost", "127.0.0.1"):
        for url in ("/board/feed.atom", f"/board/{row.pk}/feed.atom"):
            answer = Client().get(url, headers={"host": host})
            assert answer["Content-Type"].startswith("application/atom+xml")
            feed = etree.fromstring(answer.content)
            assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
            for path in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']", "a:entry/a:id", "a:entry/a:title", "a:entry/a:updated"):
                assert feed.xpath(path, namespaces=spaces), (url, path)
            ids.append([one.text for one in feed.iterfind(".//a:id", spaces)])
    assert ids[:2] == ids[2:]
    assert all(one.startswith("urn:uuid:") for some in ids for one in some)


def test_pictures_lose_what_cameras_write_and_keep_which_way_up_they_are() -> None:
    clean = jpeg(PHOTO)
    assert SECRET.encode() not in clean
    assert clean.startswith(b"\xff\xd8\xff\xe1")
    assert clean.endswith(b"ab\xff\x00cd\xff\xd0ef\xff\xd9")
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in clean
    for at in range(len(PHOTO) - len(SECRET) - 2):
        with pytest.raises((ValueError, struct.error)):
            jpeg(PHOTO[:at])

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    drawn = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"tEXt", SECRET.encode()) + chunk(b"eXIf", SECRET.encode()) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    assert SECRET.encode() not in png(drawn + SECRET.encode())
    assert b"IDAT" in png(drawn)


def test_only_files_of_the_item_and_of_kinds_that_hide_nothing_go_out(district: District) -> None:
    item, other = district.at_work(), district.at_work()
    for one in (item, other):
        act(one, Act.REPORT, district.user("officer1"), {"as_of": "2026-04-30", "value": "2"}, papers=[Handed("表.docx", io.BytesIO(b"PK\x03\x04")), Handed("a.jpg", io.BytesIO(PHOTO))])
    foreign = Paper.objects.filter(event__number=other.pk, name="a.jpg").get()
    word = Paper.objects.filter(event__number=item.pk, name="表.docx").get()
    for paper in (foreign, word):
        with pytest.raises(Lacking):
            proposed(district, item, papers=((paper.pk, ""),))


def test_evidence_is_given_without_camera_data_and_only_while_public(district: District) -> None:
    item = district.at_work()
    act(item, Act.REPORT, district.user("officer1"), {"as_of": "2026-04-30", "value": "2"}, papers=[Handed("a.jpg", io.BytesIO(PHOTO))])
    draft = drafted(item)._replace(papers=((Paper.objects.get().pk, "建成的公园"),))
    with pytest.raises(Unexplained) as found:
        propose(item, district.user("delivery"), draft, {})
    version = propose(item, district.user("delivery"), draft, {one.key: "无人脸" for one in found.value.flags})
    file = version.evidence.get()
    assert file.name == "建成的公园.jpg"
    assert Client().get(f"/board/evidence/{file.pk}/").status_code == 404
    row = approve(version.publication, district.user("leader"))
    answer = Client().get(f"/board/evidence/{file.pk}/")
    assert b"".join(answer) == jpeg(PHOTO) == original(file.sha256).read_bytes()  # type: ignore[arg-type]
    assert "sandbox" in answer["Content-Security-Policy"]
    withdraw(row, district.user("delivery"), "重新核对")
    assert Client().get(f"/board/evidence/{file.pk}/").status_code == 410


def test_the_pages_ask_a_bounded_number_of_questions(district: District, django_assert_max_num_queries: Any) -> None:
    rows = [publish(district, district.at_work(title=f"新建公园第{number}处")) for number in range(4)]
    client = Client()
    with django_assert_max_num_queries(22):
        client.get("/board/")
    with django_assert_max_num_queries(22):
        client.get(f"/board/{rows[0].pk}/")
    client.force_login(district.user("delivery"))
    with django_assert_max_num_queries(30):
        assert client.get("/ledger/publishing/").status_code == 200


def test_the_office_publishes_by_its_pages(district: District) -> None:
    item = district.at_work(text="小区内部道路整修")
    client = Client()
    client.force_login(district.user("delivery"))
    assert client.get("/ledger/publishing/").status_code == 200
    assert client.get(f"/ledger/publishing/items/{item.pk}/").status_code == 200
    said = {"title": "道路整修", "text": "小区内部道路整修", "fields": ["progress", "light"], "key": "a", "revision": ""}
    answer = client.post(f"/ledger/publishing/items/{item.pk}/", said)
    assert answer.status_code == 422
    (flag,) = flags_in({"text": "小区内部道路整修"})
    answer = client.post(f"/ledger/publishing/items/{item.pk}/", {**said, "key": "b", f"explain-{flag.key}": "指小区里面"})
    assert answer.status_code == 302
    row = Publication.objects.get()
    client.post(f"/ledger/publishing/{row.pk}/act/", {"action": "approve", "key": "c", "revision": row.revision})
    assert Publication.objects.get().state == "proposed"
    client.force_login(district.user("leader"))
    assert client.get(f"/ledger/publishing/{row.pk}/").status_code == 200
    client.post(f"/ledger/publishing/{row.pk}/act/", {"action": "approve", "key": "c", "revision": row.revision})
    assert Publication.objects.get().state == "published"
    assert client.get(item.get_absolute_url()).status_code == 200
    assert client.get("/ledger/").status_code == 200


def test_a_suggestion_is_shown_after_somebody_has_looked_and_its_writer_reads_the_answer(district: District) -> None:
    row = publish(district, district.at_work())
    client = Client()
    answer = client.post(f"/board/{row.pk}/voice/", {"text": "请加<script>alert(1)</script>座椅"}, headers={"x-forwarded-for": "10.0.0.7"})
    assert answer.status_code == 302
    address = answer["Location"]
    said = client.get(address)
    assert said["Referrer-Policy"] == "no-referrer"
    assert "no-store" in said["Cache-Control"]
    assert "座椅" not in page(f"/board/{row.pk}/")
    suggestion = Suggestion.objects.get()
    for nobody in ("leader", "officer1", "auditor"):
        with pytest.raises(NotYours):
            take_up(suggestion, district.user(nobody), suggestion.text)
    take_up(suggestion, district.user("delivery"), suggestion.text, item=row.item)
    shown = page(f"/board/{row.pk}/")
    assert "座椅" in shown
    assert "<script>alert" not in shown
    reply(suggestion, district.user("delivery"), "将在二期增加座椅")
    assert "将在二期增加座椅" in page(f"/board/{row.pk}/")
    assert "将在二期增加座椅" in client.get(address).content.decode()
    assert "<script>alert" not in Client().get("/ledger/publishing/voices/").content.decode()
    assert [one.action for one in Event.objects.filter(subject="voice")] == ["suggest", "take_up", "answer"]
    assert not any("座椅" in str(one.data) for one in Event.objects.filter(subject="voice", action="suggest"))
    assert Client().get("/board/answers/guess/").status_code == 404


def test_what_is_declined_is_told_to_its_writer_only(district: District) -> None:
    suggestion, secret = suggest("建一座机场", "10.0.0.7")
    with pytest.raises(NotNow):
        reply(suggestion, district.user("delivery"), "谢谢")
    with pytest.raises(Lacking):
        decline(suggestion, district.user("delivery"), " ")
    decline(suggestion, district.user("delivery"), "不属于区级职责")
    assert "机场" not in page("/board/")
    assert "不属于区级职责" in Client().get(f"/board/answers/{secret}/").content.decode()


def test_personal_data_does_not_pass_moderation(district: District) -> None:
    suggestion, _secret = suggest("我的电话13912345678，请加座椅", "10.0.0.7")
    with pytest.raises(Lacking):
        take_up(suggestion, district.user("delivery"), suggestion.text)
    take_up(suggestion, district.user("delivery"), "请加座椅")
    shown = page("/board/")
    assert "请加座椅" in shown
    assert "13912345678" not in shown
    assert "已隐去个人信息" in shown


def test_an_address_says_so_much_a_day_and_its_digest_is_forgotten(district: District) -> None:
    row = publish(district, district.at_work())
    set_option("voice_per_day", 2, district.user("delivery"), "试行")
    for verdict in ("satisfied", "dissatisfied", "fairly"):
        rate(row, verdict, "10.0.0.7")
    assert [one.verdict for one in Rating.objects.all()] == ["fairly"]
    suggest("加座椅", "10.0.0.7", row)
    with pytest.raises(TooMany):
        suggest("再加座椅", "10.0.0.7", row)
    assert Client(REMOTE_ADDR="10.0.0.7").post(f"/board/{row.pk}/voice/", {"text": "再加"}).status_code == 429
    suggest("加树", "10.0.0.8", row)
    assert "10.0.0.7" not in str(list(Suggestion.objects.values())) + str(list(Rating.objects.values()))
    Suggestion.objects.update(at=timezone.now() - timedelta(days=8))
    Rating.objects.update(at=timezone.now() - timedelta(days=8))
    assert forget_addresses() == 3
    assert not Suggestion.objects.exclude(address="").exists()


@pytest.mark.parametrize(("said", "status"), [({"text": ""}, 422), ({"text": "长" * 501}, 422), ({"verdict": "best"}, 422), ({"text": "好", "website": "x"}, 302), ({"verdict": "satisfied", "website": "x"}, 302)])
def test_nothing_wrong_is_kept(district: District, said: dict[str, str], status: int) -> None:
    row = publish(district, district.at_work())
    assert Client().post(f"/board/{row.pk}/voice/", said).status_code == status
    assert not Suggestion.objects.exists()
    assert not Rating.objects.exists()


def test_livelihood_projects_are_suggested_while_they_are_collected(district: District) -> None:
    assert Client().post("/board/suggest/", {"text": "增设社区食堂"}).status_code == 302
    set_option("board_collecting", 2, district.user("delivery"), "征集结束")
    assert Client().get("/board/suggest/").status_code == 404
    with pytest.raises(NotNow):
        suggest("增设", "10.0.0.7")
