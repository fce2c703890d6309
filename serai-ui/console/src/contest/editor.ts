import { inject, provide, type InjectionKey, type ShallowRef } from "vue";
import type { Flaw, Metric } from "./api";
import type { Draft, Path, Value } from "./draft";

/** What the parts of the contest editor share: the draft, how to change it, and what is wrong where. */
export type Editor = {
  draft: ShallowRef<Draft>;
  set: (path: Path, value: Value | undefined) => void;
  /** What is wrong with the field at this JSON pointer or within it; empty: nothing is known to be. */
  wrong: (pointer: string) => string;
  metrics: ShallowRef<Metric[]>;
  metric: () => Metric | undefined;
};

const KEY: InjectionKey<Editor> = Symbol("contest editor");

export function provideEditor(editor: Editor): void {
  provide(KEY, editor);
}

export function useEditor(): Editor {
  const editor = inject(KEY);
  if (!editor) {
    throw new Error("a part of the contest editor stands outside of it");
  }
  return editor;
}

export function rulesAt(flaws: Flaw[], pointer: string): string {
  return flaws
    .filter((f) => f.pointer === pointer || f.pointer.startsWith(`${pointer}/`))
    .map((f) => f.rule)
    .join("; ");
}
