import type { Page, Request } from 'playwright-core';
import { until } from '../support';
import { readyMark, type PageToTake } from './pages';

/** Takes screenshots of pages after they have loaded. Collects errors of the pages and content that is too wide in `remarks`. */
export class Camera {
  readonly remarks: string[] = [];
  private readonly underway = new Set<Request>();

  constructor(
    private readonly page: Page,
    private readonly origin: string,
    private readonly fileOf: (name: string) => string,
  ) {
    page.setDefaultTimeout(30_000);
    page.on('request', (request) => {
      // The event stream stays open, so it does not count as a pending request.
      if (request.resourceType() !== 'eventsource') this.underway.add(request);
    });
    page.on('requestfinished', (request) => this.underway.delete(request));
    page.on('requestfailed', (request) => this.underway.delete(request));
    page.on('pageerror', (error) => this.remarks.push(`${page.url()}: ${error.message}`));
  }

  async take(wanted: PageToTake): Promise<void> {
    const { page } = this;
    this.underway.clear();
    await page.goto(new URL(wanted.address, this.origin).href, { waitUntil: 'load' });
    await page.locator(readyMark(wanted)).first().waitFor();
    await this.rest();
    if (wanted.act) {
      await wanted.act(page);
      await this.rest();
    }
    await this.lookForOverflow(wanted.name);
    await page.screenshot({ path: this.fileOf(wanted.name), animations: 'disabled' });
    const size = page.viewportSize();
    const hidden = wanted.long ? await this.hiddenBelow() : 0;
    if (!size || hidden === 0) return;
    await page.setViewportSize({ width: size.width, height: size.height + hidden });
    await this.rest();
    await page.screenshot({ path: this.fileOf(`${wanted.name}-whole`), animations: 'disabled' });
    await page.setViewportSize(size);
  }

  /** Waits until, for 250 ms, no request has been pending and no skeleton or busy element has been shown. */
  private async rest(): Promise<void> {
    let quietSince = Date.now();
    await until(
      async () => {
        const skeletons = await this.page.locator('.mantine-Skeleton-root, main [aria-busy="true"]').count();
        if (this.underway.size > 0 || skeletons > 0) quietSince = Date.now();
        return Date.now() - quietSince > 250;
      },
      { what: `rest on ${this.page.url()}`, deadlineMs: 30_000, everyMs: 50 },
    );
  }

  /** Returns by how many px the window must grow to show all scrollable content. */
  private hiddenBelow(): Promise<number> {
    const boxes = this.page.locator('main, main *, [role="dialog"] *');
    return boxes.evaluateAll((all) => Math.max(0, ...all.map((box) => box.scrollHeight - box.clientHeight)));
  }

  private async lookForOverflow(name: string): Promise<void> {
    const tooWide = await this.page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    if (tooWide > 0) this.remarks.push(`${name}: ${tooWide} px wider than its window`);
  }
}
