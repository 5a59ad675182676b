import type { Locator, Page } from 'playwright-core';
import { WRITABLE } from './elements';
import { until } from './until';

/** Edits a workflow in the browser: uses the plus buttons, menus and inspector of the canvas. The ui must be in Norwegian. */
export class CanvasDriver {
  constructor(private readonly page: Page) {}

  /** Adds a step after a port. Returns the id of the new node. */
  async add(type: string, behind: { node: string; port: string }): Promise<string> {
    const before = new Set(await this.nodeIds());
    await this.page.locator(`[data-add-node="${behind.node}"][data-add-port="${behind.port}"]`).click();
    await this.page.locator(`[data-testid="add-menu"] [data-step-type="${type}"]`).click();
    const added = await until(async () => (await this.nodeIds()).find((id) => !before.has(id)), {
      what: `a node of type ${type}`,
    });
    await this.select(added);
    return added;
  }

  async select(nodeId: string): Promise<void> {
    // Without a selected step there is no inspector, and its attribute would be waited for.
    const isOpen = (await this.inspector().count()) > 0;
    if (!isOpen || (await this.inspector().getAttribute('data-inspects')) !== nodeId) {
      await this.node(nodeId).click();
    }
    await this.inspector().waitFor();
  }

  node(nodeId: string): Locator {
    return this.page.locator(`[data-testid="node"][data-node-id="${nodeId}"]`);
  }

  inspector(): Locator {
    return this.page.getByTestId('inspector-form');
  }

  /** Chooses an option of a select in the inspector. */
  async choose(label: string, option: string): Promise<void> {
    const box = this.inspector().getByLabel(label, { exact: true }).and(this.page.locator('input'));
    await box.click();
    await box.fill(option);
    await this.page.getByRole('option', { name: option, exact: false }).first().click();
  }

  async write(label: string, text: string): Promise<void> {
    // Texts with merge fields can be filled in when their editor is loaded.
    const writable = this.page.locator(WRITABLE);
    await this.inspector().getByLabel(label, { exact: true }).and(writable).fill(text);
  }

  /** Sets the rule of a condition: the fact equals the option. Adds the rule if there is none. */
  async rule(fact: string, value: string): Promise<void> {
    const facts = this.page.getByTestId('rule-fact').first();
    const adding = this.page.getByTestId('add-rule').first();
    // The editor of conditions is loaded later than the settings around it.
    await facts.or(adding).first().waitFor();
    if (!(await facts.isVisible())) await adding.click();
    await facts.click();
    await facts.fill(fact);
    await this.page.getByRole('option', { name: fact, exact: true }).first().click();
    const values = this.page.getByTestId('rule-value').first();
    await values.click();
    await values.fill(value);
    await this.page.getByRole('option', { name: value, exact: true }).first().click();
  }

  /** Waits until the page shows that the draft is saved. */
  async saved(): Promise<void> {
    await until(async () => (await this.page.getByTestId('save-state').innerText()).startsWith('Lagret'), {
      what: 'the saved draft',
    });
  }

  async publish(): Promise<void> {
    await this.saved();
    await this.page.getByTestId('publish').click();
    await this.page.getByTestId('publish-submit').click();
    await this.page.getByTestId('publish-dialog').waitFor({ state: 'detached' });
  }

  private nodeIds(): Promise<string[]> {
    return this.page
      .locator('[data-testid="node"]')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-id') ?? ''));
  }
}
