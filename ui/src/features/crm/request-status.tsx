import type { RequestView } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { useTexts } from '../../i18n';
import { crmTexts } from './crm.texts';

const COLOR = { active: 'orange', postponed: 'yellow', closed: undefined } as const;

export function RequestStatus({ status }: { status: RequestView['status'] }) {
  const t = useTexts(crmTexts);
  return (
    <Badge variant={status === 'closed' ? 'default' : 'light'} color={COLOR[status]} style={{ flex: 'none' }}>
      {t(`requests.statuses.${status}`)}
    </Badge>
  );
}
