"""The shape of the hub's graph: what its stores index, derived from what the catalogue's lists offer."""

from typing import Final

from hub.graph.shape import LabelShape, Shape
from hub.model import EdgeType

_TITLED: Final = LabelShape(title="title", text=("title", "code"), orders=("title", "code"))

SHAPE: Final = Shape(
    labels={
        "Department": LabelShape(
            title="title",
            text=("title", "code"),
            filters=("level", "region", "role", "parent"),
            orders=("title", "code", "region"),
        ),
        "System": _TITLED,
        "Library": LabelShape(title="title", text=("title", "code"), filters=("kind",), orders=("title", "code")),
        "LegalBasis": LabelShape(title="title", text=("title", "code"), filters=("kind",), orders=("title", "code")),
        "Condition": _TITLED,
        "Concept": _TITLED,
        "BusinessMatter": LabelShape(
            title="title", text=("title", "code"), filters=("department",), orders=("title", "code")
        ),
        "Dataset": LabelShape(
            title="title",
            text=("title", "code", "abstract"),
            filters=(
                "provider",
                "region",
                "libraries",
                "shareType",
                "standing",
                "opens",
                "updateCycle",
                "sensitivity",
                "format",
                "classification",
                "collectionStatus",
                "flags",
            ),
            orders=("title", "code", "publishedOn", "updatedOn"),
        ),
        "DataItem": LabelShape(
            title="title",
            text=("title", "name", "description"),
            filters=("dataset", "shareType", "standing", "dataType", "sensitivity", "base"),
            orders=("title", "position"),
        ),
        "Client": LabelShape(),
        "TrustedDocument": LabelShape(filters=("clients",)),
        "CalendarYear": LabelShape(),
        "Application": LabelShape(
            filters=(
                "applicant",
                "provider",
                "region",
                "authority",
                "coordinator",
                "matter",
                "items",
                "state",
                "due",
                "provisional",
                "extends",
            ),
            orders=("due", "received"),
        ),
        "Grant": LabelShape(
            filters=("holder", "provider", "authorities", "matter", "items", "state", "application"),
            orders=("since", "until"),
        ),
    },
    edges=tuple(EdgeType),
)
"""Every label and edge type of the catalogue, and of the registrations beside it."""
