import type { DraftView } from '@linkflow/contracts';
import { useLocalChecks } from './local-checks';
import { useLocalSentences } from './local-sentences';

/**
 * Keeps problems and sentences in step with the draft. Its code (the checks, the descriptions, zod) is loaded after the page was shown:
 * until the first change, those of the server hold.
 */
export function LocalFindings({ serverDraft }: { serverDraft: DraftView }) {
  useLocalChecks(serverDraft);
  useLocalSentences();
  return null;
}
