import json
from datetime import UTC, datetime

import pytest
from hypothesis import given

from hub.codes import Code
from hub.errors import MalformedCondition
from hub.law.notation import read_stored, read_term, write_term
from hub.law.soundness import fault_of
from hub.law.terms import AllOf, Between, Mask, Masked, Not, Term, Undertaken
from hub.vocabulary import MaskMethod
from tests.law.dice import sound_terms, terms


@given(sound_terms())
def test_a_term_is_read_as_it_was_written(term: Term) -> None:
    """Every sound term survives, and its text is canonical."""
    text = write_term(term)
    assert read_term(text) == read_stored(text) == term
    assert write_term(read_term(json.dumps(json.loads(text), indent=2))) == text


@given(terms())
def test_what_is_refused_is_what_has_a_fault(term: Term) -> None:
    """A text is read exactly where the term has no fault."""
    fault = fault_of(term)
    if fault is None:
        assert read_term(write_term(term)) == term
    else:
        with pytest.raises(MalformedCondition, match="This condition cannot be decided"):
            read_term(write_term(term))


def test_what_is_default_is_not_written() -> None:
    """A text says what was stated and no more."""
    since = datetime(2026, 1, 1, tzinfo=UTC)
    term = AllOf(
        (
            Not(Between(since=since)),
            Masked(mask=Mask(method=MaskMethod.FULL)),
            Undertaken(undertaking=Code("pledge")),
        )
    )
    assert write_term(term) == (
        '{"AllOf":[{"Not":{"Between":{"since":"2026-01-01T00:00:00+00:00"}}},'
        '{"Masked":{"mask":{"method":"FULL"}}},{"Undertaken":{"undertaking":"pledge"}}]}'
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "it is not JSON (unexpected end of data: line 1 column 2 (char 1))"),
        ("[]", 'a term is an object with one member, as {"Through": {"channels": ["PAGE"]}}'),
        ('{"AllOf": 1}', "AllOf takes a list of terms"),
        ('{"AllOf": []}', "AllOf has no terms"),
        ('{"AnyOf": []}', "AnyOf has no terms"),
        ('{"Through": []}', "Through takes an object"),
        ('{"Through": {}}', "Through lacks its member 'channels'"),
        ('{"Through": {"channels": ["PAGE"], "until": 1}}', "Through has no member 'until': it has channels"),
        ('{"Through": {"channels": "PAGE"}}', "Through.channels takes a list"),
        ('{"Through": {"channels": ["FAX"]}}', "Through.channels is one of PAGE, BULK"),
        ('{"Through": {"channels": []}}', "Through.channels is empty"),
        ('{"AtMostDays": {"days": true}}', "AtMostDays.days takes a whole number"),
        ('{"AtMostDays": {"days": 0}}', "AtMostDays.days is 0, and may be 1 to 36,500"),
        ('{"DailyQuota": {"records": -1}}', "DailyQuota.records is -1, and may be 1 to 1,000,000,000,000"),
        ('{"Between": {}}', "Between names no moment"),
        (
            '{"Between": {"since": "tomorrow"}}',
            "Between.since is a moment with offset, as 2026-03-01T09:00:00+08:00",
        ),
        (
            '{"Between": {"since": "2026-03-01T09:00:00"}}',
            "a moment of Between lacks its offset, as in 2026-03-01T09:00:00+08:00",
        ),
        (
            '{"Between": {"since": "2026-03-01T09:00:00+08:00", "until": "2026-03-01T01:00:00Z"}}',
            "Between ends before it begins",
        ),
        ('{"WithinRegions": {"regions": [""]}}', "WithinRegions.regions has '', which is none"),
        ('{"WithinRegions": {"regions": ["440"]}}', "WithinRegions.regions has '440', which is none"),
        ('{"AmongDepartments": {"departments": ["广州"]}}', "AmongDepartments.departments has '广州', which is none"),
        ('{"RowsOf": {"item": "a b", "scope": "OWN_REGION"}}', "RowsOf.item is 'a b', which is no item name"),
        ('{"Undertaken": {"undertaking": "x"}}', "Undertaken.undertaking is 'x', which is no code"),
        ('{"Undertaken": {"undertaking": "xy", "text": 1}}', "Undertaken.text takes a text"),
        ('{"Masked": {"mask": {"method": "FIRST"}}}', "the mask FIRST lacks its amount"),
        ('{"Masked": {"mask": {"method": "FULL", "amount": 1}}}', "the mask FULL takes no amount"),
        ('{"Masked": {"mask": {"method": "YEAR"}, "items": ["-"]}}', "Masked.items has '-', which is none"),
        (
            '{"Not": {"AllOf": [{"DailyQuota": {"records": 1}}]}}',
            "what limits the answer (Masked, RowsOf, DailyQuota) cannot stand under Not",
        ),
    ],
)
def test_a_text_that_cannot_be_decided_is_refused_in_a_sentence(text: str, fault: str) -> None:
    """The sentence names the clause and what it wants."""
    with pytest.raises(MalformedCondition) as refused:
        read_term(text)
    assert (refused.value.message, refused.value.facts) == (
        f"This condition cannot be decided: {fault}.",
        {"fault": fault},
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (" " * 20_001, "it has 20001 characters, and may have 20000"),
        ('{"Not":' * 14 + "{}" + "}" * 14, "it nests more than 12 levels"),
        ('{"Fax": {}}', "there is no clause 'Fax'"),
        ('{"AllOf": [' + ",".join(['{"AtMostDays": {"days": 1}}'] * 201) + "]}", "it has more than 200 clauses"),
        ('{"Undertaken": {"undertaking": "xy", "text": "' + "诺" * 2_001 + '"}}', "Undertaken.text has more than 2000"),
    ],
    ids=["long", "deep", "unknown", "wide", "wordy"],
)
def test_a_text_beyond_measure_is_refused(text: str, fault: str) -> None:
    """A condition can be read by a person."""
    with pytest.raises(MalformedCondition, match=fault):
        read_term(text)
