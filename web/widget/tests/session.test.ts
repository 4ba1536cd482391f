import { describe, expect, it, vi } from "vitest";
import { Api, ApiError } from "../src/api";
import { SessionKeeper } from "../src/session";

function keeperWith(stored: string | null): { api: Api; keeper: SessionKeeper } {
  const api = new Api("http://shop.example");
  const storage = { getItem: () => stored, setItem: vi.fn(), removeItem: vi.fn() };
  return { api, keeper: new SessionKeeper(api, storage) };
}

const good = { token: "t", conversation_id: "c", expires_at: new Date(Date.now() + 60_000).toISOString() };

/** The part of the browser's lock manager that is used: what asks later waits. */
function oneAtATime(): { request: <T>(name: string, work: () => Promise<T>) => Promise<T> } {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request: <T>(_: string, work: () => Promise<T>): Promise<T> => {
      const mine = last.then(work);
      last = mine;
      return mine;
    },
  };
}

describe("a session", () => {
  it("is resumed while the gateway takes it", async () => {
    const { api, keeper } = keeperWith(JSON.stringify(good));
    expect(await keeper.resume(() => Promise.resolve("read once"))).toEqual({ session: good, read: "read once" });
    expect(api.token).toBe("t");
  });

  it("is opened anew when the gateway refuses it", async () => {
    const { api, keeper } = keeperWith(JSON.stringify(good));
    const refused = (): Promise<never> => Promise.reject(new ApiError(401, "unauthorized", "expired"));
    vi.spyOn(api, "openSession").mockResolvedValue({ ...good, token: "new" });
    expect(await keeper.resume(refused)).toMatchObject({ session: { token: "new" }, read: null });
  });

  it("is not thrown away when the gateway is only down", async () => {
    const { keeper } = keeperWith(JSON.stringify(good));
    await expect(keeper.resume(() => Promise.reject(new ApiError(503, "unavailable", "down")))).rejects.toThrow("down");
  });

  it("is one and the same for a widget and a storefront that start together", async () => {
    const locks = oneAtATime();
    vi.stubGlobal("navigator", { locks });
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const keepers = [1, 2].map((who) => {
      const api = new Api("http://shop.example");
      vi.spyOn(api, "openSession").mockResolvedValue({ ...good, token: `opened by ${String(who)}` });
      return new SessionKeeper(api, storage);
    });
    const sessions = await Promise.all(keepers.map((keeper) => keeper.resume(() => Promise.resolve([]))));
    expect(sessions.map(({ session }) => session.token)).toEqual(["opened by 1", "opened by 1"]);
    vi.unstubAllGlobals();
  });

  it("ignores what someone else stored", () => {
    expect(keeperWith("{not json").keeper.stored()).toBeNull();
  });
});
