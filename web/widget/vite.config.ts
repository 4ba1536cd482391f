import { defineConfig } from "vite";

// One self-contained module that the loader imports; nothing else is fetched.
export default defineConfig({
  build: {
    outDir: "../dist/widget",
    emptyOutDir: true,
    lib: { entry: "src/main.ts", formats: ["es"], fileName: () => "widget.js" },
    target: "es2022",
  },
  root: import.meta.dirname,
});
