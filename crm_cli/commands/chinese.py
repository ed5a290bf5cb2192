"""Chinese words for what is typed: every noun, verb and common option has one beside the English, in either language.

A noun is called by its title, an option that sets a field by the field's label; what has neither stands in these tables.
"""

from collections.abc import Iterable, Sequence

from crm_cli.i18n import every, language
from crm_cli.records.registry import NOUNS

# The first word is the one that help shows and completion offers; the others are understood.
NOUNS_TOO = {
    "opp": "机会 销售机会",
    "pipeline": "管道",
    "group": "群组",
    "assignment": "分配规则",
    "activity": "跟进记录",
    "quota": "指标 销售定额",
    "remark": "批注",
    "component": "组合 套装",
}
COMMANDS = {
    "accept": "接受 客户验收 验收", "activity": "跟进", "advise": "荐价 推荐 建议", "allow": "允许", "add": "新增 添加 新建", "answer": "接听", "apply": "执行", "approvals": "待审批", "approve": "批准", "assign": "分配", "backup": "备份",
    "board": "看板", "tui": "界面", "serve": "网页界面 浏览器", "calendar": "日历", "call": "通话", "changes": "变动", "check": "检查", "check-dup": "查重", "clean": "清理",
    "completion": "补全", "config": "设置", "convert": "转化 转换", "demo": "演示", "different": "不同", "diff": "对比", "discard": "放弃",
    "doctor": "体检", "earn": "积分 记积分", "end": "结束", "refuse": "驳回", "renew": "续期 续签", "reverse": "冲回 红冲", "spend": "兑换 用积分", "submit": "送审 提交", "terminate": "终止 解约", "done": "完成", "drop": "作罢", "duplicates": "重复", "edit": "修改 编辑", "expire": "过期", "export": "导出", "exports": "导出记录",
    "allocate": "核销", "credit": "信用", "habit": "付款习惯", "invoice": "开票", "receivable": "应收", "refund": "退款 退还",
    "cancel": "取消", "cycle": "周期", "deliver": "发货", "from": "按报价 来自", "plan": "付款计划 计划", "return": "退货",
    "file": "文件", "find": "查找 搜索", "follow": "关注", "forecast": "预测", "funnel": "漏斗", "get": "读取", "hand": "转交", "help": "帮助", "history": "历史",
    "hook": "钩子", "hooks": "钩子", "import": "导入", "in": "来电", "init": "开始", "join": "加入", "leave": "退出", "list": "列表 列出",
    "line": "明细", "listen": "监听", "lock": "锁定", "unlock": "解锁", "log": "记录", "lose": "输单", "me": "我", "merge": "合并", "move": "推进 移动", "copy": "复制 照抄", "of": "查看", "open": "打开", "timeline": "时间线", "owners": "负责人",
    "pool": "公海", "progress": "进度", "prep": "会前", "preset": "预设", "preview": "预览", "print": "打印", "qr": "二维码", "quota": "指标", "rate": "评级", "redo": "重做", "reject": "拒绝", "release": "放回",
    "remind": "提醒", "remark": "批注", "reopen": "重开", "report": "报告 报表", "reply": "答复 点评", "restore": "恢复 还原", "review": "逐对",
    "revise": "修订", "rm": "删除", "rule": "规则", "rules": "规则", "run": "运行", "scan": "扫描", "schedule": "定时", "send": "发出 发送", "set": "设为", "show": "查看 显示",
    "skip": "跳过", "snooze": "推迟", "sql": "查询", "stats": "统计", "status": "状态", "steps": "步骤", "summary": "汇总", "tag": "打标签",
    "take": "领取", "test": "试行", "tick": "勾选", "today": "今天 今日", "undo": "撤销", "unfollow": "取消关注", "use": "使用", "verify": "校验",
    "day": "日报", "week": "周报", "month": "月报", "win": "赢单",
}  # fmt: skip
OPTIONS = {
    "--about": "涉及", "--tui": "界面", "--port": "端口", "--without-login": "免登录", "--active": "在用", "--add": "加上", "--all": "全部", "--all-or-nothing": "全有或全无", "--allow-duplicate": "允许重复",
    "--as-of": "截至", "--at": "时间", "--birthdays": "生日", "--bom": "带标记", "--by": "按", "--cards": "卡片", "--choice": "选项", "--class": "分级", "--clear-empty": "清空",
    "--columns": "列", "--contact-name": "联系人姓名", "--create": "新建", "--crontab": "定时表", "--systemd": "系统定时", "--windows": "计划任务", "--line": "明细", "--lines": "逐行", "--deal": "商机金额", "--zone": "时区", "--create-fields": "新建字段", "--create-missing": "补建",
    "--date": "日期", "--days": "天数", "--db": "库", "--decimal": "小数点", "--default": "默认", "--delimiter": "分隔符", "--direction": "方向",
    "--done": "完成", "--dry-run": "试跑", "--due": "期限", "--duplicates": "重复", "--encoding": "编码", "--exit-code": "退出码", "--every": "每隔", "--ends": "终止", "--rule": "规则",
    "--explain": "说明", "--field": "字段", "--fifo": "管道", "--fields": "栏目", "--file": "文件", "--filter": "筛选", "--fix": "修复", "--follow": "连带",
    "--for": "替", "--force": "强制", "--format": "格式", "--from": "从", "--guarded": "防公式", "--header": "表头行", "--html": "网页",
    "--official": "发票号码", "--part": "节点", "--overdue": "只看逾期", "--skonto": "提前付款折扣",
    "--carrier": "承运人", "--option": "选配", "--their-number": "客户订单号", "--tracking": "运单号", "--won": "赢单",
    "--input": "输入", "--into": "并入", "--keep": "保留", "--key": "主键", "--lang": "语言", "--language": "语言", "--limit": "条数",
    "--limit-seconds": "限时", "--listed": "列出", "--mail": "邮寄", "--map": "对应", "--me": "我是", "--min": "最低", "--mine": "用我的",
    "--minutes": "分钟", "--mode": "方式", "--next": "下次", "--no-color": "无色", "--no-input": "不问", "--notify": "通知", "--noun-name": "对象", "--off": "取消",
    "--once": "仅一次", "--opp": "商机", "--output": "输出", "--own": "本机", "--tel": "电话", "--card": "名片", "--outcome": "结果", "--pairs": "配对", "--period": "期间", "--person": "个人",
    "--plan": "计划", "--preset": "预设", "--problem": "问题", "--qr": "二维码", "--quick": "快速", "--quiet": "安静", "--reason": "原因",
    "--rejects": "拒收", "--remark": "小结", "--family": "产品系列", "--remove": "去掉", "--repair": "修理", "--repeat": "重复", "--save": "存为", "--set": "设", "--share": "占比",
    "--sheet": "工作表", "--since": "自", "--sort": "排序", "--source": "来源", "--split": "拆分", "--stage": "阶段", "--sum": "求和",
    "--text": "文字", "--theirs": "用对方的", "--tick": "勾选", "--to": "给", "--until": "到", "--user": "用户", "--team": "团队", "--using": "套用",
    "--version": "版本", "--video": "视频", "--view": "视图", "--when": "时候", "--who": "谁", "--with": "同行", "--yes": "确认", "--json": "数据",
    "--country": "国家", "--worked": "上班", "--host": "机器", "--pipeline": "销售线", "--company": "公司", "--amount": "金额", "--note": "备注", "--name": "名称", "--client": "客户",
    "--contact": "联系人", "--owner": "负责人", "--status": "状态", "--kind": "类型", "--level": "级别", "--phone": "电话", "--email": "邮箱",
    "--tags": "标签", "--value": "值", "--unit": "单位", "--close": "成交日", "--people": "人员", "--message": "消息", "--address": "地址", "--city": "城市",
    "--qty": "件数", "--on": "当日", "--open": "打开", "--need": "需求", "--product": "产品", "--group": "集团", "--price": "价格",
    "--required": "必填", "--delegate": "代理人", "--expires": "有效期", "--months": "月数", "--order": "订单", "--signed": "签订日", "--half": "半天", "--currency": "币种", "--position": "顺序",
}  # fmt: skip

