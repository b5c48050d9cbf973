"""Every query and command of README runs exactly as printed."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_seed.accounts import PEOPLE
from hub.intake.mapping import read_mapping
from hub.settings import SETTINGS
from tests.servers.clearing import emptied
from tests.servers.hub import environment, served_hub
from tests.servers.people import person_token

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"
CATALOGUE = {"信息资源名称": "路灯档案", "信息资源提供方": "市城管局", "行政区划代码": "4401", "共享类型": "无条件共享"}
PORTAL = "Dataset,Office,Columns\n公交线路,市交通局,线路名称;首班时间\n"
MAPPING = """\
title: the old portal
fields: {title: [Dataset], provider: [Office]}
constants: {region: "4403", level: CITY}
items: {list: [Columns], separators: [";"]}
"""
GUIDE = (ROOT / "docs" / "import.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def _commands() -> list[str]:
    lines = [line for block in _blocks("console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub with the demonstration world."""
    with served_hub(tmp_path_factory.mktemp("readme")) as address:
        yield address


def _asker(query: str) -> str | None:
    """Return who asks, where a request of README begins with that."""
    found = re.match(r"# signed in as (\w+)", query)
    return found[1] if found else None


def _told(site: str, query: str, *, token: str, before: str) -> list[Any]:
    """Return what the root fields of a request of the story answer; none of them is a refusal."""
    sent = {"query": query, "variables": {"before": before}}
    answer = httpx.post(f"{site}/graphql", json=sent, headers={"Authorization": f"Bearer {token}"}, timeout=30).json()
    assert "errors" not in answer, (query, answer)
    roots = list(answer["data"].values())
    assert all(roots)
    assert not any("remedy" in root for root in roots), (query, answer)
    return roots


def test_story_is_told_as_printed(tmp_path: Path) -> None:
    """Asked in turn by those whom they name, the requests of the story are answered, and access comes and goes."""
    outcomes: list[list[str]] = []
    registrations: list[list[str]] = []
    before = ""
    with served_hub(tmp_path) as site:
        tokens = {person.login: person_token(site, tmp_path, person.login) for person in PEOPLE}
        for query in _blocks("graphql"):
            asker = _asker(query)
            if asker:
                # The moment before the revocation is what a reader of the story would write down.
                before = datetime.now(UTC).isoformat() if "revokeGrant" in query else before
                roots = _told(site, query, token=tokens[asker], before=before)
                outcomes += [[item["outcome"] for item in root] for root in roots if isinstance(root, list)]
                registrations += [list(root) for root in roots if "registerDataset" in query]
    assert outcomes == [["DENY", "DENY"], ["MASK", "DENY"], ["DENY"], ["MASK"]]
    assert registrations == [["refusals"], ["dataset"]]


@pytest.mark.parametrize("query", [query for query in _blocks("graphql") if not _asker(query)])
def test_query_is_answered(site: str, query: str) -> None:
    """Each query, and the first event of each subscription, has an answer without errors or an empty root."""
    headers = {"accept": "application/json, text/event-stream"}
    with httpx.stream("POST", f"{site}/graphql", json={"query": query}, headers=headers, timeout=30) as response:
        text = next(line for line in response.iter_lines() if line.startswith(("{", "data: ")))
    answer = json.loads(text.removeprefix("data: "))
    assert "errors" not in answer
    assert all(answer["data"].values())


def test_query_by_curl_is_answered(site: str) -> None:
    """The request that README sends with curl is answered."""
    assert _curl(next(command for command in _commands() if command.startswith("curl ")), site)["totalCount"] > 0


