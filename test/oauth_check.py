#!/usr/bin/env python3
"""A user of the community lets an app act for him: pages, tokens, calls by bearer, and the ways back.

usage: test/oauth_check.py DATA-DIR-OR-DEMO.JSON [--only TEXT]
Ends with `N passed, N failed`; exit 0 if none failed.
"""
import base64
import hashlib
import html
import json
import os
import re
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from door_client import CORE_WAIT_S, Report, load_demo  # noqa: E402


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def place(self):
        return self.headers.get("Location", "")

    def __str__(self):
        return "%d %s %s" % (self.status, self.place, self.body[:300])


class Browser:
    """Keeps cookies, follows nothing, runs no script: there is none to run."""

    def __init__(self, door):
        self.door, self.cookie = door, ""
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)

    def send(self, path, form=None, **headers):
        url = path if path.startswith("http") else self.door + path
        body = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(url, data=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
        if self.cookie:
            request.add_header("Cookie", self.cookie)
        try:
            got = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as refused:
            got = refused
        if got.headers.get("Set-Cookie"):
            self.cookie = got.headers["Set-Cookie"].split(";")[0]
        return Answer(got.getcode(), got.headers, got.read().decode())

    def press(self, page, action, **fields):
        """Sends the page's form with this action."""
        for found in re.finditer(r'<form[^>]*action="([^"]+)">(.*?)</form>', page.body, re.S):
            target = html.unescape(found.group(1))
            if target.startswith(action):
                csrf = re.search(r'name="csrf" value="([^"]+)"', found.group(2)).group(1)
                return self.send(target, dict(fields, csrf=csrf), Origin=self.door)
        raise AssertionError("the page has no form for %s: %s" % (action, page))


class Checks:
    def __init__(self, demo, report):
        self.door, self.report, self.demo = demo["door"], report, demo
        self.app, self.few = demo["apps"][0], demo["apps"][1]
        self.user = demo["users"][2]
        self.back = self.app["redirect_uris"][0]

    def question(self, verifier, scope, **more):
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        params = dict(response_type="code", client_id=self.app["app_id"], redirect_uri=self.back, scope=scope,
                      state="s1", code_challenge=challenge, code_challenge_method="S256", **more)
        return "/oauth2/authorize?" + urllib.parse.urlencode(params)

    def signed_in(self, page, browser, user=None):
        user = user or self.user
        answer = browser.press(page, "/oauth2/login", login=user["login"], password=user["password"])
        if answer.status != 303:
            raise AssertionError("not signed in: %s" % answer)
        return browser.send(answer.place)

    def code(self, verifier, scope, browser=None):
        browser = browser or Browser(self.door)
        page = browser.send(self.question(verifier, scope, prompt="consent"))
        if 'name="password"' in page.body:
            page = self.signed_in(page, browser)
        answer = browser.press(page, "/oauth2/consent", decision="allow")
        params = dict(urllib.parse.parse_qsl(answer.place.partition("?")[2]))
        if not answer.place.startswith(self.back) or params.get("state") != "s1" or params.get("iss") != self.door:
            raise AssertionError(str(answer))
        return params["code"]

    def token(self, **form):
        return Browser(self.door).send("/oauth2/token", dict(form, client_id=self.app["app_id"], client_secret=self.app["secret"]))

    def tokens(self, scope, browser=None):
        verifier = secrets.token_urlsafe(40)
        answer = self.token(grant_type="authorization_code", code=self.code(verifier, scope, browser), redirect_uri=self.back, code_verifier=verifier)
        if answer.status != 200:
            raise AssertionError(str(answer))
        return answer.json

    def call(self, method, token, **params):
        """What a core that stood still was too late for is asked again, as that refusal says."""
        for _ in range(3):
            began = time.monotonic()
            answer = Browser(self.door).send("/" + method.replace(".", "/"), params or None, Authorization="Bearer " + token)
            if answer.status != 504 or time.monotonic() - began < CORE_WAIT_S:
                break
        return answer

    def profile_is_the_users_own(self):
        issued = self.tokens("profile")
        answer = self.call("member.profile.get", issued["access_token"])
        if answer.status != 200 or answer.json["data"].get("id") != self.user["user_id"]:
            return str(answer)
        other = self.call("member.badge.list", issued["access_token"])
        return None if other.status == 403 and other.json["sub_code"] == "scope.missing" else str(other)

    def writes_in_his_name(self):
        token = self.tokens("posts.write")["access_token"]
        posts = json.loads(urllib.request.urlopen(self.demo["core"] + "/posts?limit=1").read())["posts"]
        liked = self.call("content.post.like", token, id=str(posts[0]["id"]))
        again = self.call("content.post.like", token, id=str(posts[0]["id"]))
        return None if liked.status == 200 and again.status == 200 else "%s / %s" % (liked, again)

    def merchants_methods_stay_shut(self):
        answer = self.call("order.list_orders", self.tokens("profile")["access_token"])
        return None if answer.status == 401 and answer.json["sub_code"] == "sign.missing" else str(answer)

    def openid(self):
        issued = self.tokens("openid profile")
        info = self.call("oauth2.userinfo", issued["access_token"])
        claims = json.loads(base64.urlsafe_b64decode(issued["id_token"].split(".")[1] + "=="))
        wrong = info.status != 200 or info.json["sub"] != claims["sub"] or claims["iss"] != self.door or not info.json.get("nickname")
        return str((str(info), claims)) if wrong else None

    def refresh(self):
        first = self.tokens("profile")
        second = self.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json
        reused = self.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
        dead = self.call("member.profile.get", second["access_token"])
        return None if reused.json.get("error") == "invalid_grant" and dead.json["sub_code"] == "token.revoked" else "%s / %s" % (reused, dead)

    def user_takes_it_back(self):
        browser = Browser(self.door)
        issued = self.tokens("profile", browser)
        page = browser.send("/oauth2/account?lang=en")
        if "Plaza Partner" not in page.body:
            return str(page)
        answer = browser.press(page, "/oauth2/account/revoke", app_id=self.app["app_id"])
        dead = self.call("member.profile.get", issued["access_token"])
        challenge = dead.headers.get("WWW-Authenticate", "")
        return None if answer.status == 303 and dead.status == 401 and 'error="invalid_token"' in challenge else "%s / %s" % (answer, dead)

    def wrong_passwords(self):
        browser = Browser(self.door)
        page = browser.send("/oauth2/account?lang=en")
        nobody = "nobody-" + secrets.token_hex(4)
        # Each wait doubles, so however slowly this machine hashes, one outlasts the pause between two tries.
        seen = []
        while len(seen) < 14 and 429 not in seen:
            seen.append(browser.press(page, "/oauth2/login", login=nobody, password="guess").status)
        return None if set(seen[:-1]) == {403} and seen[-1] == 429 else str(seen)

    def another_app(self):
        verifier = secrets.token_urlsafe(40)
        code = self.code(verifier, "profile")
        answer = Browser(self.door).send("/oauth2/token", dict(
            grant_type="authorization_code", code=code, redirect_uri=self.back, code_verifier=verifier,
            client_id=self.few["app_id"], client_secret=self.few["secret"]))
        return None if answer.status == 400 and answer.json["error"] == "invalid_grant" else str(answer)

    def undeclared_redirect(self):
        path = self.question("v" * 43, "profile").replace(urllib.parse.quote_plus(self.back), "https%3A%2F%2Fevil.example%2F")
        answer = Browser(self.door).send(path)
        return None if answer.status == 400 and not answer.place else str(answer)

    def run(self):
        for name, expected, check in (
            ("a user signs in, consents, and his profile is his own", "200 with his id; badges scope.missing", self.profile_is_the_users_own),
            ("an app writes in his name, and writing twice is once", "200 twice", self.writes_in_his_name),
            ("a user's token opens nothing of the merchant's", "401 sign.missing", self.merchants_methods_stay_shut),
            ("id_token and userinfo name the same open_id", "one sub, the door as iss, a nickname", self.openid),
            ("a refresh token used twice ends its family", "invalid_grant, then token.revoked", self.refresh),
            ("the user takes it back on his page, and the next call is refused", "401 token.revoked with WWW-Authenticate", self.user_takes_it_back),
            ("guessing passwords is slowed down", "403, then 429", self.wrong_passwords),
            ("another app's code is worth nothing", "invalid_grant", self.another_app),
            ("nobody is sent to an undeclared address", "400 and no Location", self.undeclared_redirect),
        ):
            self.report.check(name, expected, check)


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    report = Report(only)
    Checks(load_demo(sys.argv[1]), report).run()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
