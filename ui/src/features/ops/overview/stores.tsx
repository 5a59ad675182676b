import type { OpsOverview } from '@linkflow/contracts';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTexts } from '../../../i18n';
import { opsTexts } from '../ops.texts';
import classes from './overview.module.css';

const NAMES = { mongo: 'MongoDB', redis: 'Redis' } as const;

/** Whether the stores answer. */
export function Stores({ stores }: { stores: OpsOverview['stores'] }) {
  const t = useTexts(opsTexts);
  return (
    <ul className={classes.stores} aria-label={t('overview.stores')}>
      {(['mongo', 'redis'] as const).map((store) => (
        <li key={store} data-up={stores[store]}>
          {stores[store] ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
          {NAMES[store]} {t(stores[store] ? 'overview.answers' : 'overview.silent')}
        </li>
      ))}
    </ul>
  );
}
