import { i18n } from "@serai/kit/i18n.ts";
import { watch } from "vue";
import { createRouter, createWebHashHistory } from "vue-router";
import { me, recall } from "./session";

declare module "vue-router" {
  interface RouteMeta {
    title: string;
    open?: boolean;
    owner?: boolean;
  }
}

export const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
  routes: [
    { path: "/login", name: "login", component: () => import("./pages/Login.vue"), meta: { title: "login.title", open: true } },
    { path: "/register", name: "register", component: () => import("./pages/Register.vue"), meta: { title: "register.title", open: true } },
    {
      path: "/",
      component: () => import("./Frame.vue"),
      meta: { title: "menu.journey" },
      children: [
        { path: "", name: "journey", component: () => import("./pages/Journey.vue"), meta: { title: "menu.journey" } },
        { path: "apps", name: "apps", component: () => import("./pages/Apps.vue"), meta: { title: "menu.apps" } },
        { path: "users", name: "users", component: () => import("./pages/Users.vue"), meta: { title: "menu.users" } },
        { path: "calls", name: "calls", component: () => import("./pages/Calls.vue"), meta: { title: "menu.calls" } },
        { path: "figures", name: "figures", component: () => import("./pages/Figures.vue"), meta: { title: "menu.figures" } },
        { path: "orders", name: "orders", component: () => import("./pages/Orders.vue"), meta: { title: "menu.orders" } },
        { path: "signature", name: "signature", component: () => import("./pages/Signature.vue"), meta: { title: "menu.signature" } },
        { path: "contract", name: "contract", component: () => import("./pages/ContractPage.vue"), meta: { title: "menu.contract" } },
        { path: "changes", name: "changes", component: () => import("./pages/Changes.vue"), meta: { title: "menu.changes" } },
        { path: "team", name: "team", component: () => import("./pages/Team.vue"), meta: { title: "menu.team", owner: true } },
        { path: ":rest(.*)*", name: "lost", component: () => import("./pages/Lost.vue"), meta: { title: "lost.title" } },
      ],
    },
  ],
});

let asked = false;

router.beforeEach(async (to) => {
  if (!asked) {
    asked = true;
    await recall().catch(() => null);
  }
  if (!to.meta.open && !me.value) {
    return { name: "login", query: to.fullPath === "/" ? {} : { to: to.fullPath } };
  }
  if (to.meta.open && me.value) {
    return { name: "journey" };
  }
  return !to.meta.owner || me.value?.role === "owner" ? true : { name: "journey" };
});

// The session ended while a page was open.
watch(me, (now, before) => {
  const here = router.currentRoute.value;
  if (!now && before && !here.meta.open) {
    void router.push({ name: "login", query: { to: here.fullPath, ended: "1" } });
  }
});

watch([router.currentRoute, i18n.global.locale], ([to]) => {
  document.title = to.meta.title ? `${i18n.global.t(to.meta.title)} · Serai` : "Serai";
});
