import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest

from graph_seed.fiction.invention import age_on, citizen_id, credit_code, phone, random_for
from graph_seed.fiction.making import text
from graph_seed.records import DERIVED, MAKERS, column_type, write_records
from graph_seed.world import FOLDER, World
from hub.codes import Code
from hub.registration.entries import Entry
from hub.vocabulary import DataType

RECORDED = (*MAKERS, *DERIVED)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

# Which item holds keys of which other: dataset, item, dataset, item.
KEYS = [
    ("gd-mzt.assistance-application", "household_number", "gd-gat.household", "household_number"),
    ("gd-mzt.assistance-application", "applicant_citizen_id", "gd-gat.household", "head_citizen_id"),
    ("gd-mzt.family", "citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-scjgj.enterprise", "representative_citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-scjgj.shareholder", "credit_code", "gd-scjgj.enterprise", "credit_code"),
    ("gd-scjgj.shareholder", "shareholder_citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-scjgj.abnormal-operation", "credit_code", "gd-scjgj.enterprise", "credit_code"),
    ("gd-gat-jgj.motor-vehicle", "owner_citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-zrzyt.real-estate-title", "owner_citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-rst-sbj.insurance-enrolment", "citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-rst-sbj.insurance-enrolment", "employer_credit_code", "gd-scjgj.enterprise", "credit_code"),
    ("gd-rst-sbj.insurance-payment", "citizen_id", "gd-rst-sbj.insurance-enrolment", "citizen_id"),
    ("gd-swj.individual-income", "citizen_id", "gd-rst-sbj.insurance-payment", "citizen_id"),
    ("gz-gjj.housing-fund", "citizen_id", "gd-rst-sbj.insurance-payment", "citizen_id"),
    ("gd-ybj.settlement", "citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-cl.disability-certificate", "citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-jyt.student", "citizen_id", "gd-gat.resident-population", "citizen_id"),
    ("gd-jyt.student", "school_code", "gd-jyt.school", "school_code"),
    ("gd-mzt.assistance-recipient", "application_number", "gd-mzt.assistance-application", "application_number"),
    ("gd-ybj.medical-assistance", "citizen_id", "gd-mzt.assistance-recipient", "citizen_id"),
]


@pytest.fixture(scope="session")
def tables(records: Mapping[Code, Path]) -> duckdb.DuckDBPyConnection:
    """The record files as views named after their datasets, CSV with all values as texts."""
    connection = duckdb.connect()
    for code, file in records.items():
        relation = (
            connection.read_csv(str(file), all_varchar=True)
            if file.suffix == ".csv"
            else connection.read_parquet(str(file))
        )
        relation.create_view(f"{code}")
    return connection


def column(tables: duckdb.DuckDBPyConnection, dataset: str, item: str) -> list[object]:
    """Return the values of an item that are there."""
    rows = tables.sql(f'FROM "{dataset}" SELECT "{item}" WHERE "{item}" IS NOT NULL').fetchall()
    return [row[0] for row in rows]


def entry_of(world: World, code: str) -> Entry:
    """Return the entry of a dataset."""
    return next(entry for entry in world.entries if entry.dataset.code == code)


def test_records_stand_behind_some_datasets(world: World, records: Mapping[Code, Path]) -> None:
    """Twenty-five datasets have a file, named after them, and just these say how many rows they have."""
    assert set(records) == {entry.dataset.code for entry in world.entries if entry.dataset.rows} == set(RECORDED)
    assert len(records) == 25
    assert sorted(file.name for file in records.values() if file.suffix == ".csv") == [
        "gd-jyt.school.csv",
        "gd-scjgj.abnormal-operation.csv",
        "gd-sthjt.air-daily.csv",
    ]
    assert all(file.stem == code for code, file in records.items())


