import { UnstyledButton } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import classes from './skip-link.module.css';

const HOST = 'skip-links';

/** The first tab stops of a page: links over the navigation to what one came for. Visible only while they have the focus. */
export function SkipLinks() {
  const t = useTexts(common);
  return (
    <nav id={HOST} aria-label={t('skipLinks')}>
      <a className={classes.skip} href="#page">
        {t('skip')}
      </a>
    </nav>
  );
}

/** Adds a link to `SkipLinks` while the component is mounted. */
export function SkipLink({ onSkip, children }: { onSkip: () => void; children: ReactNode }) {
  const [host, setHost] = useState<HTMLElement | null>(null);
  useEffect(() => setHost(document.getElementById(HOST)), []);
  if (!host) return null;
  return createPortal(
    <UnstyledButton className={classes.skip} onClick={onSkip}>
      {children}
    </UnstyledButton>,
    host,
  );
}
