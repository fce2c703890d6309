"""An outsider's client of the Serai dialect: Python's standard library and the openssl command, nothing of Serai's own code.

    door = Door(json.load(open("data/demo.json")))
    answer = door.call(door.apps[0], "serai.ping", {}, style="json", sign_type="RSA2")
    answer.code, answer.data, answer.sub_code, answer.signed_by(door.apps[0])
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import secrets
import socket
import subprocess
import tempfile
import time
import urllib.parse

TIMEOUT_S = 20
# How long the house waits for its core.
CORE_WAIT_S = 2
STYLES = ("query", "form", "json", "router_query", "router_form", "router_json")


class Num(str):
    """A JSON number by its literal characters: Num('1.50') stands as 1.50 in the body and signs as 1.50."""


class Raw(str):
    """A piece of JSON as it stands; an array or object that is not signed."""


class Twice(list):
    """Several values under one name, each sent on its own."""


class App:
    def __init__(self, entry):
        self.app_id = entry["app_id"]
        self.secret = entry["secret"]
        self.merchant_id = entry.get("merchant_id")
        self.sign_types = entry.get("sign_types", [])
        self.limit_per_s = entry.get("limit_per_s")
        self._private = entry.get("private_key")
        self._platform = entry.get("platform_public_key")
        self._files = {}

    def with_secret(self, secret):
        other = App.__new__(App)
        other.__dict__.update(self.__dict__, secret=secret, _files={})
        return other

    def _pem(self, label, der_base64):
        if label not in self._files:
            handle, name = tempfile.mkstemp(prefix="serai-key-")
            with os.fdopen(handle, "w") as out:
                lines = [der_base64[i:i + 64] for i in range(0, len(der_base64), 64)]
                out.write("-----BEGIN %s-----\n%s\n-----END %s-----\n" % (label, "\n".join(lines), label))
            self._files[label] = name
        return self._files[label]

    def sign(self, sign_type, text):
        if sign_type == "MD5":
            return hashlib.md5((text + "&secret=" + self.secret).encode()).hexdigest()
        if sign_type == "HMAC-SHA256":
            return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        if sign_type == "RSA2":
            done = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self._pem("PRIVATE KEY", self._private)],
                                  input=text.encode(), stdout=subprocess.PIPE, check=True)
            return base64.b64encode(done.stdout).decode()
        return "0" * 64

    def verify(self, sign_type, text_bytes, signature):
        if sign_type == "HMAC-SHA256":
            wanted = hmac.new(self.secret.encode(), text_bytes, hashlib.sha256).hexdigest()
            return hmac.compare_digest(wanted, signature.lower())
        with tempfile.NamedTemporaryFile() as sig:
            sig.write(base64.b64decode(signature))
            sig.flush()
            done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", self._pem("PUBLIC KEY", self._platform),
                                   "-signature", sig.name], input=text_bytes, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            return done.returncode == 0

    def close(self):
        for name in self._files.values():
            os.unlink(name)
        self._files = {}


def sign_text(params):
    pairs = []
    for name, value in params.items():
        if name == "sign" or value is None or isinstance(value, (Raw, list, dict)):
            continue
        text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
        if text != "":
            pairs.append((name, text))
    return "&".join("%s=%s" % pair for pair in sorted(pairs, key=lambda pair: pair[0].encode()))


def form_text(params):
    pairs = []
    for name, value in params.items():
        for one in value if isinstance(value, Twice) else [value]:
            text = "" if one is None else {True: "true", False: "false"}[one] if isinstance(one, bool) else str(one)
            pairs.append("%s=%s" % (urllib.parse.quote_plus(name), urllib.parse.quote_plus(text)))
    return "&".join(pairs)


def json_text(params):
    parts = []
    for name, value in params.items():
        for one in value if isinstance(value, Twice) else [value]:
            if isinstance(one, (Num, Raw)):
                text = str(one)
            else:
                text = json.dumps(one, ensure_ascii=False)
            parts.append("%s:%s" % (json.dumps(name, ensure_ascii=False), text))
    return "{%s}" % ",".join(parts)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = None
        tree = self.json if isinstance(self.json, dict) else {}
        self.code = tree.get("code")
        self.data = tree.get("data")
        self.sub_code = tree.get("sub_code")
        self.sub_msg = tree.get("sub_msg")
        self.request_id = tree.get("request_id")

    def envelope_fault(self):
        """None if this is the envelope, else what is wrong with it."""
        if not isinstance(self.json, dict):
            return "not a JSON object: HTTP %s %r" % (self.status, self.body[:120])
        if self.code != self.status:
            return "code %r under HTTP %s" % (self.code, self.status)
        for name in ("msg", "request_id"):
            if not isinstance(self.json.get(name), str) or not self.json[name]:
                return "no %s in %r" % (name, self.body[:200])
        if self.status == 200:
            if "data" not in self.json:
                return "success without data"
        else:
            if not isinstance(self.sub_code, str) or "." not in self.sub_code:
                return "no sub_code in %r" % self.body[:200]
            if not isinstance(self.sub_msg, str) or not self.sub_msg:
                return "no sub_msg in %r" % self.body[:200]
        text = self.body.decode("utf-8", "replace")
        for trace in ("Exception", "\tat ", "java.lang", "dev.serai.", "org.postgresql", "SQLSTATE"):
            if trace in text:
                return "%r shows in %r" % (trace, self.body[:300])
        return None

    def signed_by(self, app):
        """Serai-Sign checked over request_id, timestamp and the raw body."""
        sign, kind, when = (self.headers.get(name) for name in ("Serai-Sign", "Serai-Sign-Type", "Serai-Timestamp"))
        if not (sign and kind and when):
            return False
        if abs(int(when) - time.time() * 1000) > 60_000:
            return False
        return app.verify(kind, (self.request_id + "\n" + when + "\n").encode() + self.body, sign)

    @property
    def unsigned(self):
        return not any(self.headers.get(name) for name in ("Serai-Sign", "Serai-Sign-Type", "Serai-Timestamp"))

    def __str__(self):
        return "HTTP %s %s" % (self.status, self.body[:300].decode("utf-8", "replace"))


class Closed(Exception):
    """The other side ended the connection without an answer."""


class Door:
    def __init__(self, demo):
        self.demo = demo
        self.apps = [App(entry) for entry in demo["apps"]]
        self.host, self.port = host_port(demo["door"])
        self.calls = 0

    # -- one connection, one request ---------------------------------------------------------------------------------
    def connect(self, timeout_s=TIMEOUT_S):
        sock = socket.create_connection((self.host, self.port), timeout=timeout_s)
        sock.settimeout(timeout_s)
        return sock

    def raw(self, head_and_body, timeout_s=TIMEOUT_S, head_only=False):
        """Sends bytes as they are; the answer, or Closed."""
        with self.connect(timeout_s) as sock:
            try:
                sock.sendall(head_and_body)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read_answer(sock, "HEAD" if head_only else "GET")

    def request(self, verb, target, body=None, content_type=None, headers=(), timeout_s=TIMEOUT_S):
        if isinstance(target, str):
            target = target.encode("utf-8")
        lines = [verb.encode() + b" " + target + b" HTTP/1.1", b"Host: %s:%d" % (self.host.encode(), self.port), b"Connection: close"]
        if body is not None:
            lines.append(b"Content-Length: %d" % len(body))
        if content_type:
            lines.append(b"Content-Type: " + content_type.encode())
        lines.extend(("%s: %s" % pair).encode() for pair in headers)
        self.calls += 1
        return self.raw(b"\r\n".join(lines) + b"\r\n\r\n" + (body or b""), timeout_s, verb == "HEAD")

    # -- one signed call -----------------------------------------------------------------------------------------------
    def common(self, app, sign_type, now_ms=None):
        return {
            "app_id": app.app_id,
            "timestamp": str(int(time.time() * 1000) if now_ms is None else now_ms),
            "nonce": secrets.token_hex(12),
            "sign_type": sign_type,
        }

    def signed(self, app, params, sign_type="HMAC-SHA256", common=None, drop=()):
        """All parameters with their sign. `common` overrides, `drop` leaves out (before signing)."""
        full = dict(self.common(app, sign_type))
        full.update(common or {})
        full.update(params)
        for name in drop:
            full.pop(name, None)
        full["sign"] = app.sign(sign_type, sign_text(full))
        return full

    def target(self, method, version=None, router=False):
        if router:
            return "/router/rest"
        return "/" + method.replace(".", "/") + ("/" + version if version else "")

    def send(self, method, params, style="form", version=None, timeout_s=TIMEOUT_S):
        """Sends parameters that are already signed."""
        router = style.startswith("router")
        path = self.target(method, version, router)
        kind = style.split("_")[-1]
        if kind == "query":
            return self.request("GET", path + "?" + form_text(params), timeout_s=timeout_s)
        if kind == "form":
            return self.request("POST", path, form_text(params).encode(), "application/x-www-form-urlencoded", timeout_s=timeout_s)
        return self.request("POST", path, json_text(params).encode(), "application/json", timeout_s=timeout_s)

    def call(self, app, method, params=None, style="form", sign_type="HMAC-SHA256", version=None, common=None, drop=(),
             timeout_s=TIMEOUT_S):
        """What a core that stood still was too late for is asked again, as that refusal says: with the same numbers it is done once."""
        for _ in range(3):
            began = time.monotonic()
            answer = self.call_once(app, method, params, style, sign_type, version, common, drop, timeout_s)
            if answer.sub_code != "core.timeout" or time.monotonic() - began < CORE_WAIT_S:
                break
        return answer

    def call_once(self, app, method, params, style, sign_type, version, common, drop, timeout_s):
        params = dict(params or {})
        if style.startswith("router"):
            params = {"method": method, **({"version": version} if version else {}), **params}
        kind = style.split("_")[-1]
        structured = any(isinstance(v, (Raw, dict)) or type(v) is list for v in params.values())
        if kind == "json" and structured:
            return self.call_structured(app, method, params, sign_type, version, common, style.startswith("router"), timeout_s)
        return self.send(method, self.signed(app, params, sign_type, common, drop), style, version, timeout_s)

    def call_structured(self, app, method, params, sign_type="HMAC-SHA256", version=None, common=None, router=False,
                        timeout_s=TIMEOUT_S, body_sha256=None):
        """A JSON body with arrays or objects: its hash and the sign stand in the query."""
        full = dict(self.common(app, sign_type))
        full.update(common or {})
        full.update(params)
        body = json_text(full).encode()
        query = {"body_sha256": hashlib.sha256(body).hexdigest() if body_sha256 is None else body_sha256}
        query["sign"] = app.sign(sign_type, sign_text({**full, **query}))
        path = self.target(method, version, router) + "?" + form_text(query)
        return self.request("POST", path, body, "application/json", timeout_s=timeout_s)


def read_answer(sock, verb="GET"):
    response = http.client.HTTPResponse(sock, method=verb)
    try:
        response.begin()
        body = response.read()
    except (http.client.HTTPException, ConnectionError) as closed:
        raise Closed(str(closed) or type(closed).__name__) from closed
    return Answer(response.status, response.headers, body)


def host_port(address):
    parts = urllib.parse.urlsplit(address if "//" in address else "http://" + address)
    return parts.hostname, parts.port


def get_json(base, path, method="GET", body=None, timeout_s=TIMEOUT_S, headers=()):
    """A plain call of another company's JSON interface (the core, the console)."""
    host, port = host_port(base)
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        head = dict(headers)
        payload = None
        if body is not None:
            payload = json.dumps(body).encode()
            head.setdefault("Content-Type", "application/json")
        connection.request(method, path, payload, head)
        response = connection.getresponse()
        text = response.read()
        try:
            return response.status, json.loads(text) if text else None
        except ValueError:
            return response.status, text
    finally:
        connection.close()


class Report:
    """One line per check; the last line counts."""

    def __init__(self, only=None):
        self.passed, self.failed, self.only = 0, 0, only

    def wants(self, name):
        return self.only is None or self.only in name

    def line(self, ok, name, expected, found):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
        tail = "" if ok else " · found: %s" % found
        print("%s %s · expected: %s%s" % ("PASS" if ok else "FAIL", name, expected, tail), flush=True)
        return ok

    def check(self, name, expected, action):
        """`action` answers None when all is well, else what was found."""
        if not self.wants(name):
            return None
        try:
            found = action()
        except Exception as trouble:
            found = "%s: %s" % (type(trouble).__name__, trouble)
        self.line(found is None, name, expected, found)
        return found is None

    def end(self):
        print("%d passed, %d failed" % (self.passed, self.failed), flush=True)
        return 0 if self.failed == 0 else 1


def load_demo(path):
    if os.path.isdir(path):
        path = os.path.join(path, "demo.json")
    with open(path, encoding="utf-8") as handle:
        return json.load(handle)
