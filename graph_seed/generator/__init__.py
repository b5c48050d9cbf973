"""A made-up province of any size, with the shape of the hand-written world; the same for the same size and seed."""

from graph_seed.generator.scale import plant_scale

__all__ = ["plant_scale"]
