"""Latin letters and signs as Mandarin speakers say them, written so that a voice can say them.

Pure tables. The names of the letters follow common usage (北京地区 schools and radio), not
English spelling; the characters are chosen for their sound alone.
"""

LETTERS = {
    "A": "诶", "B": "必", "C": "西", "D": "弟", "E": "伊", "F": "艾夫", "G": "寄",
    "H": "艾尺", "I": "爱", "J": "杰", "K": "凯", "L": "艾勒", "M": "艾姆", "N": "恩",
    "O": "欧", "P": "批", "Q": "丘", "R": "阿尔", "S": "艾斯", "T": "替", "U": "优",
    "V": "维", "W": "达不溜", "X": "艾克斯", "Y": "歪", "Z": "贼",
}  # fmt: skip

WORDS = {
    "APP": "应用", "WIFI": "无线网络", "WI-FI": "无线网络", "EMAIL": "电子邮箱",
    "E-MAIL": "电子邮箱", "OK": "好的", "NO": "编号",
}  # fmt: skip
"""Latin words that have a Mandarin word for them."""

UNITS = {
    "km²": "平方公里", "km2": "平方公里", "km/h": "公里每小时", "km": "公里",
    "m²": "平方米", "m2": "平方米", "㎡": "平方米", "m³": "立方米", "m3": "立方米",
    "mm": "毫米", "cm": "厘米", "m": "米", "kg": "公斤", "mg": "毫克", "g": "克", "t": "吨",
    "kWh": "度", "kwh": "度", "kW": "千瓦", "kw": "千瓦", "W": "瓦", "V": "伏",
    "ml": "毫升", "mL": "毫升", "L": "升", "dB": "分贝", "db": "分贝", "h": "小时", "min": "分钟",
}  # fmt: skip
"""Units behind a number."""

SIGNS = {
    "№": "编号", "℃": "摄氏度", "°": "度", "㎡": "平方米", "+": "加", "=": "等于", "×": "乘",
    "÷": "除以", "&": "和", "@": "艾特", "#": "号", "%": "百分之", "‰": "千分之", "¥": "元",
    "￥": "元", "$": "美元", "<": "小于", ">": "大于", "≤": "不超过", "≥": "不少于", "_": "下划线",
    "→": "到", "|": "，", "*": "，", "•": "，", "[": "，", "]": "，", "【": "，", "】": "，",
}  # fmt: skip
"""Signs that are spoken, or heard as a pause; others are passed over."""


def spelled(letters: str) -> str:
    """Letter by letter: "ETC" → 伊替西."""
    return "".join(LETTERS[letter] for letter in letters.upper())
