"""The benchmark: both stores under a catalogue of a whole province; `python -m tests.bench --help`."""
