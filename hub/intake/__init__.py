"""Importing a catalogue that others wrote: reading, mapping, minting of codes and names, writing, reporting."""
