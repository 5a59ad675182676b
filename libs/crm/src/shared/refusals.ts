import type { Issue, Text } from '@linkflow/contracts';
import { AppError, MissingTarget } from '@linkflow/platform';

/** A body that reads well and can't be right, with what is wrong where. */
export const invalid = (...issues: Issue[]): AppError =>
  new AppError('validation.failed', issues.map(({ message }) => message.en).join('. '), { issues });

export const issueAt = (path: string, code: string, message: Text): Issue => ({ path, code, message });

/** Gives a person, who asked by hand, the refusal that a step would fail with. */
export async function asRefusal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof MissingTarget)) throw error;
    const issues = [{ code: error.code, message: error.text }];
    if (error.code === 'contact.missing') throw new AppError('not-found', error.text.en, { issues });
    if (error.code === 'selection.not-static') throw new AppError(error.code, error.text.en, { issues });
    throw new AppError('target.missing', error.text.en, { issues, cause: error });
  }
}
