import type { PauseView, RunFilter } from '@linkflow/contracts';
import { useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/text-link';
import { pauseTexts } from './pauses.texts';

/** How many runs a pause holds; leads to them. */
export function HeldRuns({ pause: { scope, held } }: { pause: PauseView }) {
  const t = useTexts(pauseTexts);
  if (held === 0) return t('heldNone');
  const filter: RunFilter = { status: 'held', linkId: scope.kind === 'link' ? scope.linkId : undefined };
  return (
    <TextLink to="/runs" search={filter} inherit className="lf-numbers">
      {t('heldRuns', { count: held })}
    </TextLink>
  );
}
