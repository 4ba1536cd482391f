import { defineConfig } from "vite";

// A classic script, since a shop's page puts in one plain script tag.
export default defineConfig({
  build: {
    outDir: "../dist/widget",
    emptyOutDir: false,
    lib: { entry: "src/loader.ts", formats: ["iife"], name: "ShopkeeperLoader", fileName: () => "loader.js" },
    target: "es2019",
  },
  root: import.meta.dirname,
});
