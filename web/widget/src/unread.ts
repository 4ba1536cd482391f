/** How many messages came in unseen, told in the page's title too. */
export class Unread {
  count = 0;
  private title = document.title;

  add(): void {
    if (this.count === 0) this.title = document.title; // the page may have changed it since
    this.count += 1;
    document.title = `(${this.count}) ${this.title}`;
  }

  clear(): void {
    if (this.count > 0) document.title = this.title;
    this.count = 0;
  }
}
