"""Fictitious residents: the population register and what families apply for, hold and are certified."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from graph_seed.fiction.invention import (
    DIVISIONS,
    TODAY,
    address,
    age_on,
    chance,
    citizen_id,
    day_between,
    person_name,
    phone,
    sample,
)
from graph_seed.fiction.making import Making, Row, money, text, value

HEAD, SPOUSE, SON, DAUGHTER, PARENT = "02", "10", "20", "30", "50"
"""与户主关系 (GB/T 4761)."""

ADULT, WORKING, ELDERLY, SCHOOL = 18, 20, 60, 6

_RESIDENTS = "gd-gat.resident-population"
_APPLICATIONS = "gd-mzt.assistance-application"


def population(making: Making) -> Iterator[Row]:
    """Make 常住人口, household by household."""
    yield from islice(_residents(making.random), making.rows)


def _residents(random: Random) -> Iterator[Row]:
    serial, household = 0, 0
    while True:
        household += 1
        division = random.choice(tuple(DIVISIONS))
        home = address(random, division)
        surname = person_name(random)[0]
        man_leads = chance(random, 0.7)
        for relation, birth in _members(random):
            serial += 1
            male = (
                relation == SON or (relation in (HEAD, PARENT) and man_leads) or (relation == SPOUSE and not man_leads)
            )
            yield {
                "citizen_id": citizen_id(birth, serial, male=male),
                "name": person_name(random, surname=None if relation == SPOUSE else surname),
                "former_name": person_name(random, surname=surname) if chance(random, 0.03) else None,
                "gender": "1" if male else "2",
                "ethnicity": "01" if chance(random, 0.96) else random.choice(("08", "13", "12", "05")),
                "birth_date": birth,
                "division_code": division,
                "household_number": f"99{household:010d}",
                "relation_to_head": relation,
                "registered_address": home,
                **_circumstances(random, birth, relation, division, home),
                "phone": phone(serial) if age_on(birth) >= ADULT else None,
                "portrait_reference": f"PT{serial:010d}",
                "fingerprint_reference": f"FP{serial:010d}" if age_on(birth) >= ADULT else None,
                "status": "3" if age_on(birth) > ELDERLY and chance(random, 0.05) else "1",
                "updated_at": datetime.combine(TODAY, datetime.min.time())
                - timedelta(minutes=random.randint(0, 60 * 24 * 700)),
            }


def _members(random: Random) -> Iterator[tuple[str, date]]:
    head = day_between(random, date(1944, 1, 1), date(1998, 12, 31))
    yield HEAD, head
    if chance(random, 0.75):
        yield SPOUSE, head + timedelta(days=random.randint(-1500, 1500))
    for _ in range(random.choice((0, 1, 1, 2, 2, 3))):
        birth = head + timedelta(days=random.randint(8000, 13000))
        if birth < TODAY:
            yield random.choice((SON, DAUGHTER)), birth
    if chance(random, 0.25) and head.year > 1960:  # noqa: PLR2004 - else the parent would be a hundred
        yield PARENT, head - timedelta(days=random.randint(8000, 11000))


def _circumstances(random: Random, birth: date, relation: str, division: str, home: str) -> Row:
    age = age_on(birth)
    moved = random.choice(tuple(DIVISIONS)) if chance(random, 0.15) else division
    married = relation in (SPOUSE, PARENT) or (relation == HEAD and chance(random, 0.75))
    return {
        "residence_division_code": moved,
        "residence_address": home if moved == division else address(random, moved),
        "marital_status": None if age < ADULT else "20" if married else "10",
        "education_level": _education(random, age),
        "occupation": random.choice(("201", "301", "401", "502", "609")) if WORKING <= age < ELDERLY else None,
    }


def _education(random: Random, age: int) -> str | None:
    if age < SCHOOL:
        return None
    if age < ADULT:
        return "80" if age < SCHOOL * 2 else "70"
    return random.choice(("20", "30", "60", "60", "70", "70") if age < ELDERLY else ("60", "70", "80", "80"))


def applications(making: Making) -> Iterator[Row]:
    """Make 社会救助申请, one per household, by its head."""
    heads = [row for row in making.made[_RESIDENTS] if row["relation_to_head"] == HEAD and row["status"] == "1"]
    for at, head in enumerate(sample(making.random, heads, making.rows), start=1):
        yield {
            "application_number": f"SQ{TODAY.year}{at:06d}",
            "household_number": head["household_number"],
            "applicant_citizen_id": head["citizen_id"],
            "applicant_name": head["name"],
            "category": "01" if chance(making.random, 0.85) else making.random.choice(("02", "03")),
            "division_code": head["division_code"],
            "authorisation_number": f"HDSQ{at:08d}",
            "applied_on": day_between(making.random, date(2023, 9, 1), date(2024, 5, 10)),
            "bank_account": f"0000{at:015d}",
            "phone": head["phone"],
        }


def poor_households(making: Making) -> frozenset[str]:
    """Return the households that apply for assistance, who own and earn less than others."""
    return frozenset(text(row, "household_number") for row in making.made[_APPLICATIONS])


def residents_aged(making: Making, youngest: int, oldest: int = 200) -> list[Row]:
    """Return the living residents of an age, both ends included."""
    return [
        row
        for row in making.made[_RESIDENTS]
        if youngest <= age_on(value(row, "birth_date", date)) <= oldest and row["status"] == "1"
    ]


def vehicles(making: Making) -> Iterator[Row]:
    """Make 机动车登记, most vehicles owned by residents, some by firms."""
    random, poor = making.random, poor_households(making)
    adults = residents_aged(making, ADULT)
    owners = [row for row in adults if chance(random, 0.08 if row["household_number"] in poor else 0.6)]
    firms = sample(random, making.made["gd-scjgj.enterprise"], making.rows // 10)
    for at, owner in enumerate(islice((*firms, *owners), making.rows), start=1):
        person = "citizen_id" in owner
        registered = day_between(random, date(2012, 1, 1), TODAY)
        yield {
            "plate_number": f"粤{random.choice('ABELS')}测{at:04d}",
            "vehicle_type": random.choice(("K33", "K33", "K31", "M21", "H31")),
            "brand": random.choice(("样本牌", "示例牌", "测试牌", "虚构牌")),
            "vin": f"LTEST{at:012d}",
            "owner_type": "1" if person else "2",
            "owner_citizen_id": owner["citizen_id"] if person else None,
            "owner_name": owner["name"],
            "use_nature": "A" if person else "F",
            "displacement": random.choice((125, 1497, 1598, 1998, 2494)),
            "purchase_price": money(random.randint(5_000, 320_000)),
            "first_registered_on": registered,
            "inspection_valid_until": registered.replace(year=2026, day=min(registered.day, 28)),
            "mortgaged": chance(random, 0.12),
            "status": random.choice(("A", "A", "A", "A", "M")),
        }


def titles(making: Making) -> Iterator[Row]:
    """Make 不动产权证书, owned by residents."""
    random, poor = making.random, poor_households(making)
    adults = residents_aged(making, ADULT)
    owners = [row for row in adults if chance(random, 0.15 if row["household_number"] in poor else 0.5)]
    for at, owner in enumerate(islice(owners, making.rows), start=1):
        division = text(owner, "division_code")
        registered = day_between(random, date(2016, 1, 4), TODAY)
        yield {
            "title_number": f"粤（{registered.year}）测试不动产权第{at:07d}号",
            "real_estate_unit": f"999999001001GB{at:05d}F{at:08d}",
            "owner_citizen_id": owner["citizen_id"],
            "owner_name": owner["name"],
            "right_type": "04",
            "share_form": random.choice(("0", "0", "1", "2")),
            "location": address(random, division),
            "division_code": division,
            "land_use": "0701",
            "floor_area": money(random.uniform(35, 145)),
            "transaction_price": money(random.randint(40, 600) * 10_000),
            "mortgaged": chance(random, 0.4),
            "sealed": chance(random, 0.01),
            "registered_on": registered,
        }


def disabilities(making: Making) -> Iterator[Row]:
    """Make 残疾人证; the number is the holder's citizen id with category and grade, as the real ones are."""
    random = making.random
    holders = sample(random, residents_aged(making, 3), making.rows)
    for at, holder in enumerate(holders, start=1):
        category, grade = random.choice("1234567"), random.choice("1234")
        issued = day_between(random, date(2019, 1, 2), TODAY)
        yield {
            "certificate_number": f"{holder['citizen_id']}{category}{grade}",
            "citizen_id": holder["citizen_id"],
            "name": holder["name"],
            "category": category,
            "grade": grade,
            "division_code": holder["division_code"],
            "issuer": f"{DIVISIONS[text(holder, 'division_code')]}残疾人联合会",
            "issue_date": issued,
            "valid_until": issued.replace(year=issued.year + 10, day=min(issued.day, 28)),
            "guardian_phone": phone(90_000_000 + at) if chance(random, 0.4) else None,
            "assessment": f"PDB{at:08d}",
        }
