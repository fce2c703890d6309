#!/usr/bin/env python3
"""All thirty-four boards of the running system against dimensions.py, at full size. It leaves contests and facts behind.

usage: test/dimensions_check.py DATA-DIR [options of dimensions.py]
Declares one contest for each dimension by shop and by clerk, reports the receipts, members, statements and regions the
script derived (those known already are duplicates), and compares every row. Ends with `N passed, N failed`.
"""
import json
import math
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import dimensions  # noqa: E402
from door_client import Door, Report, load_demo  # noqa: E402

SERAI = os.path.join(HERE, "..", "serai")
METRICS = {101: "sales_amount", 102: "sales_orders", 103: "amount_per_order", 104: "items_per_order", 105: "vip_members",
           106: "ordinary_members", 107: "chosen_style_and_colour", 108: "ticket_amount_point", 109: "chosen_style", 110: "sku_points",
           111: "ordinary_members_who_bought", 112: "top_of_every_shop", 113: "member_rate", 114: "full_price_points",
           115: "new_card_sales_points", 116: "repurchase_gain", 117: "retention"}
FIRST_ID, BATCH, PATIENCE_S = 31000, 500, 300


def contest(number, unit, told):
    file = {"serai": "contest/v1", "id": FIRST_ID + 10 * number + dimensions.UNITS.index(unit), "metric": METRICS[number], "unit": unit,
            "name": {"zh-CN": "%d %s" % (number, unit), "en": "%d by %s" % (number, unit)}, "zone": "UTC",
            "start": told["start"], "end": told["end"], "roster": {"units": told["units"][unit]}}
    if number in (107, 109, 110):
        file["params"] = {"rules": told["goods"]}
    return file


class Check:
    def __init__(self, data):
        self.data, self.door = data, Door(load_demo(data))
        self.app = self.door.apps[0]

    def good(self, method, params):
        answer = self.door.call(self.app, method, params, timeout_s=60)
        if answer.code != 200:
            raise RuntimeError("%s: %s" % (method, answer))
        return answer.data

    def report(self, facts):
        counts = {}
        for begin in range(0, len(facts), BATCH):
            for result in self.good("fact.report", {"facts": json.dumps(facts[begin:begin + BATCH])})["results"]:
                counts[result["result"]] = counts.get(result["result"], 0) + 1
                if result["result"] == "refused":
                    raise RuntimeError(str(result))
        return counts

    def apply(self, files):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for file in files:
                paths.append(os.path.join(folder, "%d.json" % file["id"]))
                with open(paths[-1], "w", encoding="utf-8") as out:
                    json.dump(file, out)
            subprocess.run([SERAI, "apply", *paths, "--data", self.data], check=True, stdout=subprocess.DEVNULL)

    def board(self, activity):
        rows, computing = [], False
        while True:
            page = self.good("activity.handle", {"activity_id": str(activity), "action": "board",
                                                 "args": json.dumps({"limit": 1000, "offset": len(rows)})})
            computing = computing or page.get("computing", False)
            for row in page["rows"]:
                n, d = row["raw"]["n"], row["raw"]["d"]
                by = math.gcd(n, d) or 1
                rows.append([row["rank"], row["unit_id"]] + ([None, None] if row["score"] is None else [n // by, d // by]))
            if len(page["rows"]) < 1000:
                return computing, rows

    def differs(self, activity, wanted, deadline):
        while True:
            computing, found = self.board(activity)
            if not computing and found == wanted:
                return None
            if time.monotonic() > deadline:
                pairs = [pair for pair in zip(found, wanted) if pair[0] != pair[1]]
                return "%scomputing, %d rows for %d, first difference %s" % ("" if computing else "not ", len(found), len(wanted), pairs[:1])
            time.sleep(0.5)


def main():
    data, rest = sys.argv[1], sys.argv[2:]
    told = dimensions.derived(dimensions.options().parse_args(rest))
    check, report = Check(data), Report()
    keys = [(number, unit) for number in METRICS for unit in dimensions.UNITS]
    check.apply([contest(number, unit, told) for number, unit in keys])
    print("%d facts: %s" % (len(told["facts"]), check.report(told["facts"])), flush=True)
    deadline = time.monotonic() + PATIENCE_S
    for number, unit in keys:
        wanted, activity = told["boards"]["%d/%s" % (number, unit)], contest(number, unit, told)["id"]
        report.check("%d %s by %s" % (number, METRICS[number], unit), "%d rows equal the script's" % len(wanted),
                     lambda: check.differs(activity, wanted, deadline))
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
