#!/usr/bin/env python3
"""The seventeen dimensions of document 001 counted from the receipts alone, by shop and by clerk.

Written from the formulas (docs/metrics.md, "The seventeen"), not from Serai's code: it shares no line with it.
usage: test/dimensions.py [--csv FILE] [--from D] [--until D] [--start D] [--end D] [--every N] [--nights D,D,…] [--years N] [--prefix P]
  --from D --until D          receipts from here on and before there (2017-01-01, all)
  --start D --end D           the window, half open, UTC (2017-03-01, 2017-04-01)
  --every N                   only households whose number is divisible by N (1)
  --nights D,D,…              dates of which statements are made (the last before the window, its first, its last)
  --years N --prefix P        everything moved by N years, every id with P before it: a copy beside the real one (0, none)
Prints JSON: facts (as fact.report takes them), units, params, boards: {"101/store": [[rank, unit, n, d], …]}, n and d null
where there is no score. As the data has no clerks, members, regions or statements they are derived:
a household opens as NORMAL at its first receipt, by that receipt's clerk and store, and turns VIP at the receipt with which
its paid total reaches 100.00; equal instants are ordered by basket_id as text; region = store_id mod 5; SKU rules: a
product_id divisible by 7 gives 1 point a piece; a night's statement of a clerk: RePurchaseCount = his customers with two
receipts or more so far, RePurchaseRate = that over all his customers so far in percent, 4 decimals.
"""
import argparse
import json
import os
import sys
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from board301 import CSV, clerk_of, receipts  # noqa: E402

UNITS = ("store", "clerk")
VIP_CENTS = 100_00
DISCOUNT, DENOMINATOR, SALE_TOP = Fraction(895, 1000), 1200_00, 3


