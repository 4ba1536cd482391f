import type { Api } from "../api";
import type { Agent } from "../types";

/**
 * A page for admins. The shell makes the element, gives it these two, and shows what it says in `notice` events
 * (`new CustomEvent("notice", {detail: {text: "Saved", bad: false}, bubbles: true, composed: true})`) at the foot of the window.
 */
export interface AdminPage extends HTMLElement {
  api: Api;
  me: Agent;
}

/** The name in the address (`#/admin/hours`), the element that draws it, and its title in the menu. */
export const PAGES = [
  { name: "charts", element: "admin-charts", title: "Reports" },
  { name: "review", element: "admin-review", title: "Review" },
  { name: "faqs", element: "admin-faqs", title: "FAQ" },
  { name: "gaps", element: "admin-gaps", title: "Gaps" },
  { name: "canned", element: "admin-canned", title: "Canned replies" },
  { name: "hours", element: "admin-hours", title: "Opening hours" },
  { name: "agents", element: "admin-agents", title: "Agents" },
  { name: "audit", element: "admin-audit", title: "Audit log" },
] as const;
