"""The real catalogue of Guizhou and Harbin, on both stores: it arrives whole, once, and under names that stay."""

import random
from collections import Counter
from pathlib import Path

import pytest

from hub.graph.port import Graph
from hub.graph.values import Revision
from hub.intake.catalogue import import_catalogue
from hub.vocabulary import DataFormat, Level, ShareType, UpdateCycle
from tests.intake.holdings import (
    comma_separated,
    holdings,
    json_lines,
    names_of,
    rows_of,
    spreadsheet,
)

COLUMNS = "columns_parsed_from_description"


async def test_everything_arrives(graph: Graph, real: Path) -> None:
    """All 598 datasets, 61 departments and 2,466 columns arrive, linked, in one change by the actor `import`."""
    report = await import_catalogue(graph, real)

    held = await holdings(graph)
    assert (len(held.datasets), len(held.departments), len(held.items)) == (598, 61, 2466)
    assert (sum(map(len, held.provided.values())), sum(map(len, held.contained.values()))) == (598, 2466)
    assert sum(not items for items in held.contained.values()) == 203
    assert Counter((one.level, one.region) for one in held.departments.values()) == {
        (Level.PROVINCE, "52"): 48,
        (Level.CITY, "2301"): 13,
    }
    assert Counter(one.share_type for one in held.datasets.values()) == {ShareType.UNCONDITIONAL: 598}
    (entry,) = await graph.ledger(after=Revision(0), first=10)
    assert (entry.actor, entry.action, len(entry.subjects)) == ("import", "catalogue.import", 659)
    assert (report.read, report.created, report.changed, report.unchanged, report.rejected) == (598, 598, 0, 0, 0)
    assert (report.items, report.departments_created) == (2466, 61)


async def test_fields_are_kept(quick: Graph, real: Path) -> None:
    """What a row tells is on its dataset, in the vocabularies of the catalogue."""
    await import_catalogue(quick, real)

    held = await holdings(quick)
    dataset = next(one for one in held.datasets.values() if one.title == "哈尔滨市市属企业注销信息")
    items = sorted((item for item in held.items.values() if item.dataset == dataset.code), key=lambda one: one.position)
    assert (dataset.region, dataset.rows, str(dataset.published_on)) == ("2301", 34158, "2018-03-01")
    assert (dataset.format, dataset.format_type) == (DataFormat.DATABASE, "数据集、文件集")
    assert (dataset.open_to_society, dataset.update_cycle) == (True, UpdateCycle.YEARLY)
    assert (dataset.declared_share_type, dataset.flags) == (None, ())
    assert [(item.position, item.name, item.title) for item in items] == [
        (1, "qi_ye_ming_cheng", "企业名称"),
        (2, "qi_ye_lei_xing", "企业类型"),
        (3, "fa_ding_dai_biao_ren", "法定代表人"),
        (4, "zhu_xiao_ri_qi", "注销日期"),
    ]


async def test_national_rules_are_flags(quick: Graph, real: Path) -> None:
    """23 datasets share nine titles, seven list a column twice, none is too long: flags, not rejections."""
    report = await import_catalogue(quick, real)

    held = await holdings(quick)
    flags = Counter(flag for dataset in held.datasets.values() for flag in dataset.flags)
    repeated = {dataset.title for dataset in held.datasets.values() if "TITLE_REPEATED" in dataset.flags}
    assert flags == {"TITLE_REPEATED": 23, "ITEM_TITLE_REPEATED": 7}
    assert len(repeated) == 9
    assert (report.flagged, report.by_code) == (30, flags)
    assert report.left_out_headers == ("portal", "theme", "industry")
    assert report.unknown_headers == ()


async def test_second_run_changes_nothing(graph: Graph, real: Path) -> None:
    """Importing the same file again writes no ledger entry and reports every dataset as unchanged."""
    await import_catalogue(graph, real)
    head, before = await graph.head(), await holdings(graph)

    report = await import_catalogue(graph, real)

    assert (report.created, report.changed, report.unchanged, report.flagged) == (0, 0, 598, 30)
    assert (report.items, report.items_ended, report.departments_created) == (2466, 0, 0)
    assert (await graph.head(), await holdings(graph)) == (head, before)


async def test_order_of_rows_is_no_matter(graph: Graph, quick: Graph, real: Path, tmp_path: Path) -> None:
    """Shuffled rows give the same codes and names on an empty hub, and change nothing on one that has them."""
    rows = rows_of(real)
    random.Random(7).shuffle(rows)  # noqa: S311 – nothing is secret here
    await import_catalogue(graph, json_lines(tmp_path / "shuffled.jsonl", rows))
    await import_catalogue(quick, real)
    head = await graph.head()

    report = await import_catalogue(graph, real)

    assert (report.unchanged, await graph.head()) == (598, head)
    assert await holdings(graph) == await holdings(quick)


