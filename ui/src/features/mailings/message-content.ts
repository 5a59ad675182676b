import type { BlockDocument, MailingDetail, UpdateMailing } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';

/** What the author writes. With `blocks`, the server renders `html` from them, and it cannot be edited. */
export interface MessageContent {
  subject: string;
  preheader: string;
  html: string;
  blocks: BlockDocument | null;
}

export const contentOf = ({ subject, preheader, html, blocks }: MailingDetail): MessageContent => ({
  subject,
  preheader,
  html,
  blocks,
});

/** What differs between the saved content and that of the author, as it is sent. The HTML of blocks is not sent. */
export function changesBetween(saved: MessageContent, now: MessageContent): Omit<UpdateMailing, 'revision'> {
  const changed = <K extends keyof MessageContent>(key: K) =>
    sameJson(saved[key], now[key]) ? {} : { [key]: now[key] };
  return {
    ...changed('subject'),
    ...changed('preheader'),
    ...changed('blocks'),
    ...(now.blocks === null ? changed('html') : {}),
  };
}
