import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const LANGUAGES = join(import.meta.dirname, "..", "..", "languages");

/** The words of every language but English, each a file that the widget fetches when it speaks it. */
const texts: Plugin = {
  name: "widget-texts",
  generateBundle() {
    for (const tag of readdirSync(LANGUAGES)) {
      const file = join(LANGUAGES, tag, "widget.json");
      if (tag === "en" || !existsSync(file)) continue;
      const source = JSON.stringify(JSON.parse(readFileSync(file, "utf8")));
      this.emitFile({ type: "asset", fileName: `texts/${tag}.json`, source });
    }
  },
};

// One self-contained module that the loader imports; nothing else is fetched but the words of other languages.
export default defineConfig({
  build: {
    outDir: "../dist/widget",
    emptyOutDir: true,
    lib: { entry: "src/main.ts", formats: ["es"], fileName: () => "widget.js" },
    target: "es2022",
  },
  plugins: [texts],
  root: import.meta.dirname,
});
