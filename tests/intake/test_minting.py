"""Codes and names that are minted: valid, different, and dependent on nothing but what they are made from."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.codes import CODE_GRAMMAR, NAME_GRAMMAR
from hub.intake.minting import dataset_code, department_code
from hub.intake.naming import minted_names, pinyin_name
from hub.intake.row import Provider

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4EFF), min_size=1, max_size=60)
TITLES = st.one_of(CHINESE, st.text(min_size=1, max_size=40), st.sampled_from(["数", "树", "书", "项目", "项目2"]))
NAMES = st.sets(st.from_regex(re.compile(NAME_GRAMMAR, re.ASCII), fullmatch=True), max_size=5)


@settings(deadline=None)
@given(titles=st.lists(TITLES, max_size=12), taken=NAMES)
def test_names_are_valid_and_different(titles: list[str], taken: set[str]) -> None:
    """Any titles get names that are valid GraphQL names, different from each other and from those taken."""
    used = {*taken, *map(pinyin_name, titles[:3])}

    names = minted_names(titles, taken=used)

    assert all(re.fullmatch(NAME_GRAMMAR, name) for name in names)
    assert len({*names, *used}) == len(names) + len(used)


@settings(deadline=None)
@given(pair=st.lists(TITLES, max_size=12).flatmap(lambda titles: st.tuples(st.just(titles), st.permutations(titles))))
def test_order_of_titles_is_no_matter(pair: tuple[list[str], list[str]]) -> None:
    """The names of a set of titles are the same in any order; only repeats of one title trade places."""
    titles, shuffled = pair

    assert sorted(zip(titles, minted_names(titles), strict=True)) == sorted(
        zip(shuffled, minted_names(shuffled), strict=True)
    )


def test_names_are_readable() -> None:
    """Names are pinyin in lower case; what sounds alike or repeats is told apart, what is long is cut and marked."""
    titles = [
        "注册号/统一社会信用代码",
        "PARID",
        "10万元以上设备",
        "数",
        "树",
        "项目",
        "项目",
        "——",
        "Éclair",
        "绿" * 40,
    ]

    assert minted_names(titles) == [
        "zhu_ce_hao_tong_yi_she_hui_xin_yong_dai_ma",
        "parid",
        "_10_wan_yuan_yi_shang_she_bei",
        "shu_zcmuld",
        "shu_fmmvv6",
        "xiang_mu",
        "xiang_mu_2",
        "item_sqa55g",
        "eclair",
        "lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_lv_akfa75",
    ]


@settings(deadline=None)
@given(region=st.sampled_from(["52", "2301", "520102"]), provider=TITLES, title=TITLES, other=TITLES)
def test_codes_are_valid_and_told_apart(region: str, provider: str, title: str, other: str) -> None:
    """Codes are valid, the same for the same, and differ where region, provider, title or discriminator does."""
    own = Provider(region, provider)
    codes = {
        dataset_code(own, title),
        dataset_code(own, title, discriminator="x"),
        dataset_code(own, f"{title}{other}"),
        dataset_code(Provider(region, f"{provider}{other}"), title),
        dataset_code(Provider(f"{region}99", provider), title),
        department_code(own),
    }

    assert len(codes) == 6
    assert all(re.fullmatch(CODE_GRAMMAR, code) for code in codes)
    assert dataset_code(own, title) in codes


def test_codes_are_pinned() -> None:
    """The rule that makes codes must never change: these are the codes it makes."""
    provider = Provider("2301", "市场监督管理局")

    assert department_code(provider) == "2301-ntmap7gvmd3fpydv"
    assert dataset_code(provider, "哈尔滨市市属企业注销信息") == "2301-xsrxfuoaqxrno4nn"
