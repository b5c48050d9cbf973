"""Strict reading of YAML: every scalar is a text, no key is there twice, and every key is expected."""

from collections.abc import Collection, Mapping
from pathlib import Path

import yaml

Part = str | list["Part"] | dict[str, "Part"]
"""What a sheet holds: a text, a list, or keys with parts."""


class Unreadable(Exception):
    """A sheet that does not say what its notation allows; the message tells where."""


class _Texts(yaml.SafeLoader):
    """Loads every scalar as the text that was written, so that 44 stays a region and no date is guessed."""


def _mapping(loader: _Texts, node: yaml.MappingNode) -> dict[str, Part]:
    pairs: list[tuple[str, Part]] = [
        (loader.construct_object(key, deep=True), loader.construct_object(value, deep=True))
        for key, value in node.value
    ]
    found = dict(pairs)
    if len(found) < len(pairs):
        message = f"a key is written twice, {str(node.start_mark).strip()}"
        raise Unreadable(message)
    return found


_Texts.yaml_implicit_resolvers = {}
_Texts.add_constructor("tag:yaml.org,2002:map", _mapping)


def load(file: Path) -> dict[str, Part]:
    """Return the keys and parts of a YAML file; raise `Unreadable` where it is none."""
    try:
        found: Part = yaml.load(file.read_text(encoding="utf-8"), Loader=_Texts)  # noqa: S506 – derives from SafeLoader
    except yaml.YAMLError as error:
        message = f"{file.name} is not valid YAML: {error}"
        raise Unreadable(message) from error
    return keys(found, file.name)


def keys(
    part: Part, where: str, *, needed: Collection[str] = (), allowed: Collection[str] | None = None
) -> dict[str, Part]:
    """Return a part as keys with parts, all `needed` ones and no others than those `allowed` besides (None: any)."""
    if not isinstance(part, dict):
        message = f"{where}: keys with values are expected, not {part!r}"
        raise Unreadable(message)
    lacking = [key for key in needed if key not in part]
    unknown = [key for key in part if allowed is not None and key not in {*needed, *allowed}]
    if lacking or unknown:
        message = f"{where}: lacks {lacking}, does not know {unknown}"
        raise Unreadable(message)
    return part


def text(part: Part, where: str) -> str:
    """Return a part as a text."""
    if not isinstance(part, str):
        message = f"{where}: a text is expected, not {part!r}"
        raise Unreadable(message)
    return part


def listed(part: Part, where: str) -> list[Part]:
    """Return a part as a list."""
    if not isinstance(part, list):
        message = f"{where}: a list is expected, not {part!r}"
        raise Unreadable(message)
    return part


def texts(part: Part, where: str) -> tuple[str, ...]:
    """Return a part as a list of texts."""
    return tuple(text(one, where) for one in listed(part, where))


def changed(setting: Part, change: Part) -> Part:
    """Return a setting with what a case says instead, key by key at every depth; the text `none` takes a key away."""
    if not isinstance(setting, dict) or not isinstance(change, dict):
        return change
    both: Mapping[str, Part] = {
        **setting,
        **{key: changed(setting[key], part) if key in setting else part for key, part in change.items()},
    }
    return {key: part for key, part in both.items() if part != "none" or key not in setting}
