import type { Condition, ConditionTrace, Language } from '@linkflow/contracts';
import type { CrmEffects, EffectContext, RunSource } from '@linkflow/crm';
import type { Sandbox } from '@linkflow/sandbox';
import type { Say } from './say';
import type { Abortable } from './until-aborted';

/** What an action may say to the log of the house. Never personal data. */
export interface ActionLog {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
}

/** The outside world of an action. Nothing else of it may be reached. */
export interface ActionPorts {
  crm: CrmEffects;
  scripts: { sourceOf(scriptId: string): Promise<{ name: string; source: string } | null> };
  sandbox: Sandbox;
}

/** What is known of the click that a step works for. */
export interface ClickContext {
  /** When this step is being done. */
  now: Date;
  clickedAt: Date;
  /** Null when the recipient is an address without a contact card. */
  contactId: string | null;
  recipientId: string;
  linkId: string;
  mailingId: string;
  /** Where the change comes from, as the card's history will tell it. */
  source: RunSource;
  /** Language and time zone of the people who work here, for texts that a step writes for them. */
  house: { language: Language; timeZone: string };
  /** Facts by name (`contact.*`, `click.*`, `link.*`, `mailing.*`, `now.*`, `steps.*`). One that can't be read is left out. */
  facts(names: readonly string[]): Promise<Record<string, unknown>>;
  evaluate(condition: Condition): Promise<{ result: boolean; trace: ConditionTrace }>;
  /** Fills `{{contact.firstName}}` and its like in a plain text. */
  merge(template: string): Promise<string>;
}

/** What `run` gets. */
export interface ActionContext extends ClickContext, Abortable {
  /** `<run>:<node>`: the same over all attempts, so that a repeated effect finds itself done. */
  key: string;
  /** Counts from 1. */
  attempt: number;
  log: ActionLog;
  ports: ActionPorts;
}

/** What `simulate` gets: the same click, and no way to change anything. */
export interface SimulationContext extends ClickContext, Abortable {
  say: Say;
  ports: Omit<ActionPorts, 'crm'>;
}

/** The part of a context that goes with every effect on the CRM. */
export function effectOf(ctx: ActionContext): EffectContext {
  return { key: ctx.key, clickedAt: ctx.clickedAt, now: ctx.now, source: ctx.source };
}
