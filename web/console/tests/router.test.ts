import { describe, expect, it } from "vitest";
import { hashOf, routeOf, type Route } from "../src/router";

const routes: Route[] = [
  { page: "desk", view: "queue", id: null },
  { page: "desk", view: "mine", id: "c_1/2 %" },
  { page: "admin", name: "hours" },
];

describe("an address", () => {
  it.each(routes)("leads back to where it came from: %o", (route) => {
    expect(routeOf(hashOf(route))).toEqual(route);
  });

  it.each(["", "#", "#/nowhere", "#/%E0%A4%A"])("that means nothing is the queue: %s", (hash) => {
    expect(routeOf(hash)).toEqual({ page: "desk", view: "queue", id: null });
  });
});
