#!/usr/bin/env python3
"""Contest 301 counted from the CSV alone: stores by sales of March 2017, in cents, ranks 1,1,3.

usage: test/board301.py [transactions.csv[.gz]]   prints rank, store, score
"""
import csv
import gzip
import os
import re
import sys
from datetime import datetime
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
CSV = os.path.join(HERE, "..", "serai-server", "src", "main", "resources", "demo", "complete-journey", "transactions.csv.gz")
BEGIN, END = datetime(2017, 3, 1), datetime(2017, 4, 1)


def cents(text):
    exact = Decimal(text) * 100
    whole = exact.to_integral_value()
    if abs(exact - whole) > Decimal("0.0001"):
        raise ValueError("not whole cents: " + text)
    return int(whole)


def receipts(path=CSV):
    """One receipt a basket: {basket_id: {store, household, at, lines: [{product_id, quantity, paid, list}]}}."""
    found = {}
    with (gzip.open(path, "rt", encoding="utf-8", newline="") if path.endswith(".gz") else open(path, encoding="utf-8", newline="")) as rows:
        for row in csv.DictReader(rows):
            at = datetime.strptime(row["transaction_timestamp"], "%Y-%m-%d %H:%M:%S")
            receipt = found.setdefault(row["basket_id"], {"store": row["store_id"], "household": row["household_id"], "at": at, "lines": []})
            receipt["at"] = min(receipt["at"], at)
            if receipt["store"] != row["store_id"]:
                raise ValueError("basket %s has two stores" % row["basket_id"])
            paid = cents(row["sales_value"])
            receipt["lines"].append({"product_id": row["product_id"], "quantity": int(row["quantity"]), "paid": paid,
                                     "list": paid + cents(row["retail_disc"]) + cents(row["coupon_match_disc"])})
    return found


def clerk_of(store, basket_id):
    """As the data's README says; an id that is no whole number counts as the number it spells."""
    number = int(basket_id) if re.fullmatch(r"\d+", basket_id) else int(Decimal(basket_id))
    return "%s_%d" % (store, number % 4 + 1)


def sums(found=None):
    found = receipts() if found is None else found
    total = {receipt["store"]: 0 for receipt in found.values()}
    for receipt in found.values():
        if BEGIN <= receipt["at"] < END:
            total[receipt["store"]] += sum(line["paid"] for line in receipt["lines"])
    return total


def board(total):
    """[(rank, store, cents)], best first."""
    rows, rank = [], 0
    for place, (store, value) in enumerate(sorted(total.items(), key=lambda item: -item[1]), 1):
        if not rows or rows[-1][2] != value:
            rank = place
        rows.append((rank, store, value))
    return rows


def money(value):
    return "%s%d.%02d" % ("-" if value < 0 else "", abs(value) // 100, abs(value) % 100)


if __name__ == "__main__":
    for rank_, store_, value_ in board(sums(receipts(*sys.argv[1:2]))):
        print("%4d  %-6s %12s" % (rank_, store_, money(value_)))
