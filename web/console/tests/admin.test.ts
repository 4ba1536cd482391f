import { sayDeed } from "../src/admin/audit";
import { afterEach, describe, expect, it } from "vitest";
import { CannedReplies } from "../src/admin/canned";
import { Faqs, matching, type Faq } from "../src/admin/faqs";
import { Gaps, times, type Gap } from "../src/admin/gaps";
import { duration, figuresOf, plotsOf, type Reports } from "../src/admin/figures";
import { OpeningHours } from "../src/admin/hours";
import type { Page } from "../src/admin/page";
import { guessOf, Review, type Doubt } from "../src/admin/review";
import { nextSpan, normal, usualWeek, withDay } from "../src/admin/week";
import { Api } from "../src/api";

type Call = [method: string, path: string, body?: unknown];

/** The gateway's place: answers by "METHOD path", and what it was asked. */
class Answers extends Api {
  readonly calls: Call[] = [];

  constructor(private readonly answers: Record<string, unknown>) {
    super();
  }

  override call<T>(method: string, path: string, body?: unknown): Promise<T> {
    this.calls.push([method, path, body]);
    const answer = this.answers[`${method} ${path}`];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T);
  }
}

async function shown<T extends Page>(page: T, api: Api): Promise<T> {
  page.api = api;
  page.me = { id: "a_1", name: "Boss", email: "boss@desk.example", role: "admin", active: true, online: true };
  document.body.append(page);
  await settled(page);
  return page;
}

async function settled(page: Page): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  await page.updateComplete;
}

function all<T extends HTMLElement>(page: Page, selector: string): T[] {
  return [...(page.shadowRoot?.querySelectorAll<T>(selector) ?? [])];
}

async function press(page: Page, words: string): Promise<void> {
  all<HTMLButtonElement>(page, "button").find((button) => button.textContent.trim() === words)?.click();
  await settled(page);
}

afterEach(() => document.body.replaceChildren());

it("says the deeds of the audit log in words", () => {
  expect(sayDeed("POST /api/agent/conversations/{conversation_id}/claim")).toBe("took a conversation");
  expect(sayDeed("PUT /api/admin/faqs/{faq_id}")).toBe("changed the FAQ");
  expect(sayDeed("command keys rotate")).toBe("command keys rotate");
});

describe("the review page", () => {
  const doubt: Doubt = {
    id: "m1",
    conversation_id: "c1",
    text: "<b>whre</b> is it",
    intent: "track_order",
    confidence: 0.41,
    why: "unsure",
    created_at: "2026-01-01T10:00:00Z",
  };
  const answers = {
    "GET /api/admin/review": { messages: [doubt, { ...doubt, id: "m2", intent: "nlu_fallback", why: "fallback" }], intents: ["greet", "track_order"] },
    "POST /api/admin/review/m1": { file: "nlu.yml" },
    "POST /api/admin/review/m2": new Error("the gateway is down"),
  };

  it("files a message and goes on with the next, and shows words as words", async () => {
    const api = new Answers(answers);
    const page = await shown(new Review(), api);
    expect(all(page, "li")[0]?.textContent).toContain("<b>whre</b> is it");
    const select = all<HTMLSelectElement>(page, "select")[0];
    if (select !== undefined) select.value = "track_order"; // a browser has the guess chosen: tests/e2e/test_admin.py
    all<HTMLButtonElement>(page, "li button.main")[0]?.click();
    await settled(page);
    expect(api.calls.at(-1)).toEqual(["POST", "/api/admin/review/m1", { intent: "track_order" }]);
    expect(all(page, "li").map((one) => one.dataset["message"])).toEqual(["m2"]);
  });

  it("keeps what could not be decided, and says why", async () => {
    const page = await shown(new Review(), new Answers(answers));
    all<HTMLButtonElement>(page, "li button[type=button]")[1]?.click();
    await settled(page);
    expect(all(page, "[role=alert]")[0]?.textContent).toBe("the gateway is down");
    expect(all(page, "li")).toHaveLength(2);
  });

  it("has no guess where the bot had none", () => {
    expect([guessOf(doubt), guessOf({ ...doubt, intent: "out_of_scope" })]).toEqual(["track_order", ""]);
  });
});

describe("opening hours", () => {
  it("replace one day", () => {
    const week = withDay(usualWeek(), 5, [nextSpan([])]);
    expect(week.map((spans) => spans.length)).toEqual([1, 1, 1, 1, 1, 1, 0]);
    expect(usualWeek()[5]).toEqual([]);
  });

  it("go on after a pause, and stay within the day", () => {
    expect(nextSpan([["09:00", "12:00"]])).toEqual(["13:00", "17:00"]);
    expect(nextSpan([["09:00", "23:30"]])).toEqual(["22:00", "23:00"]);
  });

  it("read the gateway's seconds as the form's minutes", () => {
    const hours = { timezone: "UTC", week: [[["09:00:00", "17:00:00"]]] as [string, string][][], country: null, subdivision: null, closed: [] };
    expect(normal(hours).week).toEqual([[["09:00", "17:00"]]]);
  });

  it("are saved as they stand on the page", async () => {
    const hours = { timezone: "Europe/Berlin", week: null, country: "DE", subdivision: null, closed: ["2026-12-24"] };
    const api = new Answers({
      "GET /api/admin/hours": hours,
      "PUT /api/admin/hours": hours,
      "GET /api/admin/countries": { countries: [{ code: "DE", subdivisions: ["BE", "BY"] }] },
      "POST /api/admin/hours/outlook": { open: false, next_opening: null, holidays: [{ date: "2026-12-25", name: "Erster Weihnachtstag" }] },
    });
    const page = await shown(new OpeningHours(), api);
    expect(all(page, "section")[1]?.textContent).toContain("Erster Weihnachtstag");
    all<HTMLInputElement>(page, "input[type=checkbox]")[0]?.click();
    await settled(page);
    all<HTMLButtonElement>(page, "[aria-label='Add hours on Saturday']")[0]?.click();
    all<HTMLButtonElement>(page, "[aria-label='Open on 24 Dec 2026']")[0]?.click();
    await settled(page);
    await press(page, "Save");
    const week = withDay(usualWeek(), 5, [["09:00", "17:00"]]);
    expect(api.calls.at(-1)).toEqual(["PUT", "/api/admin/hours", { ...hours, week, closed: [] }]);
  });
});

