import type { ClickContext } from './action-context';
import { notAContact } from './failures';

/**
 * The contact that an action works on.
 * @throws Permanent when the recipient is an address without a card; the engine passes the step over then
 */
export function contactOf(ctx: Pick<ClickContext, 'contactId'>): string {
  if (ctx.contactId === null) throw notAContact();
  return ctx.contactId;
}
