#!/usr/bin/env python3
"""Every sign type and every refusal of the contract, as an outsider meets them.

usage: test/door_check.py DATA-DIR-OR-DEMO.JSON [--only TEXT]
Ends with `N passed, N failed`; exit 0 if none failed.
"""
import concurrent.futures
import hashlib
import json
import os
import random
import re
import secrets
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from door_client import (STYLES, Answer, App, Closed, Door, Num, Raw, Report, Twice, form_text, json_text, load_demo,  # noqa: E402
                         read_answer, sign_text)

MIB = 1024 * 1024
GMT8_S = 8 * 3600


def wanted(answer, code, *sub_codes):
    """None if the answer is the envelope with this code and one of these sub-codes."""
    fault = answer.envelope_fault()
    if fault:
        return fault
    if answer.code != code or (sub_codes and answer.sub_code not in sub_codes):
        return str(answer)
    return None


def refused(answer, *kinds):
    """kinds: (code, sub_code) pairs, any of which will do."""
    fault = answer.envelope_fault()
    if fault:
        return fault
    return None if (answer.code, answer.sub_code) in kinds else str(answer)


def calm(answer):
    """The envelope, whatever it says, and never a 5xx."""
    fault = answer.envelope_fault()
    if fault:
        return fault
    return str(answer) if answer.code >= 500 else None


