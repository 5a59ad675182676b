import { Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { MAX_NODES } from '@linkflow/contracts';
import { useTexts } from '../../i18n';
import { isFull } from '../model/limit';
import { useCanvas } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';

/** Says that the workflow has as many steps as it can have. Shows nothing before. */
export function FullNotice() {
  const t = useTexts(canvasTexts);
  const full = useCanvas((state) => isFull(state.document));
  if (!full) return null;
  return (
    <Text size="xs" p="xs" role="status" data-testid="workflow-full">
      <IconInfoCircle size={14} aria-hidden style={{ verticalAlign: '-2px' }} />{' '}
      {t('palette.full', { max: MAX_NODES })}
    </Text>
  );
}
