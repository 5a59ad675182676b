import { Injectable } from '@nestjs/common';
import type { FormContent, RawAnswers } from '@linkflow/contracts';
import { CrmFactReader } from '@linkflow/crm-port';
import { FormPages } from '@linkflow/forms/pages';
import { Recipients } from '@linkflow/links';
import { Log, withTimeout } from '@linkflow/platform';
import { ClickSettings } from '../click.config';

/** The part of an address that fills in a question: `?field_email=…`. */
const FIELD = 'field_';

/** What a form shows before anybody has written in it. */
@Injectable()
export class FormPrefill {
  constructor(
    private readonly pages: FormPages,
    private readonly recipients: Recipients,
    private readonly cards: CrmFactReader,
    private readonly settings: ClickSettings,
    private readonly log: Log,
  ) {}

  /** Answers of the address. A consent is never among them: people tick it themselves. */
  fromAddress({ blocks }: FormContent, query: URLSearchParams): RawAnswers {
    const answers: Record<string, string[]> = {};
    for (const { name, type } of blocks) {
      if (type === 'consent') continue;
      const given = query.getAll(FIELD + name);
      if (given.length > 0) answers[name] = given;
    }
    return answers;
  }

  /**
   * Answers from the card of the recipient, of the questions that were chosen at the link. Empty if the parameter was not made here, if the
   * recipient has no card, or if it cannot be read in time.
   */
  async fromCard(
    { blocks }: FormContent,
    { token, recipientId, parameter }: { token: string; recipientId: string; parameter: string | null },
  ): Promise<RawAnswers> {
    const choice = parameter === null ? null : this.pages.readPrefill(token, parameter);
    const chosen = blocks.flatMap((block) =>
      choice?.names.includes(block.name) && 'bind' in block && block.bind !== null
        ? [{ name: block.name, bind: block.bind }]
        : [],
    );
    if (chosen.length === 0) return {};
    try {
      return await withTimeout(this.settings.factsBudgetMs * 4, async () => {
        const recipient = await this.recipients.find(recipientId);
        if (!recipient || recipient.erasedAt || recipient.contactId === null) return {};
        const { contactId } = recipient;
        const names = chosen.map(({ bind }) => bind);
        const facts = (await this.cards.load([contactId], names)).get(contactId) ?? {};
        return Object.fromEntries(
          chosen.flatMap(({ name, bind }) => {
            const value = facts[bind];
            const text = value === true ? '1' : value;
            return typeof text === 'string' || typeof text === 'number' ? [[name, [String(text)]]] : [];
          }),
        );
      });
    } catch (error) {
      this.log.warn({ err: error }, 'a form was not filled in from the card');
      return {};
    }
  }
}
