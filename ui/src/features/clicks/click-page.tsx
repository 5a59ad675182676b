import { ROUTES, type ClickDetail } from '@linkflow/contracts';
import { Stack, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCan } from '../../api/session';
import { routeKey, useRoute } from '../../api/use-route';
import { useFormat, useText, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { useLiveRefresh } from '../../shared/live-refresh';
import { ListLink, PageFailure, PageHeader, WorkflowPageSkeleton } from '../../shared/page-header';
import { RefName } from '../../shared/refs';
import { TimeAgo } from '../../shared/time-ago';
import { Corrections } from '../../shared/verdict/corrections';
import { SignalList } from '../../shared/verdict/signal-list';
import { VerdictBadge } from '../../shared/verdict/verdict-badge';
import { verdictTexts } from '../../shared/verdict/verdict.texts';
import { CardSection, Fact } from '../contacts/card/card';
import cardClasses from '../contacts/card/card.module.css';
import { RunStatusBadge } from '../runs/run-labels';
import { clickerName } from './click-columns';
import { clickTexts } from './clicks.texts';
import { VerdictHistory } from './verdict-history';

const route = getRouteApi('/shell/clicks/$clickId');
const REFRESH_MS = 1_000;

/** The page of one click: who and when, the verdict with its reasons and its history, and what a correction would do. */
export function ClickPage() {
  const t = useTexts(clickTexts);
  const { clickId } = route.useParams();
  const params = { id: clickId };
  const query = useRoute(ROUTES.clicks.get, { params });
  // The run of a click has the id of the click.
  useLiveRefresh([`run:${clickId}`], routeKey(ROUTES.clicks.get, { params }), REFRESH_MS);
  if (query.data) return <LoadedClick click={query.data} />;
  if (query.error) {
    const crumbs = <ListLink to="/links">{t('crumb')}</ListLink>;
    return <PageFailure crumbs={crumbs} title={t('title')} query={query} gone={t('gone')} />;
  }
  return <WorkflowPageSkeleton />;
}

function LoadedClick({ click }: { click: ClickDetail }) {
  const t = useTexts(clickTexts);
  const v = useTexts(verdictTexts);
  const { verdict } = click;
  return (
    <div className={`lf-fill ${cardClasses.page}`} data-scroll-restoration-id="click">
      <PageHeader
        crumbs={[
          <ListLink key="links" to="/links">
            {t('crumb')}
          </ListLink>,
          !click.link.missing && (
            <Link
              key="link"
              to="/links/$linkId"
              params={{ linkId: click.link.id }}
              search={{ tab: 'clicks', each: true }}
            >
              {click.link.name}
            </Link>
          ),
        ]}
        title={t('titleOne', { name: clickerName(click) })}
        badges={<VerdictBadge verdict={verdict.verdict} />}
      />
      <div className={cardClasses.columns}>
        <aside className={cardClasses.facts}>
          <Facts click={click} />
          <Evidence evidence={click.evidence} />
        </aside>
        <div className={cardClasses.main}>
          <CardSection title={v(`why.${verdict.judgement?.verdict ?? verdict.verdict}`)}>
            <Stack gap={8} maw={640}>
              {verdict.judgement && (
                <Text size="sm" c="dimmed">
                  {v('scoreText', { score: verdict.judgement.score })}
                </Text>
              )}
              <SignalList judgement={verdict.judgement} weights />
            </Stack>
          </CardSection>
          <Correct click={click} />
          <CardSection title={t('history')}>
            <VerdictHistory history={click.history} />
          </CardSection>
        </div>
      </div>
    </div>
  );
}

function Correct({ click }: { click: ClickDetail }) {
  const t = useTexts(clickTexts);
  if (!useCan()(ROUTES.clicks.correct)) return null;
  return (
    <CardSection title={t('correct')}>
      <Corrections clickId={click.id} view={click.verdict} effects={click.effects} />
    </CardSection>
  );
}

function Facts({ click }: { click: ClickDetail }) {
  const t = useTexts(clickTexts);
  const format = useFormat();
  const { link, mailing, contact, run } = click;
  return (
    <CardSection title={t('facts')}>
      <dl className={cardClasses.factList}>
        <Fact label={t('when')}>
          {format.dateTime(click.at)} (<TimeAgo at={click.at} />)
        </Fact>
        <Fact label={t('kind')}>{t(`kinds.${click.kind}`)}</Fact>
        <Fact label={t('who')}>
          {contact && !contact.missing ? (
            <TextLink to="/contacts/$id" params={{ id: contact.id }}>
              {contact.name}
            </TextLink>
          ) : (
            clickerName(click)
          )}
        </Fact>
        <Fact label={t('link')}>
          {link.missing ? (
            <RefName of={link} />
          ) : (
            <TextLink to="/links/$linkId" params={{ linkId: link.id }}>
              {link.name}
            </TextLink>
          )}
        </Fact>
        <Fact label={t('mailing')}>
          {mailing.missing ? (
            <RefName of={mailing} />
          ) : (
            <TextLink to="/mailings/$mailingId" params={{ mailingId: mailing.id }}>
              {mailing.name}
            </TextLink>
          )}
        </Fact>
        <Fact label={t('run')}>
          {run ? (
            <TextLink to="/runs/$runId" params={{ runId: run.id }} underline="never">
              <RunStatusBadge status={run.status} />
            </TextLink>
          ) : (
            t('noRun')
          )}
        </Fact>
      </dl>
      <TextLink to="/clicks" search={{ recipientId: click.recipient.id }} mt={12} display="inline-block">
        {t('allOfRecipient')}
      </TextLink>
    </CardSection>
  );
}

function Evidence({ evidence }: Pick<ClickDetail, 'evidence'>) {
  const t = useTexts(clickTexts);
  const text = useText();
  return (
    <CardSection title={t('evidence')}>
      <dl className={cardClasses.factList}>
        {evidence.map(({ label, value }) => (
          <Fact key={label.en} label={text(label)}>
            {text(value)}
          </Fact>
        ))}
      </dl>
      <Text size="xs" c="dimmed" mt={8}>
        {evidence.length === 0 && `${t('evidenceNone')} `}
        {t('noAddress')}
      </Text>
    </CardSection>
  );
}
