import { defineReasons, type AnswerField } from '@linkflow/contracts';
import type { WebhookAnswer } from '@linkflow/webhooks';
import { Permanent } from './action-context';
import { asType } from './script-outputs';

export const ANSWER_REASONS = defineReasons({
  'webhook.answer-too-large': {
    en: 'The server took the call, but its answer was too large to be read',
    nb: 'Serveren tok imot kallet, men svaret var for stort til å leses',
  },
  'webhook.answer-cut': {
    en: 'The connection ended in the middle of the answer',
    nb: 'Forbindelsen ble brutt midt i svaret',
  },
  'webhook.answer-not-json': {
    en: 'The server took the call, but its answer is not JSON, so no values can be read from it',
    nb: 'Serveren tok imot kallet, men svaret er ikke JSON, så ingen verdier kan leses fra det',
  },
  'webhook.answer-type': {
    en: '“{name}” should be {type, select, number {a number} boolean {yes or no} date {a date} list {a list} other {a text}}, but the answer has something else there',
    nb: '«{name}» skal være {type, select, number {et tall} boolean {ja eller nei} date {en dato} list {en liste} other {en tekst}}, men svaret har noe annet der',
  },
});

/** Longest text and longest list that are kept of an answer. */
const MAX_TEXT = 2_000;
const MAX_LIST = 100;

/**
 * Reads the chosen values from the body of an answer. A value that the answer does not have is absent.
 * @throws Permanent if the body is not JSON or a value has another type: the server has taken the call, and would answer a repeat in the same way
 */
export function answerValues(
  { body, bodyState }: Pick<WebhookAnswer, 'body' | 'bodyState'>,
  fields: readonly AnswerField[],
): Record<string, unknown> {
  if (fields.length === 0) return {};
  if (bodyState === 'large') throw new Permanent(ANSWER_REASONS('webhook.answer-too-large'));
  const answer = parsed(body ?? '');
  const values: Record<string, unknown> = {};
  for (const { name, path, type } of fields) {
    const found = valueAt(answer, path);
    if (found === undefined || found === null) continue;
    const value = asType(bounded(found), type);
    if (value === undefined) throw new Permanent(ANSWER_REASONS('webhook.answer-type', { name, type }));
    values[name] = value;
  }
  return values;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Permanent({ ...ANSWER_REASONS('webhook.answer-not-json'), cause });
  }
}

/** The steps of an `AnswerPath`: names, and places in lists. */
const STEP = /\[(\d+)\]|\["([^"]+)"\]|\.?([^.[\]"]+)/g;

/** Finds a value by its path. Only own properties count, so that a path never reaches into a prototype. */
export function valueAt(answer: unknown, path: string): unknown {
  let value = answer;
  for (const [, index, quoted, plain] of path.matchAll(STEP)) {
    const key = index ?? quoted ?? plain ?? '';
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** Shortens what is long, so that a run does not grow with what a server answers. */
function bounded(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT).toWellFormed();
  if (Array.isArray(value)) return value.filter(isPlain).slice(0, MAX_LIST).map(bounded);
  return value;
}

/** Lists keep their texts, numbers and booleans; nothing could use what is nested deeper. */
const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
