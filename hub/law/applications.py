"""How an application for access proceeds (Art. 19)."""

from typing import Final

from hub.vocabulary import ApplicationState

OPEN: Final = frozenset({ApplicationState.SUBMITTED, ApplicationState.SUPPLEMENT_ASKED, ApplicationState.UNDER_REVIEW})
"""The states in which an answer is owed."""
