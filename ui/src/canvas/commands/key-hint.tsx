import { Kbd } from '@mantine/core';
import { Fragment } from 'react';
import { useTexts } from '../../i18n';
import { commandTexts } from '../texts/commands';
import { keyParts } from './keys';

const ARROWS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** A key combination as keys: `Ctrl` `Z`; on a Mac with its own signs. */
export function KeyHint({ keys }: { keys: string }) {
  const t = useTexts(commandTexts);
  const name = (part: string): string => {
    if (part === 'mod') return isMac ? '⌘' : t('key.mod');
    if (part === 'shift') return isMac ? '⇧' : t('key.shift');
    if (part === 'alt') return isMac ? '⌥' : t('key.alt');
    if (part === 'Delete' || part === 'Enter' || part === 'Escape') return t(`key.${part}`);
    return ARROWS[part] ?? part;
  };
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      {keyParts(keys).map((part, index) => (
        <Fragment key={part}>
          {index > 0 && ' '}
          <Kbd size="xs">{name(part)}</Kbd>
        </Fragment>
      ))}
    </span>
  );
}
