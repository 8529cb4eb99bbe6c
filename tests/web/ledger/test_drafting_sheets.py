"""The office's own breakdown in Word or Excel: read as it is, taken once, given back filled in, and read again."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.archive.models import Report
from duixian.web.ledger.acting import act
from duixian.web.ledger.drafting.entering import open_ledger
from duixian.web.ledger.drafting.models import Alias, Sheet
from duixian.web.ledger.drafting.sheets.columns import field_of, recognise
from duixian.web.ledger.drafting.sheets.exporting import COLUMNS, exported
from duixian.web.ledger.drafting.sheets.filled import filled, heading_of
from duixian.web.ledger.drafting.sheets.grids import grids
from duixian.web.ledger.drafting.sheets.taking import bring, call, decide, set_columns, take
from duixian.web.ledger.models import Event, Item, Ledger, State
from duixian.web.ledger.refusals import Lacking
from duixian.web.ledger.states import Act
from tests.web.ledger.district import District

pytestmark = pytest.mark.django_db

BEHIND = "=HYPERLINK(1)"


def excel(*rows: tuple[object, ...], merge: tuple[str, ...] = (), title: str = "任务分解表") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merge:
        sheet.merge_cells(area)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def messy() -> bytes:
    """A breakdown as offices make them: a title over all columns, headings of two rows, sections, merged tasks, several units in one cell, a sum at the end."""
    return excel(
        ("临湖区2026年政府工作报告重点任务分解表",),
        (),
        ("序号", "工作任务", "年度目标", "责任单位", "", "完成时限", "分管领导"),
        ("", "", "", "牵头单位", "配合单位", "", ""),
        ("一、城市更新",),
        (1, "改造老旧小区三十个，加装住宅电梯", "30个以上", "区住建局", "区发改局、各街道", "2026年9月底前", "副区长"),
        (2, "新建口袋公园并提升公厕管护水平", "12个", "城市公园处", "东湖街道\n西湖街道", "12月底", "某某某"),
        ("", "", "公厕15座", "区住房建设局（牵头）、区发展改革局", "", "尽快", ""),
        ("序号", "工作任务", "年度目标", "牵头单位", "配合单位", "完成时限", "分管领导"),
        ("二、经济发展",),
        (3, "完成固定资产投资一百亿元", 100, "发展和改革委员会", "", None, ""),
        ("合计", "3项", "", "", "", "", ""),
        merge=("A1:G1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "G3:G4", "A5:G5", "A7:A8", "B7:B8"),
    )


def word() -> bytes:
    document = Document()
    document.add_paragraph("临湖区2026年重点工作任务分工")
    table = document.add_table(rows=4, cols=5)
    rows = (
        ("序号", "主要内容", "牵头单位", "配合单位", "办理状态"),
        ("一、民生保障", "", "", "", ""),
        ("1", "新建社区老年食堂五家并开放助餐点", "区住房建设局", "区发展改革局", ""),
        ("2", "开展职业技能培训三千人次以上", "区发展改革局", "", ""),
    )
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    table.cell(1, 0).merge(table.cell(1, 4)).text = "一、民生保障"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def cells(data: bytes) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("序号", "order"), ("事项编号", "number"), ("工作任务", "text"), ("主要内容", "text"), ("重点工作任务", "text"), ("年度目标", "goal"), ("目标任务", "goal"),
        ("牵头\n单位", "lead"), ("牵头（责任）单位", "lead"), ("责任单位", "lead"), ("主 办 单 位", "lead"), ("配合单位", "supporting"), ("协办单位（部门）", "supporting"),
        ("完成时限", "deadline"), ("完成时间", "deadline"), ("分管领导", "leader"), ("牵头区领导", "leader"), ("责任人及联系电话", "post"), ("进展情况", "entry"),
        ("截至6月底完成情况", "entry"), ("单位", "unit"), ("目标值", "target"), ("办理状态", "state"), ("亮灯", "light"), ("项目名称", "title"), ("电话", ""), ("甲乙丙", ""),
    ],
)  # fmt: skip
def test_headings_are_known_by_their_usual_names(heading: str, field: str) -> None:
    assert field_of(heading) == field


def test_what_is_written_out_is_known_again() -> None:
    assert [field_of(heading_of(name)) for name in COLUMNS] == list(COLUMNS)


def test_headings_of_two_rows_under_a_title_are_found() -> None:
    layout = recognise(grids("a.xlsx", messy())[0])
    assert layout
    assert layout.body == 4
    assert layout.columns == ["order", "text", "goal", "lead", "supporting", "deadline", "leader"]


def test_a_messy_sheet_is_read_as_it_is(district: District, ledger: Ledger) -> None:
    sheet = bring(ledger, district.user("delivery"), "分解表.xlsx", messy())
    rows = list(sheet.rows.all())
    offices = {one.pk: one.name for one in Office.objects.all()}
    assert [(one.row, one.section) for one in rows] == [(6, "一、城市更新"), (7, "一、城市更新"), (8, "一、城市更新"), (11, "二、经济发展")]
    first, second, third, fourth = rows
    assert (offices[first.given["lead"]], [offices[one] for one in first.given["supporting"]]) == ("区住房建设局", ["区发展改革局", "东湖街道", "西湖街道"])
    assert (first.given["target"], first.given["unit"], first.given["qualifier"], first.given["deadline"]) == ("30", "个", "min", "2026-09-30")
    assert first.given["leader"] == district.posts["leader"].pk
    assert second.unknown == ["城市公园处"]
    assert [offices[one] for one in second.given["supporting"]] == ["东湖街道", "西湖街道"]
    assert second.given["deadline"] == "2026-12-31"
    assert len(second.faults) == 1
    assert "公厕15座" in third.given["text"]
    assert offices[third.given["lead"]] == "区住房建设局"
    assert len(third.faults) == 1
    assert offices[fourth.given["lead"]] == "区发展改革局"


def test_rows_become_drafts_once(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    data = messy()
    sheet = bring(ledger, delivery, "分解表.xlsx", data)
    done = take(sheet, delivery, key="k")
    assert (done.made, done.refused) == (4, [])
    assert take(sheet, delivery, key="k").made == 4
    assert take(sheet, delivery, key="other").made == 0
    again = bring(ledger, delivery, "改了名.xlsx", data)
    assert again.pk == sheet.pk
    assert ledger.items.count() == 4
    assert set(ledger.items.values_list("state", flat=True)) == {State.DRAFT}
    assert all("第" in one.sources.get().document for one in ledger.items.all())
    assert Event.objects.filter(subject="sheet", action="take").count() == 2


def test_a_name_said_once_is_remembered(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    sheet = bring(ledger, delivery, "分解表.xlsx", messy())
    call(sheet, delivery, "城市公园处", district.offices["department1"])
    row = sheet.rows.get(row=7)
    assert (row.unknown, row.given["lead"]) == ([], district.offices["department1"].pk)
    assert Alias.objects.get().office == district.offices["department1"]


def test_columns_are_said_by_a_person_where_they_are_not_known(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    data = excel(("序号", "要干的事", "牵头单位", "啥时候"), (1, "新建口袋公园十二个", "区住房建设局", "6月"), (2, "改造公厕", "区住房建设局", "9月"))
    with pytest.raises(Lacking, match="任务"):
        bring(ledger, delivery, "土表.xlsx", data)
    data = excel(("序号", "工作任务", "牵头单位", "啥时候"), (1, "新建口袋公园十二个", "区住房建设局", "6月"))
    sheet = bring(ledger, delivery, "土表.xlsx", data)
    assert "deadline" not in sheet.rows.get().given
    decide(sheet.rows.get(), {"title": "口袋公园"}, None)
    set_columns(sheet, 0, ["order", "text", "lead", "deadline"])
    assert (sheet.rows.get().given["deadline"], sheet.rows.get().given["title"]) == ("2026-06-30", "口袋公园")
    for wrong in (["text", "text", "lead", ""], ["order", "", "lead", ""]):
        with pytest.raises(Lacking):
            set_columns(sheet, 0, wrong)


def test_the_file_comes_back_filled_in_and_the_rest_untouched(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    data = excel(
        ("序号", "工作任务", "目标值", "计量单位", "牵头单位", "完成时限", "进展情况", "备注"),
        (1, "新建口袋公园十二个并全部开放", 12, "个", "区住房建设局", "2026-12-31", "", "=1+1"),
        (2, "改造公厕十五座并达到二类标准", 15, "座", "区住房建设局", "2026-12-31", "原有的话", ""),
    )
    sheet = bring(ledger, delivery, "分解表.xlsx", data)
    take(sheet, delivery)
    item = sheet.rows.get(row=2).item
    assert item
    act(item, Act.ASSIGN, delivery)
    act(item, Act.ACCEPT, district.user("officer1"))
    act(item, Act.REPORT, district.user("head1"), {"as_of": "2026-03-31", "value": "3", "text": BEHIND})
    back = filled(sheet)
    head, first, second = cells(back)
    assert head == ["序号", "工作任务", "目标值", "计量单位", "牵头单位", "完成时限", "进展情况", "备注", "事项编号", "办理状态", "亮灯", "完成值", "完成进度"]
    assert first[:6] == [1, "新建口袋公园十二个并全部开放", 12, "个", "区住房建设局", "2026-12-31"]
    assert (first[6], first[7], first[8], first[11], first[12]) == (BEHIND, "=1+1", item.number, "3个", "25%")
    assert openpyxl.load_workbook(BytesIO(back)).active["G2"].data_type == "s"
    assert second[6] == "原有的话"


def test_the_filled_file_read_again_makes_nothing_twice_and_tells_differences(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    rows = [("序号", "工作任务", "牵头单位", "完成时限"), (1, "新建口袋公园十二个并全部开放", "区住房建设局", "2026-12-31"), (2, "改造公厕十五座并达到二类标准", "区住房建设局", "2026-12-31")]
    sheet = bring(ledger, delivery, "分解表.xlsx", excel(*rows))
    take(sheet, delivery)
    assigned = sheet.rows.get(row=2).item
    assert assigned
    act(assigned, Act.ASSIGN, delivery)
    book = openpyxl.load_workbook(BytesIO(filled(sheet)))
    for row in (2, 3):
        book.active.cell(row, 2).value = f"改写过的任务内容第{row}条"
        book.active.cell(row, 4).value = "2026-10-31"
    book.active.append([3, "新增的一件完全不同的事", "区发展改革局", "2026-11-30"])
    stream = BytesIO()
    book.save(stream)
    second = bring(ledger, delivery, "分解表（改）.xlsx", stream.getvalue())
    done = take(second, delivery)
    assert (done.made, done.changed, done.differing) == (1, 1, 1)
    assert ledger.items.count() == 3
    assigned.refresh_from_db()
    assert str(assigned.deadline) == "2026-12-31"
    assert {one["field"] for one in second.rows.get(row=2).changes} == {"text", "deadline"}
    changed = Item.objects.get(pk=sheet.rows.get(row=3).item_id or 0)
    assert (changed.text, str(changed.deadline)) == ("改写过的任务内容第3条", "2026-10-31")


def test_the_same_task_in_another_file_is_the_same_item(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    one = excel(("工作任务", "牵头单位"), ("新建口袋公园十二个并全部开放", "区住房建设局"))
    two = excel(("编", "主要内容", "责任单位"), (1, "新建口袋公园十二个，并全部开放。", "区住房建设局"), (2, "新建口袋公园十二个，并全部开放。", ""))
    take(bring(ledger, delivery, "一.xlsx", one), delivery)
    sheet = bring(ledger, delivery, "二.xlsx", two)
    assert sheet.rows.get(row=3).wanted is False
    assert take(sheet, delivery).made == 0
    assert ledger.items.count() == 1


def test_a_number_of_no_item_is_told_and_left_out(district: District, ledger: Ledger) -> None:
    data = excel(("事项编号", "工作任务"), ("2026-00099", "新建口袋公园十二个并全部开放"))
    sheet = bring(ledger, district.user("delivery"), "一.xlsx", data)
    row = sheet.rows.get()
    assert (row.wanted, len(row.faults)) == (False, 1)


def test_a_word_table_is_read_and_given_back(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    sheet = bring(ledger, delivery, "分工.docx", word())
    assert [(one.row, one.section) for one in sheet.rows.all()] == [(3, "一、民生保障"), (4, "一、民生保障")]
    take(sheet, delivery)
    table = Document(BytesIO(filled(sheet))).tables[0]
    first = sheet.rows.get(row=3).item
    assert first
    said = [cell.text for cell in table.rows[2].cells]
    assert said[:4] == ["1", "新建社区老年食堂五家并开放助餐点", "区住房建设局", "区发展改革局"]
    assert said[4] == "草稿"
    assert first.number in said
    assert [cell.text for cell in table.rows[0].cells][5] == "事项编号"
    again = bring(ledger, delivery, "分工（改）.docx", filled(sheet))
    assert take(again, delivery).made == 0
    assert again.rows.get(row=3).item_id == first.pk


def test_the_whole_ledger_goes_out_and_comes_in_by_number(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    district.draft(text="新建公园三处，全部免费开放", supporting=[district.offices["street1"].pk], section="城市建设", leader=district.posts["leader"].pk)
    district.at_work(title="改造公厕")
    sheet = bring(ledger, delivery, "台账.xlsx", exported(ledger))
    assert [one.changes for one in sheet.rows.all()] == [[], []]
    assert take(sheet, delivery)[:3] == (0, 0, 0)
    book = openpyxl.load_workbook(BytesIO(exported(ledger)))
    book.active.cell(2, list(COLUMNS).index("target") + 1).value = 5
    book.active.cell(3, list(COLUMNS).index("target") + 1).value = 5
    stream = BytesIO()
    book.save(stream)
    assert take(bring(ledger, delivery, "台账.xlsx", stream.getvalue()), delivery)[:3] == (0, 1, 1)
    assert sorted(int(one or 0) for one in ledger.items.values_list("target", flat=True)) == [3, 5]


def test_rows_are_matched_to_sentences_of_the_report(archive: list[Report], district: District) -> None:
    delivery = district.user("delivery")
    report = next(one for one in archive if one.year == 2024 and one.kind == "work_report")
    assert report.place
    ledger = open_ledger(report.place, 2024, delivery, report=report)
    data = excel(("工作任务", "牵头单位"), ("实施区级重点项目135个", ""), ("新建社区老年食堂15家，办好助餐服务", ""), ("研究一件报告里没有的怪事", ""))
    sheet = bring(ledger, delivery, "一.xlsx", data)
    same, alike, none = sheet.rows.all()
    assert (same.reason, same.likeness, same.quote) == ("same", 100, "实施区级重点项目135个")
    assert "社区老年食堂" in alike.quote
    assert none.ref == ""
    decide(same, {}, -1)
    sheet.refresh_from_db()
    assert sheet.rows.get(row=2).ref == ""
    take(sheet, delivery)
    assert sheet.rows.get(row=3).item.sources.filter(ref=alike.ref, start=alike.start).exists()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("旧表.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600),
        ("空.xlsx", b""),
        ("断.xlsx", messy()[:900]),
        ("无表.docx", b"PK\x05\x06" + b"\0" * 18),
        ("没有任务.xlsx", excel(("工作任务", "牵头单位", "完成时限"))),
        ("通讯录.xlsx", excel(("姓名", "电话"), ("甲", "1"))),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(district: District, ledger: Ledger, name: str, data: bytes) -> None:
    with pytest.raises(Lacking, match=name):
        bring(ledger, district.user("delivery"), name, data)
    assert not Sheet.objects.exists()


def test_a_row_that_cannot_be_made_is_told_with_file_sheet_and_row(district: District, ledger: Ledger) -> None:
    delivery = district.user("delivery")
    sheet = bring(ledger, delivery, "一.xlsx", excel(("工作任务", "牵头单位"), ("新建口袋公园十二个并全部开放", "区住房建设局")))
    row = sheet.rows.get()
    row.given |= {"unit": "个", "begins": "2026-12-31", "deadline": "2026-01-01"}
    row.save()
    (why,) = take(sheet, delivery).refused
    assert all(word in why for word in ("一.xlsx", "任务分解表", "2"))


def test_the_pages_lead_from_the_file_to_drafts_and_back(client: Client, district: District, ledger: Ledger) -> None:
    client.force_login(district.user("delivery"))
    url = reverse("ledger:sheets", args=[ledger.pk])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 422
    assert client.post(url, {"file": SimpleUploadedFile("坏.xlsx", b"x")}).status_code == 422
    answer = client.post(url, {"file": SimpleUploadedFile("分解表.xlsx", messy())})
    sheet = Sheet.objects.get()
    assert answer.url == sheet.get_absolute_url()  # type: ignore[attr-defined]
    page = client.get(sheet.get_absolute_url())
    assert "城市公园处" in page.content.decode()
    client.post(sheet.get_absolute_url(), {"do": "call", "name": "城市公园处", "office": district.offices["department1"].pk})
    row = reverse("ledger:sheet-row", args=[sheet.rows.get(row=8).pk])
    assert client.get(row).status_code == 200
    assert client.post(row, {"title": "公厕提升", "lead": district.offices["department2"].pk, "match": "none"}).status_code == 302
    assert sheet.rows.get(row=8).wanted is False
    client.post(sheet.get_absolute_url(), {"do": "columns", "table": "0", "column-1": "text", "column-3": "lead"})
    assert sheet.rows.get(row=8).given["title"] == "公厕提升"
    key = client.get(sheet.get_absolute_url()).context["key"]
    for _twice in range(2):
        client.post(sheet.get_absolute_url(), {"do": "take", "key": key})
    assert ledger.items.count() == 3
    assert client.get(reverse("ledger:filled", args=[sheet.pk]))["Content-Type"].endswith("spreadsheetml.sheet")
    assert client.get(reverse("ledger:export", args=[ledger.pk])).content[:2] == b"PK"
    for show in ("new", "differ", "unmatched", "faults", "left"):
        assert client.get(sheet.get_absolute_url(), {"show": show}).status_code == 200


def test_offices_of_other_kinds_are_known_by_usual_short_names(district: District) -> None:
    from duixian.web.ledger.drafting.names import names_of

    Office.objects.create(code="x", name="临湖区人力资源和社会保障局", short="区人社局", kind=OfficeKind.DEPARTMENT)
    Office.objects.create(code="y", name="临湖区卫生健康委员会", kind=OfficeKind.DEPARTMENT)
    names = names_of("澄江市临湖区")
    assert names.close("城市公园处") is None
    said = {"人社局": "临湖区人力资源和社会保障局", "区卫健委": "临湖区卫生健康委员会", "卫生健康局": "临湖区卫生健康委员会", "区住建局": "区住房建设局", "临湖区发改委": "区发展改革局"}
    assert {name: getattr(names.office(name), "name", None) for name in said} == said
    assert names.office("区水务局") is None
