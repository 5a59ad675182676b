import type { PauseScope } from '@linkflow/contracts';

/** What the dialog holds while one chooses: each kind keeps what was chosen for it. */
export interface PauseForm extends Record<string, unknown> {
  kind: PauseScope['kind'];
  linkId: string | null;
  type: string | null;
  note: string;
}

export function pauseScope({ kind, linkId, type }: PauseForm): PauseScope {
  if (kind === 'link') return { kind, linkId: linkId ?? '' };
  if (kind === 'action') return { kind, type: type ?? '' };
  return { kind };
}