@pytest.mark.parametrize("code", RECORDED)
def test_the_catalogue_counts_the_rows(world: World, tables: duckdb.DuckDBPyConnection, code: str) -> None:
    """A file has as many rows as its entry says, from 50 to 2,000."""
    [(rows,)] = tables.sql(f'FROM "{code}" SELECT count(*)').fetchall()

    assert rows == entry_of(world, code).dataset.rows
    assert 50 <= rows <= 2_000


@pytest.mark.parametrize("code", RECORDED)
def test_columns_are_the_items(
    world: World, records: Mapping[Code, Path], tables: duckdb.DuckDBPyConnection, code: str
) -> None:
    """The columns are the dataset's items in their order, of their types."""
    items = [part.item for part in entry_of(world, code).items]
    relation = tables.sql(f'FROM "{code}"')

    assert relation.columns == [item.name for item in items]
    if records[Code(code)].suffix == ".parquet":
        assert [str(kind) for kind in relation.types] == [column_type(item).replace(", ", ",") for item in items]


@pytest.mark.parametrize("code", RECORDED)
def test_values_fit_their_items(world: World, tables: duckdb.DuckDBPyConnection, code: str) -> None:
    """No text is longer than its item, no whole number has more digits, keys are there and unique together."""
    items = [part.item for part in entry_of(world, code).items]
    for item in items:
        if item.length and item.data_type in (DataType.TEXT, DataType.INTEGER):
            assert max((len(str(value)) for value in column(tables, code, item.name)), default=0) <= item.length
    keys = ", ".join(f'"{item.name}"' for item in items if item.key)
    [(distinct, rows)] = tables.sql(f'FROM "{code}" SELECT count(DISTINCT ({keys})), count(*)').fetchall()

    assert distinct == rows


@pytest.mark.parametrize("code", RECORDED)
def test_csv_values_can_be_cast(world: World, tables: duckdb.DuckDBPyConnection, code: str) -> None:
    """What a file writes as text reads as the type of its item."""
    casts = ", ".join(f'"{part.item.name}"::{column_type(part.item)}' for part in entry_of(world, code).items)

    assert tables.sql(f'FROM "{code}" SELECT {casts}').fetchall()


@pytest.mark.parametrize(("dataset", "item", "other", "key"), KEYS)
def test_keys_lead_to_records(tables: duckdb.DuckDBPyConnection, dataset: str, item: str, other: str, key: str) -> None:
    """Keys of other datasets are found there, so that joins make sense."""
    values = set(column(tables, dataset, item))

    assert values
    assert values <= set(column(tables, other, key))


def test_the_same_bytes_every_time(records: Mapping[Code, Path], world: World, tmp_path: Path) -> None:
    """Writing again, into another folder that does not exist yet, gives the same files."""
    again = write_records(tmp_path / "made" / "here", world=world)

    assert {code: file.read_bytes() for code, file in again.items()} == {
        code: file.read_bytes() for code, file in records.items()
    }


def test_writing_needs_no_more_than_a_folder(records: Mapping[Code, Path], tmp_path: Path) -> None:
    """Without a world the seed world is read, and what lay in the folder is replaced."""
    stale = tmp_path / "gd-gat.household.parquet"
    stale.write_bytes(b"stale")

    written = write_records(tmp_path)

    assert written[Code("gd-gat.household")] == stale
    assert stale.read_bytes() == records[Code("gd-gat.household")].read_bytes()


def test_nobody_can_be_real(world: World, tables: duckdb.DuckDBPyConnection) -> None:
    """Identity numbers have an impossible division and a wrong check character, names and firms are marked."""
    for code in RECORDED:
        for part in entry_of(world, code).items:
            values = {str(value) for value in column(tables, code, part.item.name)}
            match part.concept:
                case "citizen-id":
                    assert not any(is_citizen_id(value) or not value.startswith("999999") for value in values)
                case "credit-code":
                    assert not any(is_credit_code(value) or value[2:8] != "999999" for value in values)
                case "phone":
                    assert all(re.fullmatch(r"100\d{8}", value) for value in values)
                case "person-name" | "legal-representative":
                    assert all(value.endswith(("测试", "（虚构）")) for value in values)
                case "entity-name":
                    assert all(value.endswith(("（虚构）", "测试")) for value in values)
                case _:
                    pass