@pytest.mark.parametrize("seed", range(3))
async def test_names_stay_while_rows_and_columns_move(quick: Graph, real: Path, tmp_path: Path, seed: int) -> None:
    """Rows and columns that move, and others that come between them, change no name, repeats of titles included."""
    dice = random.Random(seed)  # noqa: S311 – nothing is secret here
    rows = rows_of(real)
    await import_catalogue(quick, real)
    before = names_of(await holdings(quick))

    for row in rows:
        columns = row[COLUMNS]
        assert isinstance(columns, list)
        dice.shuffle(columns)
        for _ in range(dice.randrange(3) if columns else 0):
            columns.insert(dice.randrange(len(columns)), f"新增{dice.choice('数树书')}{dice.randrange(9)}")
    for twin in dice.sample(rows, 60):
        rows.insert(dice.randrange(len(rows)), {**twin, "description": f"又一份{dice.random()}", COLUMNS: ["新列"]})
    dice.shuffle(rows)
    report = await import_catalogue(quick, json_lines(tmp_path / "moved.jsonl", rows))

    after = names_of(await holdings(quick))
    assert (report.created, report.rejected, report.items_ended) == (60, 0, 0)
    assert {key: set(names) for key, names in before.items()} == {
        key: set(after[key]) & set(names) for key, names in before.items()
    }


@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "gb18030", "xlsx"])
async def test_every_form_gives_the_same_catalogue(quick: Graph, real: Path, tmp_path: Path, form: str) -> None:
    """The same rows as CSV (UTF-8 with and without a mark, GB18030) or XLSX are the same catalogue, code by code."""
    rows = rows_of(real)
    await import_catalogue(quick, real)
    head = await quick.head()
    file = tmp_path / f"catalogue.{'xlsx' if form == 'xlsx' else 'csv'}"

    report = await import_catalogue(
        quick, spreadsheet(file, rows) if form == "xlsx" else comma_separated(file, rows, encoding=form)
    )

    assert (report.format, report.read, report.unchanged) == (file.suffix[1:], 598, 598)
    assert await quick.head() == head


async def test_every_form_gives_the_same_codes(quick: Graph, graph: Graph, real: Path, tmp_path: Path) -> None:
    """A spreadsheet on an empty hub gives the very codes and names that JSON Lines give."""
    await import_catalogue(quick, real)

    await import_catalogue(graph, spreadsheet(tmp_path / "catalogue.xlsx", rows_of(real)))

    assert await holdings(graph) == await holdings(quick)


async def test_one_changed_row_changes_one_dataset(graph: Graph, real: Path, tmp_path: Path) -> None:
    """A renamed column ends one item and begins another in one change, and touches no other dataset."""
    rows = rows_of(real)
    await import_catalogue(graph, real)
    before = await holdings(graph)
    columns = rows[0][COLUMNS]
    assert isinstance(columns, list)
    columns[0] = "单位名称"

    report = await import_catalogue(graph, json_lines(tmp_path / "renamed.jsonl", rows))

    after = await holdings(graph)
    code = next(one.code for one in before.datasets.values() if one.title == rows[0]["dataset"])
    assert (report.created, report.changed, report.unchanged, report.items_ended) == (0, 1, 597, 1)
    assert before.items.keys() - after.items.keys() == {f"{code}#qi_ye_ming_cheng"}
    assert after.items.keys() - before.items.keys() == {f"{code}#dan_wei_ming_cheng"}
    entries = await graph.ledger(after=Revision(0), first=10)
    assert [entry.subjects for entry in entries[1:]] == [(f"Dataset:{code}",)]


async def test_strict_writes_nothing(graph: Graph, real: Path, tmp_path: Path) -> None:
    """One bad row among 598 refuses the whole file where the import is strict, and only itself where it is not."""
    rows = rows_of(real)
    rows[300]["dataset"] = " "
    file = json_lines(tmp_path / "bad.jsonl", rows)

    report = await import_catalogue(graph, file, strict=True)
    assert (report.refused, report.rejected, report.created) == (True, 1, 0)
    assert [(problem.row, problem.field, problem.code.value) for problem in report.problems] == [
        (301, "title", "MISSING_TITLE")
    ]
    assert (await graph.head())[0] == 0

    report = await import_catalogue(graph, file)
    assert (report.refused, report.rejected, report.created) == (False, 1, 597)


async def test_strict_takes_flags(quick: Graph, real: Path) -> None:
    """Flags are no rejections: a strict import of the real catalogue writes all of it."""
    report = await import_catalogue(quick, real, strict=True)

    assert (report.refused, report.created, report.flagged) == (False, 598, 30)
