import { describe, expect, it } from "vitest";
import { fill, gap } from "../src/fill";
import { matching } from "../src/parts/canned";

const TEXT = "Hello {name}, I am {agent}. Your order {order} is on its way.";

describe("a canned reply", () => {
  it("is filled in", () => {
    expect(fill(TEXT, { name: "Maya", agent: "Bea", order: "AF-104233" })).toBe("Hello Maya, I am Bea. Your order AF-104233 is on its way.");
  });

  it("greets a guest without a name, and leaves an unknown order to be filled in", () => {
    const filled = fill(TEXT, { agent: "Bea" });
    expect(filled).toBe("Hello, I am Bea. Your order {order} is on its way.");
    expect(filled.slice(...(gap(filled) ?? []))).toBe("{order}");
  });

  it("has no gap where nothing is open, and braces of other kinds are text", () => {
    expect(gap("All done {smile}")).toBeNull();
    expect(fill("{smile} {agent}", { agent: "$& Bea" })).toBe("{smile} $& Bea");
  });

  it("is found by its title first, then by its words", () => {
    const canned = [
      { id: 1, title: "Late parcel", text: "We look for the return address." },
      { id: 2, title: "Return label", text: "Here it is." },
    ];
    expect(matching(canned, "/return")?.map(({ id }) => id)).toEqual([2, 1]);
    expect(matching(canned, "/")?.length).toBe(2);
    expect(matching(canned, "and/or")).toBeNull();
    expect(matching(canned, "/a\nb")).toBeNull();
  });
});