def test_trusted_documents_run_as_printed(tmp_path: Path) -> None:
    """The commands register a client and a document, and the id that README shows is the one that runs it."""
    (tmp_path / "dataset.graphql").write_text(_blocks("graphql")[1], encoding="utf-8", newline="")
    (block,) = [block for block in _blocks("console") if "hub documents" in block]
    folder = tmp_path / "data"
    folder.mkdir()
    told = []
    with served_hub(folder) as site:
        for command in (line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")):
            if command.startswith("curl "):
                assert _curl(command, site)["title"]
            else:
                done = _hub(command, tmp_path)
                assert done.returncode == 0, done.stderr
                told.append(done.stdout.strip())
    assert told[1] in block.splitlines()
    assert told[2].startswith(told[1].split()[0])


def test_program_gets_its_token_and_its_first_field(tmp_path: Path) -> None:
    """The commands register a program, and what they print leads from its secret to its token to an answer."""
    (block,) = [block for block in _blocks("console") if "/oauth/token" in block]
    (adding,) = [command for command in _commands() if command.startswith("hub client add gd-wjw-births")]
    token, asking = (line.removeprefix("$ ") for line in block.splitlines())
    folder = tmp_path / "data"
    folder.mkdir()
    with served_hub(folder, HUB_ANONYMOUS_CATALOGUE="off") as site:
        added = _hub(adding, tmp_path)
        (secret,) = re.findall(r"^  (\S{43})$", added.stdout, re.MULTILINE)
        told = _shell(token.replace("SECRET", secret), site)
        assert told["scope"] == "catalogue:read"
        answer = _shell(asking.replace("TOKEN", told["access_token"]), site)
        assert answer["data"]["dataset"]["items"]["nodes"]
        assert answer["extensions"] == {"authorization": {"complete": True}}
        assert _shell(asking.replace("TOKEN", "none"), site)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_subscription_by_curl_tells_events(site: str) -> None:
    """The subscription that README opens with curl tells one event after another."""
    (command,) = [command for command in _commands() if "text/event-stream" in command]
    words = shlex.split(command.replace(ADDRESS, site))
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as curl:
        assert curl.stdout is not None
        lines = [curl.stdout.readline() for _ in range(5)]
        curl.terminate()
    events = [json.loads(line.removeprefix("data: "))["data"]["changes"] for line in lines if line.startswith("data: ")]
    assert [(event["sequence"] > 0, event["action"]) for event in events] == [(True, "world.plant")] * 2


def test_make_targets_exist() -> None:
    """Each make command names a target of the Makefile."""
    targets = [command.split()[1] for command in _commands() if command.startswith("make ")]
    assert targets
    for target in targets:
        subprocess.run(("make", "--dry-run", target), cwd=ROOT, check=True, capture_output=True, timeout=60)


def test_imports_run_as_printed(tmp_path: Path) -> None:
    """The import commands bring in a catalogue of either kind, and write the report that they name."""
    (tmp_path / "catalogue.csv").write_text(
        ",".join(CATALOGUE) + "\n" + ",".join(CATALOGUE.values()) + "\n", encoding="utf-8"
    )
    (tmp_path / "old-portal.csv").write_text(PORTAL, encoding="utf-8")
    (tmp_path / "old-portal.yaml").write_text(MAPPING, encoding="utf-8")
    commands = [command for command in _commands() if command.startswith("hub import ")]
    assert len(commands) > 1
    for command in commands:
        done = _hub(command, tmp_path)
        assert done.returncode == 0, done.stderr + done.stdout
    report = json.loads((tmp_path / "report.json").read_bytes())
    assert (report["read"], report["created"], report["items"]) == (1, 1, 2)


def test_mapping_of_the_guide_is_one(tmp_path: Path) -> None:
    """The mapping file that docs/import.md shows can be read, and says what it says there."""
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    mapping = read_mapping(tmp_path / "mapping.yaml")
    assert (mapping.title, mapping.constants["region"], mapping.item_names) == (
        "the old portal",
        "4401",
        {"企业名称": "enterprise_name"},
    )


def test_commands_that_look_after_the_hub(tmp_path: Path) -> None:
    """The commands of the table of commands run, each telling what it did."""
    groups = ("hub seed", "hub ledger", "hub schema", "hub calendar")
    commands = [command for command in _commands() if command.startswith(groups)]
    assert len(commands) > 1
    for command in commands:
        done = _hub(command, tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout


@pytest.mark.neo4j
async def test_hub_serves_from_neo4j(tmp_path: Path, neo4j_url: str) -> None:
    """The hub serves the demonstration world from the Neo4j that HUB_GRAPH_URL names."""
    assert any("HUB_GRAPH_URL=neo4j://" in command for command in _commands())
    with served_hub(tmp_path, HUB_GRAPH_URL=await emptied(neo4j_url)) as site:
        async with httpx.AsyncClient(base_url=site, timeout=60) as client:
            response = await client.post("/graphql", json={"query": _blocks("graphql")[0]})
    answer = response.json()
    assert "errors" not in answer
    assert answer["data"]["datasets"]["nodes"][0]["title"] == "常住人口"


def test_every_setting_is_told() -> None:
    """README lists exactly the settings that the hub knows."""
    assert set(re.findall(r"^\| `(HUB_\w+)`", README, re.MULTILINE)) == set(SETTINGS)


def _shell(command: str, site: str) -> dict[str, Any]:
    """Return the JSON that a line of README prints, as a shell runs it."""
    assert ADDRESS in command
    line = command.replace(ADDRESS, site)
    answer = subprocess.run(line, shell=True, check=True, capture_output=True, timeout=60)  # noqa: S602 – README's own
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


def _curl(command: str, site: str) -> dict[str, Any]:
    """Return what the one root field is answered with."""
    (field,) = _shell(command, site)["data"].values()
    assert isinstance(field, dict)
    return field


def _hub(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # `hub` is the command beside the interpreter that runs the tests.
    hub = shutil.which("hub", path=str(Path(sys.executable).parent))
    assert hub is not None
    words = (hub, *command.split()[1:])
    return subprocess.run(
        words, cwd=folder, env=environment(folder / "data"), capture_output=True, check=False, text=True, timeout=120
    )
