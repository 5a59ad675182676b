import { SHOWN_CLICKS } from '@linkflow/contracts';
import { SegmentedControl } from '@mantine/core';
import { useShowClicks, useShownClicks } from '../../api/session';
import { useTexts } from '../../i18n';
import { attempt } from '../toast';
import { verdictTexts } from './verdict.texts';

/**
 * Switches whether clicks are shown of people only, or of all with those of machines apart. The choice is the user's and holds for all
 * pages.
 */
export function ClicksSwitch() {
  const t = useTexts(verdictTexts);
  const shown = useShownClicks();
  const show = useShowClicks();
  return (
    <SegmentedControl
      size="xs"
      flex="none"
      aria-label={t('shown.label')}
      value={shown}
      onChange={(value) => {
        const chosen = SHOWN_CLICKS.find((choice) => choice === value);
        if (chosen) attempt(show.mutateAsync(chosen));
      }}
      data={SHOWN_CLICKS.map((value) => ({ value, label: t(`shown.${value}`) }))}
    />
  );
}
