#!/usr/bin/env python3
"""What merchants download at /docs/, used as they would: by an OpenAPI validator, newman, tsc and node, javac and java.

usage: test/docs_check.py DATA-DIR-OR-DEMO.JSON [--only TEXT]
Ends with `N passed, N failed`; exit 0 if none failed. Needs node, npm and a JDK (JAVA_HOME).
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from door_client import Report, load_demo  # noqa: E402

CLIENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clients")
LIMIT_S = 300


def run(command, folder, env=None):
    """None if it ends with 0, else what it said."""
    done = subprocess.run(command, cwd=folder, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=LIMIT_S)
    return None if done.returncode == 0 else done.stdout.decode("utf-8", "replace")[-1500:]


class Checks:
    def __init__(self, demo, report, work):
        self.demo, self.report, self.work = demo, report, work
        self.door = demo["door"]
        app = demo["apps"][0]
        self.env = {"SERAI_DOOR": self.door, "SERAI_APP_ID": app["app_id"], "SERAI_SECRET": app["secret"],
                    "SERAI_PRIVATE_KEY": app["private_key"], "SERAI_PLATFORM_KEY": app["platform_public_key"]}
        java = os.environ.get("JAVA_HOME")
        self.javac = os.path.join(java, "bin", "javac") if java else "javac"
        self.java = os.path.join(java, "bin", "java") if java else "java"

    def fetch(self, path, name=None):
        with urllib.request.urlopen(self.door + path, timeout=20) as answer:
            text = answer.read()
        if name:
            with open(os.path.join(self.work, name), "wb") as out:
                out.write(text)
        return text

    def installed(self):
        for name in os.listdir(CLIENTS):
            if name != "node_modules":
                shutil.copy(os.path.join(CLIENTS, name), self.work)
        return run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], self.work)

    def openapi(self):
        document = json.loads(self.fetch("/docs/openapi.json", "openapi.json"))
        wrong = run(["node", "openapi.mjs", "openapi.json"], self.work)
        if wrong:
            return wrong
        like = document["paths"]["/content/post/like"]["post"]
        if like["security"] != [{"signature": [], "access_token": ["posts.write"]}]:
            return str(like["security"])
        domains = {tag for path in document["paths"].values() for tag in path["post"]["tags"]}
        return None if domains <= {"member", "content", "trade", "marketing", "contest", "settlement", "platform"} else str(domains)

    def newman(self):
        self.fetch("/docs/serai.postman_collection.json", "serai.json")
        variables = ["--env-var", "app_id=" + self.env["SERAI_APP_ID"], "--env-var", "secret=" + self.env["SERAI_SECRET"]]
        return run(["node_modules/.bin/newman", "run", "serai.json", "--reporters", "cli", "--color", "off",
                    "--timeout-request", "60000", *variables], self.work)

    def newman_sees_a_wrong_secret(self):
        self.fetch("/docs/serai.postman_collection.json", "serai.json")
        said = run(["node_modules/.bin/newman", "run", "serai.json", "--reporters", "cli", "--color", "off", "--folder", "trade",
                    "--env-var", "app_id=" + self.env["SERAI_APP_ID"], "--env-var", "secret=wrong"], self.work)
        return None if said and "the signature fits" in said else "it passed"

    def typescript(self):
        self.fetch("/docs/sdk/serai.ts", "serai.ts")
        return run(["node_modules/.bin/tsc", "-p", "tsconfig.json"], self.work) \
            or run(["node", "js/sdk.js"], self.work, self.env)

    def java_client(self):
        self.fetch("/docs/sdk/SeraiClient.java", "SeraiClient.java")
        return run([self.javac, "--release", "17", "-encoding", "UTF-8", "-Xlint:all", "-Werror", "-d", "classes",
                    "SeraiClient.java", "Sdk.java"], self.work) \
            or run([self.java, "-cp", "classes", "Sdk"], self.work, self.env)

    def changes(self):
        log = json.loads(self.fetch("/docs/changes.json"))
        return None if isinstance(log["changes"], list) and "next" in log and isinstance(log["deprecated"], list) else str(log)

    def all(self):
        for name, expected, action in (
                ("the test's own tools", "installed from the lock file", self.installed),
                ("/docs/openapi.json", "valid OpenAPI 3.1", self.openapi),
                ("/docs/serai.postman_collection.json by newman", "every call signed rightly", self.newman),
                ("newman with a wrong secret", "fails", self.newman_sees_a_wrong_secret),
                ("/docs/sdk/serai.ts", "compiles strictly; HMAC and RSA2 calls answered", self.typescript),
                ("/docs/sdk/SeraiClient.java", "compiles without a warning; HMAC and RSA2 calls answered", self.java_client),
                ("/docs/changes.json", "the change log", self.changes)):
            self.report.check(name, expected, action)


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    report = Report(only)
    with tempfile.TemporaryDirectory(prefix="serai-docs-") as work:
        Checks(load_demo(sys.argv[1]), report, work).all()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
