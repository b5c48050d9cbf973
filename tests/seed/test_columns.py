"""The nouns of the world as columns: what is read of many nouns at once is what each of them says."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from graph_seed.world import World
from hub.catalogue.nouns import column_of, fields_of, in_part, node_of, property_of, told_by_id


def test_columns_tell_what_nouns_tell(world: World) -> None:
    """Of every class, every attribute in a column equals that of the nouns, and all of them make the same nouns."""
    entries = [noun for entry in world.entries for noun in (entry.dataset, *(part.item for part in entry.items))]
    by_class: dict[Any, list[Any]] = defaultdict(list)
    for noun in (*world.nouns, *entries):
        by_class[type(noun)].append(noun)
    assert len(by_class) >= 9
    for kind, nouns in by_class.items():
        nodes = [node_of(noun) for noun in nouns]
        ids = [node.id for node in nodes]
        columns: dict[str, Sequence[object]] = {
            name: [node.properties.get(name) for node in nodes] for name in map(property_of, fields_of(kind))
        }
        for attribute in (*fields_of(kind), *told_by_id(kind)):
            column = column_of(kind, attribute, ids, columns)
            assert column is not None
            assert list(column) == [getattr(noun, attribute) for noun in nouns], (kind, attribute)
        assert in_part(kind, ids, columns) == nouns
        assert column_of(kind, "unheard_of", ids, columns) is None
        assert all(column_of(kind, attribute, ids, {}) is None for attribute in fields_of(kind))
