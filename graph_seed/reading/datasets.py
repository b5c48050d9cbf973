"""Reading catalogue entries: what a file's defaults and rules, a dataset and its items say, as one entry each."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from graph_seed.reading.documents import Fields, code_of, entries_of, malformed, mapping_of, read_document
from graph_seed.reading.grounds import Grounds, owner_of
from graph_seed.reading.items import Surroundings, read_item
from graph_seed.reading.terms import Terms, terms_of
from hub.catalogue.nouns import id_of
from hub.codes import Code
from hub.model import DataItem, Dataset
from hub.registration.entries import Entry, classified
from hub.vocabulary import (
    Acquisition,
    Classification,
    CollectionStatus,
    DataFormat,
    ShareType,
    SharingWay,
    UpdateCycle,
)

_CLASSES: Final = {"1": Classification.BASE, "2": Classification.THEME, "3": Classification.DEPARTMENT}


def read_datasets(file: Path, grounds: Grounds) -> Iterator[Entry]:
    """Yield the entries of a file of datasets, classified, in the file's order.

    Raises `MalformedFile` naming file, dataset and item where something is not well made, or where the share type
    that a dataset declares is not the one that its items make (Art. 18).
    """
    document = Fields(mapping_of(read_document(file), place=file.name), place=file.name)
    defaults, datasets = document.nested("defaults"), document.nested("datasets")
    rules = dict(_rules(document.nested("rules"), place=file.name))
    document.finish()
    for name in datasets:
        place = f"{file.name}, {name}"
        fields = Fields({**defaults, **mapping_of(datasets[name], place=place)}, place=place)
        yield _entry(name, fields, rules, grounds)


def _rules(document: Mapping[str, object], *, place: str) -> Iterator[tuple[str, Terms]]:
    for name, fields in entries_of(document, place=place):
        yield name, terms_of(fields, {})
        fields.finish()


def _entry(name: str, fields: Fields, rules: Mapping[str, Terms], grounds: Grounds) -> Entry:
    code = code_of(name, place=fields.place)
    items, related = fields.nested("items"), fields.codes("related") or ()
    item_share, acquired = fields.member("item_share", ShareType), fields.member("acquired", Acquisition)
    terms = terms_of(fields, rules)
    dataset = _dataset(code, fields, terms, grounds)
    around = Surroundings(
        dataset=code,
        share=item_share,
        sensitivity=dataset.sensitivity,
        acquired=acquired,
        rules=rules,
        elements=grounds.elements,
    )
    lines = enumerate(items.items(), start=1)
    parts = (read_item(item, line, at, around, place=f"{fields.place}, {item}") for at, (item, line) in lines)
    return _agreeing(
        Entry(dataset=dataset, items=tuple(parts), conditions=terms.conditions, bases=terms.bases, related=related),
        valid=grounds.admissible,
        place=fields.place,
    )


def _agreeing(entry: Entry, *, valid: Collection[Code], place: str) -> Entry:
    declared, held = entry.dataset.declared_share_type, None
    if entry.dataset.registered:
        # Taken at its word here: whether its citations justify its claims is judged with everything else that is.
        nodes = (id_of(Dataset, entry.dataset.code), *(id_of(DataItem, part.item.code) for part in entry.items))
        held = dict.fromkeys(nodes, True)
    made = classified(entry, valid=valid, held=held)
    if made.dataset.registered and made.dataset.share_type is not declared:
        wording = declared.value if declared else "nothing"
        raise malformed(place, f"{wording} is declared, but its items make it {made.dataset.share_type.value}")
    return made


def _dataset(code: Code, fields: Fields, terms: Terms, grounds: Grounds) -> Dataset:
    provider = owner_of(code)
    if provider not in grounds.departments:
        raise malformed(fields.place, f"the code begins with '{provider}', which is no department")
    data_format, format_type = _format(fields)
    catalogue_codes, system = fields.texts("codes") or (), fields.take("system", str)
    opened, imported = fields.take("open", object), fields.take("imported", bool)
    dataset = Dataset(
        code=code,
        title=fields.text("title"),
        provider=provider,
        region=grounds.departments[provider].region,
        share_type=terms.share or ShareType.UNCONDITIONAL,
        declared_share_type=terms.share,
        catalogue_codes=catalogue_codes,
        classification=_CLASSES.get(catalogue_codes[0][:1]) if catalogue_codes else None,
        abstract=fields.text("abstract"),
        libraries=fields.codes("libraries") or (),
        system=code_of(system, place=fields.place) if system else None,
        format=data_format,
        format_type=format_type,
        sharing_way=fields.member("way", SharingWay),
        share_condition=_share_condition(terms, grounds),
        open_to_society=bool(opened),
        open_condition=opened if isinstance(opened, str) else None,
        update_cycle=fields.member("cycle", UpdateCycle),
        sensitivity=terms.sensitivity,
        collection_status=fields.member("status", CollectionStatus),
        published_on=fields.day("published"),
        updated_on=fields.day("updated"),
        rows=fields.take("rows", int),
        registered=not imported,
        protected=fields.take("protected", bool) or False,
        disclosed_to=fields.codes("disclosed_to") or (),
    )
    fields.finish()
    return dataset


def _format(fields: Fields) -> tuple[DataFormat, str | None]:
    name, _, kind = fields.text("format").partition(" ")
    if name not in DataFormat.__members__:
        raise malformed(fields.place, f"'{name}' is no format: write one of {', '.join(DataFormat.__members__)}")
    return DataFormat[name], kind or None


def _share_condition(terms: Terms, grounds: Grounds) -> str | None:
    """Return the template's free text 共享条件: the conditions' statements, or what not sharing rests on (N)."""
    if terms.share is ShareType.CONDITIONAL:
        found = (grounds.conditions[code].statement for code in terms.conditions if code in grounds.conditions)
        return "".join(found) or None
    if terms.share is ShareType.NOT_SHARED:
        cited = (grounds.legal_bases[code] for code in terms.bases if code in grounds.legal_bases)
        return "；".join(f"《{basis.title}》{basis.article or ''}" for basis in cited) or None
    return None
