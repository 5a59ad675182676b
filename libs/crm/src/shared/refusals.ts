import type { Issue, Text } from '@linkflow/contracts';
import { CrmError, crmErrorText } from '@linkflow/crm-port';
import { AppError } from '@linkflow/platform';

/** The error for a request body that has the right shape but invalid content, with one issue per problem. */
export const invalid = (...issues: Issue[]): AppError =>
  new AppError('validation.failed', issues.map(({ message }) => message.en).join('. '), { issues });

export const issueAt = (path: string, code: string, message: Text): Issue => ({ path, code, message });

export const UNKNOWN_COUNTRY = issueAt('country', 'country.unknown', {
  en: 'There is no such country',
  nb: 'Landet finnes ikke',
});

/** The error for a name or key that another entry already has. */
export const taken = (path: string, message: Text): AppError =>
  new AppError('name.taken', message.en, { issues: [issueAt(path, 'name.taken', message)] });

/** Awaits an effect that a user requested through the API, and converts its CrmError to an API error. */
export async function asRefusal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const { code } = error;
    const message = crmErrorText(error);
    const issues = [{ code, message }];
    if (code === 'contact.missing') throw new AppError('not-found', message.en, { issues });
    if (code === 'selection.not-static') throw new AppError(code, message.en, { issues });
    throw new AppError('target.missing', message.en, { issues, cause: error });
  }
}
