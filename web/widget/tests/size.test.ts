// @vitest-environment node
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder = "";

async function weigh(config: string): Promise<Record<string, number>> {
  await build({ configFile: join(import.meta.dirname, "..", config), logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|json)$/.test(name));
  const sizes = await Promise.all(files.map(async (name) => [name, gzipSync(await readFile(join(folder, name))).length] as const));
  return Object.fromEntries(sizes);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "widget-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("is one script under 45 kB compressed, and a small file for each other language", async () => {
  const sizes = await weigh("vite.config.ts");
  expect(Object.keys(sizes).filter((name) => !name.startsWith("texts"))).toEqual(["widget.js"]);
  expect(sizes["widget.js"]).toBeLessThan(45_000);
}, 120_000);

it("is loaded by a script under 10 kB", async () => {
  const sizes = await weigh("loader.config.ts");
  expect(Object.keys(sizes)).toEqual(["loader.js"]);
  expect(sizes["loader.js"]).toBeLessThan(10_000);
}, 120_000);
