import { ROUTES, type SetAsideClick } from '@linkflow/contracts';
import { Button, Text } from '@mantine/core';
import { IconInbox, IconSend } from '@tabler/icons-react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { SectionList } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { TimeAgo } from '../../shared/time-ago';
import { attempt, toast } from '../../shared/toast';
import { RunStatusBadge } from '../runs/run-labels';
import { setAsideTexts } from './set-aside.texts';

const DEFAULT_SORT = '';

/** The list of clicks that could not be processed: first those that were not sent again, the newest first. */
export function SetAsidePage() {
  const t = useTexts(setAsideTexts);
  const list = useList('/shell/ops/set-aside');
  const query = useRoute(ROUTES.setAside.list, { query: pageQuery(list.search, DEFAULT_SORT) });
  return (
    <SectionList
      title={t('title')}
      lead={t('lead')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={useColumns()}
      idOf={(click) => click.id}
      nameOf={(click) => `${t('link')} ${click.link.name}`}
      empty={{ icon: IconInbox, title: t('empty'), text: t('emptyText') }}
    />
  );
}

function useColumns(): ListColumn<SetAsideClick>[] {
  const t = useTexts(setAsideTexts);
  const text = useText();
  const can = useCan();
  const why = ({ reason }: SetAsideClick): string => text(setAsideTexts.reasons[reason]);
  return [
    {
      title: t('link'),
      narrow: (click) => (
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'normal' }}>
          {why(click)} · <TimeAgo at={click.at} />
        </Text>
      ),
      render: (click) => <Click click={click} />,
    },
    {
      title: t('recipient'),
      width: 150,
      from: 'small',
      wraps: true,
      render: ({ recipient }) => recipient.name || t('unknown'),
    },
    {
      title: t('reason'),
      from: 'small',
      render: (click) => (
        <Text size="sm" lh={1.35} style={{ whiteSpace: 'normal' }}>
          {why(click)}
        </Text>
      ),
    },
    { title: t('run'), width: 112, from: 'medium', render: ({ run }) => <RunOf run={run} /> },
    timeColumn(t('clicked'), (click) => click.at, { from: 'medium' }),
    ...(can(ROUTES.setAside.sendAgain)
      ? [
          {
            title: t('again'),
            titleHidden: true,
            width: 150,
            render: (click: SetAsideClick) => <SendAgain click={click} />,
          },
        ]
      : []),
  ];
}

/** The link, and below it the version that was live at the click, whether the click confirmed something, and the browser. */
function Click({ click: { link, version, kind, browser } }: { click: SetAsideClick }) {
  const t = useTexts(setAsideTexts);
  const parts = [version > 0 && t('version', { version }), kind === 'confirm' && t('confirmed'), browser];
  return (
    <>
      <Text size="sm" truncate title={link.name}>
        {link.name || t('gone')}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {parts.filter(Boolean).join(' · ')}
      </Text>
    </>
  );
}

function RunOf({ run }: Pick<SetAsideClick, 'run'>) {
  const t = useTexts(setAsideTexts);
  if (!run) return t('noRun');
  return (
    <TextLink to="/runs/$runId" params={{ runId: run.id }}>
      <RunStatusBadge status={run.status} />
    </TextLink>
  );
}

/** Button that has a click processed again. For a click that was sent already, it also shows when. */
function SendAgain({ click: { id, sentAgainAt } }: { click: SetAsideClick }) {
  const t = useTexts(setAsideTexts);
  const send = useCommand(ROUTES.setAside.sendAgain);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconSend size={14} aria-hidden />}
        loading={send.isPending}
        onClick={() => attempt(send.mutateAsync({ params: { id } }), () => toast(t('done')))}
      >
        {t('again')}
      </Button>
      {sentAgainAt !== undefined && (
        <Text size="xs" c="dimmed" lh={1.3} mt={2} style={{ whiteSpace: 'normal' }}>
          {t('sent')} <TimeAgo at={sentAgainAt} />
        </Text>
      )}
    </>
  );
}
