import { i18n, speak } from "@serai/kit/i18n.ts";
import en from "./texts/en";
import zhCN from "./texts/zh-CN";

speak({ "zh-CN": zhCN, en });

export { i18n };
