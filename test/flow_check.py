#!/usr/bin/env python3
"""What Serai is for, from outside: orders, events, campaign 201, facts, board 301, pages, request log, a stopped database.

usage: test/flow_check.py DATA-DIR [--only TEXT] [--leave-database]
It leaves the system as it found it: facts are taken back or corrected to what they were; orders stay.
--leave-database: does not stop PostgreSQL. Ends with `N passed, N failed`; exit 0 if none failed.
"""
import base64
import concurrent.futures
import gzip
import hashlib
import hmac
import http.client
import http.server
import json
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from datetime import datetime, timedelta, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import board301  # noqa: E402
from door_client import CORE_WAIT_S, Door, Raw, Report, get_json, host_port, load_demo, sign_text  # noqa: E402
from door_check import refused, wanted  # noqa: E402

SERAI = os.path.join(HERE, "..", "serai")
# Boards and grants follow within 2 s on a quiet machine; a busy one is given more, and only the result is judged.
PATIENCE_S = 30


def now_iso(seconds=0):
    return (datetime.now(timezone(timedelta(hours=8))) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


def until(read, good, patience_s=PATIENCE_S):
    """Reads until it is good; the last reading."""
    deadline = time.monotonic() + patience_s
    while True:
        found = read()
        if good(found) or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


class Receiver:
    """A webhook receiver on loopback: keeps what arrives; `answers` says with what to reply, then 200."""

    def __init__(self):
        self.arrived, self.answers = [], []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status = receiver.answers.pop(0) if receiver.answers else 200
                receiver.arrived.append((dict((k.lower(), v) for k, v in self.headers.items()), body, status))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/hook" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def webhook_fault(headers, body, secret):
    """Standard Webhooks, checked by hand."""
    key = base64.b64decode(secret[len("whsec_"):]) if secret.startswith("whsec_") else None
    if key is None:
        return "the secret does not begin with whsec_"
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature", "serai-seq", "serai-prev"):
        if name not in headers:
            return "no %s in %s" % (name, headers)
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return "webhook-timestamp %s" % headers["webhook-timestamp"]
    text = ("%s.%s." % (headers["webhook-id"], headers["webhook-timestamp"])).encode() + body
    good = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return None if good in headers["webhook-signature"].split(" ") else "the signature does not verify"


class Flow:
    def __init__(self, data, report, stop_database=True):
        self.data = os.path.abspath(data)
        self.demo = load_demo(self.data)
        self.door = Door(self.demo)
        self.app, self.other = self.door.apps[:2]
        self.core = self.demo["core"]
        self.products = self.demo["products"]
        self.contest, self.campaign = (str(self.demo["activities"][name]) for name in ("contest", "campaign"))
        self.report = report
        self.stop_database = stop_database

    def run(self):
        for group in (self.orders, self.listing, self.core_down, self.events, self.reward, self.facts, self.board, self.files, self.pages,
                      self.request_log, self.staff, self.database):
            group()

    def check(self, name, expected, action):
        self.report.check(name, expected, action)

    def call(self, method, params=None, **how):
        return self.door.call(how.pop("app", self.app), method, params, **how)

    def good(self, method, params=None, **how):
        answer = self.call(method, params, **how)
        bad = wanted(answer, 200)
        if bad:
            raise AssertionError("%s: %s" % (method, bad))
        return answer.data

    def create(self, number, quantity=1, product=0, **how):
        return self.call("order.create_order", {"out_order_no": number, "product_id": self.products[product]["product_id"], "quantity": str(quantity)}, **how)

    def create_v2(self, number, items, **how):
        return self.call("order.create_order", {"out_order_no": number, "items": items}, version="v2", **how)

    def answered(self, number, make):
        """An order as make() answers it; again, where the core stood still for longer than the house waits and it was PENDING by right."""
        began = time.monotonic()
        answer = make()
        if answer.code == 200 and answer.data["status"] == "PENDING" and time.monotonic() - began >= CORE_WAIT_S:
            until(lambda: self.query(number)["status"], lambda status: status != "PENDING")
            answer = make()
        return answer

    def query(self, number):
        return self.good("order.query_order", {"out_order_no": number})

    def core_orders(self):
        found, after = [], None
        while True:
            status, page = get_json(self.core, "/orders?limit=500" + ("&after=" + urllib.parse.quote(str(after)) if after else ""))
            if status != 200:
                raise AssertionError("the core's orders: HTTP %s" % status)
            found += page["orders"]
            after = page.get("next")
            if after is None:
                return found

    # ------------------------------------------------------------------------------------------------------------------
    def orders(self):
        product = self.products[0]

        def shape(order, number, quantity=1):
            lacking = {"order_id", "out_order_no", "core_order_id", "status", "amount", "currency", "created_at"} - set(order)
            if lacking:
                return "lacks %s: %s" % (lacking, order)
            if order["out_order_no"] != number or order["amount"] != product["price"] * quantity or order["currency"] != product["currency"]:
                return order
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", order["created_at"]):
                return "created_at %r" % order["created_at"]
            return None if order["status"] == "UNPAID" and order["core_order_id"] else order

        def fresh(style):
            number = "flow-" + secrets.token_hex(8)
            answer = self.answered(number, lambda: self.create(number, 2, style=style))
            return wanted(answer, 200) or shape(answer.data, number, 2)

        for style in ("query", "form", "json", "router_form"):
            self.check("an order, " + style, "UNPAID, the product's price twice", lambda style=style: fresh(style))

        def again():
            number = "flow-" + secrets.token_hex(8)
            first, second = self.create(number), self.create(number)
            bad = wanted(first, 200) or wanted(second, 200)
            if bad or first.data["order_id"] != second.data["order_id"]:
                return bad or "%s, then %s" % (first, second)
            return wanted(self.create(number, 2), 409, "order.conflict") or wanted(self.create(number, 1, 1), 409, "order.conflict")

        self.check("the same out_order_no again", "the same order_id; other quantity or product: 409 order.conflict", again)
        items = json.dumps([{"product_id": product["product_id"], "quantity": 1}, {"product_id": self.products[1]["product_id"], "quantity": 3}])

        def version_two():
            number, want = "flow-" + secrets.token_hex(8), product["price"] + 3 * self.products[1]["price"]
            ids = set()
            for value, style in ((items, "form"), (items, "query"), (Raw(items), "json"), (Raw(items), "router_json"), (items, "json")):
                answer = self.answered(number, lambda value=value, style=style: self.create_v2(number, value, style=style))
                bad = wanted(answer, 200)
                if bad or answer.data["amount"] != want:
                    return "%s: %s" % (style, bad or answer)
                ids.add(answer.data["order_id"])
            return None if len(ids) == 1 else ids

        self.check("v2 with items as a string and as JSON, in every entry form", "one and the same order", version_two)

        def both_versions():
            number = "flow-" + secrets.token_hex(8)
            one = self.create(number, 2)
            two = self.create_v2(number, json.dumps([{"product_id": product["product_id"], "quantity": 2}]))
            bad = wanted(one, 200) or wanted(two, 200)
            return bad or (None if one.data["order_id"] == two.data["order_id"] else "%s, %s" % (one, two))

        self.check("v1 and v2 with the same content", "the same order", both_versions)

        def at_once():
            number, before = "flow-" + secrets.token_hex(8), len(self.core_orders())
            with concurrent.futures.ThreadPoolExecutor(30) as pool:
                answers = list(pool.map(lambda _: self.create(number), range(60)))
            bad = next((wanted(answer, 200) for answer in answers if wanted(answer, 200)), None)
            if bad:
                return bad
            ids = {answer.data["order_id"] for answer in answers}
            until(lambda: self.query(number)["status"], lambda s: s == "UNPAID")
            made = len(self.core_orders()) - before
            return None if len(ids) == 1 and made == 1 else "%d ids here, %d orders in the core" % (len(ids), made)

        self.check("60 identical creates at once", "one order here, one in the core", at_once)

        def contested():
            number = "flow-" + secrets.token_hex(8)
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                answers = list(pool.map(lambda n: self.create(number, 1 + n % 2), range(20)))
            ids = {a.data["order_id"] for a in answers if a.code == 200}
            odd = [str(a) for a in answers if refused(a, (200, None), (409, "order.conflict"))]
            return None if len(ids) == 1 and not odd else "%s %s" % (ids, odd[:2])

        self.check("20 creates with two contents at once", "one order; the other content: 409 order.conflict", contested)

        def queries():
            number = "flow-" + secrets.token_hex(8)
            made = self.create(number).data
            by_no, by_id = self.query(number), self.good("order.query_order", {"order_id": made["order_id"]})
            if not by_no["order_id"] == by_id["order_id"] == made["order_id"] or by_no.get("source") not in ("here", "core"):
                return by_no, by_id
            unknown = self.call("order.query_order", {"out_order_no": "never-" + secrets.token_hex(4)})
            if not (400 <= unknown.code < 500):
                return unknown
            return refused(self.call("order.query_order", {"out_order_no": number}, app=self.other), (403, "api.not_granted"))

        self.check("order.query_order by either id", "the order with its source; unknown: a 4xx", queries)

        def cancelled():
            number = "flow-" + secrets.token_hex(8)
            made = self.answered(number, lambda: self.create(number)).data
            answer = self.call("order.cancel_order", {"out_order_no": number})
            bad = wanted(answer, 200)
            if bad:
                return bad
            found = until(lambda: self.query(number)["status"], lambda s: s == "CANCELLED")
            core = [o for o in self.core_orders() if str(o["id"]) == made["core_order_id"]]
            if found != "CANCELLED" or [o["status"] for o in core] != ["CANCELLED"]:
                return found, core
            twice = self.call("order.cancel_order", {"order_id": made["order_id"]})
            return None if twice.code in (200, 409) else str(twice)

        self.check("order.cancel_order", "CANCELLED here and in the core", cancelled)

        def moves():
            number = "flow-" + secrets.token_hex(8)
            made = self.answered(number, lambda: self.create(number)).data
            for step, status in (("pay", "PAID"), ("complete", "COMPLETED"), ("refund", "REFUNDED")):
                code, answer = get_json(self.core, "/orders/%s/%s" % (made["core_order_id"], step), "POST", {})
                if code != 200:
                    return "the core's %s: %s %s" % (step, code, answer)
                found = until(lambda: self.query(number)["status"], lambda s, status=status: s == status)
                if found != status:
                    return "%s after %s" % (found, step)
            return None

        self.check("paid, completed, refunded in the core", "the same here, each time", moves)

    def listing(self):
        def pages():
            made, stamp = [], None
            for n in range(25):
                number = "flow-list-" + secrets.token_hex(8)
                answer = self.answered(number, lambda number=number: self.create(number))
                if answer.code != 200:
                    return str(answer)
                made.append(answer.data["order_id"])
                stamp = stamp or answer.data["created_at"]
            seen, after = [], None
            for _ in range(20):
                page = self.good("order.list_orders", {"from": stamp, "to": now_iso(60), "limit": "7", **({"after": after} if after else {})})
                if len(page["orders"]) > 7:
                    return "a page of %d" % len(page["orders"])
                seen += [order["order_id"] for order in page["orders"]]
                after = page["next"]
                if after is None:
                    break
            if sorted(seen) != sorted(made):
                return "made %d, listed %d, different %d" % (len(made), len(seen), len(set(seen) ^ set(made)))
            whole = self.good("order.list_orders", {"from": stamp, "limit": "200"})
            if sorted(o["order_id"] for o in whole["orders"]) != sorted(made) or whole["next"] is not None:
                return "in one page: %d" % len(whole["orders"])
            none = self.good("order.list_orders", {"to": "2020-01-01T00:00:00Z"})
            if none["orders"] or none["next"] is not None:
                return none
            unpaid = self.good("order.list_orders", {"from": stamp, "status": "UNPAID", "limit": "200"})["orders"]
            return None if len(unpaid) == 25 else "%d UNPAID" % len(unpaid)

        self.check("25 orders in pages of 7", "each once, next null at the end", pages)

        def bounds():
            made = self.good("order.create_order", {"out_order_no": "flow-" + secrets.token_hex(8), "product_id": self.products[0]["product_id"], "quantity": "1"})
            at = made["created_at"]
            inside = self.good("order.list_orders", {"from": at, "limit": "200"})["orders"]
            before = self.good("order.list_orders", {"to": at, "limit": "200", "from": "2020-01-01T00:00:00Z"})
            ids = lambda orders: [o["order_id"] for o in orders]  # noqa: E731
            if made["order_id"] not in ids(inside):
                return "from = created_at does not hold it"
            return None if made["order_id"] not in ids(before["orders"]) else "to = created_at holds it"

        self.check("from <= created_at < to", "held by from, not by to", bounds)

    def faults(self, **fault):
        status, answer = get_json(self.core, "/_faults", "POST", fault)
        assert status in (200, 201, 204), (status, answer)

    def no_faults(self):
        get_json(self.core, "/_faults", "DELETE")

    def core_down(self):
        def silent(mode, **more):
            first = "flow-" + secrets.token_hex(8)
            kept = self.answered(first, lambda: self.create(first)).data
            number, before = "flow-" + secrets.token_hex(8), len(self.core_orders())
            self.faults(path="/orders", mode=mode, percent=100, **more)
            try:
                answer = self.create(number)
                bad = wanted(answer, 200)
                if bad:
                    return bad
                if answer.data["status"] != "PENDING" or answer.data["core_order_id"] is not None:
                    return "not PENDING: %s" % answer
                again = self.create(number)
                if wanted(again, 200) or again.data["order_id"] != answer.data["order_id"]:
                    return "the second time: %s" % again
                told = self.good("order.query_order", {"order_id": kept["order_id"]})
                if told["status"] != "UNPAID" or told.get("source") != "here":
                    return "a kept order while the core is away: %s" % told
            finally:
                self.no_faults()
            settled = until(lambda: self.query(number), lambda o: o["status"] == "UNPAID", 60)
            made = len(self.core_orders()) - before
            return None if settled["status"] == "UNPAID" and settled["order_id"] == answer.data["order_id"] and made == 1 \
                else "%s, %d made in the core" % (settled, made)

        self.check("the core is late (10 s)", "200 PENDING, one order, settled afterwards", lambda: silent("delay", ms=10_000))
        self.check("the core answers 500", "200 PENDING, one order, settled afterwards", lambda: silent("error"))
        self.check("the core does the work and loses the answer", "200 PENDING, one order, settled afterwards", lambda: silent("lose_answer"))

        def says_no():
            number, before = "flow-" + secrets.token_hex(8), len(self.core_orders())
            self.faults(path="/orders", mode="refuse", percent=100)
            try:
                answer = self.create(number)
            finally:
                self.no_faults()
            bad = wanted(answer, 409, "core.refused")
            if bad:
                return bad
            found = self.query(number)
            return None if found["status"] == "FAILED" and len(self.core_orders()) == before else found

        self.check("the core refuses", "409 core.refused, FAILED, none in the core", says_no)

        def proxied():
            status, posts = get_json(self.core, "/posts?limit=1")
            post = str(posts["posts"][0]["id"])
            answer = self.call("content.post.get", {"id": post})
            bad = wanted(answer, 200)
            if bad or str(answer.data["id"]) != post:
                return bad or str(answer)
            unknown = self.call("content.post.get", {"id": "no-such-post"})
            if not 400 <= unknown.code < 500 or unknown.envelope_fault():
                return "an unknown post: %s" % unknown
            self.faults(path="/post", mode="delay", ms=8000)
            try:
                # Had the door waited for the core, this were the post.
                bad = wanted(self.call("content.post.get", {"id": post}), 504, "core.timeout")
                if bad:
                    return "late: %s" % bad
            finally:
                self.no_faults()
            for mode in ("error", "lose_answer"):
                self.faults(path="/post", mode=mode)
                try:
                    broken = self.call("content.post.get", {"id": post})
                finally:
                    self.no_faults()
                bad = refused(broken, (503, "core.unavailable"), (502, "core.failed"), (502, "core.error"), (502, "core.unavailable"),
                              (504, "core.timeout"))
                if bad:
                    return "%s: %s" % (mode, bad)
            return wanted(self.call("content.post.get", {"id": post}), 200)

        self.check("content.post.get proxied", "the post; late core: 504 core.timeout; broken: 502 or 503", proxied)

    # ------------------------------------------------------------------------------------------------------------------
    def polled(self, subscription, after=0, limit=None):
        found = []
        while True:
            page = self.good("push.list_events", {"subscription_id": subscription, "after": str(after), **({"limit": str(limit)} if limit else {})})
            found += page["events"]
            if page["next"] is None or not page["events"]:
                return found
            after = page["next"]

    def events(self):
        receiver = Receiver()
        try:
            self.events_with(receiver)
        finally:
            receiver.close()

    def events_with(self, receiver):
        kept = {}

        def subscribe():
            kept.update(self.good("push.subscribe", {"url": receiver.url, "types": "order.changed,grant.changed"}))
            return None if kept["subscription_id"] and kept["secret"].startswith("whsec_") else kept

        self.check("push.subscribe to a receiver on loopback", "{subscription_id, secret}", subscribe)
        if not kept:
            return
        subscription = kept["subscription_id"]

        def paid_event():
            receiver.answers[:] = [500]
            number = "flow-" + secrets.token_hex(8)
            made = self.answered(number, lambda: self.create(number)).data
            code, _ = get_json(self.core, "/orders/%s/pay" % made["core_order_id"], "POST", {})
            if code != 200:
                return "the core's pay: HTTP %s" % code
            mine = lambda: [e for e in self.polled(subscription) if made["order_id"] in e["body"]]  # noqa: E731
            found = until(mine, lambda events: any('"PAID"' in e["body"] for e in events))
            if not any('"PAID"' in e["body"] for e in found):
                return "polled: %s" % found
            if {e["type"] for e in found} != {"order.changed"}:
                return [e["type"] for e in found]
            delivered = until(lambda: [h["webhook-id"] for h, _, s in receiver.arrived if s == 200], lambda ids: {e["id"] for e in found} <= set(ids))
            lacking = {e["id"] for e in found} - set(delivered)
            return "not delivered: %s" % lacking if lacking else None

        self.check("an order paid in the core", "order.changed with PAID by polling and at the receiver, though it first answered 500", paid_event)

        def bytes_agree():
            for n in range(10):
                self.create("flow-" + secrets.token_hex(8))
            events = until(lambda: self.polled(subscription), lambda found: len(found) >= 12)
            until(lambda: {h.get("webhook-id") for h, _, s in receiver.arrived if s == 200}, lambda ids: {e["id"] for e in events} <= ids)
            by_id = {e["id"]: e for e in events}
            for headers, body, _ in list(receiver.arrived):
                bad = webhook_fault(headers, body, kept["secret"])
                if bad:
                    return bad
                event = by_id.get(headers["webhook-id"])
                if event is None:
                    continue
                if event["body"].encode() != body or str(event["seq"]) != headers["serai-seq"] or str(event["prev"]) != headers["serai-prev"]:
                    return "delivered %s %r, polled %s" % (headers, body[:200], event)
            if [e["seq"] for e in events] != list(range(1, len(events) + 1)) or [e["prev"] for e in events] != list(range(len(events))):
                return "not dense: %s" % [(e["prev"], e["seq"]) for e in events]
            if len(by_id) != len(events):
                return "an id twice"
            delivered = {h["webhook-id"] for h, _, s in receiver.arrived if s == 200}
            if set(by_id) - delivered:
                return "never delivered: %s" % (set(by_id) - delivered)
            small = self.polled(subscription, limit=3)
            return None if [e["id"] for e in small] == [e["id"] for e in events[:len(small)]] and len(small) >= len(events) else "pages of 3 differ"

        self.check("deliveries verify as Standard Webhooks; polling tells the same bytes and numbers 1..N", "all agree", bytes_agree)

        def attempts():
            found = self.good("push.list_attempts", {"subscription_id": subscription})["attempts"]
            failed = [a for a in found if a.get("status") == 500]
            return None if failed and any(a.get("status") == 200 for a in found) else found[:3]

        self.check("push.list_attempts", "the attempt answered 500 and those answered 200", attempts)

        def per_order():
            counts = {}
            for event in self.polled(subscription):
                key = json.dumps(json.loads(event["body"]).get("data"), sort_keys=True)
                counts[key] = counts.get(key, 0) + 1
            twice = [key for key, count in counts.items() if count > 1]
            return None if not twice else "%d changes told twice, such as %s" % (len(twice), twice[0][:200])

        self.check("one event per change", "no change under two ids", per_order)
        self.check("another merchant's subscription", "nothing of ours", lambda: refused(
            self.call("push.list_events", {"subscription_id": subscription}, app=self.other), (403, "api.not_granted")))
        for url in ("ftp://127.0.0.1/x", "not a url", "http://", "file:///etc/passwd", "http://169.254.169.254/latest", "javascript:alert(1)", "http://user:pw@127.0.0.1/"):
            self.check("push.subscribe to %s" % url, "400 param.invalid", lambda url=url: wanted(
                self.call("push.subscribe", {"url": url, "types": "*"}), 400, "param.invalid"))
        self.check("push.subscribe to an unknown type", "400 param.invalid", lambda: wanted(
            self.call("push.subscribe", {"url": receiver.url, "types": "no.such"}), 400, "param.invalid"))
        self.check("events of an unknown subscription", "a 4xx", lambda: None if 400 <= self.call(
            "push.list_events", {"subscription_id": "no-such"}).code < 500 else "no")
        self.call("push.unsubscribe", {"subscription_id": subscription})

    # ------------------------------------------------------------------------------------------------------------------
    def fact(self, kind, id_, version, body, at=None):
        return {"type": kind, "id": id_, "version": version, "occurred_at": at or now_iso(), "body": body}

    def report_facts(self, *facts):
        return self.good("fact.report", {"facts": json.dumps(list(facts))})["results"]

    def taken(self, *facts):
        results = [result["result"] for result in self.report_facts(*facts)]
        if results != ["accepted"] * len(facts):
            raise AssertionError("facts: %s" % results)

    def coupons(self, user):
        rewards, after = [], None
        while True:
            args = {"after": after} if after else {}
            page = self.good("activity.handle", {"activity_id": self.campaign, "action": "my_rewards", "user_id": user, "args": json.dumps(args)})
            rewards += page["rewards"]
            after = page["next"]
            if after is None:
                return rewards

    def held(self, user):
        return sum(1 for reward in self.coupons(user) if reward["status"] != "REVERTED")

    def core_coupons(self, user):
        count, after = 0, None
        while True:
            status, page = get_json(self.core, "/coupons?member_id=%s&pool=repayment&status=ISSUED&limit=500%s" % (
                user, "&after=" + urllib.parse.quote(str(after)) if after else ""))
            if status != 200:
                raise AssertionError("the core's coupons: HTTP %s %s" % (status, page))
            count += len(page["coupons"])
            after = page.get("next")
            if after is None:
                return count

    def reward(self):
        user, neighbour = (entry["user_id"] for entry in self.demo["users"][:2])
        repay = lambda id_, version, amount, status="SUCCEEDED", who=None: self.fact(  # noqa: E731
            "repayment", id_, version, {"user_id": who or user, "amount": amount, "status": status})
        tag = secrets.token_hex(6)

        def expect(step, number, base):
            found = until(lambda: self.held(user), lambda count: count == base + number)
            if found != base + number:
                return "%s: %d coupons instead of %d" % (step, found - base, number)
            core = until(lambda: self.core_coupons(user), lambda count: count == found)
            return None if core == found else "%s: %d here, %d in the core" % (step, found, core)

        def journey():
            base, others = self.held(user), self.held(neighbour)
            first = repay("a-" + tag, 1, 25000)
            self.taken(first)
            bad = expect("250 yuan", 2, base)
            if bad:
                return bad
            if [r["result"] for r in self.report_facts(first)] != ["duplicate"]:
                return "the same fact again is not a duplicate"
            self.taken(repay("b-" + tag, 1, 5000))
            bad = expect("+50 yuan", 3, base)
            if bad:
                return bad
            self.taken(repay("a-" + tag, 2, 25000, "REVERSED"))
            bad = expect("250 yuan reversed", 0, base)
            if bad:
                return bad
            self.taken(repay("c-" + tag, 1, 5000))
            bad = expect("+50 yuan again", 1, base)
            if bad:
                return bad
            self.taken(repay("a-" + tag, 3, 9999))
            bad = expect("corrected to 99.99 yuan", 1, base)
            if bad:
                return bad
            self.taken(repay("a-" + tag, 4, 10000))
            bad = expect("corrected to 100 yuan", 2, base)
            if bad:
                return bad
            self.taken(repay("a-" + tag, 5, 0 + 10000, "REVERSED"), repay("b-" + tag, 2, 5000, "REVERSED"), repay("c-" + tag, 2, 5000, "REVERSED"))
            return expect("all reversed", 0, base) or (None if self.held(neighbour) == others else "the neighbour's coupons moved")

        self.check("campaign 201: 250 yuan, +50, the 250 reversed, corrections", "2, 3, 0, 1, 1, 2, 0 coupons here and in the core", journey)

        def moved():
            base, others = self.held(user), self.held(neighbour)
            self.taken(repay("m-" + tag, 1, 30000))
            bad = expect("300 yuan", 3, base)
            if bad:
                return bad
            self.taken(repay("m-" + tag, 2, 30000, who=neighbour))
            found = until(lambda: (self.held(user), self.held(neighbour)), lambda both: both == (base, others + 3))
            self.taken(repay("m-" + tag, 3, 30000, "REVERSED", neighbour))
            gone = until(lambda: self.held(neighbour), lambda count: count == others)
            return None if found == (base, others + 3) and gone == others else (found, gone)

        self.check("a repayment corrected to another user", "its coupons move with it", moved)

        def late_and_crossed():
            base = self.held(user)
            # The reversal arrives first: the repayment itself is then stale.
            self.taken(repay("x-" + tag, 2, 50000, "REVERSED"))
            late = [r["result"] for r in self.report_facts(repay("x-" + tag, 1, 50000))]
            if late != ["stale"]:
                return late
            self.taken(self.fact("repayment", "y-" + tag, 1, {"user_id": user, "amount": 70000, "status": "SUCCEEDED"}, "2020-01-01T00:00:00+08:00"))
            # Told last, so that its coupon says that all before it was heard.
            self.taken(repay("z-" + tag, 1, 10000))
            bad = expect("a reversal before its repayment, and one from before the campaign", 1, base)
            self.taken(repay("z-" + tag, 2, 10000, "REVERSED"), self.fact("repayment", "y-" + tag, 2, {"user_id": user, "amount": 70000, "status": "REVERSED"}, "2020-01-01T00:00:00+08:00"))
            # The next check counts from what is held then.
            gone = until(lambda: self.held(user), lambda count: count == base)
            return bad or (None if gone == base else "taken back: %d instead of %d" % (gone, base))

        self.check("a reversal that comes first; a repayment before the campaign", "no coupon; the one of a good repayment after them", late_and_crossed)

        def many():
            base = self.held(user)
            facts = [repay("n%d-%s" % (n, tag), 1, 100 + n * 37) for n in range(120)]
            total = sum(f["body"]["amount"] for f in facts)
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda n: self.report_facts(*facts[n * 10:n * 10 + 20]), range(12)))
            bad = expect("%d fen in 120 facts, reported concurrently and overlapping" % total, total // 10000, base)
            shape = [r for r in self.coupons(user) if not {"grant_id", "reward", "status", "granted_at", "fact_id"} <= set(r)]
            ids = [r["grant_id"] for r in self.coupons(user)]
            reverse = [repay(f["id"], 2, f["body"]["amount"], "REVERSED") for f in facts]
            self.taken(*reverse)
            return bad or expect("all of them reversed", 0, base) or (("shape", shape[:1]) if shape else None) or (
                None if len(set(ids)) == len(ids) else "a grant_id twice")

        self.check("120 small repayments, doubled and concurrent", "the floor of the total, then none", many)

        def paged():
            whole = [r["grant_id"] for r in self.coupons(user)]
            seen, after = [], None
            for _ in range(2000):
                page = self.good("activity.handle", {"activity_id": self.campaign, "action": "my_rewards", "user_id": user,
                                                     "args": json.dumps({"limit": 3, **({"after": after} if after else {})})})
                seen += [r["grant_id"] for r in page["rewards"]]
                after = page["next"]
                if after is None:
                    break
            return None if seen == whole else "%d in pages of 3, %d in whole" % (len(seen), len(whole))

        self.check("my_rewards in pages of 3", "the same, newest first", paged)
        self.check("view and progress", "200", lambda: wanted(self.call("activity.handle", {
            "activity_id": self.campaign, "action": "view", "user_id": user}), 200) or wanted(self.call("activity.handle", {
                "activity_id": self.campaign, "action": "progress", "user_id": user}), 200))

    def facts(self):
        user = self.demo["users"][-1]["user_id"]
        body = {"user_id": user, "amount": 1, "status": "REVERSED"}
        tag = secrets.token_hex(6)

        def results():
            at = "2026-11-01T08:00:00+08:00"
            id_ = "f-" + tag
            steps = (
                ("accepted", self.fact("repayment", id_, 3, body, at)),
                ("duplicate", self.fact("repayment", id_, 3, body, at)),
                ("duplicate", self.fact("repayment", id_, 3, dict(reversed(list(body.items()))), "2026-11-01T00:00:00Z")),
                ("conflict", self.fact("repayment", id_, 3, {**body, "amount": 2}, at)),
                ("conflict", self.fact("repayment", id_, 3, body, "2026-11-01T08:00:01+08:00")),
                ("stale", self.fact("repayment", id_, 2, body, at)),
                ("stale", self.fact("repayment", id_, 1, {**body, "amount": 9}, at)),
                ("accepted", self.fact("repayment", id_, 9, body, at)),
                ("stale", self.fact("repayment", id_, 3, body, at)),
                ("stale", self.fact("repayment", id_, 3, {**body, "amount": 2}, at)),
                ("duplicate", self.fact("repayment", id_, 9, body, at)),
            )
            for number, (expected, fact) in enumerate(steps, 1):
                found = self.report_facts(fact)[0]
                if found["result"] != expected or found["id"] != id_ or found["version"] != fact["version"]:
                    return "step %d: %s instead of %s" % (number, found, expected)
            return None

        self.check("accepted, duplicate, conflict, stale", "against the newest accepted version", results)

        def one_batch():
            facts = [self.fact("repayment", "g-" + tag, 1, body, "2026-11-01T08:00:00+08:00")] * 2
            facts += [self.fact("repayment", "g-" + tag, 2, body, "2026-11-01T08:00:00+08:00"), self.fact("no_such_type", "h", 1, {}),
                      self.fact("repayment", "i-" + tag, 1, {"user_id": user, "amount": "many", "status": "SUCCEEDED"}),
                      self.fact("repayment", "i-" + tag, 0, body), self.fact("repayment", "i-" + tag, 1, body, "2026-11-01T08:00:00"),
                      self.fact("repayment", "i-" + tag, 1, {**body, "amount": -1}), self.fact("repayment", "i-" + tag, 1, {"user_id": user})]
            found = [r["result"] for r in self.report_facts(*facts)]
            causes = [r.get("cause") for r in self.report_facts(*facts[3:])]
            return None if found == ["accepted", "duplicate", "accepted"] + ["refused"] * 6 and all(causes) else (found, causes)

        self.check("one batch with all kinds", "each fact its own result and cause", one_batch)

        def race():
            fact = self.fact("repayment", "r-" + tag, 1, body, "2026-11-01T08:00:00+08:00")
            with concurrent.futures.ThreadPoolExecutor(16) as pool:
                found = [r[0]["result"] for r in pool.map(lambda _: self.report_facts(fact), range(32))]
            return None if found.count("accepted") == 1 and found.count("duplicate") == 31 else found

        self.check("32 times the same fact at once", "accepted once", race)
        self.check("501 facts", "400 param.invalid", lambda: wanted(self.call("fact.report", {"facts": json.dumps(
            [self.fact("repayment", "z%d" % n, 1, body) for n in range(501)])}), 400, "param.invalid"))
        self.check("500 facts", "500 results", lambda: None if len(self.report_facts(*[
            self.fact("repayment", "z%d-%s" % (n, tag), 1, body) for n in range(500)])) == 500 else "fewer")

        def big_ints():
            found = self.report_facts({**self.fact("repayment", "big-" + tag, 1, body), "version": 2 ** 70},
                                      {**self.fact("repayment", "big2-" + tag, 1, {**body, "amount": 10 ** 30})})
            return None if [r["result"] for r in found] == ["refused", "refused"] else found

        self.check("numbers beyond 64 bits", "refused", big_ints)

    # ------------------------------------------------------------------------------------------------------------------
    def board_page(self, **args):
        return self.good("activity.handle", {"activity_id": self.contest, "action": "board", "args": json.dumps(args)})

    def whole_board(self):
        rows, offset = [], 0
        while True:
            page = self.board_page(limit=1000, offset=offset)
            rows += page["rows"]
            offset += 1000
            if len(rows) >= page["total"] or not page["rows"]:
                return rows

    def differences(self, rows, total):
        expected = {store: (rank, cents) for rank, store, cents in board301.board(total)}
        found = {}
        for row in rows:
            if row["unit_id"] in found:
                return "store %s twice" % row["unit_id"]
            raw = row["raw"]
            if not isinstance(raw["n"], int) or not isinstance(raw["d"], int) or isinstance(raw["n"], bool):
                return "raw of %s: %s" % (row["unit_id"], raw)
            found[row["unit_id"]] = (row["rank"], raw["n"] * 100, raw["d"])
            cents = expected.get(row["unit_id"], (0, None))[1]
            if cents is None or row["score"] != board301.money(cents):
                return "store %s has %r, counted %s" % (row["unit_id"], row["score"], cents)
            if raw["n"] * 100 != cents * raw["d"]:
                return "raw %s of store %s is not %s" % (raw, row["unit_id"], cents)
            if row["rank"] != expected[row["unit_id"]][0]:
                return "rank %s of store %s, counted %s" % (row["rank"], row["unit_id"], expected[row["unit_id"]][0])
        lacking = set(expected) - set(found)
        if lacking:
            return "stores %s are not there" % sorted(lacking)[:5]
        order = [row["rank"] for row in rows]
        return None if order == sorted(order) else "not in the order of ranks"

    def board(self):
        receipts = board301.receipts()
        total = board301.sums(receipts)
        self.check("board 301 against the CSV, row for row", "262 stores, ranks and cents as counted",
                   lambda: self.differences(self.whole_board(), total))

        def top():
            page = self.board_page()
            lacking = {"activity_id", "as_of", "version", "unit", "total", "rows", "me"} - set(page)
            if lacking:
                return "lacks %s" % lacking
            row_lacks = {"rank", "unit_id", "unit_name", "score", "raw", "display"} - set(page["rows"][0])
            if row_lacks:
                return "a row lacks %s" % row_lacks
            if len(page["rows"]) != 100 or page["total"] != 262 or str(page["activity_id"]) != self.contest:
                return "%d rows, total %s" % (len(page["rows"]), page["total"])
            part = self.board_page(limit=10, offset=5)["rows"]
            return None if part == page["rows"][5:15] else "limit 10 offset 5 differs"

        self.check("board without args", "the best 100 of 262", top)
        self.check("board beyond the end", "no rows", lambda: None if self.board_page(offset=100_000)["rows"] == [] else "rows")

        def me():
            row = self.board_page(me="367")["me"]
            return None if row and row["unit_id"] == "367" and row["rank"] == 1 else row

        self.check("board with me", "store 367 and its rank", me)

        def explained():
            for store in ("367", "389", sorted(total, key=total.get)[0]):
                facts, after = [], None
                for _ in range(100):
                    page = self.good("activity.handle", {"activity_id": self.contest, "action": "explain", "args": json.dumps(
                        {"unit_id": store, "limit": 50, **({"after": after} if after else {})})})
                    facts += page["facts"]
                    after = page["next"]
                    if after is None:
                        break
                ids = [f["id"] for f in facts]
                if len(set(ids)) != len(ids):
                    return "store %s: a fact twice" % store
                wanted_ids = {b for b, r in receipts.items() if r["store"] == store and board301.BEGIN <= r["at"] < board301.END}
                if set(ids) != wanted_ids:
                    return "store %s: %d receipts, counted %d" % (store, len(ids), len(wanted_ids))
                # n of all facts over a common d is the raw score.
                from fractions import Fraction
                summed = sum((Fraction(f["n"], f["d"] or 1) for f in facts), Fraction(0))
                raw = Fraction(page["raw"]["n"], page["raw"]["d"])
                if page["unit_id"] != store or raw != Fraction(total[store], 100) or page["score"] != board301.money(total[store]):
                    return page
                if summed not in (raw, raw * page["raw"]["d"]) and sum(f["n"] for f in facts) != page["raw"]["n"]:
                    return "store %s: the facts add up to %s, the score is %s" % (store, summed, raw)
            return None

        self.check("explain", "the receipts of the store, adding up to its score", explained)

        def corrected():
            basket, receipt = next((b, r) for b, r in sorted(receipts.items()) if r["store"] == "406" and board301.BEGIN <= r["at"] < board301.END)
            version = int(time.time())
            body = {"store_id": receipt["store"], "clerk_id": board301.clerk_of(receipt["store"], basket), "customer_id": receipt["household"], "lines": receipt["lines"]}
            more = {**body, "lines": body["lines"] + [{"product_id": "1082185", "quantity": 1, "paid": 12345, "list": 12345}]}
            at = receipt["at"].strftime("%Y-%m-%dT%H:%M:%SZ")
            before = {row["unit_id"]: row["score"] for row in self.whole_board()}
            self.taken(self.fact("receipt", basket, version, more, at))
            want = {**before, "406": board301.money(total["406"] + 12345)}
            scores = lambda: {row["unit_id"]: row["score"] for row in self.whole_board()}  # noqa: E731
            found = until(scores, lambda s: s == want)
            bad = None if found == want else "moved: %s" % {k: (before[k], found.get(k)) for k in before if before[k] != found.get(k)}
            moved = {**total, "406": total["406"] + 12345}
            bad = bad or self.differences(self.whole_board(), moved)
            self.taken(self.fact("receipt", basket, version + 1, {**body, "store_id": "361"}, at))
            own = sum(line["paid"] for line in body["lines"])
            want = {**before, "406": board301.money(total["406"] - own), "361": board301.money(total["361"] + own)}
            found = until(scores, lambda s: s == want)
            bad = bad or (None if found == want else "to another store: %s" % {k: (want[k], found.get(k)) for k in want if want[k] != found.get(k)})
            self.taken(self.fact("receipt", basket, version + 2, body, "2017-04-01T00:00:00Z"))
            found = until(scores, lambda s: s["406"] == board301.money(total["406"] - own) and s["361"] == before["361"])
            bad = bad or (None if found["406"] == board301.money(total["406"] - own) else "out of the window it counts %s" % found["406"])
            self.taken(self.fact("receipt", basket, version + 3, body, at))
            found = until(scores, lambda s: s == before)
            return bad or (None if found == before else "not back: %s" % {k: (before[k], found.get(k)) for k in before if before[k] != found.get(k)})

        self.check("a corrected receipt", "moves exactly its store; to another store, out of the window and back", corrected)

        def late():
            id_, at = "late-" + secrets.token_hex(6), "2017-03-31T23:59:59Z"
            body = {"store_id": "32", "clerk_id": "32_1", "customer_id": "1", "lines": [{"product_id": "1", "quantity": 1, "paid": 777, "list": 777}]}
            store = next(iter(sorted(total, key=total.get)))
            body["store_id"], body["clerk_id"] = store, store + "_1"
            score = lambda: next(row["score"] for row in self.whole_board() if row["unit_id"] == store)  # noqa: E731
            before = score()
            self.taken(self.fact("receipt", id_, 1, body, at))
            want = board301.money(total[store] + 777)
            found = until(score, lambda s: s == want)
            # Out of the window again, so that another check finds the receipts of the file alone.
            self.taken(self.fact("receipt", id_, 2, body, "2017-04-01T00:00:00Z"))
            back = until(score, lambda s: s == before)
            return None if found == want and back == before else (found, want, back)

        self.check("a late receipt of the last second", "counts", late)

        def loaded_again():
            done = subprocess.run([SERAI, "load", "--type", "receipt", board301.CSV, "--data", self.data], capture_output=True, text=True, timeout=300)
            line = re.search(r"(\d+) accepted, (\d+) duplicate, (\d+) stale, (\d+) conflict, (\d+) refused", done.stdout)
            if done.returncode != 0 or not line:
                return "exit %s: %s %s" % (done.returncode, done.stdout[-300:], done.stderr[-300:])
            # The receipt corrected above has a higher version now: it is stale, all others are duplicates.
            accepted, duplicate, stale, conflict, refused_ = map(int, line.groups())
            if (accepted, conflict, refused_) != (0, 0, 0) or duplicate + stale != len(receipts):
                return line.group(0)
            return self.differences(self.whole_board(), total)

        self.check("./serai load of the same file again", "changes nothing", loaded_again)

        def load_bad():
            with tempfile.NamedTemporaryFile("w", suffix=".csv") as bad_file:
                bad_file.write("household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,transaction_timestamp\n")
                bad_file.write("1,367,bad-1,1,1,1.005,0,0,0,1,2017-03-05 10:00:00\n")
                bad_file.flush()
                done = subprocess.run([SERAI, "load", "--type", "receipt", bad_file.name, "--data", self.data], capture_output=True, text=True, timeout=120)
            told = done.stdout + done.stderr
            return None if done.returncode != 0 and "1 refused" in told else "exit %s: %s" % (done.returncode, told[-300:])

        self.check("./serai load of a row with half a cent", "refused, exit not 0", load_bad)

    # ------------------------------------------------------------------------------------------------------------------
    def serai(self, command, content, ending=".yaml"):
        with tempfile.NamedTemporaryFile("wb", suffix=ending) as file:
            file.write(content if isinstance(content, bytes) else content.encode())
            file.flush()
            done = subprocess.run([SERAI, *command, file.name, "--data", self.data], capture_output=True, text=True, timeout=300)
        return done.returncode, done.stdout + done.stderr

    def files(self):
        def new_type():
            code, told = self.serai(["apply"], "serai: fact-type/v1\nid: visit\nname: {zh-CN: 到访, en: Visit}\nbody:\n  type: object\n  required: [place]\n"
                                    "  properties:\n    place: {type: string}\n")
            result = self.report_facts(self.fact("visit", "v-" + secrets.token_hex(6), 1, {"place": "x"}))[0]
            return None if code == 0 and result["result"] == "accepted" else "%s %s" % (told[-300:], result)

        self.check("a fact type applied now", "reported at once by the app with all grants", new_type)

        def new_method():
            code, told = self.serai(["apply"], 'openapi: 3.1.0\ninfo: {title: flow, version: "1"}\npaths:\n  /content/flow/get:\n    get:\n'
                                    "      summary: As content.post.get\n      x-serai: {domain: content, effect: read, store: false, proxy: {method: GET, path: /post}, zh: 帖}\n"
                                    "      requestBody: {content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}}\n"
                                    '      responses: {"200": {description: It, content: {application/json: {schema: {type: object}}}}}\n')
            answer = self.call("content.flow.get", {"id": "none"})
            return None if code == 0 and answer.sub_code not in ("api.unknown", "api.not_granted") else "%s %s %s" % (told[-300:], answer.code, answer.sub_code)

        self.check("a proxied method applied now", "called at once by the app with all grants", new_method)

        def no_text():
            code, told = self.serai(["apply"], b"serai: campaign/v1\nname: \xff\n")
            return None if code == 1 and ":2:7: " in told and "UTF-8" in told and "0xFF" in told else "exit %s: %s" % (code, told[-300:])

        self.check("./serai apply of a file that is not UTF-8", "refused with line, column and byte", no_text)

        def open_quote():
            code, told = self.serai(["load", "--type", "receipt"], 'household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_match_disc,'
                                    'transaction_timestamp\n1,"2,3,4,5,6,7,8,9\n', ".csv")
            return None if code == 1 and "line 2 is never closed" in told else "exit %s: %s" % (code, told[-300:])

        self.check("./serai load of a quote left open", "refused with its line", open_quote)

        def undeclared():
            result = self.report_facts(self.fact("no_such_type", "x", 1, {}))[0]
            return None if result["result"] == "refused" and "no fact type" in result["cause"] else result

        self.check("a fact of a type nobody declared", "refused by itself", undeclared)

        def shuffled():
            with gzip.open(board301.CSV, "rt", encoding="utf-8") as whole:
                header, *rows = whole.read().splitlines()
            random.Random(301).shuffle(rows)
            code, told = self.serai(["load", "--type", "receipt"], "\n".join([header] + rows), ".csv")
            line = re.search(r"(\d+) accepted, (\d+) duplicate, (\d+) stale, (\d+) conflict, (\d+) refused", told)
            return None if code == 0 and line and line.group(1) == line.group(4) == "0" else "exit %s: %s" % (code, told[-300:])

        self.check("./serai load of the same rows in another order", "nothing accepted, no conflict", shuffled)

    # ------------------------------------------------------------------------------------------------------------------
    def browse(self, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection(self.door.host, self.door.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def pages(self):
        total = board301.sums()

        def action():
            status, _, body = self.browse("/shoppk/ShopPkTopList.action?activityId=" + self.contest)
            if status != 200:
                return "HTTP %s %s" % (status, body[:200])
            rows = json.loads(body)
            counted = board301.board(total)
            if not isinstance(rows, list) or len(rows) != 100:
                return "%s, %d" % (type(rows).__name__, len(rows))
            for row, (rank, store, cents) in zip(rows, counted):
                if str(row["top"]) != str(rank) or not str(row["totalScore"]):
                    return "%s, counted %s" % (row, (rank, store, cents))
                if float(row["totalScore"]) != cents / 100:
                    return "%s, counted %s" % (row, cents)
            return None if {str(r["shopCode"]) for r in rows[:20]} == {c[1] for c in counted[:20]} else rows[:3]

        self.check("ShopPkTopList.action of 301", "[{shopCode, totalScore, top}], the best 100", action)
        for path in ("/shoppk/ShopPkTopList.action?activityId=" + self.campaign, "/shoppk/ShopPkTopList.action", "/shoppk/ShopPkTopList.action?activityId=x",
                     "/shoppk/ShopPkTopList.action?activityId=999999"):
            def closed(path=path):
                status, _, body = self.browse(path)
                return None if 400 <= status < 500 else "HTTP %s %s" % (status, body[:200])

            self.check("GET " + path, "a 4xx", closed)
        for activity, wanted_status in ((self.contest, 200), (self.campaign, 401), ("999999", 404), ("x", 400), ("", 400)):
            def page(activity=activity, wanted_status=wanted_status):
                status, _, body = self.browse("/h5/?activity_id=" + activity)
                return None if status == wanted_status and b"<html" in body else "HTTP %s %s" % (status, body[:200])

            self.check("/h5/?activity_id=%s without cookie" % activity, "%d and a page that says why" % wanted_status, page)
        user = self.demo["users"][0]["user_id"]
        origin = self.demo["door"]

        def session():
            made = self.good("h5.session.create", {"activity_id": self.campaign, "user_id": user})
            expires = datetime.fromisoformat(made["expires_at"].replace("Z", "+00:00"))
            left = (expires - datetime.now(timezone.utc)).total_seconds()
            if not 200 < left <= 301:
                return "expires in %d s" % left
            url = urllib.parse.urlsplit(made["url"])
            if (url.hostname, url.port) != (self.door.host, self.door.port):
                return made["url"]
            path = url.path + ("?" + url.query if url.query else "")
            status, headers, _ = self.browse(path)
            cookie = headers.get("Set-Cookie") or ""
            if status not in (200, 302, 303) or "httponly" not in cookie.lower() or "samesite" not in cookie.lower():
                return "HTTP %s, Set-Cookie %r" % (status, cookie)
            if self.app.secret in cookie or user in cookie:
                return "the cookie tells too much"
            second = self.browse(path)
            if second[1].get("Set-Cookie") or second[0] == 200 or second[0] >= 500:
                return "the URL opened twice: HTTP %s" % second[0]
            pair = cookie.split(";")[0]
            for activity, wanted_status in ((self.campaign, 200), (self.contest, 200), ("999999", 404)):
                status, _, text = self.browse("/h5/?activity_id=" + activity, headers={"Cookie": pair})
                if status != wanted_status:
                    return "/h5/?activity_id=%s with the cookie: HTTP %s %s" % (activity, status, text[:200])
            body = json.dumps({"action": "my_rewards", "args": {}}).encode()
            head = {"Cookie": pair, "Content-Type": "application/json", "Origin": origin}
            status, _, text = self.browse("/h5/handle", "POST", body, head)
            if status != 200 or "rewards" not in json.loads(text)["data"]:
                return "/h5/handle: HTTP %s %s" % (status, text[:200])
            for name, changed in (("without cookie", {k: v for k, v in head.items() if k != "Cookie"}), ("from another origin", {**head, "Origin": "http://evil.example"}),
                                  ("with a changed cookie", {**head, "Cookie": pair[:-2] + ("aa" if not pair.endswith("aa") else "bb")}),
                                  ("without Origin", {k: v for k, v in head.items() if k != "Origin"})):
                status, _, text = self.browse("/h5/handle", "POST", body, changed)
                if not 400 <= status < 500:
                    return "%s: HTTP %s %s" % (name, status, text[:200])
            # The cookie is bound to its activity and user.
            for more in ({"activity_id": int(self.contest), "action": "board"}, {"user_id": self.demo["users"][1]["user_id"], "action": "my_rewards"}):
                status, _, text = self.browse("/h5/handle", "POST", json.dumps(more).encode(), head)
                if status >= 500 or (status == 200 and '"unit_id"' in text.decode()):
                    return "%s: HTTP %s %s" % (more, status, text[:200])
            status, _, _ = self.browse("/serai/ping", headers={"Cookie": pair})
            return None if 400 <= status < 500 else "the cookie works at the signed door: HTTP %s" % status

        self.check("h5.session.create", "a one-time URL, an HttpOnly SameSite cookie, /h5/handle with Origin", session)
        self.check("h5.session.create for an unknown activity", "a 4xx", lambda: None if 400 <= self.call(
            "h5.session.create", {"activity_id": "999999", "user_id": user}).code < 500 else "no")

    # ------------------------------------------------------------------------------------------------------------------
    def token(self):
        for name in ("access.json", "demo.json"):
            path = os.path.join(self.data, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as handle:
                    token = json.load(handle).get("access_token")
                    if token:
                        return token
        raise AssertionError("no access_token in %s" % self.data)

    def record_of(self, request_id):
        """The call record as staff find it by request id."""
        status, found = get_json(self.demo["console"], "/api/calls?request_id=" + urllib.parse.quote(request_id),
                                 headers={"Authorization": "Bearer " + self.token()})
        if status != 200:
            raise AssertionError("/api/calls: HTTP %s %s" % (status, found))
        return found["calls"][0] if found["calls"] else None

    def request_log(self):
        def logged():
            answers = [self.call("serai.ping"), self.call("order.query_order", {"out_order_no": "never"}),
                       self.door.send("serai.ping", {**self.door.signed(self.app, {}), "sign": "0" * 64}), self.call("no.such.method"),
                       self.call("serai.ping", common={"timestamp": "1"})]
            for answer in answers:
                found = until(lambda answer=answer: self.record_of(answer.request_id), lambda record: record is not None)
                if found is None:
                    return "no record of %s" % answer
                text = json.dumps(found, ensure_ascii=False)
                if answer.request_id not in text or (answer.sub_code and answer.sub_code not in text) or self.app.app_id not in text:
                    return "%s for %s" % (text[:400], answer)
                if self.app.secret in text:
                    return "the secret stands in the record"
            return None

        self.check("a record of each call, found by request id", "app, cause, no secret", logged)

    def staff(self):
        console = self.demo["console"]

        def logins():
            roles = set()
            for operator in self.demo["operators"]:
                host, port = host_port(console)
                connection = http.client.HTTPConnection(host, port, timeout=20)
                connection.request("POST", "/api/login", json.dumps({"user": operator["user"], "password": operator["password"]}), {"Content-Type": "application/json"})
                response = connection.getresponse()
                body, cookie = response.read(), response.headers.get("Set-Cookie") or ""
                connection.close()
                if response.status != 200 or "httponly" not in cookie.lower():
                    return "%s: HTTP %s %s %r" % (operator["user"], response.status, body[:200], cookie)
                roles.add(json.loads(body)["role"])
            return None if len(roles) == len(self.demo["operators"]) == 5 else roles

        self.check("each operator of demo.json logs in", "five roles", logins)
        self.check("the console without login", "401", lambda: None if get_json(console, "/api/me")[0] == 401 else "no")
        self.check("a wrong password", "401", lambda: None if get_json(console, "/api/login", "POST", {
            "user": self.demo["operators"][0]["user"], "password": "' OR 1=1"})[0] in (401, 429) else "no")
        self.check("/readyz and /metrics on the staff port", "200", lambda: None if get_json(console, "/readyz")[0] == 200 and get_json(
            console, "/metrics")[0] == 200 else "no")

        def counted():
            _, before = get_json(console, "/metrics")
            self.call("serai.ping")
            _, after = get_json(console, "/metrics")
            text = after if isinstance(after, bytes) else json.dumps(after).encode()
            return None if b"serai.ping" in text else "no method label in /metrics"

        self.check("/metrics counts per method", "serai.ping", counted)
        self.check("openssl agrees with the certificates of demo.json", "verified, SN and serial as told", self.certificates)
        self.check("demo.json is private", "mode 0600", lambda: None if os.stat(os.path.join(self.data, "demo.json")).st_mode & 0o777 == 0o600 else "no")

    def certificates(self):
        app = self.demo["apps"][0]
        if len(base64.b64decode(app["aes_key"])) != 16 or self.demo["apps"][1]["app_cert"]:
            return "an AES key of 128 bits for each app, and no certificate for one without RSA2"
        with tempfile.TemporaryDirectory() as folder:
            def openssl(*arguments):
                done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
                return (done.stdout + done.stderr).strip()

            for name in ("app_cert", "platform_cert", "root_cert"):
                with open(os.path.join(folder, name), "w") as file:
                    file.write(app[name])
            verified = openssl("verify", "-x509_strict", "-CAfile", "root_cert", "app_cert", "platform_cert")
            if verified != "app_cert: OK\nplatform_cert: OK":
                return verified
            issuer = openssl("x509", "-in", "app_cert", "-noout", "-issuer", "-nameopt", "RFC2253").removeprefix("issuer=")
            serial = openssl("x509", "-in", "app_cert", "-noout", "-serial").removeprefix("serial=")
            sn = hashlib.md5((issuer.strip() + str(int(serial, 16))).encode()).hexdigest()
            key = "".join(openssl("x509", "-in", "platform_cert", "-noout", "-pubkey").split("\n")[1:-1])
            told = (app["app_cert_sn"], app["serial_no"], app["platform_public_key"])
            return None if told == (sn, serial.lstrip("0"), key) else (sn, serial, key, told)

    # ------------------------------------------------------------------------------------------------------------------
    def pg(self, action):
        done = subprocess.run([SERAI, "pg", action, "--data", self.data], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise AssertionError("./serai pg %s: %s %s" % (action, done.stdout, done.stderr))

    def database(self):
        if not self.stop_database or not self.report.wants("database"):
            return
        status, posts = get_json(self.core, "/posts?limit=1")
        post = str(posts["posts"][0]["id"])
        user = self.demo["users"][0]["user_id"]
        number = "flow-" + secrets.token_hex(8)
        kept = []
        self.pg("stop")
        try:
            def answering():
                for round_ in range(3):
                    for answer in (self.call("serai.ping"), self.door.request("GET", "/serai/time/get"), self.call("serai.ping", sign_type="RSA2", style="json")):
                        bad = wanted(answer, 200)
                        if bad:
                            return bad
                        kept.append(answer)
                return None

            self.check("database stopped: serai.time.get and serai.ping", "200", answering)

            def proxied():
                # The sample core keeps its posts in the same stopped PostgreSQL: what counts is that the call reaches the core.
                answer = self.call("content.post.get", {"id": post})
                kept.append(answer)
                return refused(answer, (200, None), (503, "core.unavailable"), (502, "core.unavailable"), (502, "core.failed"), (502, "core.error"))

            self.check("database stopped: a proxied method reaches the core", "its answer, not store.unavailable", proxied)
            calls = (("order.create_order", {"out_order_no": number, "product_id": self.products[0]["product_id"], "quantity": "1"}),
                     ("order.query_order", {"out_order_no": number}), ("order.list_orders", {}),
                     ("fact.report", {"facts": json.dumps([self.fact("repayment", number, 1, {"user_id": user, "amount": 1, "status": "REVERSED"})])}),
                     ("activity.handle", {"activity_id": self.contest, "action": "board"}),
                     ("activity.handle", {"activity_id": self.campaign, "action": "my_rewards", "user_id": user}),
                     ("push.subscribe", {"url": "http://127.0.0.1:9/x", "types": "*"}), ("push.list_events", {"subscription_id": "x"}),
                     ("h5.session.create", {"activity_id": self.campaign, "user_id": user}))
            for method, params in calls:
                def away(method=method, params=params):
                    answer = self.call(method, params)
                    kept.append(answer)
                    return wanted(answer, 503, "store.unavailable")

                self.check("database stopped: %s %s" % (method, params.get("action", "")), "503 store.unavailable", away)
            self.check("database stopped: bad calls keep their cause", "sign.mismatch, api.unknown, param.missing", lambda: wanted(
                self.door.send("serai.ping", {**self.door.signed(self.app, {}), "sign": "0" * 64}), 401, "sign.mismatch") or wanted(
                    self.call("no.such.method"), 404, "api.unknown") or refused(
                        self.call("order.create_order", {}), (400, "param.missing"), (503, "store.unavailable")))
            self.check("database stopped: call records wait in <data>/calls/", "files there", lambda: None if until(
                lambda: os.listdir(os.path.join(self.data, "calls")), bool) else "nothing")
        finally:
            self.pg("start")

        def back():
            answer = until(lambda: self.create(number), lambda a: a.code == 200, 60)
            return wanted(answer, 200)

        self.check("database started again: order.create_order", "200", back)
        self.check("database started again: the refused call left nothing behind", "one order", lambda: None if self.query(number)["status"] in (
            "UNPAID", "PENDING") else "no")

        def records():
            lacking = until(lambda: [a.request_id for a in kept if a.json and "app_id" in a.body.decode() + "app_id" and not self.record_of(a.request_id)],
                            lambda ids: not ids, 60)
            return None if not lacking else "%d of %d records are missing" % (len(lacking), len(kept))

        self.check("database started again: the call records caught up", "a record of each call made meanwhile", records)
        self.check("database started again: the board stands", "as counted", lambda: self.differences(self.whole_board(), board301.sums()))


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else None
    report = Report(only)
    Flow(arguments[0], report, "--leave-database" not in arguments).run()
    return report.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