FIRST = {("order", "accept"): "验收"}
"""The word that help shows for a verb, where it means something else than with other nouns."""
ALIKE = (("--user", "--for"),)
"""Names of options that mean the same wherever both are understood: help shows the one that is declared first."""


def words(name: str) -> list[str]:
    """The Chinese words for a noun, a verb or a command, the one to show first; none where it has none."""
    titled = every(NOUNS[name].title)[1:] if name in NOUNS else ()
    too = NOUNS_TOO.get(name, "").split() if name in NOUNS else []
    return list(dict.fromkeys([*titled, *too, *([] if titled else COMMANDS.get(name, "").split())]))


def verb_words(name: str) -> list[str]:
    """The Chinese words for a verb, which may have the name of a noun (``crm client tag``)."""
    return COMMANDS.get(name, "").split()


def meant(word: str, names: Iterable[str], *, top: bool = False) -> str | None:
    """The command among these that the Chinese word stands for; at the top they are nouns too."""
    known = words if top else verb_words
    return next((name for name in names if word in known(name)), None) if not word.isascii() else None


def spoken(line: Sequence[str]) -> list[str]:
    """``电话 李总 …`` is ``log 电话 李总 …``: what kind of activity it was is a command of its own."""
    return ["log", *line] if line and line[0] in kinds() else list(line)


