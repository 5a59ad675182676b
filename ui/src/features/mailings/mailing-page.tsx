import { ROUTES, type MailingDetail } from '@linkflow/contracts';
import { Badge, Menu, Skeleton, Tabs, Text } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { LeaveGuard } from '../../shared/confirm';
import { lazyPart, usePrefetched } from '../../shared/lazy-parts';
import { MenuAction, PageMenu } from '../../shared/menu';
import { ListLink, PageFailure, PageHeader, RecordPage } from '../../shared/page-header';
import { MAILING_TABS, type MailingTab } from '../search-params';
import { ContentTab } from './content-tab';
import { EditMailingDialog, useRemoveMailing } from './mailing-actions';
import classes from './mailing-page.module.css';
import { MergedText } from '../../shared/merge-text/merged-text';
import { mailingTexts } from './mailings.texts';
import { useMessage } from './use-message';

const LinksTab = lazyPart(async () => (await import('./links-tab')).LinksTab);
const RecipientsTab = lazyPart(async () => (await import('./recipients-tab')).RecipientsTab);
/** Loaded soon after the page was shown. */
const OTHER_TABS = [LinksTab.load, RecipientsTab.load];

const route = getRouteApi('/shell/mailings/$mailingId');

export function MailingPage() {
  const t = useTexts(mailingTexts);
  const { mailingId } = route.useParams();
  const query = useRoute(ROUTES.mailings.get, { params: { id: mailingId } });
  const crumbs = <ListLink to="/mailings">{t('title')}</ListLink>;
  if (query.error && !query.data) {
    return <PageFailure crumbs={crumbs} title={t('title')} query={query} />;
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
  usePrefetched(OTHER_TABS);
  const mayEdit = useCan()(ROUTES.mailings.update);
  const tab = search.tab ?? 'content';
  const counts: Record<MailingTab, number | null> = {
    content: null,
    links: mailing.trackedLinks.length,
    recipients: mailing.recipients,
  };
  const openTab = (next: string | null) => {
    const wanted = MAILING_TABS.find((each) => each === next) ?? 'content';
    void navigate({ search: { tab: wanted === 'content' ? undefined : wanted }, replace: true });
  };
  return (
    <RecordPage>
      <PageHeader
        crumbs={<ListLink to="/mailings">{t('title')}</ListLink>}
        title={mailing.name}
        actions={mayEdit && <MailingMenu mailing={mailing} />}
      >
        <Text size="sm" c="dimmed" mt={-8} mb={8} lineClamp={1}>
          {t('subject')}: <MergedText text={mailing.subject} /> · <Numbers mailing={mailing} />
        </Text>
        <Tabs value={tab} onChange={openTab} classNames={{ list: classes.tabs }} keepMounted={false}>
          <Tabs.List>
            {MAILING_TABS.map((name) => (
              <Tabs.Tab
                key={name}
                value={name}
                rightSection={counts[name] === null ? undefined : <Count value={counts[name]} />}
              >
                {t(`tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </PageHeader>
      <div className={classes.panel} role="tabpanel" aria-label={t(`tabs.${tab}`)}>
        {tab === 'content' && <ContentTab mailing={mailing} message={message} />}
        {tab === 'links' && (
          <LinksTab mailing={mailing} message={message} onWrite={() => openTab('content')} />
        )}
        {tab === 'recipients' && <RecipientsTab mailing={mailing} />}
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
  if (mailing.clicks === 0) return <>{t('numbers.none')}</>;
  const clicks = t('numbers.clicks', { count: mailing.clicks });
  const clickers = t('numbers.clickers', { count: mailing.clickers });
  return (
    <>
      {clicks} {clickers}
    </>
  );
}

function MailingMenu({ mailing }: { mailing: MailingDetail }) {
  const t = useTexts(mailingTexts);
  const [editing, setEditing] = useState(false);
  const navigate = useNavigate();
  const remove = useRemoveMailing();
  return (
    <>
      <PageMenu name={mailing.name}>
        <MenuAction icon={IconPencil} onClick={() => setEditing(true)}>
          {t('edit')}
        </MenuAction>
        <Menu.Divider />
        <MenuAction
          danger
          icon={IconTrash}
          onClick={() => remove(mailing, () => void navigate({ to: '/mailings', ignoreBlocker: true }))}
        >
          {t('remove.action')}
        </MenuAction>
      </PageMenu>
      <EditMailingDialog mailing={editing ? mailing : null} onClose={() => setEditing(false)} />
    </>
  );
}