describe("the FAQ editor", () => {
  const faq: Faq = { id: "f1", question: "Do you ship to Norway?", answer: "Yes.", topic: "shipping", language: "en", paraphrases: ["norge?"] };

  it("finds entries by any of their words", () => {
    expect(matching([faq], "NORGE ship")).toEqual([faq]);
    expect(matching([faq], "norge returns")).toEqual([]);
  });

  it("saves an entry with its paraphrases line by line", async () => {
    const api = new Answers({ "GET /api/admin/faqs": { faqs: [faq] }, "PUT /api/admin/faqs/f1": faq });
    const page = await shown(new Faqs(), api);
    await press(page, "Edit");
    const area = all<HTMLTextAreaElement>(page, "textarea[name=paraphrases]")[0];
    if (area !== undefined) area.value = "norge?\n\n oslo? ";
    await press(page, "Save");
    expect(api.calls[1]).toEqual([
      "PUT",
      "/api/admin/faqs/f1",
      { question: faq.question, answer: faq.answer, language: "en", topic: "shipping", paraphrases: ["norge?", "oslo?"] },
    ]);
    expect(all(page, "form[aria-label=Entry]")).toEqual([]);
  });
});

describe("questions without an answer", () => {
  const gap: Gap = {
    question: "can you engrave it",
    wordings: ["engraving?"],
    count: 3,
    asked_at: "2026-01-01T10:00:00Z",
    conversation_id: "c1",
    messages: ["m3", "m2", "m1"],
  };
  const answers = { "GET /api/admin/gaps": { gaps: [gap, { ...gap, question: "who sews", messages: ["m9"], count: 1 }], left: 4 } };

  it("are told with how often, and answered where they stand", async () => {
    const api = new Answers(answers);
    const page = await shown(new Gaps(), api);
    expect(all(page, "li").map((one) => one.querySelector(".tag")?.textContent)).toEqual([times(3), times(1)]);
    await press(page, "Write an answer");
    const area = all<HTMLTextAreaElement>(page, "textarea")[0];
    if (area !== undefined) area.value = "No, we do not.";
    await press(page, "Save in the FAQ");
    expect(api.calls.slice(1)).toEqual([
      ["POST", "/api/admin/faqs", { question: gap.question, answer: "No, we do not.", paraphrases: ["engraving?"] }],
      ["POST", "/api/admin/gaps/aside", { messages: gap.messages }],
    ]);
    expect(all(page, "li").map((one) => one.dataset["gap"])).toEqual(["m9"]);
  });
});

describe("canned replies", () => {
  it("take a placeholder where the cursor stands", async () => {
    const page = await shown(new CannedReplies(), new Answers({ "GET /api/agent/canned": { canned: [{ id: 1, title: "Hi", text: "Hello !" }] } }));
    await press(page, "Edit");
    const area = all<HTMLTextAreaElement>(page, "textarea")[0];
    area?.setSelectionRange(6, 6);
    await press(page, "{name}");
    expect(area?.value).toBe("Hello {name}!");
  });
});

describe("reports", () => {
  const reports: Reports = {
    days: ["2026-01-01", "2026-01-02"],
    series: { conversations: [4, 2], solved_by_bot: [3, 2], wait_seconds: [90, 0], rating: [4.5, 0] },
    totals: { conversations: 6, share_solved_by_bot: 0.833, wait_seconds: 95, rating: null, recommended: 8, recommended_clicked: 2 },
    reasons: { asked: 1, angry: 3 },
    categories: {},
  };

  it("say what there is, and that there is nothing", () => {
    const values = Object.fromEntries(figuresOf(reports).map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({ "Solved by the bot": "83 %", "Usual wait": "2 min", Rating: "–", "Picks clicked": "2 (25 %)" });
  });

  it("leave a gap where a day has nothing to average", () => {
    const plots = Object.fromEntries(plotsOf(reports).map((plot) => [plot.title, plot]));
    expect(plots["Minutes of waiting, the usual"]?.rows[0]?.values).toEqual([1.5, null]);
    expect(plots["Ratings, the mean of the day"]?.rows[0]?.values).toEqual([4.5, null]);
    expect(plots["Conversations"]?.rows.map(({ values }) => values)).toEqual([[3, 2], [1, 0]]);
    expect(plots["Why a person was called"]?.labels).toEqual(["is angry", "asked for a person"]);
    expect(plots["What closed conversations were about"]).toBeUndefined();
  });

  it("say seconds as a person would", () => {
    expect([duration(40), duration(600), duration(7200), duration(null)]).toEqual(["40 s", "10 min", "2.0 h", "–"]);
  });
});
