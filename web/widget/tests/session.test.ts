import { describe, expect, it, vi } from "vitest";
import { Api, ApiError } from "../src/api";
import { SessionKeeper } from "../src/session";

function keeperWith(stored: string | null): { api: Api; keeper: SessionKeeper } {
  const api = new Api("http://shop.example");
  const storage = { getItem: () => stored, setItem: vi.fn(), removeItem: vi.fn() };
  return { api, keeper: new SessionKeeper(api, storage) };
}

const good = { token: "t", conversation_id: "c", expires_at: new Date(Date.now() + 60_000).toISOString() };

describe("a session", () => {
  it("is resumed while the gateway takes it", async () => {
    const { api, keeper } = keeperWith(JSON.stringify(good));
    vi.spyOn(api, "history").mockResolvedValue([]);
    expect(await keeper.resume()).toEqual(good);
    expect(api.token).toBe("t");
  });

  it("is opened anew when the gateway refuses it", async () => {
    const { api, keeper } = keeperWith(JSON.stringify(good));
    vi.spyOn(api, "history").mockRejectedValue(new ApiError(401, "unauthorized", "expired"));
    vi.spyOn(api, "openSession").mockResolvedValue({ ...good, token: "new" });
    expect((await keeper.resume()).token).toBe("new");
  });

  it("is not thrown away when the gateway is only down", async () => {
    const { api, keeper } = keeperWith(JSON.stringify(good));
    vi.spyOn(api, "history").mockRejectedValue(new ApiError(503, "unavailable", "down"));
    await expect(keeper.resume()).rejects.toThrow("down");
  });

  it("ignores what someone else stored", () => {
    expect(keeperWith("{not json").keeper.stored()).toBeNull();
  });
});
