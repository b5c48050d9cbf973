"""A breadth-first GraphQL executor: each selection path is visited once, for all objects on it together.

It knows GraphQL and nothing of the catalogue. A validated operation is compiled into a plan (`plan`), which is run
level by level (`run`); what the plan cannot express is left to the stock executor, for the whole operation.
"""
