import type { ClickContext } from './action-context';
import { quoted } from './say';
import { momentText } from './value-text';

/** Who clicked what in which mailing and when, for the colleague who reads it: one sentence in the language of the house. */
export async function originOf(ctx: ClickContext): Promise<string> {
  const { language, timeZone } = ctx.house;
  const facts = await ctx.facts(['contact.name', 'contact.email']);
  const who = named(facts['contact.name'], facts['contact.email']);
  const link = quoted(ctx.source.linkName)[language];
  const mailing = quoted(ctx.source.mailingName)[language];
  const when = momentText(ctx.clickedAt, timeZone)[language];
  return language === 'nb'
    ? `${who ?? 'Mottakeren'} klikket på ${link} i utsendelsen ${mailing} ${when}.`
    : `${who ?? 'The recipient'} clicked ${link} in the mailing ${mailing} on ${when}.`;
}

function named(name: unknown, email: unknown): string | undefined {
  const texts = [name, email].filter((value): value is string => typeof value === 'string' && value !== '');
  const [first, second] = texts;
  return second === undefined ? first : `${first} (${second})`;
}
