"""Reading data items: what a line says, what its concept adds, and what it takes from its dataset."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph_seed.reading.documents import Fields, malformed, mapping_of
from graph_seed.reading.grounds import Element
from graph_seed.reading.notation import Wording, wording_of
from graph_seed.reading.terms import Terms, terms_of
from hub.codes import Code, ItemName, item_name
from hub.errors import MalformedCode
from hub.model import DataItem
from hub.registration.entries import ItemEntry
from hub.vocabulary import Acquisition, Sensitivity, ShareType


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an item line refers to, and what it takes from its dataset where it says nothing itself."""

    dataset: Code
    share: ShareType | None
    sensitivity: Sensitivity | None
    acquired: Acquisition | None
    rules: Mapping[str, Terms]
    elements: Mapping[Code, Element]


def read_item(name: str, line: object, position: int, around: Surroundings, *, place: str) -> ItemEntry:
    """Return the item that a line describes: "标题 类型 单位", or a mapping with that as `is` and further fields.

    Raises `MalformedFile` where the line is not well made, names no concept or rule, or lacks a title or a type.
    """
    fields = Fields({"is": line} if isinstance(line, str) else mapping_of(line, place=place), place=place)
    element = _element(fields, around)
    wording = _filled(wording_of(fields.take("is", str), place=place), element)
    if not wording.title or not wording.form:
        raise malformed(place, "the title or the type is missing")
    base, key = fields.take("base", bool) or False, fields.take("key", bool) or False
    terms = terms_of(fields, around.rules)
    if base and terms.share:
        raise malformed(place, "a base item is unconditional (Art. 17) and declares no share of its own")
    share = ShareType.UNCONDITIONAL if base else terms.share or around.share
    item = DataItem(
        dataset=around.dataset,
        name=_name(name, place=place),
        title=wording.title,
        position=position,
        share_type=share or ShareType.UNCONDITIONAL,
        declared_share_type=share,
        data_type=wording.form.data_type,
        length=wording.form.length,
        scale=wording.form.scale,
        unit=wording.unit,
        key=key,
        dictionary=fields.take("dictionary", str) or (element.dictionary if element else None),
        description=fields.take("description", str),
        base=base,
        sensitivity=terms.sensitivity or _sensitivity(element, around),
        acquisition=fields.member("acquired", Acquisition) or around.acquired,
    )
    fields.finish()
    concept = element.concept.code if element else None
    return ItemEntry(item=item, conditions=terms.conditions, bases=terms.bases, concept=concept)


def _element(fields: Fields, around: Surroundings) -> Element | None:
    means = fields.take("means", str)
    if means is None:
        return None
    if means not in around.elements:
        raise malformed(fields.place, f"there is no concept '{means}'")
    return around.elements[Code(means)]


def _filled(wording: Wording, element: Element | None) -> Wording:
    """Return a wording with what its concept adds."""
    if element is None:
        return wording
    return Wording(
        title=wording.title or element.concept.title,
        form=wording.form or element.form,
        unit=wording.unit or element.unit,
    )


def _sensitivity(element: Element | None, around: Surroundings) -> Sensitivity | None:
    """Return the higher of what the concept and the dataset say; the vocabulary runs from public to core."""
    said = [level for level in (element and element.sensitivity, around.sensitivity) if level]
    return max(said, key=list(Sensitivity).index, default=None)


def _name(text: str, *, place: str) -> ItemName:
    try:
        return item_name(text)
    except MalformedCode as error:
        raise malformed(place, error.message.rstrip(".")) from error
