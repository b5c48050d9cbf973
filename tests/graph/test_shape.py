"""A shape's names are written into statements, so that they may be nothing but ASCII identifiers."""

import pytest

from hub.graph.shape import LabelShape, Shape


@pytest.mark.parametrize("name", ["", "a b", "1a", "a-b", "名", "a;DROP", "a`", 'a"', "é", "a\n", "ａ"])
def test_a_name_that_is_no_identifier_is_refused(name: str) -> None:
    """Labels, edge types, texts, filters and orders alike."""
    for shaped in (
        {"labels": {name: LabelShape()}},
        {"edges": (name,)},
        {"labels": {"Thing": LabelShape(text=(name,))}},
        {"labels": {"Thing": LabelShape(filters=(name,))}},
        {"labels": {"Thing": LabelShape(orders=(name,))}},
    ):
        with pytest.raises(ValueError, match="is not an ASCII identifier"):
            Shape(**shaped)


def test_identifiers_are_taken_as_they_are() -> None:
    """Whatever Python takes for an ASCII identifier is a name, keywords included."""
    label = LabelShape(title="name", text=("name", "select"), filters=("group",), orders=("order", "_x1"))
    assert Shape(labels={"Thing": label}, edges=("LEADS_TO",)).labels == {"Thing": label}