class Checks:
    def __init__(self, demo, report):
        self.door = Door(demo)
        self.full, self.small = self.door.apps[0], self.door.apps[1]
        self.demo = demo
        self.report = report
        self.product = demo["products"][0]["product_id"]

    def run(self):
        for group in (self.vectors, self.sign_types, self.answers, self.times, self.nonces, self.missing, self.signs, self.apps,
                      self.methods, self.verbs, self.doubles, self.values, self.encodings, self.json_rules, self.sizes, self.schema,
                      self.strange_text, self.replays, self.tokens, self.garbage, self.docs, self.limits):
            group()

    def check(self, name, expected, action):
        self.report.check(name, expected, action)

    def ping(self, params=None, **how):
        return self.door.call(how.pop("app", self.full), "serai.ping", params, **how)

    def expect(self, name, code, sub_codes, make):
        sub_codes = (sub_codes,) if isinstance(sub_codes, str) else sub_codes
        text = "%s %s" % (code, " or ".join(sub_codes))
        self.check(name, text, lambda: wanted(make(), code, *sub_codes))

    def well(self, name, make):
        self.check(name, "200", lambda: wanted(make(), 200))

    # ------------------------------------------------------------------------------------------------------------------
    def vectors(self):
        def vector():
            app = App({"app_id": "x", "secret": "secret_value"})
            text = sign_text({"foo": "1", "bar": "2", "foo_bar": "3", "foobar": "4", "sign": "no", "empty": ""})
            found = app.sign("MD5", text)
            return None if (text, found) == ("bar=2&foo=1&foo_bar=3&foobar=4", "35bd067e89777f8096d4d768dc5baca4") else (text, found)

        self.check("the contract's MD5 vector", "35bd067e89777f8096d4d768dc5baca4", vector)

        def time_get(answer):
            bad = wanted(answer, 200)
            if bad:
                return bad
            data = answer.data
            if abs(data["epoch_ms"] - time.time() * 1000) > 30_000:
                return "epoch_ms %r" % data["epoch_ms"]
            shown = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(data["epoch_ms"] / 1000 + GMT8_S))
            if data["time"] != shown:
                return "time %r for %r (GMT+8: %s)" % (data["time"], data["epoch_ms"], shown)
            return None if answer.unsigned else "it is signed although nobody asked as an app"

        door = self.door
        for name, make in (
                ("path", lambda: door.request("GET", "/serai/time/get")),
                ("router", lambda: door.request("GET", "/router/rest?method=serai.time.get")),
                ("router form", lambda: door.request("POST", "/router/rest", b"method=serai.time.get", "application/x-www-form-urlencoded")),
                ("POST without a body", lambda: door.request("POST", "/serai/time/get", b"")),
                ("POST {}", lambda: door.request("POST", "/serai/time/get", b"{}", "application/json"))):
            self.check("serai.time.get without any parameter, " + name, "{time, epoch_ms}", lambda make=make: time_get(make()))

    def sign_types(self):
        for sign_type in ("MD5", "HMAC-SHA256", "RSA2"):
            for style in STYLES:
                def one(sign_type=sign_type, style=style):
                    answer = self.ping({"note": "新年 a+b&c=d %25 ~*'\"<é>\U0001F600"}, style=style, sign_type=sign_type)
                    bad = wanted(answer, 200)
                    if bad:
                        return bad
                    if answer.data != {"app_id": self.full.app_id}:
                        return str(answer)
                    if sign_type == "MD5":
                        return None if answer.unsigned else "an answer to an MD5 call is signed"
                    return None if answer.signed_by(self.full) else "the answer's signature does not verify"

                self.check("serai.ping signed %s, sent as %s" % (sign_type, style), "{app_id}, answer signed unless MD5", one)
        self.well("version v1 in the path", lambda: self.ping(version="v1"))
        self.well("version v1 at the router", lambda: self.ping(version="v1", style="router_query"))
        for sign_type in ("MD5", "HMAC-SHA256"):
            def upper(sign_type=sign_type):
                params = self.door.signed(self.full, {}, sign_type)
                params["sign"] = params["sign"].upper()
                return self.door.send("serai.ping", params)

            self.well("hex in upper case, " + sign_type, upper)
        self.well("empty values are not signed", lambda: self.ping({"lang": "", "note": ""}))
        self.well("an undeclared parameter is signed and otherwise ignored", lambda: self.ping({"no_such_parameter": "1"}))
        self.well("lang is taken", lambda: self.ping({"lang": "en"}))

        def unsigned_extra():
            params = self.door.signed(self.full, {})
            params["no_such_parameter"] = "1"
            return self.door.send("serai.ping", params)

        self.expect("an undeclared parameter that was not signed", 401, "sign.mismatch", unsigned_extra)

        def spread():
            params = self.door.signed(self.full, {"note": "x"})
            query = {name: params.pop(name) for name in ("sign", "nonce", "note")}
            return self.door.request("POST", "/serai/ping?" + form_text(query), form_text(params).encode(),
                                     "application/x-www-form-urlencoded; charset=UTF-8")

        self.well("parameters in the query and in the form", spread)

        def spread_json():
            params = self.door.signed(self.full, {"note": "x"})
            query = {name: params.pop(name) for name in ("sign", "nonce", "note")}
            return self.door.request("POST", "/serai/ping?" + form_text(query), json_text(params).encode(), "application/json;charset=utf-8")

        self.well("parameters in the query and in JSON", spread_json)

    def answers(self):
        def signed_refusal(sign_type, make, unsigned=False):
            answer = make(sign_type)
            fault = answer.envelope_fault()
            if fault or answer.code == 200:
                return fault or "it was not refused"
            if unsigned or sign_type == "MD5":
                return None if answer.unsigned else "it is signed"
            return None if answer.signed_by(self.full) else "not signed, or the signature does not verify: %s" % answer

        kinds = {
            "sign.mismatch": lambda t: self.door.send("serai.ping", {**self.door.signed(self.full, {}, t), "note": "x"}),
            "sign.expired": lambda t: self.ping(sign_type=t, common={"timestamp": str(int(time.time() * 1000) - 400_000)}),
            "api.unknown": lambda t: self.door.call(self.full, "no.such.method", sign_type=t),
            "param.missing": lambda t: self.door.call(self.full, "order.create_order", sign_type=t),
        }
        for kind, make in kinds.items():
            for sign_type in ("MD5", "HMAC-SHA256", "RSA2"):
                self.check("a %s refusal of a %s call is %s" % (kind, sign_type, "unsigned" if sign_type == "MD5" else "signed"),
                           "Serai-Sign over request_id, timestamp and body, none for MD5",
                           lambda make=make, sign_type=sign_type: signed_refusal(sign_type, make))
        self.check("a refusal before the app is known is unsigned", "no Serai-Sign",
                   lambda: signed_refusal("HMAC-SHA256", lambda t: self.ping(common={"app_id": "nobody"}), True))

        def no_secret_told():
            params = self.door.signed(self.full, {})
            valid, params["sign"] = params["sign"], "0" * 64
            answer = self.door.send("serai.ping", params)
            shown = answer.body.decode() + str(answer.headers)
            if self.full.secret in shown:
                return "the secret shows"
            return "the valid signature shows" if valid in shown.lower() else wanted(answer, 401, "sign.mismatch")

        self.check("a refusal never shows a valid signature", "sign.mismatch without it", no_secret_told)

        def ids():
            seen = [self.ping().request_id for _ in range(20)]
            return None if len(set(seen)) == 20 else seen

        self.check("each answer has its own request_id", "20 different", ids)

        def json_type():
            kind = self.ping().headers.get("Content-Type", "")
            return None if kind.startswith("application/json") else kind

        self.check("answers are application/json", "application/json", json_type)

    def times(self):
        now = lambda: int(time.time() * 1000)  # noqa: E731
        at = lambda seconds: str(now() + seconds * 1000)  # noqa: E731
        gmt8 = lambda seconds: time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + GMT8_S + seconds))  # noqa: E731
        for name, value in (("now", lambda: at(0)), ("280 s ago", lambda: at(-280)), ("280 s ahead", lambda: at(280)),
                            ("as yyyy-MM-dd HH:mm:ss", lambda: gmt8(0)), ("as a date 280 s ago", lambda: gmt8(-280))):
            for style in ("query", "json"):
                self.well("timestamp %s, %s" % (name, style), lambda value=value, style=style: self.ping(style=style, common={"timestamp": value()}))
        self.well("timestamp as a JSON number", lambda: self.ping(style="json", common={"timestamp": Num(at(0))}))
        for name, value in (("310 s ago", lambda: at(-310)), ("310 s ahead", lambda: at(310)), ("of 1970", lambda: "1"),
                            ("a day ahead as a date", lambda: gmt8(86400)), ("310 s ago as a date", lambda: gmt8(-310)),
                            ("as a date at UTC instead of GMT+8", lambda: gmt8(-GMT8_S)), ("in seconds", lambda: str(int(time.time())))):
            self.expect("timestamp " + name, 401, "sign.expired", lambda value=value: self.ping(common={"timestamp": value()}))
        for value in ("yesterday", "2026-13-01 00:00:00", "2026-02-30 10:00:00", "2026-01-01T00:00:00Z", "1e12", "-", "12345678901234567890123",
                      "１７６３７０００００００００", "2026-01-01", " 1763700000000"):
            self.expect("timestamp %r" % value, 400, "param.invalid", lambda value=value: self.ping(common={"timestamp": value}))

        def expired_and_forged():
            params = self.door.signed(self.full, {}, common={"timestamp": at(-400)})
            params["sign"] = "0" * 64
            return refused(self.door.send("serai.ping", params), (401, "sign.mismatch"), (401, "sign.expired"))

        self.check("old and forged at once", "401, either cause", expired_and_forged)

    def nonces(self):
        for nonce in ("a" * 7, "a" * 65, "has space 123", "slash/slash", "plus+plus+", "ünïcödé-x", "a" * 300, "quote'or'1"):
            self.expect("nonce %r" % nonce[:20], 400, "param.invalid", lambda nonce=nonce: self.ping(common={"nonce": nonce}))
        for length in (8, 64):
            self.well("nonce of %d characters" % length, lambda length=length: self.ping(common={"nonce": (secrets.token_urlsafe(64) * 2)[:length]}))

    def missing(self):
        for name in ("app_id", "timestamp", "nonce", "sign_type"):
            for style in ("query", "form", "json"):
                self.expect("no %s, %s" % (name, style), 400, "param.missing", lambda name=name, style=style: self.ping(style=style, drop=(name,)))
            self.expect("empty " + name, 400, "param.missing", lambda name=name: self.ping(common={name: ""}))

        def without_sign(value):
            params = self.door.signed(self.full, {})
            if value is None:
                params.pop("sign")
            else:
                params["sign"] = value
            return self.door.send("serai.ping", params)

        self.expect("no sign", 401, "sign.missing", lambda: without_sign(None))
        self.expect("an empty sign", 401, "sign.missing", lambda: without_sign(""))
        self.check("no parameters at all", "400 param.missing or 401 sign.missing",
                   lambda: refused(self.door.request("GET", "/serai/ping"), (400, "param.missing"), (401, "sign.missing")))
        self.check("the router without method", "400 param.missing or 404 api.unknown",
                   lambda: refused(self.door.call(self.full, "serai.ping", {"method": ""}, style="router_form"), (400, "param.missing"), (404, "api.unknown")))

    def signs(self):
        def with_sign(make, sign_type="HMAC-SHA256", style="form"):
            params = self.door.signed(self.full, {}, sign_type)
            params["sign"] = make(params["sign"])
            return self.door.send("serai.ping", params, style)

        for name, make in (("zeros", lambda s: "0" * 64), ("cut short", lambda s: s[:-1]), ("too long", lambda s: s + "0"),
                           ("one digit changed", lambda s: ("1" if s[0] == "0" else "0") + s[1:]), ("not hex", lambda s: "zz" + s[2:]),
                           ("10,000 characters", lambda s: "a" * 10000), ("SQL", lambda s: "' OR '1'='1"), ("Chinese", lambda s: "签名")):
            self.expect("sign of " + name, 401, "sign.mismatch", lambda make=make: with_sign(make))
        for name, make in (("not Base64", lambda s: "!!!"), ("changed", lambda s: ("A" if s[5] != "A" else "B").join((s[:5], s[6:]))),
                           ("empty Base64 padding", lambda s: "===="), ("hex", lambda s: "0" * 64)):
            self.expect("an RSA2 sign that is " + name, 401, "sign.mismatch", lambda make=make: with_sign(make, "RSA2"))
        self.expect("a wrong secret", 401, "sign.mismatch", lambda: self.ping(app=self.full.with_secret(secrets.token_hex(32))))
        self.expect("another app's secret", 401, "sign.mismatch", lambda: self.ping(app=self.full.with_secret(self.small.secret)))
        self.expect("signed MD5, declared HMAC-SHA256", 401, "sign.mismatch",
                    lambda: self.door.send("serai.ping", {**self.door.common(self.full, "HMAC-SHA256"), "sign": self.full.sign("MD5", "x")}))
        for value in ("SHA1", "md5", "hmac-sha256", "NONE", "RSA", "HMAC-SHA256 "):
            self.check("sign_type %r" % value, "400 param.invalid or 403 sign.type_not_allowed",
                       lambda value=value: refused(self.ping(sign_type=value), (400, "param.invalid"), (403, "sign.type_not_allowed")))
        for kind in ("MD5", "RSA2"):
            def not_allowed(kind=kind):
                params = self.door.signed(self.small, {}, "HMAC-SHA256", common={"sign_type": kind})
                if kind == "MD5":
                    params["sign"] = self.small.sign("MD5", sign_text(params))
                return self.door.send("serai.ping", params)

            self.expect("app[1] signs " + kind, 403, "sign.type_not_allowed", lambda kind=kind: self.slowly(not_allowed))

    def slowly(self, make):
        """app[1] may call five times a second: again as long as that is the cause."""
        for _ in range(50):
            answer = make()
            if answer.code != 429:
                break
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        return answer

    def apps(self):
        for app_id in ("nobody", "' OR '1'='1", "<script>alert(1)</script>", "应用", "x" * 3000, "../../etc/passwd"):
            self.expect("app_id %r" % app_id[:24], 401, "app.unknown", lambda app_id=app_id: self.ping(common={"app_id": app_id}))
        self.well("app[1] pings", lambda: self.slowly(lambda: self.ping(app=self.small)))
        self.expect("app[1] has no grant for serai.ping's neighbour order.create_order", 403, "api.not_granted",
                    lambda: self.slowly(lambda: self.door.call(self.small, "order.create_order", {"out_order_no": "x", "product_id": self.product, "quantity": "1"})))
        for method in ("order.query_order", "order.list_orders", "fact.report", "activity.handle", "push.subscribe", "h5.session.create",
                       "content.post.get"):
            self.expect("app[1] has no grant for " + method, 403, "api.not_granted",
                        lambda method=method: self.slowly(lambda: self.door.call(self.small, method)))
        self.expect("app[1] asks for an unknown method: unknown before the grant", 404, "api.unknown",
                    lambda: self.slowly(lambda: self.door.call(self.small, "no.such.method")))

    def methods(self):
        for method in ("no.such.method", "order.create_orders", "serai.ping.now", "a1.b2", "order.create_order_v2"):
            for style in ("form", "router_form", "router_json"):
                self.expect("method %s, %s" % (method, style), 404, "api.unknown", lambda method=method, style=style: self.door.call(self.full, method, style=style))
        self.expect("a version nobody declared", 404, "api.unknown", lambda: self.ping(version="v9"))
        self.expect("a version nobody declared, router", 404, "api.unknown", lambda: self.ping(version="v9", style="router_form"))
        for method in ("Serai.Ping", "serai", "a.b.c.d", "serai..ping", ".serai.ping", "serai.ping.", "order.v2", "1a.b", "serai/ping", "séraï.ping",
                       "serai.ping; DROP TABLE x", "<script>", "x" * 4000):
            self.check("method %r at the router" % method[:24], "404 api.unknown or 400 param.invalid",
                       lambda method=method: refused(self.door.call(self.full, "", {"method": method}, style="router_form"),
                                                     (404, "api.unknown"), (400, "param.invalid")))
        for version in ("2", "V2", "v", "v02", "v2v", "latest", "v99999999999999999999"):
            self.check("version %r at the router" % version, "404 api.unknown or 400 param.invalid",
                       lambda version=version: refused(self.ping({"version": version}, style="router_form"), (404, "api.unknown"), (400, "param.invalid")))
        # The app may be refused first, these calls carry no signature: what counts is that they are refused calmly.
        for path in ("/serai/ping/", "//serai/ping", "/serai//ping", "/serai/ping;a=1", "/serai/../serai/ping", "/serai%2Fping", "/serai/%70ing",
                     "/serai", "/serai/ping/v1/v2", "/SERAI/PING", "/router", "/router/rest/", "/serai/ping%00", "/serai/ping%0d%0aX:1",
                     "/.git/config", "/WEB-INF/web.xml", "/actuator/health", "/%2e%2e/%2e%2e/etc/passwd", "/serai/{id}", "/a/b/c/d/e/f/g/h",
                     "/readyz", "/metrics", "/console/", "/api/session"):
            def path_check(path=path):
                answer = self.door.request("GET", path)
                if answer.status in (301, 302, 307, 308):
                    return None
                return "a 200: %s" % answer if answer.status == 200 else calm(answer)

            self.check("GET %s" % path, "a calm refusal", path_check)

    def verbs(self):
        for verb in ("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO", "CONNECT", "PROPFIND", "get"):
            for path in ("/serai/time/get", "/router/rest"):
                def other_verb(verb=verb, path=path):
                    answer = self.door.request(verb, path)
                    if verb in ("CONNECT", "get") and answer.status in (400, 404):
                        return None
                    if answer.status != 405:
                        return str(answer)
                    allow = answer.headers.get("Allow", "")
                    if not ("GET" in allow and "POST" in allow):
                        return "Allow: %r" % allow
                    return None if verb == "HEAD" else wanted(answer, 405, "http.method")

                self.check("%s %s" % (verb, path), "405 http.method with Allow: GET, POST", other_verb)

    def doubles(self):
        def doubled(style, name="note", values=("a", "b"), body_extra=None):
            params = self.door.signed(self.full, {name: values[0]})
            params[name] = Twice(values)
            return self.door.send("serai.ping", params, style)

        for style in STYLES:
            self.expect("a key twice, " + style, 400, "param.invalid",
                        lambda style=style: doubled(style) if not style.startswith("router") else self.router_doubled(style))
            self.expect("a key twice with the same value, " + style, 400, "param.invalid",
                        lambda style=style: doubled(style, values=("a", "a")) if not style.startswith("router") else self.router_doubled(style, ("a", "a")))
        for name in ("app_id", "sign", "nonce", "timestamp", "sign_type"):
            def common_doubled(name=name):
                params = self.door.signed(self.full, {})
                params[name] = Twice([params[name], params[name]])
                return self.door.send("serai.ping", params, "query")

            self.expect("%s twice" % name, 400, "param.invalid", common_doubled)

        def in_two_places(kind, name):
            params = self.door.signed(self.full, {"note": "a"})
            target = "/serai/ping?" + form_text({name: params[name]})
            if kind == "json":
                return self.door.request("POST", target, json_text(params).encode(), "application/json")
            return self.door.request("POST", target, form_text(params).encode(), "application/x-www-form-urlencoded")

        for kind in ("form", "json"):
            for name in ("note", "app_id", "sign"):
                self.expect("%s in the query and in the %s" % (name, kind), 400, "param.invalid",
                            lambda kind=kind, name=name: in_two_places(kind, name))

        def one_empty():
            params = self.door.signed(self.full, {"note": "a"})
            return self.door.request("POST", "/serai/ping?note=", form_text(params).encode(), "application/x-www-form-urlencoded")

        self.expect("a key twice, once empty", 400, "param.invalid", one_empty)

        def escaped_key():
            params = self.door.signed(self.full, {"note": "a"})
            body = json_text(params)[:-1] + ',"\\u006eote":"b"}'
            return self.door.request("POST", "/serai/ping", body.encode(), "application/json")

        self.expect("a JSON key twice, once escaped", 400, "param.invalid", escaped_key)

        def escaped_form_key():
            params = self.door.signed(self.full, {"note": "a"})
            return self.door.request("GET", "/serai/ping?" + form_text(params) + "&%6eote=b")

        self.expect("a query key twice, once escaped", 400, "param.invalid", escaped_form_key)
        self.expect("a key twice in an object of the body", 400, "param.invalid",
                    lambda: self.door.call_structured(self.full, "serai.ping", {"note": Raw('{"a":1,"a":2}')}))

        def method_twice():
            params = self.door.signed(self.full, {"method": "serai.ping"})
            return self.door.request("GET", "/router/rest?" + form_text(params) + "&method=order.create_order")

        self.expect("method twice at the router", 400, "param.invalid", method_twice)

    def router_doubled(self, style, values=("a", "b")):
        params = self.door.signed(self.full, {"method": "serai.ping", "note": values[0]})
        params["note"] = Twice(values)
        return self.door.send("serai.ping", params, style)

    def values(self):
        for style in ("query", "form", "json"):
            self.expect("a parameter named secret, " + style, 400, "param.invalid", lambda style=style: self.ping({"secret": "x"}, style=style))
            self.expect("an empty parameter named secret, " + style, 400, "param.invalid", lambda style=style: self.ping({"secret": ""}, style=style))
            for name in ("app_id", "timestamp", "nonce", "sign", "sign_type", "version", "access_token", "lang", "body_sha256", "method"):
                self.expect("a value with &%s=, %s" % (name, style), 400, "param.invalid",
                            lambda name=name, style=style: self.ping({"note": "a&%s=b" % name}, style=style))
        for name in ("out_order_no", "product_id", "quantity"):
            self.expect("a value with &%s= where the method declares it" % name, 400, "param.invalid",
                        lambda name=name: self.door.call(self.full, "order.create_order",
                                                         {"out_order_no": "x", "product_id": self.product, "quantity": "1", "note": "a&%s=b" % name}))
        for value in ("a&foo=b", "a&APP_ID=b", "&", "=", "a&app_id", "app_id=b", "a&&b==c", "a&xapp_id=b"):
            for style in ("form", "json"):
                self.well("the harmless value %r, %s" % (value, style), lambda value=value, style=style: self.ping({"note": value}, style=style))
        self.well("a method name inside a value that another method declares", lambda: self.ping({"note": "a&out_order_no=b"}))
        self.well("spaces and plus signs", lambda: self.ping({"note": "a b+c%20d"}, style="query"))
        self.well("%20 for a space", lambda: self.raw_query(lambda p: p.replace("note=a+b", "note=a%20b"), {"note": "a b"}))
        self.well("+ for a space", lambda: self.raw_query(lambda p: p, {"note": "a b"}))
        self.well("lower-case percent-encoding", lambda: self.raw_query(lambda p: p.replace("%C3%A9", "%c3%a9"), {"note": "é"}))
        self.well("unencoded characters a URL allows", lambda: self.raw_query(lambda p: p.replace("%2F", "/").replace("%3F", "?").replace("%3A", ":"), {"note": "a/b?c:d"}))

    def raw_query(self, change, params, where="query"):
        text = change(form_text(self.door.signed(self.full, params)))
        if where == "query":
            return self.door.request("GET", "/serai/ping?" + text)
        return self.door.request("POST", "/serai/ping", text.encode("latin-1"), "application/x-www-form-urlencoded")

    def encodings(self):
        for where in ("query", "form"):
            for broken in ("%", "%4", "%zz", "%g1", "a%", "%%41", "%ff", "%c0%af", "%ed%a0%80", "%e4%bd", "%f8%88%80%80%80", "%u4f60", "% 41", "%+1"):
                self.expect("note=%s in the %s" % (broken, where), 400, "param.invalid",
                            lambda broken=broken, where=where: self.raw_query(lambda p: p.replace("note=MARK", "note=" + broken), {"note": "MARK"}, where))
            self.expect("broken percent-encoding in a name, " + where, 400, "param.invalid",
                        lambda where=where: self.raw_query(lambda p: p + "&n%zz=1", {}, where))
            self.check("a parameter without =, " + where, "a calm answer",
                       lambda where=where: calm(self.raw_query(lambda p: p + "&flag", {}, where)))
            self.check("empty pairs &&, " + where, "a calm answer",
                       lambda where=where: calm(self.raw_query(lambda p: p.replace("&", "&&", 1) + "&", {}, where)))
            self.check("a nameless parameter =x, " + where, "a calm answer",
                       lambda where=where: calm(self.raw_query(lambda p: p + "&=x", {}, where)))
        self.expect("GBK bytes in a form declared UTF-8", 400, "param.invalid",
                    lambda: self.raw_query(lambda p: p.replace("note=MARK", "note=\xc4\xe3\xba\xc3"), {"note": "MARK"}, "form"))

        def typed(content_type, make=None):
            params = self.door.signed(self.full, {"note": "x"})
            return self.door.request("POST", "/serai/ping", (make or (lambda p: form_text(p).encode()))(params), content_type)

        for kind in ("application/x-www-form-urlencoded; charset=UTF-8", 'application/x-www-form-urlencoded;charset="utf-8"',
                     "APPLICATION/X-WWW-FORM-URLENCODED"):
            self.well("Content-Type " + kind, lambda kind=kind: typed(kind))
        for kind in ("text/plain", "text/xml", "application/xml", "multipart/form-data; boundary=x", "application/octet-stream", "nonsense",
                     "application/", ";;;", "application/jsonp"):
            self.expect("Content-Type " + kind, 415, "body.type", lambda kind=kind: typed(kind))
        for charset in ("GBK", "ISO-8859-1", "utf-16", "no-such-charset"):
            self.check("a form declared " + charset, "415 body.type or 400 param.invalid",
                       lambda charset=charset: refused(typed("application/x-www-form-urlencoded; charset=" + charset), (415, "body.type"), (400, "param.invalid")))
            self.check("JSON declared " + charset, "415 body.type or 400 param.invalid",
                       lambda charset=charset: refused(typed("application/json; charset=" + charset, lambda p: json_text(p).encode()),
                                                       (415, "body.type"), (400, "param.invalid")))
        self.check("a body without Content-Type", "415 body.type or 400", lambda: refused(typed(None), (415, "body.type"), (400, "param.missing"), (400, "param.invalid")))
        self.check("gzip", "415 body.type or 400 param.invalid", lambda: refused(
            self.door.request("POST", "/serai/ping", b"\x1f\x8b\x08\x00", "application/json", headers=(("Content-Encoding", "gzip"),)),
            (415, "body.type"), (400, "param.invalid")))
        self.check("a raw UTF-8 URL", "a calm answer", lambda: calm(self.raw_query(lambda p: p.replace("note=MARK", "note=你好"), {"note": "MARK"})))

    def json_rules(self):
        for literal in ("1", "1.50", "1e2", "-0", "0.1e-7", "12345678901234567890", "1E400", "-1.0"):
            self.well("the JSON number %s signs as its characters" % literal, lambda literal=literal: self.ping({"note": Num(literal)}, style="json"))
        self.well("true signs as true", lambda: self.ping({"note": True, "other": False}, style="json"))
        self.well("null signs as empty", lambda: self.ping({"note": None}, style="json"))
        self.well("an empty JSON string signs as empty", lambda: self.ping({"note": ""}, style="json"))

        def respelled():
            params = self.door.signed(self.full, {"note": "1.5"})
            params["note"] = Num("1.50")
            return self.door.send("serai.ping", params, "json")

        self.expect("a number signed otherwise than written", 401, "sign.mismatch", respelled)

        def escaped():
            params = self.door.signed(self.full, {"note": "你\n\t\"/\\\U0001F600"})
            return self.door.request("POST", "/serai/ping", json.dumps(params).replace("/", "\\/").encode(), "application/json")

        self.well("a JSON string signs as its characters, whatever the escapes", escaped)

        def spaced():
            params = self.door.signed(self.full, {"note": "x"})
            return self.door.request("POST", "/serai/ping", ("\r\n \t" + json.dumps(params, indent=4) + "\n ").encode(), "application/json")

        self.well("white space in JSON", spaced)
        for sign_type in ("MD5", "HMAC-SHA256", "RSA2"):
            self.well("an array with body_sha256, " + sign_type,
                      lambda sign_type=sign_type: self.door.call_structured(self.full, "serai.ping", {"list": Raw('[1, {"a": [true, null]}]')}, sign_type))
        self.well("an object with body_sha256 at the router",
                  lambda: self.door.call_structured(self.full, "serai.ping", {"method": "serai.ping", "o": Raw("{}")}, router=True))
        self.well("an empty array with body_sha256", lambda: self.door.call_structured(self.full, "serai.ping", {"list": Raw("[]")}))
        self.well("body_sha256 without arrays is only a parameter", lambda: self.door.call_structured(self.full, "serai.ping", {"note": "x"}))

        def without_hash():
            params = self.door.signed(self.full, {"list": Raw("[1]")})
            return self.door.send("serai.ping", params, "json")

        self.check("an array without body_sha256", "400 param.missing or param.invalid", lambda: refused(without_hash(), (400, "param.missing"), (400, "param.invalid")))

        def sign_in_body():
            full = {**self.door.common(self.full, "HMAC-SHA256"), "list": Raw("[1]")}
            full["sign"] = self.full.sign("HMAC-SHA256", sign_text(full))
            body = json_text(full).encode()
            return self.door.request("POST", "/serai/ping?body_sha256=" + hashlib.sha256(body).hexdigest(), body, "application/json")

        self.check("an array with the sign in the body", "400 param.invalid or a 401",
                   lambda: refused(sign_in_body(), (400, "param.invalid"), (400, "param.missing"), (401, "sign.missing"), (401, "sign.mismatch")))
        self.check("an array with another body's hash", "400 param.invalid or 401 sign.mismatch",
                   lambda: refused(self.door.call_structured(self.full, "serai.ping", {"list": Raw("[1]")}, body_sha256="0" * 64),
                                   (400, "param.invalid"), (401, "sign.mismatch")))

        def changed_array():
            full = {**self.door.common(self.full, "HMAC-SHA256"), "list": Raw("[1]")}
            body = json_text(full).encode()
            query = {"body_sha256": hashlib.sha256(body).hexdigest()}
            query["sign"] = self.full.sign("HMAC-SHA256", sign_text({**full, **query}))
            return self.door.request("POST", "/serai/ping?" + form_text(query), body.replace(b"[1]", b"[2]"), "application/json")

        self.check("an array changed on the way", "400 param.invalid or 401 sign.mismatch",
                   lambda: refused(changed_array(), (400, "param.invalid"), (401, "sign.mismatch")))
        broken = {
            "not JSON": b"hello", "an array": b"[1,2]", "a string": b'"x"', "a number": b"17", "null": b"null", "half": b'{"a":',
            "a trailing comma": b'{"a":1,}', "two objects": b'{"a":1}{"b":2}', "trailing text": b'{"a":1} x', "NaN": b'{"a":NaN}',
            "a leading zero": b'{"a":01}', "a plus sign": b'{"a":+1}', "a bare point": b'{"a":1.}', "single quotes": b"{'a':1}",
            "a comment": b'{"a":1/*x*/}', "an unquoted name": b"{a:1}", "a raw line break in a string": b'{"a":"x\ny"}',
            "a bad escape": b'{"a":"\\x41"}', "half an escape": b'{"a":"\\u12"}', "bytes that are not UTF-8": b'{"a":"\xff\xfe"}',
            "overlong UTF-8": b'{"a":"\xc0\xaf"}', "a lone high surrogate": b'{"a":"\\ud800"}', "a lone low surrogate": b'{"a":"\\udc00x"}',
            "surrogates in UTF-8": b'{"a":"\xed\xa0\x80"}', "UTF-16": '{"a":1}'.encode("utf-16"), "a byte NUL": b'{"a":"\x00"}',
            "deep arrays": b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
            "deep and never closed": b"[" * 500_000, "nothing but spaces": b"   ",
        }
        for name, body in broken.items():
            self.check("JSON: " + name, "400 param.invalid (or param.missing for nothing)",
                       lambda body=body: refused(self.door.request("POST", "/serai/ping", body, "application/json"),
                                                 *([(400, "param.invalid")] + ([(400, "param.missing"), (401, "sign.missing")] if not body.strip() else []))))
        self.check("an empty JSON body", "400 param.missing or param.invalid",
                   lambda: refused(self.door.request("POST", "/serai/ping", b"", "application/json"), (400, "param.missing"), (400, "param.invalid"), (401, "sign.missing")))

        def bom():
            return self.door.request("POST", "/serai/ping", b"\xef\xbb\xbf" + json_text(self.door.signed(self.full, {})).encode(), "application/json")

        self.check("JSON after a byte-order mark", "a calm answer", lambda: calm(bom()))
        self.check("100,000 keys", "400 param.invalid",
                   lambda: refused(self.door.request("POST", "/serai/ping", ("{" + ",".join('"k%d":1' % n for n in range(60_000)) + "}").encode(),
                                                     "application/json"), (400, "param.invalid"), (413, "body.too_large")))
        self.expect("a signed number of 100,000 digits as quantity", 400, "param.invalid",
                    lambda: self.door.call(self.full, "order.create_order", {"out_order_no": "big-number", "product_id": self.product,
                                                                             "quantity": Num("1" * 100_000)}, style="json"))
        self.check("quantity 1e999999999", "400 param.invalid",
                   lambda: refused(self.door.call(self.full, "order.create_order", {"out_order_no": "big-number", "product_id": self.product,
                                                                                    "quantity": Num("1e999999999")}, style="json"), (400, "param.invalid")))

    def sizes(self):
        def count(extra, style):
            # Four common ones and the sign make five.
            return self.ping({"p%03d" % n: "1" for n in range(extra)}, style=style)

        for style in ("query", "form", "json"):
            self.well("200 parameters, " + style, lambda style=style: count(195, style))
            self.expect("201 parameters, " + style, 400, "param.invalid", lambda style=style: count(196, style))
        self.expect("10,000 parameters", 400, "param.invalid", lambda: count(10_000, "form"))

        def long_url(length):
            params = self.door.signed(self.full, {"note": ""})
            base = "/serai/ping?" + form_text({**params, "note": "x"})
            note = "x" * (length - len(base) + 1)
            params = self.door.signed(self.full, {"note": note}, common={name: params[name] for name in ("timestamp", "nonce")})
            target = "/serai/ping?" + form_text(params)
            assert len(target) == length, len(target)
            return self.door.request("GET", target)

        self.well("a URL of 8,000 bytes", lambda: long_url(8000))
        for length in (8300, 20_000, 1_000_000):
            self.check("a URL of %d bytes" % length, "a 4xx envelope", lambda length=length: refused(long_url(length),
                       (400, "param.invalid"), (413, "body.too_large"), (413, "url.too_long"), (400, "url.too_long"), (413, "uri.too_long")))
        self.check("headers of 100,000 bytes", "a 4xx envelope", lambda: self.soft(
            lambda: self.door.request("GET", "/serai/time/get", headers=(("X-Long", "x" * 100_000),))))

        def body_of(size, kind="application/x-www-form-urlencoded"):
            params = self.door.signed(self.full, {"note": "x" * size})
            text = form_text(params) if "form" in kind else json_text(params)
            return self.door.request("POST", "/serai/ping", text.encode(), kind, timeout_s=60)

        for kind in ("application/x-www-form-urlencoded", "application/json"):
            self.well("a body of 1,000,000 bytes, " + kind, lambda kind=kind: body_of(1_000_000, kind))
            self.expect("a body of 1.1 MiB, " + kind, 413, "body.too_large", lambda kind=kind: body_of(int(1.1 * MIB), kind))
            self.expect("a body of 10 MB, the client sees the answer, " + kind, 413, "body.too_large", lambda kind=kind: body_of(10_000_000, kind))
        self.expect("a body of 31 MiB, the client sees the answer", 413, "body.too_large", lambda: body_of(31 * MIB))
        self.expect("10 MB for an unknown method", 413, "body.too_large",
                    lambda: self.door.request("POST", "/no/such/method", b"a=" + b"x" * 10_000_000, "application/x-www-form-urlencoded", timeout_s=60))

        def too_much():
            try:
                return wanted(body_of(64 * MIB), 413, "body.too_large")
            except Closed:
                return None

        self.check("a body of 64 MiB ends", "413 or the end of the connection", too_much)

        def chunked(size):
            with self.door.connect(60) as sock:
                sock.sendall(b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n")
                piece = b"x" * 65536
                try:
                    for _ in range(size // len(piece)):
                        sock.sendall(b"10000\r\n" + piece + b"\r\n")
                    sock.sendall(b"0\r\n\r\n")
                except (BrokenPipeError, ConnectionResetError):
                    pass
                return read_answer(sock)

        self.expect("10 MB in chunks", 413, "body.too_large", lambda: chunked(10_000_000))

        def expect_100():
            with self.door.connect() as sock:
                body = form_text(self.door.signed(self.full, {})).encode()
                sock.sendall(b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
                sock.settimeout(5)
                try:
                    first = sock.recv(1024)
                except socket.timeout:
                    first = b""
                if first and not first.startswith(b"HTTP/1.1 100"):
                    return "%r" % first
                sock.settimeout(20)
                sock.sendall(body)
                return wanted(read_answer(sock), 200)

        self.check("Expect: 100-continue", "200", expect_100)

    def soft(self, make):
        """For what breaks HTTP itself: an envelope below 500, or the end of the connection, and no hang."""
        try:
            answer = make()
        except Closed:
            return None
        except socket.timeout:
            return "it hangs"
        return calm(answer) if answer.status not in (431,) else answer.envelope_fault()

    def schema(self):
        order = {"out_order_no": "schema-check", "product_id": self.product, "quantity": "1"}
        for name in order:
            self.expect("order.create_order without " + name, 400, "param.missing",
                        lambda name=name: self.door.call(self.full, "order.create_order", {k: v for k, v in order.items() if k != name}))
        for value in ("0", "-1", "abc", "1.5", "", "99999999999999999999", "1e3", "０", "0x10", " 1", "+1", "10000000"):
            kinds = [(400, "param.missing" if value == "" else "param.invalid")]
            if value == "10000000":
                kinds.append((409, "core.refused"))
            self.check("quantity %r" % value, " or ".join("%s %s" % kind for kind in kinds),
                       lambda value=value, kinds=kinds: refused(self.door.call(self.full, "order.create_order", {**order, "quantity": value}), *kinds))
        for literal in ("true", "null", '"x"', "1.5", "-3"):
            kind = "param.missing" if literal == "null" else "param.invalid"
            self.expect("quantity %s in JSON" % literal, 400, kind, lambda literal=literal: self.json_order(literal))
        self.check("quantity [1] in JSON", "400 param.invalid",
                   lambda: refused(self.door.call_structured(self.full, "order.create_order", {**order, "quantity": Raw("[1]")}), (400, "param.invalid")))
        self.check("a product nobody sells", "409 core.refused or 400 param.invalid", lambda: refused(
            self.door.call(self.full, "order.create_order", {"out_order_no": "no-product-" + secrets.token_hex(4), "product_id": "no-such-product", "quantity": "1"}),
            (409, "core.refused"), (400, "param.invalid")))
        for method, params in (("order.query_order", {}), ("order.cancel_order", {}), ("content.post.get", {}), ("activity.handle", {}),
                               ("fact.report", {}), ("push.subscribe", {}), ("push.list_events", {}), ("h5.session.create", {})):
            self.expect(method + " without its parameters", 400, "param.missing", lambda method=method, params=params: self.door.call(self.full, method, params))
        for items in ("", "[]", "{}", "x", "[1]", '[{"product_id":"%s"}]' % self.product, '[{"product_id":"%s","quantity":0}]' % self.product,
                      '[{"product_id":"%s","quantity":1},' % self.product, "[" * 50_000, '[{"product_id":null,"quantity":1}]',
                      '[{"product_id":"%s","quantity":1,"quantity":2}]' % self.product):
            self.check("order.create_order v2, items %r" % items[:40], "400 param.invalid or param.missing", lambda items=items: refused(
                self.door.call(self.full, "order.create_order", {"out_order_no": "items-check", "items": items}, version="v2"),
                (400, "param.invalid"), (400, "param.missing")))
        for limit in ("0", "-1", "201", "x", "99999999999"):
            self.expect("order.list_orders limit " + limit, 400, "param.invalid", lambda limit=limit: self.door.call(
                self.full, "order.list_orders", {"limit": limit}))
        for name, value in (("from", "yesterday"), ("to", "2026-01-01"), ("from", "2026-01-01T00:00:00"), ("status", "NO_SUCH"), ("after", "' OR 1=1"), ("after", "zzz")):
            self.expect("order.list_orders %s=%s" % (name, value), 400, "param.invalid", lambda name=name, value=value: self.door.call(
                self.full, "order.list_orders", {name: value}))
        for facts in ("x", "{}", "[1]", '[{"type":"repayment"}]', "[" * 100_000, json.dumps([{"type": "repayment", "id": "x", "version": 1}] * 501)):
            self.check("fact.report facts %r" % facts[:30], "400 param.invalid, or each refused", lambda facts=facts: self.facts_refused(facts))
        for args in ("x", "[]", "1", '{"a":1,"a":2}', "{" * 10_000, '{"limit":0}', '{"limit":-5}', '{"limit":"x"}', '{"offset":-1}', '{"limit":1001}'):
            self.expect("activity.handle board args %r" % args[:30], 400, "param.invalid", lambda args=args: self.door.call(
                self.full, "activity.handle", {"activity_id": str(self.demo["activities"]["contest"]), "action": "board", "args": args}))
        for activity, action in (("999999", "board"), (str(self.demo["activities"]["contest"]), "no_such_action"), ("x", "board"), ("-1", "board")):
            self.check("activity.handle %s %s" % (activity, action), "a 4xx envelope", lambda activity=activity, action=action: self.four(
                self.door.call(self.full, "activity.handle", {"activity_id": activity, "action": action, "user_id": self.demo["users"][0]["user_id"]})))

    def facts_refused(self, facts):
        answer = self.door.call(self.full, "fact.report", {"facts": facts})
        if answer.code == 200 and answer.data.get("results") and all(r["result"] == "refused" and r["cause"] for r in answer.data["results"]):
            return None
        return refused(answer, (400, "param.invalid"))

    def json_order(self, literal):
        params = {"out_order_no": "schema-check", "product_id": self.product, "quantity": Num(literal) if literal[0] in "-0123456789" else json.loads(literal)}
        return self.door.call(self.full, "order.create_order", params, style="json")

    def four(self, answer):
        return answer.envelope_fault() or (None if 400 <= answer.code < 500 else str(answer))

    def strange_text(self):
        texts = ("' OR '1'='1", "'; DROP TABLE orders; --", "<script>alert(1)</script>", "${jndi:ldap://127.0.0.1/x}", "{{7*7}}", "../../../etc/passwd",
                 "a\x00b", "\x1b[31m", "‮x", "\ud7ff\ue000￾", "x" * 5000, "'\"\\`$(id)", "%s%n%d", "\r\nSet-Cookie: a=b", "😀" * 50, "null", "-1", "NaN")
        user = self.demo["users"][0]["user_id"]
        fields = [
            ("order.create_order", {"out_order_no": "strange", "product_id": self.product, "quantity": "1"}, ("out_order_no", "product_id", "quantity")),
            ("order.query_order", {}, ("order_id", "out_order_no")),
            ("order.cancel_order", {}, ("order_id", "out_order_no")),
            ("order.list_orders", {}, ("from", "to", "status", "after", "limit")),
            ("content.post.get", {}, ("id",)),
            ("activity.handle", {"activity_id": str(self.demo["activities"]["campaign"]), "action": "view", "user_id": user},
             ("activity_id", "action", "args", "user_id", "access_token")),
            ("fact.report", {}, ("facts",)),
            ("push.subscribe", {"url": "http://127.0.0.1:9/x", "types": "*"}, ("url", "types")),
            ("push.list_events", {"subscription_id": "x"}, ("subscription_id", "after", "limit")),
            ("push.list_attempts", {"subscription_id": "x"}, ("subscription_id",)),
            ("h5.session.create", {"activity_id": str(self.demo["activities"]["campaign"]), "user_id": user}, ("activity_id", "user_id")),
        ]
        before = self.order_count()
        for method, base, names in fields:
            for name in names:
                def one(method=method, base=base, name=name):
                    for text in texts:
                        # A fresh key: what the contract lets through as an opaque text would make an order each time.
                        params = {**base, name: text}
                        if method == "order.create_order" and name == "out_order_no":
                            params["product_id"] = "no-such-product"
                        for style in ("form", "json"):
                            answer = self.door.call(self.full, method, params, style=style)
                            bad = calm(answer)
                            if bad:
                                return "%r as %s: %s" % (text[:30], style, bad)
                    return None

                self.check("SQL, script, NUL and worse in %s %s" % (method, name), "a calm envelope each time", one)

        def strange_facts():
            for text in texts:
                for field in ("type", "id", "version", "occurred_at", "body"):
                    fact = {"type": "repayment", "id": "strange-" + secrets.token_hex(4), "version": 1, "occurred_at": "2026-01-01T00:00:00+08:00",
                            "body": {"user_id": "nobody", "amount": 1, "status": "NO_SUCH"}}
                    fact[field] = text
                    answer = self.door.call(self.full, "fact.report", {"facts": json.dumps([fact])})
                    bad = calm(answer)
                    if bad:
                        return "%s=%r: %s" % (field, text[:30], bad)
                    if answer.code == 200 and answer.data["results"][0]["result"] != "refused":
                        return "%s=%r was taken: %s" % (field, text[:30], answer)
            return None

        self.check("SQL, script, NUL and worse in a fact's fields", "a calm envelope, each fact refused", strange_facts)

        def strange_names():
            for text in texts:
                if text.strip() and "&" not in text:
                    bad = calm(self.ping({text[:60]: "x"}))
                    if bad:
                        return "%r: %s" % (text[:30], bad)
            return None

        self.check("SQL, script, NUL and worse as a parameter's name", "a calm envelope each time", strange_names)

        def strange_headers():
            for name in ("User-Agent", "Cookie", "Accept", "X-Forwarded-For", "Authorization", "Accept-Language", "Host", "Origin", "Referer"):
                for text in ("' OR '1'='1", "<script>", "a" * 2000, "é", "../.."):
                    bad = calm(self.door.request("GET", "/serai/time/get", headers=((name, text),)))
                    if bad:
                        return "%s: %r: %s" % (name, text[:20], bad)
            return None

        self.check("SQL, script and worse in headers", "a calm envelope each time", strange_headers)
        # Texts that are lawful opaque ids may be refused by the core; none may leave an order of ours behind that counts.
        self.check("bad input left no order behind", "%s orders as before" % before, lambda: None if self.order_count() == before else self.order_count())

    def order_count(self):
        """How many count, once the core has said yes or no to each."""
        deadline = time.monotonic() + 30
        while True:
            statuses = self.order_statuses()
            if "PENDING" not in statuses or time.monotonic() > deadline:
                return statuses if isinstance(statuses, str) else len(statuses) - statuses.count("FAILED")
            time.sleep(0.2)

    def order_statuses(self):
        statuses, after = [], None
        for _ in range(1000):
            answer = self.door.call(self.full, "order.list_orders", {"limit": "200", **({"after": after} if after else {})})
            if answer.code != 200:
                return str(answer)
            statuses += [order["status"] for order in answer.data["orders"]]
            after = answer.data["next"]
            if after is None:
                break
        return statuses

    def replays(self):
        def again(params, style="form", second_style=None):
            first = self.door.send("serai.ping", params, style)
            return wanted(first, 200) or wanted(self.door.send("serai.ping", params, second_style or style), 401, "sign.replayed")

        for sign_type in ("MD5", "HMAC-SHA256", "RSA2"):
            self.check("the same call twice, " + sign_type, "401 sign.replayed", lambda sign_type=sign_type: again(self.door.signed(self.full, {}, sign_type)))
        self.check("the same call twice, another way the second time", "401 sign.replayed",
                   lambda: again(self.door.signed(self.full, {}), "query", "json"))

        def same_nonce_other_call():
            nonce = secrets.token_hex(10)
            return wanted(self.ping(common={"nonce": nonce}), 200) or wanted(self.ping({"note": "other"}, common={"nonce": nonce}), 401, "sign.replayed")

        self.check("a used nonce in another call", "401 sign.replayed", same_nonce_other_call)

        def other_app():
            nonce = secrets.token_hex(10)
            return wanted(self.ping(common={"nonce": nonce}), 200) or wanted(self.slowly(lambda: self.ping(app=self.small, common={"nonce": nonce})), 200)

        self.check("another app may use the same nonce", "200", other_app)

        def forged_burns_nothing():
            nonce = secrets.token_hex(10)
            params = self.door.signed(self.full, {}, common={"nonce": nonce})
            forged = {**params, "sign": "0" * 64}
            return wanted(self.door.send("serai.ping", forged), 401, "sign.mismatch") or wanted(self.door.send("serai.ping", params), 200)

        self.check("a forged call burns no nonce", "sign.mismatch, then 200", forged_burns_nothing)

        def at_once(method, make, threads=8):
            params = make()
            gate, answers = threading.Barrier(threads), []

            def one():
                gate.wait()
                answers.append(self.door.send(method, params))

            workers = [threading.Thread(target=one) for _ in range(threads)]
            [worker.start() for worker in workers]
            [worker.join() for worker in workers]
            good = [a for a in answers if a.code == 200]
            bad = [a for a in answers if refused(a, (401, "sign.replayed")) and a.code != 200]
            return None if len(answers) == threads and len(good) == 1 and not bad else "%d passed, others: %s" % (len(good), [str(a) for a in bad][:2])

        for round_ in range(5):
            self.check("eight connections with the same call at once, round %d" % (round_ + 1), "one 200, seven 401 sign.replayed",
                       lambda: at_once("serai.ping", lambda: self.door.signed(self.full, {})))
        self.check("eight connections with the same write at once", "one 200, seven 401 sign.replayed",
                   lambda: at_once("order.create_order", lambda: self.door.signed(
                       self.full, {"out_order_no": "replay-" + secrets.token_hex(8), "product_id": self.product, "quantity": "1"})))

    def tokens(self):
        base = {"activity_id": str(self.demo["activities"]["campaign"]), "action": "my_rewards"}
        for token in ("garbage", "a" * 200, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1MTAwMSJ9.", "' OR 1=1"):
            self.check("access_token %r" % token[:20], "a 401 token.*", lambda token=token: self.token_refused({**base, "access_token": token}))
        self.check("a user's action without user", "401 token.missing or 400 param.missing",
                   lambda: refused(self.door.call(self.full, "activity.handle", base), (401, "token.missing"), (400, "param.missing")))

    def token_refused(self, params):
        answer = self.door.call(self.full, "activity.handle", params)
        return refused(answer, (401, "token.expired"), (401, "token.revoked"), (401, "token.missing"), (401, "token.unknown"), (401, "token.invalid"))

    def garbage(self):
        pieces = {
            "not HTTP": b"GARBAGE\r\n\r\n",
            "TLS": bytes.fromhex("16030100a5010000a10303") + os.urandom(160),
            "HTTP/3.7": b"GET /serai/time/get HTTP/3.7\r\nHost: x\r\n\r\n",
            "no version": b"GET /serai/time/get\r\n\r\n",
            "a space in the path": b"GET /serai/time get HTTP/1.1\r\nHost: x\r\n\r\n",
            "a NUL in a header": b"GET /serai/time/get HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
            "a header without colon": b"GET /serai/time/get HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n",
            "a negative length": b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "a length that is no number": b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
            "two lengths": b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "length and chunked": b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "a broken chunk": b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
            "an absolute target": b"GET http://example.org/serai/time/get HTTP/1.1\r\nHost: x\r\n\r\n",
            "an asterisk": b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
            "no leading slash": b"GET serai/time/get HTTP/1.1\r\nHost: x\r\n\r\n",
            "2,000 headers": b"GET /serai/time/get HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(2000)) + b"\r\n",
            "HTTP/1.0": b"GET /serai/time/get HTTP/1.0\r\n\r\n",
            "raw bytes in the path": b"GET /serai/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
            "the HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "an upgrade to websocket": b"GET /serai/time/get HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            "an upgrade to h2c": b"GET /serai/time/get HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
            "random bytes": random.Random(7).randbytes(5000) + b"\r\n\r\n",
        }
        for name, data in pieces.items():
            def one(data=data):
                with self.door.connect(20) as sock:
                    try:
                        sock.sendall(data)
                        sock.shutdown(socket.SHUT_WR)
                    except OSError:
                        pass  # It may have answered and hung up already; what it said is judged.
                    return self.soft(lambda: read_answer(sock))

            self.check("HTTP garbage: " + name, "an envelope or the end of the connection, no hang", one)

        def half_open():
            sockets = []
            try:
                for _ in range(200):
                    sock = self.door.connect()
                    sock.sendall(b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nContent-Le")
                    sockets.append(sock)
                return wanted(self.ping(), 200)
            finally:
                for sock in sockets:
                    sock.close()

        self.check("200 half-sent requests hold up nobody", "200 within 5 s", half_open)

        def keep_alive():
            with self.door.connect() as sock:
                for expected, params in ((200, self.door.signed(self.full, {})), (401, {**self.door.signed(self.full, {}), "sign": "0" * 64}),
                                         (200, self.door.signed(self.full, {})), (400, {}), (200, self.door.signed(self.full, {}))):
                    body = form_text(params).encode()
                    sock.sendall(b"POST /serai/ping HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                    answer = read_answer(sock)
                    if answer.status not in (expected, 401 if expected == 400 else expected):
                        return str(answer)
            return None

        self.check("one connection serves on after refusals", "200, 401, 200, 400, 200", keep_alive)

        def pipelined():
            with self.door.connect() as sock:
                wanted_nonces = []
                stream = b""
                for _ in range(10):
                    stream += b"GET /serai/ping?" + form_text(self.door.signed(self.full, {})).encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n"
                sock.sendall(stream)
                buffer, deadline = b"", time.monotonic() + 60
                while buffer.count(b'"request_id"') < 10 and time.monotonic() < deadline:
                    piece = sock.recv(65536)
                    if not piece:
                        break
                    buffer += piece
                return None if buffer.count(b"HTTP/1.1 200") == 10 else "%d of 10: %r" % (buffer.count(b"HTTP/1.1 200"), buffer[:200])

        self.check("ten pipelined calls", "ten answers", pipelined)
        self.well("after all that the door stands", self.ping)

    def docs(self):
        def listed():
            pages, text = ["/docs/"], ""
            seen = set()
            while pages and len(seen) < 60:
                page = pages.pop()
                if page in seen:
                    continue
                seen.add(page)
                answer = self.door.request("GET", page)
                if answer.status != 200:
                    return "%s: HTTP %s" % (page, answer.status)
                body = answer.body.decode("utf-8", "replace")
                text += body
                for link in re.findall(r'href="([^"#?]+)', body):
                    if not link.startswith(("http:", "https:", "mailto:")) and not link.endswith((".css", ".js", ".svg", ".png", ".ico")):
                        whole = link if link.startswith("/") else page.rsplit("/", 1)[0] + "/" + link
                        if whole.startswith("/docs/"):
                            pages.append(os.path.normpath(whole) + ("/" if whole.endswith("/") else ""))
            lacking = [code for code in ("sign.missing", "sign.mismatch", "sign.expired", "sign.replayed", "app.unknown", "token.missing", "token.expired",
                                         "token.revoked", "app.not_active", "ip.denied", "api.not_granted", "sign.type_not_allowed", "api.unknown",
                                         "param.missing", "param.invalid", "order.conflict", "core.refused", "body.too_large", "body.type", "limit.rate",
                                         "limit.quota", "store.unavailable", "core.unavailable", "core.timeout", "http.method") if code not in text]
            return ("not in /docs/: %s" % lacking) if lacking else None

        self.check("every sub-code is listed in /docs/", "all of the contract's", listed)

    def limits(self):
        limit = next(app["limit_per_s"] for app in self.demo["apps"] if app["app_id"] == self.small.app_id)

        def fast():
            # All at once and signed before, so that a slow machine cannot spread them over the seconds.
            calls = [self.door.signed(self.small, {}) for _ in range(8 * limit)]
            started = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(len(calls)) as threads:
                answers = list(threads.map(lambda params: self.door.send("serai.ping", params), calls))
            took_s = time.monotonic() - started
            for answer in answers:
                bad = refused(answer, (429, "limit.rate"), (200, None))
                if bad:
                    return bad
                if answer.code == 429 and not answer.signed_by(self.small):
                    return "the 429 is not signed: %s" % answer
            good = sum(1 for answer in answers if answer.code == 200)
            return None if good <= limit + limit * took_s + 1 else "%d of %d passed in %.2f s" % (good, len(answers), took_s)

        self.check("app[1] calls 40 times at once", "at most five and five a second pass, the rest 429 limit.rate", fast)
        self.check("app[1] may call again after its retry-after", "200", lambda: wanted(self.slowly(lambda: self.ping(app=self.small)), 200))

        def neighbour():
            for _ in range(10):
                self.ping(app=self.small)
            return wanted(self.ping(), 200)

        self.check("app[0] is not held up by app[1]", "200", neighbour)


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else None
    report = Report(only)
    Checks(load_demo(arguments[0]), report).run()
    return report.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
