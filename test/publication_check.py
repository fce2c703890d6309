#!/usr/bin/env python3
"""Verifies a contest's chain of results: publication_check.py FOLDER with publications.json (the answer of the action
"publications") and N.json (of "publication" {"n": N}, its "document" as it is) for each. docs/publication.md has the form."""
import bisect, hashlib, json, pathlib, sys
from fractions import Fraction

folder = pathlib.Path(sys.argv[1])
told = sorted(json.loads((folder / "publications.json").read_text("utf-8"))["publications"], key=lambda p: p["publication"])
prev = "0" * 64
for n, one in enumerate(told, 1):
    text = (folder / f"{n}.json").read_text("utf-8")
    if one["publication"] != n or hashlib.sha256(text.encode()).hexdigest() != one["hash"]:
        sys.exit(f"{n}.json is not what was published under {one['hash']}")
    result = json.loads(text)
    if result["prev"] != prev or result["n"] != n:
        sys.exit(f"{n}.json does not continue {prev}")
    if result["group"] is None and result["metric"]["descending"]:
        scores = sorted(Fraction(a, b) for _, _, a, b, counts, _ in result["rows"] if counts and b)
        for rank, unit, a, b, counts, _ in result["rows"]:
            if counts and b and rank != 1 + len(scores) - bisect.bisect_right(scores, Fraction(a, b)):
                sys.exit(f"{n}.json ranks {unit} {rank}")
    prev = one["hash"]
print(f"{len(told)} publications of contest {result['activity_id']} hold")
