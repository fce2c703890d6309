import { watch } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import { i18n } from "./i18n";
import { me, recall, type Role } from "./session";

declare module "vue-router" {
  interface RouteMeta {
    /** Key of the page's name. */
    title: string;
    /** Who may see it; everybody signed in when absent. */
    roles?: Role[];
    open?: boolean;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
  routes: [
    { path: "/login", name: "login", component: () => import("./pages/Login.vue"), meta: { title: "login.title", open: true } },
    {
      path: "/",
      component: () => import("./frame/Frame.vue"),
      meta: { title: "menu.overview" },
      children: [
        { path: "", name: "overview", component: () => import("./pages/Overview.vue"), meta: { title: "overview.title" } },
        { path: "activities", name: "activities", component: () => import("./pages/Activities.vue"), meta: { title: "activities.title" } },
        { path: "activities/:id(\\d+)", name: "activity", component: () => import("./pages/Activity.vue"), meta: { title: "revisions.title" } },
        { path: "activities/:id(\\d+)/board", name: "board", component: () => import("./pages/Board.vue"), meta: { title: "board.title" } },
        { path: "contests/new", name: "contest-new", component: () => import("./pages/ContestEditor.vue"), meta: { title: "contests.titleNew", roles: ["super_admin", "operations", "product_manager"] } },
        { path: "contests/:id(\\d+)/edit", name: "contest-edit", component: () => import("./pages/ContestEditor.vue"), meta: { title: "contests.titleEditShort", roles: ["super_admin", "operations", "product_manager"] } },
        { path: "contests/import", name: "contest-import", component: () => import("./pages/ImportContests.vue"), meta: { title: "contests.import.title", roles: ["super_admin", "operations", "product_manager"] } },
        { path: "contests/rehearsals/:id", name: "rehearsal", component: () => import("./pages/Rehearsal.vue"), meta: { title: "contests.rehearsal.short" } },
        { path: "contests/metrics", name: "metrics", component: () => import("./pages/Metrics.vue"), meta: { title: "contests.metrics.title" } },
        { path: "activities/:id(\\d+)/flags", name: "flags", component: () => import("./pages/Flags.vue"), meta: { title: "flags.title" } },
        { path: "activities/:id(\\d+)/publication", name: "publication", component: () => import("./pages/Publication.vue"), meta: { title: "publication.title" } },
        { path: "merchants", name: "merchants", component: () => import("./pages/Merchants.vue"), meta: { title: "merchants.title" } },
        { path: "merchants/:id", name: "merchant", component: () => import("./pages/Merchant.vue"), meta: { title: "merchants.title" } },
        { path: "changes", name: "changes", component: () => import("./pages/MerchantChanges.vue"), meta: { title: "change.title" } },
        { path: "calls", name: "calls", component: () => import("./pages/Calls.vue"), meta: { title: "calls.title" } },
        { path: "cores", name: "cores", component: () => import("./pages/Cores.vue"), meta: { title: "cores.title" } },
        { path: "audit", name: "audit", component: () => import("./pages/AuditTrail.vue"), meta: { title: "audit.title", roles: ["super_admin", "auditor"] } },
        { path: ":rest(.*)*", name: "lost", component: () => import("./pages/Lost.vue"), meta: { title: "lost.title" } },
      ],
    },
  ],
});

let asked = false;

router.beforeEach(async (to) => {
  if (!asked) {
    asked = true;
    // Unreachable: let the login page say so.
    await recall().catch(() => null);
  }
  if (!to.meta.open && !me.value) {
    return { name: "login", query: to.fullPath === "/" ? {} : { to: to.fullPath } };
  }
  if (to.name === "login" && me.value) {
    return { name: "overview" };
  }
  if (to.meta.roles && me.value && !to.meta.roles.includes(me.value.role)) {
    return { name: "overview" };
  }
  return true;
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
