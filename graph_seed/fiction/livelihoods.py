"""Fictitious livelihoods: social insurance, income, housing fund, medical bills."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from graph_seed.fiction.invention import TODAY, chance, day_between, phone, sample
from graph_seed.fiction.making import Making, Row, money, text, value
from graph_seed.fiction.residents import WORKING, poor_households, residents_aged

EMPLOYEE, RESIDENT = "110", "170"
"""险种类型: 企业职工养老, 城乡居民养老."""

PERIODS = ("202404", "202405", "202406")
"""The months of the contributions."""

GUANGZHOU = "4401"

_ENROLMENTS = "gd-rst-sbj.insurance-enrolment"
_PAYMENTS = "gd-rst-sbj.insurance-payment"


def enrolments(making: Making) -> Iterator[Row]:
    """Make 社会保险参保登记: employees with a firm, others as residents."""
    random, poor = making.random, poor_households(making)
    firms = making.made["gd-scjgj.enterprise"]
    for at, person in enumerate(islice(residents_aged(making, WORKING, 59), making.rows), start=1):
        employed = chance(random, 0.3 if person["household_number"] in poor else 0.8)
        firm = random.choice(firms) if employed else None
        yield {
            "citizen_id": person["citizen_id"],
            "name": person["name"],
            "insurance_type": EMPLOYEE if employed else RESIDENT,
            "employer_credit_code": firm["credit_code"] if firm else None,
            "employer_name": firm["name"] if firm else None,
            "division_code": person["residence_division_code"],
            "enrolled_on": day_between(random, date(2008, 1, 1), date(2023, 12, 31)),
            "status": "1" if chance(random, 0.95) else "2",
            "household_registration": random.choice(("10", "20")),
            "phone": person["phone"],
            "bank_account": f"0001{at:015d}",
        }


def payments(making: Making) -> Iterator[Row]:
    """Make 社会保险缴费明细: three months of every employee who is insured and paying."""
    random = making.random
    households = poor_households(making)
    poor = {row["citizen_id"] for row in residents_aged(making, WORKING) if row["household_number"] in households}
    for person in making.made[_ENROLMENTS]:
        if person["insurance_type"] != EMPLOYEE or person["status"] != "1":
            continue
        wage = random.randint(1_900, 3_600) if person["citizen_id"] in poor else random.randint(3_800, 26_000)
        for period in PERIODS:
            yield {
                "citizen_id": person["citizen_id"],
                "insurance_type": EMPLOYEE,
                "period": period,
                "employer_credit_code": person["employer_credit_code"],
                "wage_base": money(wage),
                "personal_amount": money(wage * 0.08),
                "employer_amount": money(wage * 0.15),
                "paid_on": date(2024, int(period[4:]), random.randint(5, 15)),
                "channel": "01",
            }


def _wages(making: Making) -> dict[str, float]:
    """Return the monthly wage of each employee, by citizen id."""
    return {text(row, "citizen_id"): float(str(row["wage_base"])) for row in making.made[_PAYMENTS]}


def incomes(making: Making) -> Iterator[Row]:
    """Make 个人所得税年度应税收入 of the year before, of employees."""
    random, names = making.random, _names(making)
    for citizen, wage in islice(_wages(making).items(), making.rows):
        yearly = wage * 12 * random.uniform(0.9, 1.1)
        extra = random.randint(1_000, 30_000) if chance(random, 0.1) and wage > WAGE_FLOOR else 0
        yield {
            "citizen_id": citizen,
            "name": names[citizen],
            "tax_year": "2023",
            "wage_income": money(yearly),
            "service_income": money(extra),
            "business_income": money(random.randint(5_000, 90_000)) if extra and chance(random, 0.2) else money(0),
            "tax_paid": money(max(0.0, (yearly - 60_000) * 0.03)),
            "special_deductions": random.choice(
                (None, "子女教育2000元/月", "住房贷款利息1000元/月", "赡养老人3000元/月")
            ),
        }


WAGE_FLOOR = 4_000
"""元 a month, under which nobody here has a second income."""


def funds(making: Making) -> Iterator[Row]:
    """Make 住房公积金缴存 of employees who live in Guangzhou."""
    random, names = making.random, _names(making)
    insured = {text(row, "citizen_id"): row for row in making.made[_ENROLMENTS]}
    wages = _wages(making)
    local = [citizen for citizen in wages if text(insured[citizen], "division_code").startswith(GUANGZHOU)]
    for at, citizen in enumerate(local[: making.rows], start=1):
        base = wages[citizen]
        yield {
            "account_number": f"GJJ{at:012d}",
            "citizen_id": citizen,
            "name": names[citizen],
            "employer_credit_code": insured[citizen]["employer_credit_code"],
            "deposit_base": money(base),
            "monthly_deposit": money(base * 0.1),
            "balance": money(base * random.uniform(0.5, 24)),
            "status": "1" if chance(random, 0.93) else "2",
            "paid_to": PERIODS[-1],
        }


def _names(making: Making) -> dict[str, str]:
    return {text(row, "citizen_id"): text(row, "name") for row in making.made[_ENROLMENTS]}


def settlements(making: Making) -> Iterator[Row]:
    """Make 医疗费用结算, half of them of people who applied for assistance."""
    random = making.random
    applicants = [text(row, "applicant_citizen_id") for row in making.made["gd-mzt.assistance-application"]]
    others = [text(row, "citizen_id") for row in sample(random, residents_aged(making, 0), making.rows)]
    half = making.rows // 2
    patients = [*random.choices(applicants, k=half), *others[: making.rows - half]]
    for at, patient in enumerate(patients, start=1):
        yield _settlement(random, at, patient)


def _settlement(random: Random, at: int, patient: str) -> Row:
    total, stays = random.randint(200, 48_000), chance(random, 0.4)
    covered = round(total * random.uniform(0.5, 0.8), 2)
    admitted = day_between(random, date(2024, 1, 2), date(2024, 6, 15))
    return {
        "settlement_number": f"JS2024{at:010d}",
        "citizen_id": patient,
        "institution_code": f"TEST{random.randint(1, 12):06d}",
        "visit_type": "21" if stays else "11",
        "admitted_on": admitted,
        "discharged_on": min(admitted + timedelta(days=random.randint(1, 14)), TODAY) if stays else None,
        "total_cost": money(total),
        "fund_paid": money(covered),
        "personal_paid": money(total - covered),
        "diagnosis": random.choice(("J18.9", "I10.x", "E11.9", "K29.7", "M54.5")),
        "drug_list": "测试药品甲；测试药品乙",
    }


def students(making: Making) -> Iterator[Row]:
    """Make 中小学生学籍: residents of school age at a school of their division, or of any where it has none."""
    random, schools = making.random, making.made["gd-jyt.school"]
    adults = {text(row, "household_number"): row for row in residents_aged(making, 25)}
    for child in islice(residents_aged(making, 6, 17), making.rows):
        near = [row for row in schools if row["division_code"] == child["residence_division_code"]] or schools
        school, guardian = random.choice(near), adults.get(text(child, "household_number"))
        started = value(child, "birth_date", date).year + 6
        yield {
            "student_number": f"G{child['citizen_id']}",
            "citizen_id": child["citizen_id"],
            "name": child["name"],
            "gender": child["gender"],
            "birth_date": child["birth_date"],
            "school_code": school["school_code"],
            "grade": f"{min(max(TODAY.year - started, 1), 12):02d}",
            "enrolled_on": date(min(started, 2023), 9, 1),
            "status": "1" if chance(random, 0.96) else "4",
            "guardian_name": guardian["name"] if guardian else None,
            "guardian_phone": guardian["phone"] if guardian else phone(99_999_999),
            "health": random.choice((None, None, "体质健康测试：良好（测试数据）")),
        }
