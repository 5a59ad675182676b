import type { RunDetail } from '@linkflow/contracts';
import { Alert } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { usePauses } from '../../../api/ops';
import { useIsOps } from '../../../api/session';
import { useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/text-link';
import { useTypeName } from '../type-name';
import { pauseKind } from './pause-kind';
import { runPageTexts } from './run-page.texts';

/** Says what keeps a run that stands still, and why somebody wanted it so. */
export function HeldNotice({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const isOps = useIsOps();
  const typeName = useTypeName();
  const held = run.status === 'held' && run.heldBy !== undefined;
  const pause = usePauses(held).data?.find(({ key }) => key === run.heldBy);
  if (!held || run.heldBy === undefined) return null;
  const { kind, about } = pauseKind(run.heldBy);
  return (
    <Alert
      mb={8}
      p="sm"
      color="yellow"
      variant="light"
      icon={<IconPlayerPause size={18} />}
      title={t('heldTitle')}
    >
      {t(`held.${kind}`, { name: kind === 'link' ? run.link.name : typeName(about) })}{' '}
      {pause && pause.note !== '' && `${pause.note} (${pause.by.name}). `}
      {t('heldThen')} {isOps && <TextLink to="/ops/pauses">{t('toPauses')}</TextLink>}
    </Alert>
  );
}