def is_citizen_id(number: str) -> bool:
    """Tell whether the check character is the one of GB 11643."""
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17]


def is_credit_code(code: str) -> bool:
    """Tell whether the check character is the one of GB 32100."""
    total = sum(3**at % 31 * CREDIT_CHARACTERS.index(character) for at, character in enumerate(code[:17]))
    return CREDIT_CHARACTERS[-total % 31] == code[17]


def test_the_checks_know_right_numbers() -> None:
    """The standards' own examples pass the checks that no invented number passes."""
    assert is_citizen_id("11010519491231002X")
    assert is_credit_code("91350100M000100Y43")


def test_invented_numbers_are_shaped_like_real_ones() -> None:
    """Numbers are as long as real ones, sex and birthday included."""
    number = citizen_id(date(2001, 2, 3), 7, male=True)

    assert (len(number), number[6:14], int(number[16]) % 2) == (18, "20010203", 1)
    assert len(credit_code(7)) == 18
    assert phone(7) == "10000000007"


def test_chance_is_each_datasets_own() -> None:
    """A dataset draws the same numbers in every run, and others than its neighbour."""
    assert random_for("a").random() == random_for("a").random()
    assert random_for("a").random() != random_for("b").random()


def test_ages_are_completed_years() -> None:
    """The year counts from the birthday on."""
    assert age_on(date(2006, 7, 1), date(2024, 6, 30)) == 17
    assert age_on(date(2006, 6, 30), date(2024, 6, 30)) == 18


def test_a_value_of_another_kind_is_refused() -> None:
    """A maker that relies on a text says so where there is none."""
    with pytest.raises(TypeError, match="phone is None, not str"):
        text({"phone": None}, "phone")


def test_files_of_another_type_are_refused(world: World) -> None:
    """Pictures and the like are in no record file."""
    [portrait] = [part.item for part in entry_of(world, "gd-gat.id-card").items if part.item.name == "portrait"]

    with pytest.raises(ValueError, match=r"gd-gat\.id-card#portrait"):
        column_type(portrait)


@pytest.mark.parametrize("code", DERIVED)
def test_derived_records_are_made_as_the_lineage_says(world: World, code: str) -> None:
    """The statement behind a derived dataset reads the datasets and names the items of its lineage."""
    statement = (FOLDER / "records" / f"{code}.sql").read_text(encoding="utf-8")
    sources = [
        derivation.source.split("#") for derivation in world.derivations if derivation.item.startswith(f"{code}#")
    ]

    assert set(re.findall(r'"([^"]+)"', statement)) == {dataset for dataset, _ in sources}
    assert {item for _, item in sources} <= set(re.findall(r"\w+", statement))


def test_every_statement_is_used() -> None:
    """No statement lies idle in the folder."""
    assert {file.stem for file in (FOLDER / "records").iterdir()} == set(DERIVED)


def test_households_are_counted_from_residents(tables: duckdb.DuckDBPyConnection) -> None:
    """The members of all households are all residents."""
    [(members,)] = tables.sql('SELECT sum(member_count) FROM "gd-gat.household"').fetchall()

    assert members == 1_600


def test_no_outcome_of_a_check_is_missing(tables: duckdb.DuckDBPyConnection) -> None:
    """Some families are eligible, some earn too much, some own too much."""
    assert set(column(tables, "gd-mzt.economic-check", "conclusion")) == {"1", "2", "3"}


def test_masked_names_show_the_surname_alone(tables: duckdb.DuckDBPyConnection) -> None:
    """In the list of medical assistance a name is its first character and stars."""
    names = column(tables, "gd-ybj.medical-assistance", "name_masked")

    assert all(re.fullmatch(r"\w\*+", str(name)) for name in names)
