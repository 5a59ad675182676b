import { ROUTES, type Audience, type AudienceSource } from '@linkflow/contracts';
import { Anchor, Badge, Button, Group, Progress, Skeleton, Table, Text, Title } from '@mantine/core';
import {
  IconBriefcase,
  IconBuilding,
  IconClick,
  IconDownload,
  IconFileText,
  IconFilter,
  IconListCheck,
  IconRefresh,
  IconTrash,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { confirmDanger } from '../../shared/confirm';
import { Dialog } from '../../shared/dialog';
import { LoadFailure } from '../../shared/load-failure';
import { MenuAction, RowMenu } from '../../shared/menu';
import { attempt, toast } from '../../shared/toast';
import { usePeopleText } from '../people/people-text';
import classes from './recipient-sources.module.css';
import { recipientTexts } from './recipients.texts';
import { hasGroups, UpdateAtSending } from './update-at-sending';

const ICONS: Record<AudienceSource['kind'], Icon> = {
  contacts: IconUsers,
  selection: IconListCheck,
  project: IconBriefcase,
  company: IconBuilding,
  file: IconFileText,
  people: IconClick,
};

interface RecipientSourcesProps {
  mailingId: string;
  audience: Audience;
  /** Lists only the recipients of a source. */
  onShow: (sourceId: string) => void;
  /** True if the mailing is sent, so that its recipients do not change any more. */
  fixed: boolean;
}

/** Where the recipients of a mailing come from, with the progress of sources that are being read. */
export function RecipientSources({ mailingId, audience, onShow, fixed }: RecipientSourcesProps) {
  const t = useTexts(recipientTexts);
  const can = useCan();
  const refresh = useCommand(ROUTES.audience.refresh);
  const [bad, setBad] = useState<AudienceSource | null>(null);
  if (audience.sources.length === 0) return null;
  return (
    <section className={classes.sources} aria-label={t('sources')}>
      <Title order={2} size="sm">
        {t('sources')}
      </Title>
      <ul className={classes.list}>
        {audience.sources.map((source) => (
          <SourceRow
            key={source.id}
            mailingId={mailingId}
            source={source}
            onShow={onShow}
            onBadRows={setBad}
            fixed={fixed}
          />
        ))}
      </ul>
      {hasGroups(audience) && !fixed && can(ROUTES.audience.update) && (
        <Group gap="sm">
          <UpdateAtSending mailingId={mailingId} audience={audience} size="xs" />
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconRefresh size={13} aria-hidden />}
            onClick={() => attempt(refresh.mutateAsync({ params: { id: mailingId } }))}
          >
            {t('refresh')}
          </Button>
        </Group>
      )}
      <BadRows mailingId={mailingId} source={bad} onClose={() => setBad(null)} />
    </section>
  );
}

interface SourceRowProps extends Pick<RecipientSourcesProps, 'fixed'> {
  mailingId: string;
  source: AudienceSource;
  onShow: (sourceId: string) => void;
  onBadRows: (source: AudienceSource) => void;
}

