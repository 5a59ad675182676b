import { ROUTES } from '@linkflow/contracts';
import { Badge, Center } from '@mantine/core';
import { ApiError } from '../../api/api-error';
import { usePauses } from '../../api/ops';
import { useCan } from '../../api/session';
import { useFormat, useTexts } from '../../i18n';
import { LoadFailure } from '../../shared/load-failure';
import { SectionLayout } from '../../shared/sections';
import { bulkPageTexts } from './bulk-page.texts';
import { opsTexts } from './ops.texts';
import { pauseTexts } from './pauses.texts';
import { setAsideTexts } from './set-aside.texts';
import { verdictsPageTexts } from './verdicts/verdicts-page.texts';

const NOT_FOR_YOU = new ApiError('access.denied', 403, 'Only for operations');

/** Layout of the operations area. Users who may not read it see an error instead. */
export function OpsLayout() {
  const t = useTexts(opsTexts);
  const bulks = useTexts(bulkPageTexts);
  const pauses = useTexts(pauseTexts);
  const setAside = useTexts(setAsideTexts);
  const verdicts = useTexts(verdictsPageTexts);
  const can = useCan();
  if (!can(ROUTES.ops.overview)) {
    return (
      <Center flex={1}>
        <LoadFailure error={NOT_FOR_YOU} />
      </Center>
    );
  }
  return (
    <SectionLayout
      title={t('title')}
      label={t('sections')}
      sections={[
        { to: '/ops/overview', label: t('overview.title') },
        { to: '/ops/errors', label: t('errors.title') },
        { to: '/ops/bulks', label: bulks('title') },
        { to: '/ops/pauses', label: pauses('title'), badge: <PauseCount /> },
        { to: '/ops/set-aside', label: setAside('title') },
        { to: '/ops/verdicts', label: verdicts('title') },
        { to: '/ops/reconciliation', label: t('reconciliation.title') },
        { to: '/ops/audit', label: t('audit.title') },
      ]}
    />
  );
}

/** Badge with the number of pauses in force; nothing if there are none. */
function PauseCount() {
  const format = useFormat();
  const count = usePauses().data?.length ?? 0;
  if (count === 0) return null;
  return (
    <Badge size="sm" color="yellow" variant="light">
      {format.number(count)}
    </Badge>
  );
}
