import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { choices } from "../../widget/src/parts/choices";
import type { CartView } from "../../widget/src/types";
import { settled, type Options } from "../../widget/src/variants";
import { cartPage } from "./cart";
import { Shop, type Item, type Persona, type Pick } from "./shop";
import { styles } from "./styles";
import { blanks, image, price, tile } from "./tiles";

const PAGE = 24;
const PICKS = 5;
const SEEN = 5; // tiles that stand above the fold of a desktop: a row

/** The demo shop's pages: the shelf (`#/`), one item (`#/item/ID`), the cart (`#/cart`) and the checkout (`#/checkout`). */
@customElement("shop-front")
export class ShopFront extends LitElement {
  private readonly shop = new Shop();
  @state() private name = "Alta & Finch";
  @state() private items: Item[] | null = null;
  @state() private total = 0;
  @state() private query = "";
  @state() private category = "";
  @state() private categories: { name: string; count: number }[] = [];
  @state() private picks: Pick[] | null = null;
  @state() private item: Item | null = null;
  @state() private chosen: Options = {};
  @state() private cart: CartView | null = null;
  @state() private route = location.hash.replace(/^#\/?/, "");
  @state() private personas: Persona[] | null = null;
  @state() private signedIn = sessionStorage.getItem("demo.shopper") ?? "";
  @state() private problem = "";
  private started!: Promise<void>;

  static override styles = styles;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", () => void this.follow());
    document.addEventListener("shopkeeper-cart", () => void this.attempt(() => this.readCart()));
    this.started = this.attempt(async () => {
      this.cart = await this.shop.start();
      this.name = this.shop.session?.shop?.name ?? this.name;
      document.title = this.name;
    });
    void this.follow(); // the shelf waits for no session
    void this.shop.categories().then((found) => (this.categories = found), () => undefined);
    void this.shop.personas().then((found) => (this.personas = found));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      this.problem = "";
      await work();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  private follow(): Promise<void> {
    return this.attempt(async () => {
      this.route = location.hash.replace(/^#\/?/, "");
      scrollTo(0, 0);
      if (this.route.startsWith("item/")) await this.openItem(decodeURIComponent(this.route.slice(5)));
      else window.Shopkeeper?.page();
      if (this.isShelf) {
        const shelf = this.readShelf(0);
        await this.started;
        await Promise.all([shelf, this.readPicks("")]);
      } else if (!this.route.startsWith("item/")) {
        const before = this.cart;
        await this.started;
        if (this.cart === before) await this.readCart(); // else it has just come with the session
      }
    });
  }

  private get isShelf(): boolean {
    return !/^(item\/|cart$|checkout$)/.test(this.route);
  }

  private async openItem(id: string): Promise<void> {
    this.item = null;
    this.chosen = {};
    window.Shopkeeper?.page({ item_id: id });
    this.item = await this.shop.item(id);
    await this.started;
    await this.shop.track({ type: "view", item_id: id });
    await this.readPicks(this.item.title);
  }

  private async readPicks(context: string): Promise<void> {
    this.picks = await this.shop.picks(PICKS, context);
  }

  private async readShelf(offset: number): Promise<void> {
    const page = await this.shop.items(this.query, this.category, offset, PAGE);
    this.items = offset === 0 ? page.items : [...(this.items ?? []), ...page.items];
    this.total = page.total;
  }

  private async readCart(): Promise<void> {
    this.cart = await this.shop.cart();
  }

  override render(): TemplateResult {
    const count = this.cart?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
    return html`
      <header>
        <a class="name" href="#/">${this.name}</a>
        <form role="search" @submit=${this.search}>
          <input type="search" name="q" aria-label="Search the shop" placeholder="Search the shop" .value=${this.query} />
          <button type="submit">Search</button>
        </form>
        ${this.who()}
        <a class="cart" href="#/cart">Cart (${count})</a>
      </header>
      ${this.problem === "" ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      <main>${this.page()}</main>
    `;
  }

  private page(): TemplateResult | typeof nothing {
    if (this.route.startsWith("item/")) return this.item === null ? html`<article><span class="blank"></span></article>` : this.detail(this.item);
    if (this.isShelf) return this.shelf();
    return cartPage(this.cart, this.route === "checkout", {
      change: (line, quantity) =>
        void this.attempt(async () => {
          this.cart = await this.shop.api.setQuantity(line.item_id, quantity, line.options);
        }),
      buy: () => void this.attempt(() => this.buy()),
    });
  }

  private who(): TemplateResult | typeof nothing {
    if (this.personas?.length === 0) return nothing;
    return html`<label class="who"
      >Shopping as
      <select @change=${this.signIn}>
        <option value="" ?selected=${this.signedIn === ""}>a guest</option>
        ${this.personas?.map((one) => html`<option value=${one.sub} ?selected=${one.sub === this.signedIn}>${one.name}</option>`)}
      </select>
    </label>`;
  }

  private shelf(): TemplateResult {
    const { items } = this;
    return html`
      <nav aria-label="Categories">
        <button aria-pressed=${this.category === ""} @click=${() => this.choose("")}>Everything</button>
        ${this.categories.map(
          ({ name }) => html`<button aria-pressed=${this.category === name} @click=${() => this.choose(name)}>${name}</button>`,
        )}
      </nav>
      ${this.query === "" && this.category === "" ? this.picked("for-you", "Picked for you") : nothing}
      <section aria-labelledby="shelf" aria-busy=${items === null}>
        <h2 id="shelf">${this.category || (this.query === "" ? "On the shelf" : `“${this.query}”`)}</h2>
        <ul class="grid">
          ${items === null ? blanks(2 * SEEN) : items.map((item, index) => tile(item, { early: index < SEEN }))}
        </ul>
        ${items !== null && items.length < this.total
          ? html`<button class="more" @click=${() => void this.attempt(() => this.readShelf(items.length))}>Show more</button>`
          : nothing}
      </section>
    `;
  }

  private picked(id: string, title: string): TemplateResult | typeof nothing {
    const { picks } = this;
    if (picks?.length === 0) return nothing;
    return html`<section aria-labelledby=${id} aria-busy=${picks === null}>
      <h2 id=${id}>${title}</h2>
      <ul class="grid row">
        ${picks === null ? blanks(PICKS, true) : picks.map((pick) => tile(pick.item, { reasons: pick.reasons, early: true }))}
      </ul>
    </section>`;
  }

  private detail(item: Item): TemplateResult {
    const facts: [string, string][] = [
      ["Brand", item.brand ?? ""],
      ["Colours", item.colours.join(", ")],
      ["Sizes", item.sizes.join(", ")],
      ["Material", item.materials.join(", ")],
      ["Rating", item.rating === null ? "" : `${item.rating} of 5 (${item.rating_count})`],
    ];
    return html`
      <article>
        ${image(item.image, true)}
        <div>
          <p class="soft">${item.category}</p>
          <h1>${item.title}</h1>
          ${price(item)}
          <p>${item.description}</p>
          <dl>${facts.filter(([, value]) => value !== "").map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
          ${choices(item.variants, this.chosen, (chosen) => (this.chosen = chosen))}
          <button class="buy" ?disabled=${item.stock <= 0 || settled(item.variants, this.chosen) === null} @click=${() => void this.add(item)}>
            Add to cart
          </button>
          <button @click=${() => window.Shopkeeper?.open({ item_id: item.id })}>Ask about it</button>
        </div>
      </article>
      ${this.picked("also", "You may like")}
    `;
  }

  private async add(item: Item): Promise<void> {
    await this.attempt(async () => {
      this.cart = await this.shop.addToCart(item.id, settled(item.variants, this.chosen) ?? {});
    });
  }

  private async buy(): Promise<void> {
    const { order } = await this.shop.checkout();
    await this.readCart();
    this.problem = `Thank you. Your order is ${order}.`;
  }

  private search(event: SubmitEvent): void {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement).get("q");
    this.query = typeof typed === "string" ? typed.trim() : "";
    this.category = "";
    if (this.query !== "") void this.shop.track({ type: "search", query: this.query });
    if (this.isShelf) void this.follow();
    else location.hash = "#/";
  }

  private choose(category: string): void {
    this.category = category;
    void this.attempt(() => this.readShelf(0));
  }

  private signIn(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    const token = this.personas?.find((one) => one.sub === value)?.user_token;
    this.signedIn = value;
    sessionStorage.setItem("demo.shopper", value);
    void this.attempt(async () => {
      if (token === undefined) this.shop.keeper.forget();
      this.shop.session = await this.shop.keeper.open(token);
      location.reload(); // the widget takes the new session from the browser's storage
    });
  }
}
