"""The parts of a mapping file as YAML holds them, each of the kind it must be; see `hub.intake.mapping`."""

from collections.abc import Collection, Mapping

import yaml

from hub.errors import MalformedFile


class Document:
    """A mapping file's content; every access to a part that is of another kind raises `MalformedFile` naming it."""

    def __init__(self, text: str, *, name: str) -> None:
        self.name = name
        try:
            found: object = yaml.safe_load(text)
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise self.malformed("it is not valid YAML") from error
        self._root = self._object(found, "file")

    def keys(self, *path: str, allowed: Collection[str]) -> Mapping[str, object]:
        """Return the part at a path as keys with values, empty where it is missing; the keys must be allowed ones."""
        part = ".".join(path) or "file"
        found = self._object(self._at(path), part)
        unknown = next((key for key in found if key not in allowed), None)
        if unknown is not None:
            what = f"'{unknown}' in its part '{part}' is unknown; use one of {', '.join(sorted(allowed))}"
            raise self.malformed(what)
        return found

    def texts(self, *path: str) -> dict[str, str]:
        """Return the part at a path as keys with texts."""
        part = ".".join(path)
        found = self._object(self._at(path), part)
        wrong = next((key for key, value in found.items() if isinstance(value, list | dict) or value is None), None)
        if wrong is not None:
            raise self.malformed(f"'{part}.{wrong}' must be a text")
        return {key: str(value) for key, value in found.items()}

    def names(self, *path: str) -> tuple[str, ...]:
        """Return the part at a path as texts, of which one may stand alone."""
        found = self._at(path)
        listed = found if isinstance(found, list) else [] if found is None else [found]
        if not all(isinstance(entry, str | int) for entry in listed):
            raise self.malformed(f"'{'.'.join(path)}' must be a text or a list of texts")
        return tuple(map(str, listed))

    def malformed(self, what: str) -> MalformedFile:
        """Return the error that tells what is wrong with the file."""
        return MalformedFile(f"The mapping file {self.name} cannot be used: {what}.", file=self.name)

    def _at(self, path: tuple[str, ...]) -> object:
        found: object = self._root
        for depth, key in enumerate(path):
            found = self._object(found, ".".join(path[:depth]) or "file").get(key)
        return found

    def _object(self, found: object, part: str) -> Mapping[str, object]:
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise self.malformed(f"its part '{part}' must list keys with values")
        return {str(key): value for key, value in found.items()}
