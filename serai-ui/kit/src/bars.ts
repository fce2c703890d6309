import type { EChartsCoreOption } from "echarts/core";
import { count } from "./format";

type Colours = (name: string) => string;

/** One colour of stacked bars: its name, the colour's token, its values. */
export type Bars = { name: string; token: string; values: number[] };

/** Bars over categories, stacked, in the page's colours; the tooltip names what is not zero. `below` is how a category is called at the axis. */
export function stacked(colour: Colours, categories: string[], bars: Bars[], shown: (n: number) => string = count, below: (category: string) => string = (c) => c): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: colour("text"), color: colour("ink-soft") },
    grid: { left: 8, right: 8, top: 16, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: colour("raised"),
      borderColor: colour("line-strong"),
      textStyle: { color: colour("ink"), fontFamily: colour("text"), fontSize: 13 },
      axisPointer: { type: "shadow", shadowStyle: { color: colour("ink"), opacity: 0.06 } },
      formatter: (points: { dataIndex: number }[]) => {
        const i = points[0]?.dataIndex ?? 0;
        return [categories[i] ?? "", ...bars.filter((b) => (b.values[i] ?? 0) !== 0).map((b) => `${b.name}  ${shown(b.values[i] ?? 0)}`)].join("\n");
      },
    },
    xAxis: {
      type: "category",
      data: categories,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("line-strong") } },
      axisLabel: { color: colour("ink-soft"), hideOverlap: true, formatter: below },
    },
    yAxis: { type: "value", minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: colour("line") } }, axisLabel: { color: colour("ink-soft"), formatter: shown } },
    series: bars.map((b) => ({ name: b.name, type: "bar", stack: "all", barCategoryGap: "25%", barMaxWidth: 48, itemStyle: { color: colour(b.token) }, data: b.values })),
  };
}