class Data:
    """Receipts of the chosen households, and what is derived from them."""

    def __init__(self, args):
        self.start, self.end = args.start, args.end
        self.before = args.start - (args.end - args.start)
        chosen = []
        for basket, found in receipts(args.csv).items():
            if args.since <= found["at"] < args.until and int(found["household"]) % args.every == 0:
                chosen.append({"id": basket, "store": found["store"], "clerk": clerk_of(found["store"], basket), "at": found["at"],
                               "customer": found["household"], "lines": found["lines"],
                               "paid": sum(line["paid"] for line in found["lines"]),
                               "pieces": sum(line["quantity"] for line in found["lines"])})
        self.receipts = sorted(chosen, key=lambda one: (one["at"], one["id"]))
        self.window = [one for one in self.receipts if self.start <= one["at"] < self.end]
        self.members = {}
        spent = {}
        for one in self.receipts:
            member = self.members.setdefault(one["customer"], {"store": one["store"], "clerk": one["clerk"], "opened": one["at"], "vip": None})
            spent[one["customer"]] = spent.get(one["customer"], 0) + one["paid"]
            if member["vip"] is None and spent[one["customer"]] >= VIP_CENTS:
                member["vip"] = one["at"]
        self.units = {unit: sorted({one[unit] for one in self.receipts}) for unit in UNITS}
        self.statements = {night: self.night(night) for night in args.nights}

    def night(self, day):
        """{clerk: (store, count, rate)} as the day ends."""
        visits = {}
        for one in self.receipts:
            if one["at"].date() <= day:
                of = visits.setdefault(one["clerk"], {})
                of[one["customer"]] = of.get(one["customer"], 0) + 1
        told = {}
        for clerk, customers in visits.items():
            again = sum(1 for times in customers.values() if times >= 2)
            rate = (Decimal(again) * 100 / len(customers)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            told[clerk] = (clerk.rsplit("_", 1)[0], again, rate)
        return told


def divisible(line):
    return int(line["product_id"]) % 7 == 0


def scores(data, number, unit):
    """{unit: Fraction or None}, everyone in it."""
    everyone = data.units[unit]

    def add(pairs, start=0):
        total = {code: start for code in everyone}
        for code, value in pairs:
            total[code] += value
        return total

    def over(above, below):
        return {code: Fraction(above[code], below[code]) if below[code] else None for code in everyone}

    # No sale_amount is set; sale_number 0 asks for one piece.
    valid = [one for one in data.window if one["pieces"] >= 1]
    orders = add((one[unit], 1) for one in valid)
    opened = {who: member for who, member in data.members.items() if data.start <= member["opened"] < data.end}
    bought = {who: 0 for who in data.members}
    count = {who: 0 for who in data.members}
    for one in data.window:
        bought[one["customer"]] += one["paid"]
        count[one["customer"]] += 1
    if number in (101, 112):
        return add((one[unit], Fraction(one["paid"], 100)) for one in data.window)
    if number == 102:
        return add((one[unit], Fraction(1)) for one in valid)
    if number == 103:
        return over(add((one[unit], Fraction(one["paid"], 100)) for one in valid), orders)
    if number == 104:
        return over(add((one[unit], sum(line["quantity"] for line in one["lines"] if line["list"] != 0)) for one in valid), orders)
    if number == 105:
        return add((member[unit], Fraction(1)) for member in data.members.values() if member["vip"] and data.start <= member["vip"] < data.end)
    if number == 106:
        return add((member[unit], Fraction(1)) for member in opened.values())
    if number in (107, 109, 110):
        return add((one[unit], Fraction(line["quantity"])) for one in data.window for line in one["lines"] if divisible(line))
    if number == 108:
        return add((one[unit], Fraction(1)) for one in data.window if one["paid"] >= 0)
    if number == 111:
        return add((member[unit], Fraction(1)) for who, member in opened.items() if bought[who] > 0)
    if number == 113:
        # Every receipt of the data has a household, so there is no order without a member.
        joined = add((member[unit], 1) for who, member in opened.items() if count[who] > 0)
        return over(joined, joined)
    if number == 114:
        full = add((one[unit], line["paid"]) for one in data.window for line in one["lines"] if line["paid"] >= DISCOUNT * line["list"])
        return {code: Fraction(cents, DENOMINATOR) for code, cents in full.items()}
    if number == 115:
        return add((member[unit], Fraction(bought[who], DENOMINATOR)) for who, member in opened.items())
    if number == 116:
        return repurchase(data, unit)
    if number == 117:
        base = {code: set() for code in everyone}
        for one in data.receipts:
            if data.before <= one["at"] < data.start:
                base[one[unit]].add(one["customer"])
        return {code: Fraction(sum(1 for who in of if count[who]), len(of)) if of else None for code, of in base.items()}
    raise ValueError(number)


def repurchase(data, unit):
    """Half of each gain between a unit's last night before the window (else its first in it) and its last night before the end."""
    nights = {code: {} for code in data.units[unit]}
    for night, told in data.statements.items():
        if night < data.end.date():
            for clerk, (store, again, rate) in told.items():
                row = nights[clerk if unit == "clerk" else store].setdefault(night, [Fraction(0), Fraction(0)])
                row[0] += again
                row[1] += Fraction(rate)
    found = {}
    for code, rows in nights.items():
        if not rows:
            found[code] = None
            continue
        earlier = [night for night in rows if night < data.start.date()]
        first, last = rows[max(earlier) if earlier else min(rows)], rows[max(rows)]
        found[code] = (last[0] - first[0]) / 2 + (last[1] - first[1]) / 2
    return found


def ranked(found):
    """[(rank, unit, score)], 1,1,3; who has none last, all with one rank."""
    rows, rank, before = [], 0, ()
    for place, (code, score) in enumerate(sorted(found.items(), key=lambda item: (item[1] is None, -(item[1] or 0), item[0])), 1):
        if before != (score,):
            rank, before = place, (score,)
        rows.append((rank, code, score))
    return rows


def board(data, number, unit):
    found = scores(data, number, unit)
    if number != 112:
        return ranked(found)
    groups = {}
    for code, score in found.items():
        groups.setdefault(code.rsplit("_", 1)[0] if unit == "clerk" else region(code), {})[code] = score
    return [row for group in sorted(groups) for row in ranked(groups[group]) if row[0] <= SALE_TOP]


def region(store):
    return str(int(store) % 5)


class Told:
    """The same as it is told outside: moved by years, ids with a prefix."""

    def __init__(self, args):
        self.prefix, self.years = args.prefix, args.years

    def at(self, when):
        return when.replace(year=when.year + self.years).strftime("%Y-%m-%dT%H:%M:%SZ")

    def day(self, when):
        return when.replace(year=when.year + self.years).isoformat()

    def code(self, text):
        return self.prefix + text

    def fact(self, kind, name, when, body):
        return {"type": kind, "id": name, "version": 1, "occurred_at": when, "body": body}

    def facts(self, data):
        for one in data.receipts:
            yield self.fact("receipt", self.code(one["id"]), self.at(one["at"]),
                            {"store_id": self.code(one["store"]), "clerk_id": self.code(one["clerk"]), "customer_id": self.code(one["customer"]),
                             "lines": one["lines"]})
        for who, member in data.members.items():
            yield self.fact("member", self.code(who), self.at(member["opened"]),
                            {"store_id": self.code(member["store"]), "clerk_id": self.code(member["clerk"]),
                             "level": "VIP" if member["vip"] else "NORMAL", "opened_at": self.at(member["opened"]),
                             "vip_at": self.at(member["vip"]) if member["vip"] else None, "cancelled_at": None})
        for night, told in data.statements.items():
            when = self.day(night) + "T23:59:59Z"
            for clerk, (store, again, rate) in told.items():
                yield self.fact("statement", "%s/%s" % (self.day(night), self.code(clerk)), when,
                                {"date": self.day(night), "store_id": self.code(store), "clerk_id": self.code(clerk),
                                 "values": {"RePurchaseCount": again, "RePurchaseRate": float(rate)}})
            yield self.fact("statement_complete", self.day(night), when, {})
        for store in data.units["store"]:
            yield self.fact("org", "store/%s/2000-01-01" % self.code(store), "2000-01-01T00:00:00Z",
                            {"unit": "store", "code": self.code(store), "since": "2000-01-01", "region": region(store)})

    def rows(self, rows):
        return [[rank, self.code(code)] + ([None, None] if score is None else [score.numerator, score.denominator]) for rank, code, score in rows]


def options():
    parser = argparse.ArgumentParser(usage=__doc__)
    moment = datetime.fromisoformat
    parser.add_argument("--csv", default=CSV)
    parser.add_argument("--from", dest="since", type=moment, default=moment("2017-01-01"))
    parser.add_argument("--until", type=moment, default=datetime.max)
    parser.add_argument("--start", type=moment, default=moment("2017-03-01"))
    parser.add_argument("--end", type=moment, default=moment("2017-04-01"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--nights", type=lambda text: [date.fromisoformat(one) for one in text.split(",")])
    parser.add_argument("--years", type=int, default=0)
    parser.add_argument("--prefix", default="")
    return parser


def derived(args):
    day = timedelta(days=1)
    args.nights = args.nights or [args.start.date() - day, args.start.date(), (args.end - day).date()]
    data, told = Data(args), Told(args)
    return {"start": told.at(args.start)[:16], "end": told.at(args.end)[:16], "facts": list(told.facts(data)),
            "units": {unit: [told.code(code) for code in data.units[unit]] for unit in UNITS},
            "goods": sorted({line["product_id"] for one in data.receipts for line in one["lines"] if divisible(line)}),
            "boards": {"%d/%s" % (number, unit): told.rows(board(data, number, unit)) for number in range(101, 118) for unit in UNITS}}


if __name__ == "__main__":
    json.dump(derived(options().parse_args()), sys.stdout)
