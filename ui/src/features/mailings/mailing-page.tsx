import { ROUTES, hasStarted, type MailingDetail } from '@linkflow/contracts';
import { Badge, Skeleton, Tabs, Text } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useCan, useShownClicks } from '../../api/session';
import { useLiveEvents } from '../../api/live';
import { useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { LeaveGuard } from '../../shared/confirm';
import { lazyPart, usePrefetched } from '../../shared/lazy-parts';
import { PageMenu } from '../../shared/menu';
import { ListLink, PageFailure, PageHeader, RecordPage } from '../../shared/page-header';
import { MAILING_TABS, type MailingTab } from '../search-params';
import { ContentTab } from './content-tab';
import type { MailEditorStore } from './editor/store/mail-editor-store';
import { MailingDialogs, MailingMenuItems } from './mailing-actions';
import { firstTab } from './jump';
import type { MailingAction } from './mailing-dialogs';
import classes from './mailing-page.module.css';
import { MergedText } from '../../shared/merge-text/merged-text';
import { useSaveKey } from '../../shared/use-save-key';
import { MailingTypeName } from './mailing-type-select';
import { mailingTexts } from './mailings.texts';
import { ErrorCount, SendingBadge } from './sending/page-status';
import { useMessage } from './use-message';

const LinksTab = lazyPart(async () => (await import('./links/links-tab')).LinksTab);
const RecipientsTab = lazyPart(async () => (await import('./recipients-tab')).RecipientsTab);
const ReportTab = lazyPart(async () => (await import('./report/report-tab')).ReportTab);
const SendTab = lazyPart(async () => (await import('./sending/send-tab')).SendTab);
/** Only a mailing that was clicked has it. */
const ClicksSwitch = lazyPart(
  async () => (await import('../../shared/verdict/clicks-switch')).ClicksSwitch,
  <Skeleton height={30} width={150} />,
);
/** Loaded soon after the page was shown. */
const OTHER_TABS = [
  MailingMenuItems.load,
  LinksTab.load,
  RecipientsTab.load,
  SendTab.load,
  async () => (await import('./sending/send-tab')).loadSendTab(),
  async () => (await import('./recipients-tab')).loadRecipientDialogs(),
];

const route = getRouteApi('/shell/mailings/$mailingId');
/** Shortest time between two loads while a mailing is sent or clicked, ms. */
const REFRESH_MS = 3_000;

export function MailingPage() {
  const t = useTexts(mailingTexts);
  const { mailingId } = route.useParams();
  const query = useRoute(ROUTES.mailings.get, { params: { id: mailingId } });
  // Keeps the numbers below the name those of the report. Before it is sent, only its author changes it.
  const refresh = useThrottledCallback(() => void query.refetch(), REFRESH_MS);
  useLiveEvents(hasStarted(query.data?.state) ? [`mailing:${mailingId}`] : [], refresh, refresh);
  const crumbs = <ListLink to="/mailings">{t('title')}</ListLink>;
  if (query.error && !query.data) {
    return (
      <PageFailure
        crumbs={crumbs}
        title={t('title')}
        query={query}
        inTrash={{
          title: t('inTrash.title'),
          text: t('inTrash.text'),
          action: (
            <TextLink to="/mailings" search={{ view: 'trash' }}>
              {t('inTrash.open')}
            </TextLink>
          ),
        }}
      />
    );
  }
  if (!query.data) {
    return (
      <RecordPage busy>
        <div className={classes.skeleton}>
          <Skeleton height={10} width={80} />
          <Skeleton height={20} width={320} mt={10} />
          <Skeleton height={10} width={260} mt={12} />
          <Skeleton height={360} mt={56} />
        </div>
      </RecordPage>
    );
  }
  // The key remounts the page if another mailing is opened, so that unsaved text is not carried over to that mailing.
  return (
    <LoadedMailing
      key={mailingId}
      mailing={query.data}
      reload={async () => (await query.refetch({ throwOnError: true })).data}
    />
  );
}

interface LoadedMailingProps {
  mailing: MailingDetail;
  reload: () => Promise<MailingDetail | undefined>;
}

function LoadedMailing({ mailing, reload }: LoadedMailingProps) {
  const t = useTexts(mailingTexts);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const message = useMessage(mailing, reload);
  const editor = useRef<MailEditorStore>(null);
  // On every tab: what is written stays unsaved when another tab is opened.
  useSaveKey(() => {
    if (message.dirty && !message.saving) message.save();
  });
  usePrefetched(OTHER_TABS);
  const mayEdit = useCan()(ROUTES.mailings.update);
  // Stays while the page is open: a mailing whose sending begins meanwhile is not taken away from its reader.
  const [first] = useState(() => firstTab(search, mailing.state));
  const tab = search.tab ?? first;
  const tabList = useRef<HTMLDivElement>(null);
  // On a phone, the last tabs are beyond the edge.
  useEffect(() => {
    const selected = tabList.current?.querySelector('[aria-selected="true"]');
    selected?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  const counts: Record<MailingTab, ReactNode> = {
    content: undefined,
    links: <Count value={mailing.trackedLinks.length} />,
    recipients: <Count value={mailing.recipients} />,
    send: <ErrorCount mailing={mailing} />,
    report: undefined,
  };
  // Before anybody has it, or has clicked a preview, there is nothing to report.
  const hasReport = hasStarted(mailing.state) || mailing.clicks > 0 || tab === 'report';
  const tabs = MAILING_TABS.filter((name) => name !== 'report' || hasReport);
  const openTab = (next: string | null) => {
    void navigate({ search: { tab: MAILING_TABS.find((each) => each === next) }, replace: true });
  };
  return (
    <RecordPage>
      <PageHeader
        crumbs={<ListLink to="/mailings">{t('title')}</ListLink>}
        title={mailing.name}
        badges={<SendingBadge mailing={mailing} />}
        actions={
          <>
            {mailing.clicks > 0 && <ClicksSwitch />}
            {mayEdit && <MailingMenu mailing={mailing} />}
          </>
        }
      >
        <Text size="sm" c="dimmed" mt={-8} mb={8} lineClamp={1}>
          {t('subject')}: <MergedText text={mailing.subject} /> · <MailingTypeName typeId={mailing.typeId} />{' '}
          · <Numbers mailing={mailing} />
        </Text>
        <Tabs
          value={tab}
          onChange={openTab}
          classNames={{ root: classes.tabs, list: classes.tabList }}
          keepMounted={false}
          data-scrolls-sideways
        >
          <Tabs.List ref={tabList}>
            {tabs.map((name) => (
              <Tabs.Tab key={name} value={name} rightSection={counts[name]}>
                {t(`tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </PageHeader>
      <div className={classes.panel} role="tabpanel" aria-label={t(`tabs.${tab}`)}>
        {tab === 'content' && <ContentTab mailing={mailing} message={message} editor={editor} />}
        {tab === 'links' && (
          <LinksTab mailing={mailing} message={message} onWrite={() => openTab('content')} />
        )}
        {tab === 'recipients' && <RecipientsTab mailing={mailing} />}
        {tab === 'send' && <SendTab mailing={mailing} message={message} />}
        {tab === 'report' && <ReportTab mailing={mailing} />}
      </div>
      <LeaveGuard dirty={message.dirty} />
    </RecordPage>
  );
}

function Count({ value }: { value: number }) {
  const format = useFormat();
  return (
    <Badge variant="default" size="xs" className="lf-numbers">
      {format.number(value)}
    </Badge>
  );
}

function Numbers({ mailing }: { mailing: MailingDetail }) {
  const t = useTexts(mailingTexts);
  const shown = useShownClicks();
  const { clicks, humanClicks, suspectClicks, humanClickers } = mailing;
  if (shown === 'all' && clicks > 0)
    return t('numbers.all', {
      human: humanClicks,
      suspect: suspectClicks,
      bot: clicks - humanClicks - suspectClicks,
    });
  if (humanClicks === 0) return t('numbers.none');
  return `${t('numbers.clicks', { count: humanClicks })} ${t('numbers.clickers', { count: humanClickers })}`;
}

function MailingMenu({ mailing }: { mailing: MailingDetail }) {
  const [action, setAction] = useState<MailingAction | null>(null);
  const navigate = useNavigate();
  return (
    <>
      <PageMenu name={mailing.name}>
        <MailingMenuItems
          mailing={mailing}
          onOpen={setAction}
          onRemoved={() => void navigate({ to: '/mailings', ignoreBlocker: true })}
        />
      </PageMenu>
      <MailingDialogs of={action && { mailing, action }} onClose={() => setAction(null)} />
    </>
  );
}
