#!/usr/bin/env python3
"""Every method over the core, called as a merchant calls it.

usage: test/catalogue_check.py DATA-DIR-OR-DEMO.JSON [--only TEXT]
Ends with `N passed, N failed`; exit 0 if none failed.
"""
import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from door_client import Door, Num, Raw, Report, get_json, load_demo  # noqa: E402

USER, OTHER = "u1003", "u1009"


def today():
    """The community's, at GMT+8."""
    return time.strftime("%F", time.gmtime(time.time() + 8 * 3600))


def fault(answer, code=200, sub_code=None):
    wrong = answer.envelope_fault()
    if wrong:
        return wrong
    return None if answer.code == code and (sub_code is None or answer.sub_code == sub_code) else str(answer)


CORE = """serai: core/v1
id: core
versions: [{version: v1, addresses: [{url: "%s"}]}]
breaker: {failure_percent: 30, window_calls: 8, calls_min: 4, open_ms: 2000, probes: 1}
"""


class Console:
    """Somebody of operations at the console."""

    def __init__(self, demo):
        self.base, self.headers = demo["console"], {"Content-Type": "application/json"}
        who = [o for o in demo["operators"] if o["role"].lower() == "operations"][0]
        answer = self.send("POST", "/api/login", {"user": who["user"], "password": who["password"]})
        self.headers["Cookie"] = answer.headers["Set-Cookie"].split(";")[0]
        self.headers["X-Serai-CSRF"] = json.load(answer)["csrf"]

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        return urllib.request.urlopen(urllib.request.Request(self.base + path, data, self.headers, method=method), timeout=20)

    def call(self, method, path, body=None):
        text = self.send(method, path, body).read()
        return json.loads(text) if text else None


