import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { CommandButton } from '../commands/command-button';
import { canvasTexts } from '../texts/canvas';
import { ProblemsButton } from '../toolbar/problems-button';
import classes from './outline.module.css';

/** The toolbar of the list: what of the canvas' tools makes sense without a picture. */
export function OutlineBar({ switcher }: { switcher?: ReactNode }) {
  const t = useTexts(canvasTexts);
  return (
    <div className={classes.bar}>
      <div className={classes.switcher}>{switcher}</div>
      <div className={classes.tools} role="toolbar" aria-label={t('toolbar.label')}>
        <CommandButton id="undo" />
        <CommandButton id="redo" />
        <ProblemsButton />
      </div>
    </div>
  );
}
