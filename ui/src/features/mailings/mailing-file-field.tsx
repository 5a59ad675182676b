import { phrase, type MailingFile } from '@linkflow/contracts';
import { FileInput } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { ApiError, isApiError } from '../../api/api-error';
import { useTexts } from '../../i18n';
import { mailingActionTexts } from './mailing-actions.texts';

/** A chosen file after it was read. `wrong`: it is not a file of a mailing. */
export type ChosenFile = MailingFile | 'wrong';

interface MailingFileFieldProps {
  onChange: (file: ChosenFile | null) => void;
  error: ReactNode;
}

/** A file that was exported from a mailing. It is read when it is chosen. */
export function MailingFileField({ onChange, error }: MailingFileFieldProps) {
  const a = useTexts(mailingActionTexts);
  const [chosen, setChosen] = useState<File | null>(null);
  const choose = async (file: File | null) => {
    setChosen(file);
    onChange(file && (mailingFileIn(await file.text()) ?? 'wrong'));
  };
  return (
    <FileInput
      label={a('file')}
      placeholder={a('chooseFile')}
      accept=".json,application/json"
      leftSection={<IconFileText size={15} aria-hidden />}
      data-autofocus
      value={chosen}
      error={error}
      onChange={(file) => void choose(file)}
    />
  );
}

function mailingFileIn(text: string): MailingFile | null {
  try {
    const content: unknown = JSON.parse(text);
    return isMailingFile(content) ? content : null;
  } catch {
    return null;
  }
}

/** Only recognises the file. The API checks its content, with the schema, which is too large for the first load of a page. */
const isMailingFile = (content: unknown): content is MailingFile =>
  typeof content === 'object' &&
  content !== null &&
  'linkflowMailing' in content &&
  content.linkflowMailing === 1;

/** Places what is wrong in a file at the field `file`, because the dialog has no fields for the parts of a file. */
export function atFile(error: unknown): unknown {
  if (!isApiError(error)) return error;
  const { code, status, message, requestId } = error;
  const issues = error.issues.map((issue) => ({
    code: issue.code,
    path: 'file',
    message: phrase(mailingActionTexts.fileBroken, { problem: issue.message, place: issue.path || 'none' }),
  }));
  return ApiError.fromAnswer(status, { code, message, requestId, issues });
}
