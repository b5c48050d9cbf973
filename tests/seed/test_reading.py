import shutil
from collections.abc import Callable
from datetime import date
from enum import Enum
from pathlib import Path

import pytest
import yaml

from graph_seed.reading.documents import Fields, read_document
from graph_seed.reading.notation import LETTERS, Form, Wording, form_of, wording_of
from graph_seed.world import FOLDER, read_world
from hub.errors import MalformedFile
from hub.vocabulary import DataType, ShareType

MISTAKES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the seed world to damage."""
    return shutil.copytree(FOLDER, tmp_path_factory.mktemp("seed") / "world")


def damaged(folder: Path, file: str, old: str, new: str) -> str:
    """Replace the first occurrence of a text in a file, read the world, mend the file, and return what was said."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        with pytest.raises(MalformedFile) as caught:
            read_world(folder)
    finally:
        path.write_text(text, encoding="utf-8")
    return caught.value.message


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_what_is_wrong_is_named_with_its_place(pristine: Path, mistake: dict[str, str]) -> None:
    """Each mistake in a file of the world is refused with one sentence that names file and entry."""
    message = damaged(pristine, mistake["file"], mistake["old"], mistake["new"])

    assert message.startswith(mistake["says"])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A folder that is no world is refused by the first file that is not there."""
    with pytest.raises(MalformedFile, match=r"^libraries\.yaml: "):
        read_world(tmp_path)


def test_departments_come_in_groups(tmp_path: Path) -> None:
    """A file of departments that is no list of groups is refused."""
    folder = shutil.copytree(FOLDER, tmp_path / "world")
    (folder / "departments.yaml").write_text("gd: 广东省人民政府", encoding="utf-8")

    with pytest.raises(MalformedFile, match=r"^departments\.yaml: a list of groups of departments is expected here\.$"):
        read_world(folder)


def test_yaml_mistakes_are_named(tmp_path: Path) -> None:
    """What is no YAML is refused with the file's name."""
    file = tmp_path / "broken.yaml"
    file.write_text("a: [1", encoding="utf-8")

    with pytest.raises(MalformedFile, match=r"^broken\.yaml: "):
        read_document(file)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("C18", Form(DataType.TEXT, 18)),
        ("N12.2", Form(DataType.NUMERIC, 12, 2)),
        ("Y16.2", Form(DataType.CURRENCY, 16, 2)),
        ("I4", Form(DataType.INTEGER, 4)),
        ("D", Form(DataType.DATE)),
        ("M", Form(DataType.MEMO)),
    ],
)
def test_types_are_written_with_the_letters_of_the_template(text: str, form: Form) -> None:
    """A letter with length and scale is a type."""
    assert form_of(text, place="here") == form


@pytest.mark.parametrize("text", ["X3", "C", "D8", "c18", "18", ""])
def test_what_is_no_type_is_refused(text: str) -> None:
    """An unknown letter, a length too many or too few is refused."""
    with pytest.raises(MalformedFile, match=r"^here: "):
        form_of(text, place="here")


def test_every_type_has_its_letter() -> None:
    """The template's letters cover all data types."""
    assert set(LETTERS.values()) == set(DataType)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        (None, Wording()),
        ("曾用名", Wording("曾用名")),
        ("曾用名 C50", Wording("曾用名", Form(DataType.TEXT, 50))),
        ("排量 I6 毫升", Wording("排量", Form(DataType.INTEGER, 6), "毫升")),
    ],
)
def test_an_item_line_is_title_type_and_unit(text: str | None, wording: Wording) -> None:
    """The end of a line may be missing."""
    assert wording_of(text, place="here") == wording


def test_a_fourth_word_is_refused() -> None:
    """A title holds no blanks."""
    with pytest.raises(MalformedFile, match="more than a title, a type and a unit"):
        wording_of("车辆 品牌 C50 个", place="here")


class Colour(Enum):
    """Something to choose from."""

    RED = "RED"


@pytest.mark.parametrize(
    ("fields", "taken", "said"),
    [
        ({"text": 1}, lambda it: it.text("text"), "'text' is 1, expected is str"),
        ({"rows": True}, lambda it: it.take("rows", int), "'rows' is True, expected is int"),
        ({"day": "soon"}, lambda it: it.day("day"), "'day' is 'soon', expected is date"),
        ({"colour": "BLUE"}, lambda it: it.member("colour", Colour), "expected is one of RED"),
        ({"codes": [1]}, lambda it: it.codes("codes"), r"'codes' is \[1\], expected is a list of texts"),
        ({"codes": 1}, lambda it: it.codes("codes"), "'codes' is 1, expected is a list of texts"),
        ({"codes": ["a b"]}, lambda it: it.codes("codes"), "'a b' is not a code"),
        ({"items": [1]}, lambda it: it.nested("items"), "here, items: a mapping with texts as keys is expected"),
    ],
)
def test_fields_of_another_kind_are_refused(
    fields: dict[str, object], taken: Callable[[Fields], object], said: str
) -> None:
    """A field is of the kind that is asked for, or the place is named."""
    with pytest.raises(MalformedFile, match=said):
        taken(Fields(fields, place="here"))


def test_fields_are_taken_once() -> None:
    """What is taken is there, what is missing is nothing, and then nothing is left."""
    fields = Fields({"day": date(2024, 6, 30), "codes": "gd", "share": "CONDITIONAL"}, place="here")

    assert fields.day("day") == date(2024, 6, 30)
    assert fields.codes("codes") == ("gd",)
    assert fields.member("share", ShareType) is ShareType.CONDITIONAL
    assert fields.take("rows", int) is None
    fields.finish()
