"""Reading lineage: what each item of a dataset is made from, and how."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from graph_seed.reading.documents import Fields, code_of, entries_of, malformed, mapping_of, read_document
from hub.codes import ItemCode, item_code, item_name, split_item_code
from hub.errors import MalformedCode
from hub.model import Derivation
from hub.vocabulary import Transformation

_INDIRECT: Final = frozenset({Transformation.JOIN, Transformation.FILTER})
"""What decides which values arrive without being one of them: no mask is laid over it."""


def read_lineage(file: Path) -> Iterator[tuple[str, Derivation]]:
    """Yield the derivations of a file in its order, each with the place where it is written.

    Raises `MalformedFile` naming file, dataset and item where one is not well made.
    """
    for dataset, items in mapping_of(read_document(file), place=file.name).items():
        own = code_of(dataset, place=file.name)
        for name, fields in entries_of(
            mapping_of(items, place=f"{file.name}, {dataset}"), place=f"{file.name}, {dataset}"
        ):
            target = _item(f"{own}#{name}", place=fields.place)
            for derivation in _derivations(target, fields):
                yield fields.place, derivation


def _derivations(target: ItemCode, fields: Fields) -> Iterator[Derivation]:
    masks, note = fields.take("masks", bool) or False, fields.take("note", str)
    made: Mapping[Transformation, tuple[str, ...]] = {
        transformation: fields.texts(transformation.value) or () for transformation in Transformation
    }
    fields.finish()
    if not any(made.values()):
        raise malformed(fields.place, "it says no source")
    for transformation, sources in made.items():
        for source in sources:
            yield Derivation(
                item=target,
                source=_item(source, place=fields.place),
                transformation=transformation,
                description=note,
                masks=masks and transformation not in _INDIRECT,
            )


def _item(text: str, *, place: str) -> ItemCode:
    try:
        dataset, name = split_item_code(text)
        return item_code(dataset, item_name(name))
    except MalformedCode as error:
        raise malformed(place, error.message.rstrip(".")) from error
