/** One line of a side-by-side comparison; null where that side has none. */
export type Pair = { left: Line | null; right: Line | null; same: boolean };

export type Line = { n: number; text: string };

/** Beyond this many differing lines the rest is shown as replaced: the search would grow with their square. */
const EDITS_MAX = 2_000;

/** Compares two texts line by line (Myers, shortest edit); neighbouring removals and additions stand side by side. */
export function sideBySide(before: string, after: string): Pair[] {
  const a = lines(before);
  const b = lines(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) {
    head++;
  }
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) {
    tail++;
  }
  const pairs: Pair[] = [];
  let removed: Line[] = [];
  let added: Line[] = [];
  const flush = (): void => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      pairs.push({ left: removed[i] ?? null, right: added[i] ?? null, same: false });
    }
    removed = [];
    added = [];
  };
  const keep = (i: number, j: number): void => {
    flush();
    pairs.push({ left: { n: i + 1, text: a[i]! }, right: { n: j + 1, text: b[j]! }, same: true });
  };
  for (let i = 0; i < head; i++) {
    keep(i, i);
  }
  let i = head;
  let j = head;
  for (const [x, y] of matches(a.slice(head, a.length - tail), b.slice(head, b.length - tail))) {
    for (; i < head + x; i++) {
      removed.push({ n: i + 1, text: a[i]! });
    }
    for (; j < head + y; j++) {
      added.push({ n: j + 1, text: b[j]! });
    }
    keep(i++, j++);
  }
  for (; i < a.length - tail; i++) {
    removed.push({ n: i + 1, text: a[i]! });
  }
  for (; j < b.length - tail; j++) {
    added.push({ n: j + 1, text: b[j]! });
  }
  for (; i < a.length; i++, j++) {
    keep(i, j);
  }
  flush();
  return pairs;
}

/** A shorter equal stretch than this is shown: the note that it was left out would take as much room. */
const FOLD_MIN = 3;

/** Drops long runs of equal lines; a number stands for how many were left out. */
export function folded(pairs: Pair[], context = 3): (Pair | number)[] {
  const near = new Array<boolean>(pairs.length).fill(false);
  pairs.forEach((p, i) => {
    if (!p.same) {
      near.fill(true, Math.max(0, i - context), Math.min(pairs.length, i + context + 1));
    }
  });
  const out: (Pair | number)[] = [];
  for (let i = 0; i < pairs.length; ) {
    let end = i;
    while (end < pairs.length && !near[end]) {
      end++;
    }
    if (end - i >= FOLD_MIN) {
      out.push(end - i);
      i = end;
    } else {
      out.push(pairs[i++]!);
    }
  }
  return out;
}

function lines(text: string): string[] {
  const all = text.replaceAll("\r\n", "\n").split("\n");
  if (all[all.length - 1] === "") {
    all.pop();
  }
  return all;
}

/** Index pairs of the longest common subsequence. */
function matches(a: string[], b: string[]): [number, number][] {
  const max = Math.min(a.length + b.length, EDITS_MAX);
  const far = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let d = 0; d <= max; d++) {
    trail.push(new Map(far));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && far.get(k - 1)! < far.get(k + 1)!) ? far.get(k + 1)! : far.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x++;
      }
      far.set(k, x);
      if (x >= a.length && x - k >= b.length) {
        return walkBack(trail, a.length, b.length);
      }
    }
  }
  return [];
}

function walkBack(trail: Map<number, number>[], x: number, y: number): [number, number][] {
  const found: [number, number][] = [];
  for (let d = trail.length - 1; d >= 0; d--) {
    const far = trail[d]!;
    const k = x - y;
    const from = k === -d || (k !== d && far.get(k - 1)! < far.get(k + 1)!) ? k + 1 : k - 1;
    const startX = far.get(from)!;
    const startY = startX - from;
    while (x > startX && y > startY && x > 0 && y > 0) {
      found.push([--x, --y]);
    }
    x = startX;
    y = startY;
  }
  return found.reverse();
}
