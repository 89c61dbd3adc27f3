import pytest

from tickets.privacy import mask_id, mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("8613812345678", "86138****5678"),
        ("02367891234", "023****1234"),
        ("67891234", "67****34"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_identity_numbers_and_names() -> None:
    assert mask_id("50010319900101123X") == "500*************3X"
    assert mask_name("王小明") == "王**"
    assert mask_name("") == ""


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13812345678找我", "打138****5678找我"),
        ("身份证50010319900101123X。", "身份证500*************3X。"),
        ("身份证500103199001011234", "身份证500*************34"),
        ("5号楼302室，欠了8000元", "5号楼302室，欠了8000元"),
        ("工单202609185000000000420", "工单202609185000000000420"),
        ("打幺三八零零一三八零零零找我", "打幺三八****八零零零找我"),
        ("幺三八，零零一三，八零零零", "幺三八，****，八零零零"),
        ("六三八五二七四一", "****二七四一"),
        ("身份证五零零一零三一九九零零一零一一二三四", "身份证五零零*************三四"),
        ("一二三四五没人接，五六个人", "一二三四五没人接，五六个人"),
    ],
)
def test_numbers_inside_a_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked
