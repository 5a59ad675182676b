import { Injectable } from '@nestjs/common';
import type { FormContent } from '@linkflow/contracts';
import { FormVersions } from '../library/form-versions';
import { FormsRepository } from '../library/forms.repository';
import { SubmissionsRepository, type SubmissionDoc } from './submissions.repository';

/** A form as people see it. */
export interface LiveForm {
  formId: string;
  version: number;
  content: FormContent;
  /** Number of submissions that count; 0 where the form has no limit. */
  submissions: number;
}

/** Reads what apps/click shows of forms. */
@Injectable()
export class FormReader {
  constructor(
    private readonly forms: FormsRepository,
    private readonly contents: FormVersions,
    private readonly submissions: SubmissionsRepository,
  ) {}

  /** The live version. Null if the form does not exist, is deleted, or has never been published. */
  async live(formId: string): Promise<LiveForm | null> {
    const form = await this.forms.find(formId);
    if (!form || form.deletedAt || form.liveContent === null) return null;
    const { number: version } = form.liveContent;
    const content = await this.version(formId, version);
    if (!content) return null;
    const limited = content.settings.maxSubmissions !== null;
    const counts = limited ? (await this.submissions.counts([formId])).get(formId) : undefined;
    return { formId, version, content, submissions: counts?.submissions ?? 0 };
  }

  async version(formId: string, number: number): Promise<FormContent | null> {
    return (await this.contents.find(formId, number))?.content ?? null;
  }

  /** The submission of a confirmation. */
  submission(id: string): Promise<Pick<SubmissionDoc, 'status' | 'version' | 'formId' | 'address'> | null> {
    return this.submissions.find(id);
  }

  /** The submissions with these ids that exist. */
  submissionsWith(ids: readonly string[]): Promise<SubmissionDoc[]> {
    return this.submissions.findMany(ids);
  }

  /** The names of these forms, by id. */
  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.forms.rows([...new Set(ids)]);
    return new Map(rows.map(({ _id, name }) => [_id, name]));
  }

  /** Answers by the names of the blocks, for facts. A consent is whether it was given. */
  async answersOf(ids: readonly string[]): Promise<(Record<string, unknown> | undefined)[]> {
    const found = new Map((await this.submissions.findMany(ids)).map((one) => [one._id, one]));
    return ids.map((id) => {
      const submission = found.get(id);
      return (
        submission && {
          ...submission.values,
          ...Object.fromEntries(submission.consents.map(({ name, given }) => [name, given])),
        }
      );
    });
  }
}
