import { useTexts } from '../../i18n';
import { SkipLink } from '../../shared/skip-link';
import { useCommands } from '../commands/use-commands';
import { canvasTexts } from '../texts/canvas';
import { tabStopOf } from './node-focus';
import { focusNode } from './viewport';

/** A skip link to the steps of the page's workflow: to the selected one, else to the trigger. */
export function SkipToCanvas() {
  const t = useTexts(canvasTexts);
  const { context } = useCommands();
  const skip = () => focusNode(context, tabStopOf(context.store.getState()));
  return <SkipLink onSkip={skip}>{t('skip')}</SkipLink>;
}
