import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { trialTexts } from '../texts/trial';
import classes from './trial.module.css';

/** Opens and closes the trial. */
export function TrialButton() {
  const t = useTexts(trialTexts);
  const store = useCanvasStore();
  const open = useCanvas((state) => state.trialOpen);
  return (
    <Button
      className={classes.button}
      variant={open ? 'light' : 'subtle'}
      size="sm"
      aria-label={t('open')}
      aria-pressed={open}
      data-testid="try-it"
      onClick={() => store.getState().patch({ trialOpen: !open })}
    >
      <IconPlayerPlay size={17} aria-hidden />
      <span className={classes.buttonWord}>{t('open')}</span>
    </Button>
  );
}