function SourceRow({ mailingId, source, onShow, onBadRows, fixed }: SourceRowProps) {
  const t = useTexts(recipientTexts);
  const can = useCan();
  const words = useText();
  const remove = useCommand(ROUTES.audience.removeSource);
  const { id, kind, target, people, fileName, contacts, state, counts, total, problem } = source;
  const SourceIcon = ICONS[kind];
  const who = usePeopleText();
  const name =
    target?.name ??
    (people && who(people.filter, people.about)) ??
    fileName ??
    t('contacts', { count: contacts ?? 0 });
  const isRemoving = state === 'removing';
  const isReading = state === 'waiting' || state === 'running' || isRemoving;
  return (
    <li className={classes.source}>
      <SourceIcon size={16} stroke={1.7} aria-hidden className={classes.icon} />
      <div className={classes.text}>
        <div className={classes.name}>
          <span className={classes.title} title={name}>
            {name}
          </span>
          <Text span size="xs" c="dimmed">
            {t(`kinds.${kind}`)}
          </Text>
        </div>
        {state === 'failed' && (
          <Text size="xs" c="var(--mantine-color-red-text)" role="alert">
            {problem && words(problem)}
          </Text>
        )}
        {isReading && (
          <div className={classes.progress}>
            <Progress
              value={total ? (100 * counts.read) / total : 0}
              size="sm"
              aria-label={name}
              className={classes.bar}
            />
            <Text size="xs" c="dimmed">
              {isRemoving
                ? t('removing', { read: counts.read, total: total ?? 0 })
                : counts.read === 0
                  ? t('waiting')
                  : total === null
                    ? t('reading', { read: counts.read })
                    : t('progress', { read: counts.read, total })}
            </Text>
          </div>
        )}
        {state === 'done' && (
          <Text size="xs" c="dimmed">
            {t('counts', { added: counts.added, already: counts.already, blocked: counts.blocked })}
          </Text>
        )}
      </div>
      {counts.badRows > 0 && (
        <Anchor component="button" size="xs" onClick={() => onBadRows(source)}>
          <Badge color="yellow" variant="light" size="sm" tt="none" style={{ cursor: 'pointer' }}>
            {t('badRows', { count: counts.badRows })}
          </Badge>
        </Anchor>
      )}
      <RowMenu name={name} width={240}>
        <MenuAction icon={IconFilter} onClick={() => onShow(id)}>
          {t('show')}
        </MenuAction>
        {can(ROUTES.audience.removeSource) && !isRemoving && !fixed && (
          <MenuAction
            danger
            icon={IconTrash}
            onClick={() =>
              confirmDanger({
                title: t('removeSourceTitle', { name }),
                text: t('removeSourceText'),
                confirm: t('removeSource'),
                onConfirm: () =>
                  attempt(remove.mutateAsync({ params: { id: mailingId, sourceId: id } }), () =>
                    toast(t('sourceRemoved', { name })),
                  ),
              })
            }
          >
            {t('removeSource')}
          </MenuAction>
        )}
      </RowMenu>
    </li>
  );
}

interface BadRowsProps {
  mailingId: string;
  /** Null closes the dialog. */
  source: AudienceSource | null;
  onClose: () => void;
}

/** The rows of a file that were not used. */
function BadRows({ mailingId, source, onClose }: BadRowsProps) {
  const t = useTexts(recipientTexts);
  return (
    <Dialog opened={source !== null} onClose={onClose} title={t('badRowsTitle')} size="lg">
      {source && <BadRowList mailingId={mailingId} source={source} />}
    </Dialog>
  );
}

function BadRowList({ mailingId, source }: { mailingId: string; source: AudienceSource }) {
  const t = useTexts(recipientTexts);
  const words = useText();
  const query = useRoute(ROUTES.audience.badRows, { params: { id: mailingId, sourceId: source.id } });
  if (query.error) return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={120} />;
  const rows = query.data;
  const csv = [[t('line'), t('reason')], ...rows.map(({ line, reason }) => [String(line), words(reason)])]
    .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'))
    .join('\r\n');
  return (
    <>
      {rows.length < source.counts.badRows && rows.length > 0 && (
        <Text size="sm" mb="xs">
          {t('badRowsMore', { shown: rows.length, count: source.counts.badRows })}
        </Text>
      )}
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={90}>{t('line')}</Table.Th>
            <Table.Th>{t('reason')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ line, reason }) => (
            <Table.Tr key={line}>
              <Table.Td>{line}</Table.Td>
              <Table.Td>{words(reason)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Button
        mt="md"
        size="xs"
        variant="default"
        component="a"
        // The byte order mark makes spreadsheets read the file as UTF-8.
        href={`data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${csv}`)}`}
        download="linkflow-rows.csv"
        leftSection={<IconDownload size={15} aria-hidden />}
      >
        {t('download')}
      </Button>
    </>
  );
}
