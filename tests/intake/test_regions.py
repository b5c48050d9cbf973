"""Division codes, against all the divisions of the country."""

from pathlib import Path

import orjson
import pytest

from hub.intake.fields import DATASET_FIELDS
from hub.intake.mapping import built_in
from hub.intake.regions import level_of, region_of
from hub.vocabulary import Level

CITIES_WITHOUT_COUNTIES = {"441900", "442000", "460400"}
"""东莞, 中山 and 儋州, which the data list among the counties too."""


@pytest.mark.parametrize(
    ("file", "level"), [("provinces", Level.PROVINCE), ("cities", Level.CITY), ("areas", Level.COUNTY)]
)
def test_all_divisions(shared_data: Path, file: str, level: Level) -> None:
    """Each division's code, padded with zeros or not, is its short form and tells its level."""
    divisions = orjson.loads((shared_data / "cn-divisions" / f"{file}.json").read_bytes())
    codes = {division["code"] for division in divisions}

    assert codes
    assert {region_of(code.ljust(6, "0")) for code in codes} == {region_of(code) for code in codes}
    others = {code for code in codes if level_of(region_of(code.ljust(6, "0"))) is not level}
    assert others == (CITIES_WITHOUT_COUNTIES if file == "areas" else set())


def test_provinces_by_name(shared_data: Path) -> None:
    """Each province's name stands for its code."""
    provinces = orjson.loads((shared_data / "cn-divisions" / "provinces.json").read_bytes())
    table = built_in()[0].values["region"]

    assert len(provinces) == 31
    assert {one["name"]: DATASET_FIELDS["region"](one["name"], table) for one in provinces} == {
        one["name"]: one["code"] for one in provinces
    }


@pytest.mark.parametrize(
    ("code", "region"),
    [("520000000000", "52"), ("520102001000", "520102001"), ("520102001003", "520102001003"), ("520100000", "5201")],
)
def test_statistical_codes(code: str, region: str) -> None:
    """Nine and twelve digits go down to townships and villages."""
    assert region_of(code) == region


@pytest.mark.parametrize("code", ["5", "520", "020000", "贵州省", "52000O", "5200000000000"])
def test_no_code(code: str) -> None:
    """Anything else is no division code."""
    with pytest.raises(ValueError, match=code):
        region_of(code)
