import { expect, it } from 'vitest';
import { AppError, toProblem } from '@linkflow/platform';
import { requireRoom } from './stored-limits';

const refusalOf = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

it.each([
  ['templates', 500, 'templates', 'maler'],
  ['saved-blocks', 500, 'saved blocks', 'lagrede blokker'],
  ['pictures', 20_000, 'pictures', 'bilder'],
  ['subscription-types', 30, 'types of e-mail', 'typer e-post'],
] as const)(
  'allows %s up to the limit, then says in both languages what there is too much of',
  (kind, max, en, nb) => {
    expect(refusalOf(() => requireRoom(kind, max - 1))).toBeUndefined();
    const refusal = refusalOf(() => requireRoom(kind, max));
    expect(refusal).toBeInstanceOf(AppError);
    expect(toProblem(refusal, 'r')).toMatchObject({
      status: 409,
      body: {
        code: 'limit.reached',
        issues: [
          {
            code: `${kind}.too-many`,
            message: { en: expect.stringContaining(en) as string, nb: expect.stringContaining(nb) as string },
          },
        ],
      },
    });
  },
);
