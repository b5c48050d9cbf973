"""Fictitious firms, schools and measuring stations."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice, product
from random import Random

from graph_seed.fiction.invention import (
    DIVISIONS,
    TODAY,
    address,
    chance,
    credit_code,
    day_between,
    firm_name,
    phone,
    sample,
    trade,
)
from graph_seed.fiction.making import Making, Row, money
from graph_seed.fiction.residents import ADULT, poor_households, residents_aged

STATIONS, DAYS, HOURS = 16, 5, 24
"""The air stations, and the days and hours for which each has a value."""


def firms(making: Making) -> Iterator[Row]:
    """Make 企业登记基本信息; most representatives are residents."""
    random = making.random
    heads = sample(random, residents_aged(making, 25, 65), making.rows)
    for at, head in enumerate(heads, start=1):
        division, industry = random.choice(tuple(DIVISIONS)), trade(random)
        yield {
            "credit_code": credit_code(at),
            "name": firm_name(random, division, industry, at),
            "enterprise_type": random.choice(("1130", "1151", "1190", "4310")),
            "legal_representative": head["name"],
            "representative_citizen_id": head["citizen_id"],
            "registered_capital": money(random.choice((10, 50, 100, 500, 1_000, 5_000))),
            "established_on": day_between(random, date(1998, 1, 5), date(2024, 3, 29)),
            "industry_code": industry,
            "business_scope": "测试商品的生产、销售和技术服务（虚构）",
            "address": address(random, division),
            "division_code": division,
            "issuer": f"{DIVISIONS[division]}市场监督管理局",
            "status": random.choice("1111111123"),
            "phone": phone(80_000_000 + at),
            "licence_copy": f"YYZZ{at:012d}",
        }


def shareholders(making: Making) -> Iterator[Row]:
    """Make 企业股东及出资信息: residents as shareholders of firms, rarely those who apply for assistance."""
    random, poor = making.random, poor_households(making)
    adults = [
        row for row in residents_aged(making, ADULT) if row["household_number"] not in poor or chance(random, 0.08)
    ]
    pairs = zip(cycle(making.made["gd-scjgj.enterprise"]), sample(random, adults, making.rows), strict=False)
    for firm, holder in pairs:
        subscribed = random.choice((5, 10, 30, 50, 100))
        yield {
            "credit_code": firm["credit_code"],
            "shareholder_name": holder["name"],
            "shareholder_type": "1",
            "shareholder_citizen_id": holder["citizen_id"],
            "subscribed_capital": money(subscribed),
            "paid_capital": money(subscribed * random.choice((0, 0.5, 1))),
            "subscription_date": firm["established_on"],
            "contribution_form": random.choice("1112"),
        }


def abnormalities(making: Making) -> Iterator[Row]:
    """Make 企业经营异常名录, of some of the firms."""
    random = making.random
    for firm in sample(random, making.made["gd-scjgj.enterprise"], making.rows):
        listed = day_between(random, date(2021, 7, 1), date(2024, 5, 31))
        removed = listed + timedelta(days=random.randint(20, 400)) if chance(random, 0.4) else None
        yield {
            "credit_code": firm["credit_code"],
            "name": firm["name"],
            "reason": random.choice(("01", "01", "04", "02", "03")),
            "listed_on": listed,
            "removed_on": removed if removed and removed <= TODAY else None,
            "division_code": firm["division_code"],
            "issuer": firm["issuer"],
        }


def schools(making: Making) -> Iterator[Row]:
    """Make 学校（机构）基本信息, some in every division."""
    random, divisions = making.random, tuple(DIVISIONS)
    kinds = {"111": "幼儿园", "211": "小学", "311": "初级中学", "342": "高级中学"}
    for at in range(1, making.rows + 1):
        division, kind = divisions[at % len(divisions)], random.choice(("211", "211", "311", "342", "111"))
        pupils = random.randint(180, 2_400)
        yield {
            "school_code": f"99{at:08d}",
            "name": f"{DIVISIONS[division]}测试第{at}{kinds[kind]}（虚构）",
            "category": kind,
            "founder": "1" if chance(random, 0.75) else "2",
            "division_code": division,
            "address": address(random, division),
            "longitude": round(random.uniform(112.9, 114.5), 6),
            "latitude": round(random.uniform(22.5, 23.4), 6),
            "student_count": pupils,
            "teacher_count": pupils // random.randint(13, 19),
            "planned_places": pupils // 6,
            "phone": phone(70_000_000 + at),
        }


def air(making: Making) -> Iterator[Row]:
    """Make 环境空气质量站点小时值 of the last days, station by station."""
    random, last = making.random, datetime.combine(TODAY, datetime.min.time())
    hours = product(tuple(DIVISIONS)[:STATIONS], range(DAYS), range(HOURS))
    for division, day, hour in islice(hours, making.rows):
        observed = last - timedelta(days=DAYS - 1 - day) + timedelta(hours=hour)
        yield {
            "station_code": f"T{division}A",
            "station_name": f"{DIVISIONS[division][3:]}测试站",
            "division_code": division,
            "observed_at": observed,
            **_concentrations(random, hour),
            "valid": chance(random, 0.97),
        }


def _concentrations(random: Random, hour: int) -> Row:
    sun = max(0.0, 1 - abs(hour - 14) / 7)
    return {
        "pm_fine": _tenths(random.uniform(8, 45)),
        "pm_coarse": _tenths(random.uniform(20, 80)),
        "ozone": _tenths(random.uniform(30, 70) + 110 * sun),
        "nitrogen_dioxide": _tenths(random.uniform(8, 40)),
        "sulphur_dioxide": _tenths(random.uniform(3, 10)),
        "carbon_monoxide": money(random.uniform(0.4, 1.1)),
    }


def _tenths(amount: float) -> Decimal:
    return Decimal(round(amount * 10)).scaleb(-1)
