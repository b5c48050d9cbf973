"""What an import finds wrong: a rejection keeps a row out, a flag lets it in and stays on the dataset."""

from dataclasses import dataclass
from enum import Enum


class Rejection(Enum):
    """Why a row is not imported; the sentence that goes with it says what to do."""

    MALFORMED_LINE = "MALFORMED_LINE"
    LINE_TOO_LONG = "LINE_TOO_LONG"
    WRONG_WIDTH = "WRONG_WIDTH"
    MISSING_TITLE = "MISSING_TITLE"
    MISSING_PROVIDER = "MISSING_PROVIDER"
    MISSING_REGION = "MISSING_REGION"
    MALFORMED_REGION = "MALFORMED_REGION"
    MALFORMED_CODE = "MALFORMED_CODE"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    UNREADABLE_SHARE_TYPE = "UNREADABLE_SHARE_TYPE"
    UNREADABLE_SECRECY = "UNREADABLE_SECRECY"
    # The catalogue holds no state secrets (reported scope of the measure, source R).
    SECRET = "SECRET"  # noqa: S105 (a mark, not a password)
    REPEATED_ROW = "REPEATED_ROW"
    REPEATED_CODE = "REPEATED_CODE"
    CODE_TAKEN = "CODE_TAKEN"


class Flag(Enum):
    """What is wanting in an imported dataset; kept in `Dataset.flags`."""

    TITLE_TOO_LONG = "TITLE_TOO_LONG"  # more than 50 characters (P)
    TITLE_REPEATED = "TITLE_REPEATED"  # not unique in its region within the file (P)
    ABSTRACT_TOO_LONG = "ABSTRACT_TOO_LONG"  # more than 256 characters (P)
    ITEM_TITLE_REPEATED = "ITEM_TITLE_REPEATED"  # not unique in its dataset
    ITEM_NAME_UNUSABLE = "ITEM_NAME_UNUSABLE"  # no valid, unused name: another one was minted
    NO_SHARE_TYPE = "NO_SHARE_TYPE"  # an empty cell where the file has a column for it
    NO_LEGAL_BASIS = "NO_LEGAL_BASIS"  # conditional or not shared without a citation (Art. 18)
    SHARE_TYPE_DISAGREES = "SHARE_TYPE_DISAGREES"  # the items, as declared, make another one (Art. 18)
    BASIS_KIND_INFERRED = "BASIS_KIND_INFERRED"  # counted as a rule by its title's last words: a person must look
    VALUE_UNREADABLE = "VALUE_UNREADABLE"  # the field is left as it was
    ROWS_DISAGREE = "ROWS_DISAGREE"  # the rows of one dataset tell different things; the first one counts


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a row, and about one of its fields where it has to do with a single one.

    Rows are counted as a spreadsheet counts them, from 1 and with the header; in JSON Lines `row` is the line. Fields
    are named as in a mapping file, those of items `items.<field>`.
    """

    row: int
    field: str | None
    code: Rejection | Flag
    sentence: str

    @property
    def rejected(self) -> bool:
        """Whether the row stayed out."""
        return isinstance(self.code, Rejection)
