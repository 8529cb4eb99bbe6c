"""Who is suggested to lead: measured on sentences of our own about the invented district, written without a look at the word lists."""

from __future__ import annotations

import pytest

from duixian.web.accounts.models import Office
from duixian.web.accounts.sample.loading import load
from duixian.web.ledger.drafting.advice import Adviser
from duixian.web.ledger.drafting.names import names_of

pytestmark = pytest.mark.django_db

SENTENCES = """
zhujian|完成湖滨里、柳岸里等二十二个老旧小区的整治提升
zhujian|为既有住宅楼增设电梯六十部，惠及居民两千余户
zhujian|筹建配租型保障房八百套，解决新市民安居问题
zhujian|推进三个城中村片区签约拆迁和安置房建设
jiaoyu|菱塘小学新校区九月开学，增加公办学位一千八百个
jiaoyu|所有中小学校开展课后延时服务，普惠幼儿园覆盖率稳定在九成以上
jiaoyu|选派五十名骨干教师到薄弱学校轮岗
minzhengju|新开办六家社区长者餐厅，为高龄独居老人提供上门助餐
minzhengju|建成区级综合为老服务中心，增设护理型床位二百张
minzhengju|提高城乡低保标准，做好困难家庭兜底救助
weijian|区人民医院新院区投入使用，每个街道至少有一家标准化社区卫生服务中心
weijian|为六十五岁以上老人免费体检两万人次
weijian|增加三岁以下婴幼儿普惠托位三百个
renshe|全年城镇新增就业一万六千人，零就业家庭动态清零
renshe|举办招聘会一百场，帮助高校毕业生等青年落实岗位
renshe|开展补贴性技能培训七千人次，治理拖欠农民工工资
chengguan|新改建公厕二十座，清运生活垃圾日产日清
chengguan|整治占道经营和违法建设，规范共享单车停放秩序
chengguan|推进生活垃圾分类投放点改造提升一百处
yuanlin|利用边角地建成口袋公园十二个，新增绿道十公里
yuanlin|完成东湖公园改造提升，栽植乔木三千株
jiaotong|打通文昌路等三条断头路，新辟公交线路四条
jiaotong|新建农村公路二十公里，改造危桥五座
shuiwu|完成九处易积水点治理，建设雨污分流管网十五公里
shuiwu|河湖长制考核保持全市前列，清淤河道十二公里
huanjing|细颗粒物平均浓度降到三十二微克每立方米以下
huanjing|完成四十家企业挥发性有机物治理，国省考断面全部达标
huanjing|妥善办结环保督察交办的信访件
nongye|建设高标准农田五千亩，粮食总产保持稳定
nongye|创建三个和美乡村，发展大棚蔬菜两千亩
nongye|新增农民合作社示范社五家，抓好秸秆综合利用
keji|新认定高新技术企业五十家，技术合同成交额突破六十亿元
keji|组建两家新型研发机构，兑现科技成果转化奖励
gongxin|规模以上工业增加值增长百分之七，新增专精特新企业二十五家
gongxin|实施智能化改造项目六十个，培育省级智能工厂三家
gongxin|新建五G基站三百个，推动工业企业上云
fagai|安排重点项目一百三十五个，年度投资二百三十亿元
fagai|编制“十五五”规划纲要，做好项目谋划储备
fagai|单位生产总值能耗下降百分之二点五
fagai|安装公共充电桩一千二百个
shangwu|发放消费券三千万元，社会消费品零售总额增长百分之六
shangwu|引进品牌首店二十家，培育夜间消费街区两条
shangwu|外贸进出口总额增长百分之五，新增跨境电商企业三十家
zhaoshang|引进亿元以上项目四十个，到位内资一百二十亿元
zhaoshang|赴长三角、珠三角开展驻点招商
caizheng|一般公共预算收入增长百分之四，压减一般性支出
caizheng|防范化解政府债务风险，严控三公经费
shichang|食品抽检四千批次，创建放心餐饮街区五条
shichang|净增经营主体六千户，查处侵犯知识产权案件
shichang|检验在用电梯八千台，曝光消费投诉
yingji|开展安全生产专项整治，消除重大事故隐患
yingji|修编防汛抗旱预案，建设街道应急救援队伍
xiaofang|在老旧居民区增设消防水源，开展高层建筑火灾隐患排查
zhengwu|推出二十件“高效办成一件事”，政务服务事项网上可办率达到九成八
zhengwu|优化区政务大厅窗口设置，推行帮办代办
wenlv|举办环湖马拉松和全民健身活动二百场
wenlv|送戏下乡一百二十场，新建城市书房四座
wenlv|接待游客一千四百万人次，打造夜游东湖品牌
wenlv|修缮文物保护单位三处，传承非物质文化遗产
sifa|办理法律援助案件八百件，开展行政执法监督检查
sifa|调处矛盾纠纷三千件，落实“八五”普法规划
gongan|严厉打击电信网络诈骗，刑事案件发案数下降
gongan|优化三十个路口信号配时，整治电动自行车交通违法
ziran|供应产业用地七百亩，盘活闲置土地三百亩
ziran|为历史遗留小区办理不动产登记两千套
yibao|居民医保参保率稳定在九成五以上，推进药品集中带量采购
tuiyi|完善退役军人服务站点，做好优抚对象走访慰问
xinfang|领导干部定期接访下访，信访积案化解率达到九成
tongji|做好经济普查，应统尽统规模以上单位
minzhengju|为一百二十户残疾人家庭做无障碍改造
zhengwu|建设区城市运行“一网统管”平台，归集公共数据
guozi|推进区属国有企业重组整合，国有资产保值增值
"""
"""Codes of the sample district's offices, and sentences."""


def _pairs() -> list[tuple[str, str]]:
    return [(code, text) for code, _bar, text in (line.partition("|") for line in SENTENCES.strip().splitlines())]


def test_the_right_office_is_mostly_first_and_nearly_always_among_three() -> None:
    load()
    pairs = _pairs()
    assert len(pairs) >= 60
    assert {code for code, _text in pairs} <= set(Office.objects.values_list("code", flat=True))
    adviser = Adviser(names_of("澄江市临湖区"))
    first = among = 0
    for code, text in pairs:
        offices = [one.office.code for one in adviser.suggest(text)]
        first += offices[:1] == [code]
        among += code in offices[:3]
        if offices[:1] != [code]:
            print(f"{text}: {code}, suggested {offices}")
    print(f"{len(pairs)} sentences: first {first / len(pairs):.3f}, among three {among / len(pairs):.3f}")
    assert first / len(pairs) >= 0.8
    assert among / len(pairs) >= 0.9


@pytest.mark.parametrize("text", ["坚定信心、真抓实干", "", "一张蓝图绘到底"])
def test_nobody_is_suggested_where_nothing_fits(text: str) -> None:
    load()
    assert Adviser(names_of("临湖区")).suggest(text) == []


def test_an_office_that_the_document_names_goes_before_all_words() -> None:
    load()
    adviser = Adviser(names_of("临湖区"))
    text = "新开办六家社区老年食堂"
    one, two = adviser.suggest(text, f"{text}（牵头单位：区商务局；配合单位：区民政局）")
    assert [(one.office.code, one.why[0].sort), (two.office.code, two.why[0].sort)] == [("shangwu", "named_as_lead"), ("minzhengju", "named_as_support")]
