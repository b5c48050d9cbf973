"""Pieces of SQL that several statements share: which version of a node, ids that are asked for, answers as JSON.

A statement answers with one row that holds one JSON text. APSW gives the interpreter lock away and takes it
back at every row, and under load each taking may wait for milliseconds; one row costs one wait.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

import orjson

from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.sight import View, seen
from hub.graph.values import NodeId, Revision

Parameters = dict[str, str | int | None]

_LARGEST: Final = (1 << 63) - 1
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Moment(Enum):
    """Whether a statement reads what is so now, or what revision `:as_of` had recorded."""

    NOW = "NOW"
    THEN = "THEN"


def moment_of(as_of: Revision | None) -> Moment:
    """Return the moment that an `as_of` asks for."""
    return Moment.NOW if as_of is None else Moment.THEN


def version(rid: str, moment: Moment) -> str:
    """Return the join that finds the version of a node, `n`, or `p` where it is past."""
    if moment is Moment.NOW:
        return f"CROSS JOIN node n ON n.rid = {rid}"
    return (
        f"LEFT JOIN node n ON n.rid = {rid} AND n.since <= :as_of "
        f"LEFT JOIN node_past p ON n.rid IS NULL AND p.rid = {rid} AND p.since <= :as_of AND p.until > :as_of"
    )


def of_version(column: str, moment: Moment) -> str:
    """Return a column of the version that `version` joins."""
    return f"n.{column}" if moment is Moment.NOW else f"coalesce(n.{column}, p.{column})"


def shown(identity: str, moment: Moment, view: View) -> str:
    """Return the condition that the version joined exists for the asker; `identity` is the alias of its identity."""
    if moment is Moment.NOW:
        return seen("n.audience", view)
    there = f"coalesce(n.rid, p.rid) IS NOT NULL AND {seen(f'{identity}.audience', view)}"
    return f"{there} AND {seen(of_version('audience', moment), view)}"


def readers(audience: str) -> str:
    """Return the expression of an audience's JSON text, `null` for everyone."""
    return f"CASE {audience} WHEN 0 THEN 'null' ELSE (SELECT readers FROM audience WHERE code = {audience}) END"


def content(moment: Moment) -> tuple[str, str, str]:
    """Return the JSON texts of a version's revision, readers and properties, as `node_from` takes them."""
    return (
        of_version("since", moment),
        readers(of_version("audience", moment)),
        of_version("properties", moment),
    )


def packed(*texts: str) -> str:
    """Return the expression of a JSON array from expressions of JSON texts; none of them may be null."""
    return "'[' || " + " || ',' || ".join(texts) + " || ']'"


def gathered(row: str, source: str) -> str:
    """Return the statement whose one answer is the JSON array of a row's JSON text for every row of a source."""
    return f"SELECT CAST('[' || group_concat(item) || ']' AS BLOB) FROM (SELECT {row} AS item {source})"


def answer(connection: Connection, statement: str, parameters: Parameters) -> bytes:
    """Return the JSON text that a `gathered` statement answers."""
    text = connection.value(statement, parameters)
    return b"[]" if text is None else bytes(text)


def carried(value: str) -> str:
    """Return the expression of a text that `carrying` sent, from that of its element in the JSON array."""
    return f"replace({value}, :zero, char(0))"


ASKED: Final = f"json_each(:ids) j CROSS JOIN identity i ON i.id = {carried('j.value')}"
"""The ids asked for, `j.key` their place in the batch, joined with what the file knows of them."""


def asked(ids: Sequence[NodeId]) -> Parameters:
    """Return the parameters that `ASKED` names."""
    return carrying(ids=ids)


def carrying(**texts: Sequence[str]) -> Parameters:
    """Return some texts as one parameter, a JSON array.

    SQLite's JSON cuts a text at a zero character, so such a character travels as a mark that occurs in none of them. A
    text that is not valid Unicode is in no store, and travels as null.
    """
    ((name, sent),) = texts.items()
    mark = ""
    if any("\0" in one for one in sent):
        mark = "\1"
        while any(mark in one for one in sent):
            mark += "\1"
        sent = [one.replace("\0", mark) for one in sent]
    try:
        text = orjson.dumps(sent)
    except TypeError:
        text = orjson.dumps([one if encodable(one) else None for one in sent])
    return {name: text.decode(), "zero": mark}


def bindable(value: str | int | None) -> str | int | None:
    """Return a value as SQLite can take it: what no store can hold is replaced by something near it."""
    if isinstance(value, int):
        return min(max(value, -_LARGEST - 1), _LARGEST)
    return None if value is None else _SURROGATE.sub("\uffff", value)


def encodable(text: str) -> bool:
    """Tell whether a text is valid Unicode, as everything in a store is."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