class Checks:
    def __init__(self, demo, report):
        self.door, self.report, self.demo = Door(demo), report, demo
        self.app, self.few = self.door.apps[0], self.door.apps[1]
        self.core = demo["core"]

    def call(self, method, style="form", **params):
        return self.door.call(self.app, method, params, style=style)

    def ok(self, method, **params):
        answer = self.call(method, **params)
        if answer.code != 200:
            raise AssertionError("%s: %s" % (method, answer))
        return answer.data

    @staticmethod
    def no():
        return secrets.token_hex(8)

    # -- content ---------------------------------------------------------------------------------------------------
    def posts(self):
        page = self.ok("content.post.list", limit="2", circle="runners")
        more = self.ok("content.post.list", limit="2", circle="runners", after=page["next"])
        ids = [p["id"] for p in page["posts"] + more["posts"]]
        if len(set(ids)) != 4 or any(p["circle"] != "runners" for p in page["posts"]):
            return str(ids)
        tagged = self.ok("content.post.list", tag="跑步")["posts"]
        if not tagged or any("跑步" not in p["tags"] for p in tagged):
            return str(tagged)[:300]
        one = self.ok("content.post.get", id=ids[0])
        return None if one["id"] == ids[0] else str(one)

    def cursor(self):
        cursor = self.ok("content.post.list", limit="200")["cursor"]
        made = self.ok("content.post.publish", user_id=USER, request_no=self.no(), circle="deals", title="好价", body="今天的好价")
        got = [p["id"] for p in self.ok("content.post.list", after=cursor)["posts"]]
        return None if made["status"] == "PUBLISHED" and made["id"] in got else "%s %s" % (made, got)

    def review(self):
        link = self.ok("content.post.publish", user_id=USER, request_no=self.no(), circle="deals", title="t", body="见 https://example.org")
        bad = self.ok("content.post.publish", user_id=USER, request_no=self.no(), circle="deals", title="t", body="online casino")
        if (link["status"], bad["status"], bad["reason"]) != ("IN_REVIEW", "REJECTED", "unwanted_word"):
            return "%s %s" % (link, bad)
        hidden = fault(self.call("content.post.get", id=link["id"]), 404)
        foreign = fault(self.call("content.post.review", user_id=OTHER, id=link["id"]), 404)
        get_json(self.core, "/posts/%s/review" % link["id"], "POST", {"status": "PUBLISHED"})
        seen = self.ok("content.post.review", user_id=USER, id=link["id"])
        return hidden or foreign or (None if seen["status"] == "PUBLISHED" else str(seen))

    def once(self):
        number = self.no()
        same = dict(user_id=USER, request_no=number, circle="deals", title="once", body="once")
        first, again = self.ok("content.post.publish", **same), self.ok("content.post.publish", **same)
        if first["id"] != again["id"]:
            return "%s %s" % (first, again)
        return fault(self.call("content.post.publish", **{**same, "body": "twice"}), 409, "core.refused")

    def comments(self):
        number = self.no()
        made = [self.ok("content.comment.create", user_id=USER, post_id="4", request_no=number, body="好办法") for _ in range(2)]
        if made[0]["id"] != made[1]["id"]:
            return str(made)
        listed = self.ok("content.comment.list", post_id="4", limit="200")["comments"]
        if made[0]["id"] not in [c["id"] for c in listed]:
            return str(listed)[:300]
        return fault(self.call("content.comment.create", user_id=USER, post_id="4", request_no=self.no(), body="www.example.org"), 409, "core.refused")

    def likes(self):
        self.ok("content.post.unlike", user_id=USER, id="5")
        one = self.ok("content.post.like", user_id=USER, id="5")
        two = self.ok("content.post.like", user_id=USER, id="5")
        away = self.ok("content.post.unlike", user_id=USER, id="5")
        return None if one == two and away["likes"] == one["likes"] - 1 else "%s %s %s" % (one, two, away)

    def paid(self):
        post = self.ok("content.post.list", paid="true")["posts"][0]
        if not post["locked"]:
            return str(post)
        wrong = fault(self.call("content.paid.buy", user_id=OTHER, post_id=post["id"], request_no=self.no(), amount="1"), 409)
        yuan = self.call("content.paid.buy", user_id=USER, post_id=post["id"], request_no=self.no(), amount="9.90")
        if fault(yuan, 400, "param.invalid") or "fen" not in yuan.sub_msg:
            return str(yuan)
        bought = [self.ok("content.paid.buy", user_id=USER, post_id=post["id"], request_no=self.no(), amount=str(post["price"])) for _ in range(2)]
        whole = self.ok("content.post.read", user_id=USER, id=post["id"])
        teaser = self.ok("content.post.read", user_id=OTHER, id=post["id"])
        mine = [p["post_id"] for p in self.ok("content.paid.list", user_id=USER)["purchases"]]
        good = bought[0] == bought[1] and not whole["locked"] and teaser["locked"] and len(whole["body"]) > len(teaser["body"])
        return wrong or (None if good and post["id"] in mine else "%s %s %s" % (bought, whole, teaser))

    def circles(self):
        if len(self.ok("content.circle.list")["circles"]) < 6:
            return "too few circles"
        self.ok("content.circle.subscribe", user_id=USER, circle="readers")
        mine = [c["id"] for c in self.ok("content.circle.mine", user_id=USER)["circles"]]
        left = self.ok("content.circle.leave", user_id=USER, circle="readers")
        return None if "readers" in mine and left["subscribed"] is False else "%s %s" % (mine, left)

    # -- trade -----------------------------------------------------------------------------------------------------
    def products(self):
        seen, after = [], ""
        while after is not None:
            page = self.ok("product.list", limit="17", **({"after": after} if after else {}))
            seen += page["products"]
            since = page["as_of"] if not after else since
            after = page["next"]
        if len(seen) != 40 or len({p["id"] for p in seen}) != 40 or any(type(p["price"]) is not int for p in seen):
            return "%d products" % len(seen)
        one = seen[7]["id"]
        get_json(self.core, "/products/" + one, "POST", {"price": seen[7]["price"]})
        changed = [p["id"] for p in self.ok("product.list", changed_since=since)["products"]]
        got = self.ok("product.get", product_id=one)
        return None if one in changed and got["id"] == one else "%s not in %s" % (one, changed)

    def orders(self):
        out = "cat-" + self.no()
        order = self.ok("order.create_order", out_order_no=out, product_id="1082185", quantity="3")
        # A core that stood still leaves it PENDING, by right, and it is settled soon.
        deadline = time.monotonic() + 30
        while order["status"] == "PENDING" and time.monotonic() < deadline:
            time.sleep(0.2)
            order = self.ok("order.query_order", out_order_no=out)
        amount = order["amount"]
        yuan = self.call("order.pay_order", out_order_no=out, amount="19.90")
        if fault(yuan, 400, "param.invalid") or "minor units" not in yuan.sub_msg:
            return str(yuan)
        wrong = fault(self.call("order.pay_order", out_order_no=out, amount=str(amount + 1)), 409, "order.conflict") \
            or fault(self.call("order.refund_order", out_order_no=out, out_refund_no=self.no(), amount="1"), 409)
        paid = [self.ok("order.pay_order", out_order_no=out, amount=str(amount)) for _ in range(2)]
        if any(p["status"] != "PAID" or p["payment"] != "SUCCEEDED" for p in paid):
            return str(paid)
        number = self.no()
        part = [self.ok("order.refund_order", out_order_no=out, out_refund_no=number, amount="100", reason="坏了") for _ in range(2)]
        much = fault(self.call("order.refund_order", out_order_no=out, out_refund_no=self.no(), amount=str(amount - 99)), 409, "core.refused")
        other = fault(self.call("order.refund_order", out_order_no=out, out_refund_no=number, amount="101"), 409, "order.conflict")
        parcel = self.no()
        ship = [self.ok("order.ship_order", out_order_no=out, out_shipment_no=parcel, carrier="顺丰", tracking_no="SF1") for _ in range(2)]
        listed = self.ok("order.list_shipments", out_order_no=out)["shipments"]
        rest = self.ok("order.refund_order", out_order_no=out, out_refund_no=self.no(), amount=str(amount - 100))
        refunds = self.ok("order.list_refunds", out_order_no=out)["refunds"]
        one = self.ok("order.query_refund", out_refund_no=number)
        end = self.ok("order.query_order", out_order_no=out)["status"]
        good = part[0] == part[1] == one and ship[0] == ship[1] == listed[0] and len(listed) == 1 and rest["status"] == "SUCCEEDED" \
            and sorted(r["status"] for r in refunds) == ["FAILED", "FAILED", "SUCCEEDED", "SUCCEEDED"] and end == "REFUNDED"
        return wrong or much or other or (None if good else "%s %s %s %s %s" % (part, ship, refunds, rest, end))

    # -- members ---------------------------------------------------------------------------------------------------
    def member(self):
        profile = self.ok("member.profile.get", user_id=USER)
        badges = self.ok("member.badge.list", user_id=USER)["badges"]
        friends = self.ok("member.friend.list", user_id=USER)["friends"]
        text = json.dumps([profile, badges, friends], ensure_ascii=False)
        names = [m["name"] for m in get_json(self.core, "/members?limit=500")[1]["members"]]
        leaked = [name for name in names if name in text]
        good = profile["nickname"] == "晨晨" and len(badges) == 3 and friends and all(f["nickname"] for f in friends)
        return None if good and not leaked else "%s leaked %s" % (text, leaked)

    def points(self):
        before = self.ok("points.get_balance", user_id=USER)["balance"]
        number = self.no()
        for _ in range(2):
            added = self.ok("points.add", user_id=USER, request_no=number, points="50", reason="晨跑")
        spent = self.ok("points.spend", user_id=USER, request_no=self.no(), points="50")
        book = self.ok("points.get_balance", user_id=USER, limit="200")
        if (added["balance"], spent["balance"], spent["points"]) != (before + 50, before, -50):
            return "%s %s %s" % (before, added, spent)
        if book["next"] is None and sum(e["points"] for e in book["entries"]) != book["balance"]:
            return "the entries do not sum up to %s" % book["balance"]
        half = self.call("points.add", user_id=USER, request_no=self.no(), points="0.5")
        return fault(self.call("points.spend", user_id=USER, request_no=self.no(), points="100000"), 409, "core.refused") \
            or fault(half, 400, "param.invalid") or (None if "points" in half.sub_msg else str(half))

    def other_merchant(self):
        """The same request_no of another merchant is another write: the key at the core holds the merchant."""
        number = self.no()
        self.ok("points.add", user_id=USER, request_no=number, points="1")
        keys = [e["request_key"] for e in get_json(self.core, "/points?member_id=%s&limit=500" % USER)[1]["entries"]]
        self.ok("points.spend", user_id=USER, request_no=number, points="1")
        mine = [k for k in keys if k.endswith(number)]
        return None if len(mine) == 1 and mine[0].startswith(self.app.merchant_id) else str(mine)

    def tasks(self):
        """A task of the day is done twice; a midnight may come between."""
        day = today()
        found = self.tasks_of_a_day()
        return found if day == today() else self.tasks_of_a_day()

    def tasks_of_a_day(self):
        tasks = {t["id"]: t for t in self.ok("task.list", user_id="u1012")["tasks"]}
        if not tasks["daily_sign"]["done"]:
            done = self.ok("task.complete", user_id="u1012", task_id="daily_sign", request_no=self.no())
            if done["points"] != 5:
                return str(done)
        if not {t["id"]: t for t in self.ok("task.list", user_id="u1012")["tasks"]}["daily_sign"]["done"]:
            return "not done"
        return fault(self.call("task.complete", user_id="u1012", task_id="daily_sign", request_no=self.no()), 409, "core.refused")

    def messages(self):
        get_json(self.core, "/members/u1015/message_setting", "POST", {"accepts": "true", "quiet_from": "00:00", "quiet_to": "00:00"})
        if len(self.ok("message.list_templates")["templates"]) < 3:
            return "too few templates"
        before = self.ok("message.unread_count", user_id="u1015")["unread"]
        number = self.no()
        for style in ("form", "json"):
            params = {"title": "夏日厨房"}
            sent = self.call("message.send", style, user_id="u1015", request_no=number, template="activity_invite",
                             params=json.dumps(params) if style == "form" else params)
            if fault(sent) or sent.data["status"] != "DELIVERED":
                return str(sent)
        if self.ok("message.unread_count", user_id="u1015")["unread"] != before + 1:
            return "not sent once"
        last = self.ok("message.list", user_id="u1015", unread="true", limit="200")["messages"][-1]
        if "夏日厨房" not in last["body"]:
            return str(last)
        left = self.ok("message.read", user_id="u1015", up_to=last["id"])["unread"]
        get_json(self.core, "/members/u1015/message_setting", "POST", {"accepts": "true", "quiet_from": "00:00", "quiet_to": "23:59"})
        held = self.ok("message.send", user_id="u1015", request_no=self.no(), template="activity_invite", params='{"title":"x"}')
        declined = self.call("message.send", user_id="u1006", request_no=self.no(), template="activity_invite", params='{"title":"x"}')
        return fault(declined, 409, "core.refused") or (None if left == 0 and held["status"] in ("HELD", "DELIVERED") else str(held))

    def themes(self):
        themes = {t["id"]: t for t in self.ok("theme.list")["themes"]}
        if not themes["city_morning"]["open"] or themes["spring_walk"]["open"]:
            return str(themes)
        mine = self.ok("theme.my_submissions", user_id="u1018")["submissions"]
        if not [s for s in mine if s["theme"] == "city_morning"]:
            number = self.no()
            made = [self.ok("theme.submit", user_id="u1018", theme_id="city_morning", request_no=number, title="晨", body="雾") for _ in range(2)]
            if made[0] != made[1]:
                return str(made)
        shown = self.ok("theme.list_submissions", theme_id="city_morning")["submissions"]
        late = self.call("theme.submit", user_id="u1018", theme_id="spring_walk", request_no=self.no(), title="晚", body="迟")
        return fault(late, 409, "core.refused") or (None if [s for s in shown if s["author"]["id"] == "u1018"] else str(shown))

    # -- personal data -------------------------------------------------------------------------------------------------
    def contact(self):
        """What the core tells, encrypted for the app, opened by openssl with the script of the docs."""
        told = get_json(self.core, "/members/%s/contact" % USER)[1]
        got = self.ok("member.contact.get", user_id=USER)
        page = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "docs", "sensitive-fields.md"), encoding="utf-8").read()
        script = page.split("```sh\n")[1].split("```")[0]
        opened = {}
        for name in ("name", "phone"):
            done = subprocess.run(["sh", "-c", script, "serai-open.sh", self.app._pem("PRIVATE KEY", self.app._private)],
                                  input=got[name].encode(), stdout=subprocess.PIPE, check=True)
            opened[name] = done.stdout.decode()
        shown = json.dumps(self.ok("member.profile.get", user_id=USER), ensure_ascii=False)
        if told["name"] in shown or told["phone"] in shown or told["phone"] in json.dumps(got):
            return "told in the clear"
        return None if opened == {"name": told["name"], "phone": told["phone"]} and set(got) == {"id", "name", "phone"} else str(opened)

    # -- care for the core ---------------------------------------------------------------------------------------------
    def care(self):
        """The core declared with a breaker, made to fail by its own switch, left alone, tried again; then undeclared."""
        console = Console(self.demo)
        good = self.ok("content.post.list", limit="1")["posts"][0]["id"]
        console.call("POST", "/api/declarations/apply", {"files": [{"name": "core.yaml", "text": CORE % self.core}]})
        try:
            asked = lambda: self.call("content.post.get", id=good)  # noqa: E731
            if fault(asked()):
                return "declared: %s" % asked()
            get_json(self.core, "/_faults", "POST", {"path": "/post", "mode": "error"})
            # The house asks the core by itself meanwhile, so how many failures it takes is not known.
            said = []
            while len(said) < 40 and not (said and "breaker is open" in said[-1].sub_msg):
                said.append(asked())
                if fault(said[-1], 503, "core.unavailable"):
                    return str(said[-1])
            address = console.call("GET", "/api/cores")["cores"][0]["versions"][0]["addresses"][0]
            get_json(self.core, "/_faults", "DELETE")
            if "HTTP 500" not in said[0].sub_msg or "breaker is open" not in said[-1].sub_msg or address["openings"] < 1:
                return "%s %s %s" % (said[0], said[-1], address)
            deadline = time.monotonic() + 20
            while asked().code != 200 and time.monotonic() < deadline:
                time.sleep(0.2)
            return fault(asked())
        finally:
            get_json(self.core, "/_faults", "DELETE")
            console.call("DELETE", "/api/declarations/core/v1/core")

    # -- who may -----------------------------------------------------------------------------------------------------
    def token_needed(self):
        return fault(self.call("content.post.like", id="5"), 401, "token.missing")

    def not_granted(self):
        return fault(self.door.call(self.few, "content.post.list", {}), 403, "api.not_granted")

    def dots(self):
        return fault(self.call("content.comment.list", post_id=".."), 400, "param.invalid")

    def all(self):
        for name, expected, action in (
                ("posts by circle, tag and page", "four posts, no double", self.posts),
                ("posts since a kept cursor", "the new post", self.cursor),
                ("review of a post", "link waits, word rejected, hidden from others", self.review),
                ("a repeated publish", "one post; other content is core.refused", self.once),
                ("comments", "one comment a request_no", self.comments),
                ("likes", "counted once", self.likes),
                ("paid posts", "bought once, whole for the buyer only, 9.90 refused naming the unit", self.paid),
                ("circles", "subscribed and left", self.circles),
                ("products, full and changed since", "40, then the edited one", self.products),
                ("orders: pay, refund in parts, ship", "each once by its own number, 19.90 refused naming the unit", self.orders),
                ("profile, badges, friends", "as consented, no real name", self.member),
                ("real name and phone", "a JWE that openssl opens, nowhere in the clear", self.contact),
                ("a declared core that fails", "503, then left alone, then back", self.care),
                ("points", "a ledger; once a request_no", self.points),
                ("keys of merchants", "the core's key holds the merchant", self.other_merchant),
                ("tasks", "done once, points given", self.tasks),
                ("messages", "sent once, read, held in quiet hours, not to who declines", self.messages),
                ("themes", "handed in once, late refused", self.themes),
                ("a user's method without token", "token.missing", self.token_needed),
                ("a method not granted", "api.not_granted", self.not_granted),
                ("dots as a number", "param.invalid", self.dots)):
            self.report.check(name, expected, action)


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    report = Report(only)
    Checks(load_demo(sys.argv[1]), report).all()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
