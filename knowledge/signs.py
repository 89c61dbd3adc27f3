"""Signs that an utterance is no question for the knowledge base, as tables. [P]

All are looked for in canonical text: synonyms of `knowledge.lexicon` already folded.
"""

OTHERS = (
    "别人", "他人", "人家", "某人", "某个人", "一个人", "邻居", "前夫", "前妻", "前男友",
    "前女友", "对方", "对象", "男朋友", "女朋友", "朋友", "同事", "同学", "房东", "老板",
    "债务人", "欠我钱的人", "欠钱的人", "陌生人", "老赖", "老公", "丈夫", "老婆", "妻子", "配偶",
    "小三", "网友", "他的", "她的", "那个人", "这个人", "机主", "车主",
)  # fmt: skip
"""Somebody else than the caller: their data are not given to anybody."""

PRIVATE_DATA = (
    "身份证号码", "身份证号", "身份证信息", "身份信息", "身份证", "手机号码", "手机号",
    "电话号码", "电话号", "家庭住址", "家庭地址", "住址", "地址", "住哪", "住在哪", "户籍",
    "户口", "姓名", "名字", "真实姓名", "开房记录", "住宿记录", "通话记录", "聊天记录", "行踪",
    "定位", "位置", "存款", "银行账户", "房产", "名下", "工资", "婚姻状况", "婚姻记录",
    "个人信息", "社保记录", "病历", "车主信息",
)  # fmt: skip

IDENTITY_DATA = (
    "身份证号码", "身份证号", "身份证", "姓名", "名字", "人名", "手机号码", "手机号", "电话号码",
    "电话号", "电话", "车牌号码", "车牌号", "车牌", "家庭住址", "家庭地址", "住址", "照片",
    "qq号", "微信号", "银行卡号",
)  # fmt: skip
"""Finding one of these by another of these is finding out who somebody is."""

SEEKING = (
    "查询", "查", "找", "知道", "看", "搜", "调取", "调查", "定位", "获取", "弄到", "打听",
)  # fmt: skip

OWN_BUSINESS = (
    "使用", "办理", "进度", "记录", "挂失", "状态", "丢失", "补办", "有效期", "真伪", "归属",
    "名下",
)  # fmt: skip
"""What follows 身份证 or 手机号码 where somebody asks after his own matter, not after a person."""

ASKING_FACTS = (
    "怎么", "什么", "哪里", "哪", "多少", "多久", "为什么", "谁", "区别", "流程", "条件", "政策",
    "规定", "标准", "时间", "电话", "何时", "几点", "查询",
)  # fmt: skip
"""Signs (after canonicalisation) that a fact is wanted, not an act."""

ASKING = (
    *ASKING_FACTS, "吗", "是否", "能", "几", "呢", "需要", "办理", "申请", "补办", "提取", "行吗",
    "报销",
)  # fmt: skip
"""Signs that anything is asked at all."""

DEMANDS = (
    "没人管", "没人修", "没人来", "没人处理", "没人理", "没有人管", "没有人修", "没有人来",
    "不来修", "还没修", "一直没修", "我要投诉", "我投诉", "要投诉", "我要举报", "我举报",
    "要举报", "我要反映", "我反映", "要反映", "反映一下", "反映一个", "投诉一下", "举报一下",
    "需要投诉", "需要举报", "需要反映", "赶紧", "尽快", "派人", "派个人", "过来看", "来处理一下",
    "管一管", "管管", "太过分", "受不了",
)  # fmt: skip
"""Somebody shall do something: it becomes a ticket."""

HAPPENINGS = (
    "坏了", "坏掉", "漏水了", "漏水", "堵了", "塌了", "爆了", "臭得", "臭死", "吵得", "睡不着",
    "噪声", "堆满", "到处都是", "好几天", "几个月了", "一个多月", "半年了", "天了", "占用",
    "占道", "没法", "乱停", "乱扔", "乱倒", "强行", "堵住", "堵死", "影响我们", "不亮", "冒烟",
    "裂了", "断了", "倒了", "积水", "停电了", "停水了", "一直在", "又在", "天天", "每天晚上",
)  # fmt: skip
"""Something has happened; without any asking it becomes a ticket."""

SMALL_TALK = (
    "是", "是的", "对", "对的", "好", "好的", "行", "可以", "不是", "不对", "不要", "不用",
    "不用了", "没有", "没有了", "没了", "在吗", "在不在", "听得到吗", "听得见吗", "能听到吗",
    "再见", "拜拜", "你是谁", "你是机器人吗", "知道了", "明白了", "懂了", "算了", "等一下",
    "等等", "什么", "怎么", "你说什么", "没听清", "再说一遍", "能", "吗",
)  # fmt: skip
"""Whole utterances that keep a talk going and ask nothing of the knowledge base."""
