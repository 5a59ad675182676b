import { ROUTES, type PeopleBulkView } from '@linkflow/contracts';
import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useFormat, useText, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { PageFailure, PageHeader, RecordPage } from '../../shared/page-header';
import { useNow } from '../../shared/time-ago';
import { BulkCommands } from '../ops/bulk-commands';
import classes from '../ops/bulk-page.module.css';
import { bulkPageTexts } from '../ops/bulk-page.texts';
import { BulkStateBadge } from '../ops/bulk-state';
import { PeopleBulkProgress, tallyOf, usePeopleBulk, useProgressText } from './bulk-progress';
import { usePeopleText } from './people-text';
import { peopleTexts } from './people.texts';

const route = getRouteApi('/shell/people-bulks/$peopleBulkId');

/** The page of a bulk for people: what is done, for whom, how far it is, and buttons to continue or stop it. */
export function PeopleBulkPage() {
  const t = useTexts(peopleTexts);
  const { peopleBulkId } = route.useParams();
  const query = usePeopleBulk(peopleBulkId);
  const crumbs = [
    <Link key="bulks" to="/people-bulks">
      {t('bulks')}
    </Link>,
  ];
  const { data: bulk } = query;
  if (query.error && !bulk)
    return <PageFailure crumbs={crumbs} title={t('bulks')} query={query} gone={t('gone')} />;
  return (
    <RecordPage>
      <PageHeader
        crumbs={crumbs}
        title={bulk ? t(`named.${bulk.work.do}`, { name: bulk.about.target?.name ?? '' }) : t('bulks')}
        badges={bulk && <BulkStateBadge state={bulk.state} />}
        actions={bulk && <Commands bulk={bulk} />}
      >
        {bulk && <About bulk={bulk} />}
      </PageHeader>
      <div className={classes.body}>
        {bulk ? <Progressing bulk={bulk} /> : <Skeleton height={14} width="40%" aria-busy />}
      </div>
    </RecordPage>
  );
}

function About({ bulk }: { bulk: PeopleBulkView }) {
  const b = useTexts(bulkPageTexts);
  const format = useFormat();
  const now = useNow();
  const words = usePeopleText();
  return (
    <Text size="sm" c="dimmed" pb={10} className={classes.about}>
      {words(bulk.filter, bulk.about)}
      <br />
      <span title={format.exact(bulk.at)}>
        {b('begunBy', { time: format.relative(bulk.at, now), name: bulk.by.name })}
      </span>{' '}
      · {b('pace', { count: bulk.perSecond })}
    </Text>
  );
}

function Progressing({ bulk }: { bulk: PeopleBulkView }) {
  const t = useTexts(peopleTexts);
  const text = useText();
  const progress = useProgressText();
  return (
    <Stack gap={20}>
      {bulk.state === 'checking' && (
        <Alert color="indigo" icon={<IconEye size={18} />} role="status">
          {t('checkText')}
        </Alert>
      )}
      <section aria-label={t('column.progress')}>
        <div className={classes.counts}>
          <strong className="lf-numbers" data-testid="people-touched">
            {progress(bulk)}
          </strong>
        </div>
        <PeopleBulkProgress bulk={bulk} size="md" />
      </section>
      <section aria-labelledby="people-bulk-result">
        <h2 id="people-bulk-result" className={classes.heading}>
          {t('result')}
        </h2>
        <Text size="sm" data-testid="people-done">
          {[t('done', { count: bulk.done }), bulk.unchanged > 0 && t('unchanged', { count: bulk.unchanged })]
            .filter(Boolean)
            .join(', ')}
        </Text>
        {bulk.failures.map(({ reason, count }) => (
          <Text key={reason.en} size="sm" c="var(--mantine-color-red-text)">
            {t('failed', { count, reason: text(reason) })}
          </Text>
        ))}
        {bulk.withoutCard > 0 && (
          <p className={classes.quiet}>{t('withoutCard', { count: bulk.withoutCard })}</p>
        )}
      </section>
      <Target bulk={bulk} />
    </Stack>
  );
}

/** Leads to where the people are now. */
function Target({ bulk: { work, about } }: { bulk: PeopleBulkView }) {
  const t = useTexts(peopleTexts);
  if (!('target' in work) || !about.target) return null;
  return (
    <TextLink
      to={work.kind === 'selection' ? '/selections/$id' : '/projects/$id'}
      params={{ id: work.target.id }}
      size="sm"
      style={{ overflowWrap: 'anywhere' }}
    >
      {t('toTarget', { name: about.target.name })}
    </TextLink>
  );
}

function Commands({ bulk }: { bulk: PeopleBulkView }) {
  const t = useTexts(peopleTexts);
  const can = useCan();
  const proceed = useCommand(ROUTES.peopleBulks.continue);
  const stop = useCommand(ROUTES.peopleBulks.stop);
  const { left: count } = tallyOf(bulk);
  if (!can(ROUTES.peopleBulks.stop)) return null;
  const words = {
    stopText: t('stopText', { count }),
    stopped: t('stopped'),
    goOn: t('goOn', { count }),
    goesOn: t('goesOn'),
  };
  return <BulkCommands bulk={bulk} stop={stop} proceed={proceed} words={words} />;
}
