import { ROUTES, hasStarted } from '@linkflow/contracts';
import { Box, Button, EmptyState, Skeleton, Stack, Text } from '@mantine/core';
import { type Icon, IconForms, IconLink, IconMail } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { LoadFailure } from '../../../shared/load-failure';
import { RunsOfOwner } from '../../runs/runs-of-owner';
import { LinkConflicts } from '../link-uses';
import { linkUsesTexts } from '../link-uses.texts';
import classes from './link-page.module.css';
import { linkListTexts } from './link-lists.texts';
import { useTabList } from './use-tab-list';

/** The runs of this link, newest first. */
export function RunsTab({ linkId }: { linkId: string }) {
  const t = useTexts(linkListTexts);
  return (
    <div className={classes.scrolling}>
      <RunsOfOwner
        owner={{ linkId }}
        list={useTabList()}
        texts={{
          label: t('runs.label'),
          startedAt: t('runs.clicked'),
          empty: t('runs.empty'),
          emptyText: t('runs.emptyText'),
        }}
        columns={[
          {
            title: t('clicks.mailing'),
            from: 'medium',
            render: (run) => run.context.mailing?.name ?? '–',
          },
        ]}
      />
    </div>
  );
}

/** The mailings that contain the link, and other links that do the opposite. */
export function UsedTab({ linkId }: { linkId: string }) {
  const t = useTexts(linkListTexts);
  const u = useTexts(linkUsesTexts);
  const uses = useRoute(ROUTES.links.uses, { params: { id: linkId } });
  if (!uses.data) {
    return uses.error ? (
      <LoadFailure error={uses.error} onRetry={() => void uses.refetch()} />
    ) : (
      <Skeleton height={120} m="md" radius="md" />
    );
  }
  const { mailings, forms, links, conflicts } = uses.data;
  const parts = [
    { title: u('unsent'), mailings: mailings.filter(({ state }) => !hasStarted(state)) },
    { title: u('sent'), mailings: mailings.filter(({ state }) => hasStarted(state)) },
  ].filter((part) => part.mailings.length > 0);
  return (
    <div className={classes.scrolling}>
      {conflicts.length > 0 && (
        <Box p="md">
          <LinkConflicts conflicts={conflicts} />
        </Box>
      )}
      {mailings.length === 0 && (
        <EmptyState
          p="xl"
          variant="light"
          icon={<IconMail aria-hidden />}
          title={t('used.empty')}
          description={t('used.emptyText')}
        >
          <EmptyState.Actions>
            <Button component={Link} to="/mailings" variant="default" size="xs">
              {t('used.toMailings')}
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      )}
      {parts.map((part) => (
        <UsedRows
          key={part.title}
          title={part.title}
          rows={part.mailings}
          icon={IconMail}
          to={({ id }) => ({ to: '/mailings/$mailingId', params: { mailingId: id } })}
        />
      ))}
      <UsedRows
        title={u('forms')}
        rows={forms}
        icon={IconForms}
        to={({ id }) => ({ to: '/forms/$formId', params: { formId: id } })}
      />
      <UsedRows
        title={u('links')}
        rows={links}
        icon={IconLink}
        to={({ id }) => ({ to: '/links/$linkId', params: { linkId: id } })}
      />
    </div>
  );
}

interface UsedRowsProps {
  title: string;
  rows: readonly { id: string; name: string }[];
  icon: Icon;
  /** The page of a row. */
  to: (row: { id: string }) => Pick<LinkProps, 'to' | 'params'>;
}

function UsedRows({ title, rows, icon: RowIcon, to }: UsedRowsProps) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <Text size="xs" fw={500} c="dimmed" className={classes.rowsTitle} component="h2">
        {title}
      </Text>
      <Stack gap={0} className={classes.rowList} component="ul">
        {rows.map((row) => (
          <li key={row.id}>
            <Link {...to(row)} className={classes.listRow}>
              <RowIcon size={16} stroke={1.7} aria-hidden />
              <Text span inherit truncate="end">
                {row.name}
              </Text>
            </Link>
          </li>
        ))}
      </Stack>
    </section>
  );
}