def kinds() -> dict[str, str]:
    """The Chinese words for kinds of activities, with their keys; those that are nouns are left to these."""
    from crm_cli.records.nouns.activities import KINDS  # only where a line begins with a Chinese word

    nouns = {word for name in NOUNS for word in words(name)}
    found = {word: key for key, label in KINDS.items() for word in every(label)[1:]}
    return {word: key for word, key in found.items() if word not in nouns}


def name_options(options: Iterable[list[str]]) -> None:
    """Give the options of a command, each the list of its names, their Chinese names, but those that have one already."""
    options = list(options)
    taken = {name for names in options for name in names}
    for names in options:
        if all(name.isascii() for name in names) and (name := _name(names)) and name not in taken:
            names.append(name)
            taken.add(name)
            names += sorted(word for word in alike(names) - taken if not word.isascii())


def _name(names: Iterable[str]) -> str | None:
    return next((f"--{OPTIONS[name]}" for name in names if name in OPTIONS), None)


def alike(names: Sequence[str]) -> set[str]:
    """Of the names of an option those that do as well as the first and that nobody need be shown, with their Chinese words."""
    said = next((set(pair) - {names[0]} for pair in ALIKE if names[0] in pair and set(pair) <= set(names)), set())
    return said | {f"--{OPTIONS[name]}" for name in said}


def of_field(label: str, line: Sequence[str]) -> list[str]:
    """The Chinese name of a field's option, from its label; where the line needs it: the catalogue takes time to read."""
    if language() == "en" and not {"--help", "-h", "help"}.intersection(line) and all(map(_is_english, line)):
        return []
    word = every(label)[-1].partition("（")[0]
    return [] if word.isascii() or " " in word else [f"--{word}"]


def _is_english(word: str) -> bool:
    return not word.startswith("--") or word.partition("=")[0].isascii()


def shown(names: Iterable[str]) -> list[str]:
    """Of the names of an option those that help shows: the Chinese ones are for who reads Chinese."""
    chinese = language().startswith("zh")
    return [name for name in names if chinese or name.isascii()]
