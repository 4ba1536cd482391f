import type { View } from "./types";

/** Where the console is: a list with perhaps one conversation open (`#/mine/ID`), or a page for admins (`#/admin/hours`). */
export type Route = { page: "desk"; view: View; id: string | null } | { page: "admin"; name: string };

const VIEWS: readonly string[] = ["queue", "mine", "all", "closed"] satisfies View[];

export function routeOf(hash: string): Route {
  const [first = "", second = ""] = hash.replace(/^#\/?/, "").split("/").map(plain);
  if (first === "admin") return { page: "admin", name: second };
  const view = VIEWS.includes(first) ? (first as View) : "queue";
  return { page: "desk", view, id: second === "" ? null : second };
}

export function hashOf(route: Route): string {
  if (route.page === "admin") return `#/admin/${encodeURIComponent(route.name)}`;
  return route.id === null ? `#/${route.view}` : `#/${route.view}/${encodeURIComponent(route.id)}`;
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ""; // a broken escape in a pasted address
  }
}
