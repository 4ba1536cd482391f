import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { money, safeLink } from "../../widget/src/links";
import { choices } from "../../widget/src/parts/choices";
import { settled, type Options } from "../../widget/src/variants";
import { Shop, type CartView, type Item, type Persona, type Pick } from "./shop";
import { styles } from "./styles";

const PAGE = 24;

/** The demo shop's pages: the shelf (`#/`), one item (`#/item/ID`) and the cart (`#/cart`). */
@customElement("shop-front")
export class ShopFront extends LitElement {
  private readonly shop = new Shop();
  @state() private name = "Shop";
  @state() private items: Item[] = [];
  @state() private total = 0;
  @state() private query = "";
  @state() private category = "";
  @state() private categories: { name: string; count: number }[] = [];
  @state() private picks: Pick[] = [];
  @state() private item: Item | null = null;
  @state() private chosen: Options = {};
  @state() private cart: CartView | null = null;
  @state() private route = "";
  @state() private personas: Persona[] = [];
  @state() private signedIn = sessionStorage.getItem("demo.shopper") ?? "";
  @state() private problem = "";

  static override styles = styles;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", () => void this.follow());
    this.addEventListener("error", () => undefined);
    document.addEventListener("shopkeeper-cart", () => void this.attempt(() => this.readCart()));
    void this.attempt(async () => {
      await this.shop.start();
      this.name = this.shop.session?.shop?.name ?? this.name;
      document.title = this.name;
      [this.categories, this.personas] = await Promise.all([this.shop.categories(), this.shop.personas()]);
      await this.follow();
      await this.readCart();
    });
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
      if (this.route.startsWith("item/")) {
        const id = decodeURIComponent(this.route.slice(5));
        this.item = null;
        this.chosen = {};
        this.item = await this.shop.item(id);
        await this.shop.track({ type: "view", item_id: id });
        this.picks = await this.shop.picks(this.item.title);
      } else if (this.route === "cart") {
        await this.readCart();
      } else {
        await this.readShelf(0);
        this.picks = await this.shop.picks();
      }
    });
  }

  private async readShelf(offset: number): Promise<void> {
    const page = await this.shop.items(this.query, this.category, offset, PAGE);
    this.items = offset === 0 ? page.items : [...this.items, ...page.items];
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
    if (this.route.startsWith("item/")) return this.item === null ? nothing : this.detail(this.item);
    if (this.route === "cart") return this.cartPage();
    return this.shelf();
  }

  private who(): TemplateResult | typeof nothing {
    if (this.personas.length === 0) return nothing;
    return html`<label class="who"
      >Shopping as
      <select @change=${this.signIn}>
        <option value="" ?selected=${this.signedIn === ""}>a guest</option>
        ${this.personas.map((one) => html`<option value=${one.sub} ?selected=${one.sub === this.signedIn}>${one.name}</option>`)}
      </select>
    </label>`;
  }

  private shelf(): TemplateResult {
    return html`
      ${this.picks.length === 0 || this.query !== "" || this.category !== ""
        ? nothing
        : html`<section aria-labelledby="for-you">
            <h2 id="for-you">Picked for you</h2>
            <ul class="grid">
              ${this.picks.map((pick) => this.tile(pick.item, pick.reasons))}
            </ul>
          </section>`}
      <nav aria-label="Categories">
        <button aria-pressed=${this.category === ""} @click=${() => this.choose("")}>Everything</button>
        ${this.categories.map(
          ({ name }) => html`<button aria-pressed=${this.category === name} @click=${() => this.choose(name)}>${name}</button>`,
        )}
      </nav>
      <section aria-labelledby="shelf">
        <h2 id="shelf">${this.category || (this.query === "" ? "On the shelf" : `“${this.query}”`)}</h2>
        <ul class="grid">
          ${this.items.map((item) => this.tile(item))}
        </ul>
        ${this.items.length < this.total
          ? html`<button class="more" @click=${() => void this.attempt(() => this.readShelf(this.items.length))}>Show more</button>`
          : nothing}
      </section>
    `;
  }

  private tile(item: Item, reasons: string[] = []): TemplateResult {
    return html`<li data-item=${item.id}>
      <a href="#/item/${encodeURIComponent(item.id)}">
        ${this.image(item)}
        <span class="title">${item.title}</span>
      </a>
      ${this.price(item)} ${reasons.length === 0 ? nothing : html`<span class="soft">${reasons.join(" · ")}</span>`}
    </li>`;
  }

  private image(item: Item): TemplateResult {
    const source = safeLink(item.image, location.origin);
    return source === null ? html`<span class="blank"></span>` : html`<img src=${source} alt="" width="400" height="300" loading="lazy" />`;
  }

  private price(item: Item): TemplateResult {
    return html`<span class="price">
      ${money(item.price, item.currency, "en")}
      ${item.list_price === null || item.list_price === item.price ? nothing : html`<s>${money(item.list_price, item.currency, "en")}</s>`}
      ${item.stock > 0 ? nothing : html`<em>sold out</em>`}
    </span>`;
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
        ${this.image(item)}
        <div>
          <p class="soft">${item.category}</p>
          <h1>${item.title}</h1>
          ${this.price(item)}
          <p>${item.description}</p>
          <dl>${facts.filter(([, value]) => value !== "").map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
          ${choices(item.variants, this.chosen, (chosen) => (this.chosen = chosen))}
          <button class="buy" ?disabled=${item.stock <= 0 || settled(item.variants, this.chosen) === null} @click=${() => void this.add(item)}>
            Add to cart
          </button>
          <button @click=${() => window.Shopkeeper?.open({ item_id: item.id })}>Ask about it</button>
        </div>
      </article>
      ${this.picks.length === 0
        ? nothing
        : html`<section aria-labelledby="also">
            <h2 id="also">You may like</h2>
            <ul class="grid">${this.picks.map((pick) => this.tile(pick.item, pick.reasons))}</ul>
          </section>`}
    `;
  }

  private cartPage(): TemplateResult {
    const { cart } = this;
    if (cart === null || cart.lines.length === 0) return html`<h1>Cart</h1><p>Nothing in it yet.</p>`;
    return html`<h1>Cart</h1>
      <ul class="lines">
        ${cart.lines.map((line) => html`<li><a href="#/item/${encodeURIComponent(line.item_id)}">${line.title}</a
            ><span>${Object.values(line.options).join(", ")} × ${line.quantity}</span></li>`)}
      </ul>
      <p>Shipping ${money(cart.shipping, cart.currency, "en")}, together <b>${money(cart.total, cart.currency, "en")}</b></p>
      <button class="buy" @click=${() => void this.attempt(() => this.buy())}>Buy (demo, nothing is charged)</button>`;
  }

  private async add(item: Item): Promise<void> {
    await this.attempt(async () => {
      await this.shop.addToCart(item.id, settled(item.variants, this.chosen) ?? {});
      await this.readCart();
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
    if (this.route === "") void this.follow();
    else location.hash = "#/";
  }

  private choose(category: string): void {
    this.category = category;
    void this.attempt(() => this.readShelf(0));
  }

  private signIn(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    const token = this.personas.find((one) => one.sub === value)?.user_token;
    this.signedIn = value;
    sessionStorage.setItem("demo.shopper", value);
    void this.attempt(async () => {
      if (token === undefined) this.shop.keeper.forget();
      this.shop.session = await this.shop.keeper.open(token);
      location.reload(); // the widget takes the new session from the browser's storage
      await Promise.resolve();
    });
  }
}
