import type { Analytics } from '@linkflow/contracts';
import { Button, Checkbox, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { isTrackable, type LinkGroup } from './link-groups';
import { LinkRow, type LinkActions } from './link-row';
import classes from './links.module.css';
import { mailingLinkTexts } from './mailing-links.texts';

interface LinkTableProps {
  groups: readonly LinkGroup[];
  analytics: Analytics;
  /** Position of the link to which the user has jumped. */
  marked: number | undefined;
  /** Absent if the user may not change the mailing. */
  actions: LinkActions | undefined;
  /** Keys of the selected groups. */
  selected: ReadonlySet<string>;
  onSelect: (keys: ReadonlySet<string>) => void;
  onTrackAll: () => void;
  /** True while a change is being saved. */
  busy: boolean;
  /** Actions on the selected rows. */
  bulk: ReactNode;
}

/**
 * The addresses of a message, each once, with their places. The explicit ARIA roles are needed because browsers drop the semantics of a table
 * if CSS changes its `display`.
 */
export function LinkTable(props: LinkTableProps) {
  const { groups, analytics, marked, actions, selected, onSelect, onTrackAll, busy, bulk } = props;
  const t = useTexts(mailingLinkTexts);
  const c = useTexts(common);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const plain = groups.filter(({ links: [first] }) => isTrackable(first));
  const selectable = groups.filter(({ links: [first] }) => first.tracked || isTrackable(first));
  const chosen = selectable.filter(({ key }) => selected.has(key));
  const markedIn = ({ links }: LinkGroup) =>
    links.find(({ occurrence }) => occurrence === marked)?.occurrence;
  return (
    <section className={classes.links} aria-label={t('title')}>
      <div className={classes.bar}>
        {chosen.length > 0 && !actions?.locked ? (
          <>
            <Text size="sm" fw={500} role="status">
              {c('selected', { count: chosen.length })}
            </Text>
            {bulk}
          </>
        ) : (
          <>
            <div className={classes.heading}>
              <Title order={2} size="sm">
                {t('title')}
              </Title>
              <Text size="xs" c="dimmed">
                {t(actions ? 'lead' : 'readLead')}
              </Text>
            </div>
            {actions && plain.length > 0 && (
              <Button
                size="xs"
                leftSection={<IconLink size={15} aria-hidden />}
                disabled={actions.locked}
                loading={busy}
                onClick={onTrackAll}
              >
                {t('trackAll', { count: plain.length })}
              </Button>
            )}
          </>
        )}
      </div>
      <div className={classes.room}>
        <Table className={classes.table} role="table" aria-label={t('title')}>
          <Table.Thead role="rowgroup">
            <Table.Tr role="row">
              {actions && (
                <Table.Th role="columnheader" className={classes.choose}>
                  <Checkbox
                    size="xs"
                    aria-label={c('selectAll')}
                    disabled={actions.locked || selectable.length === 0}
                    checked={chosen.length > 0 && chosen.length === selectable.length}
                    indeterminate={chosen.length > 0 && chosen.length < selectable.length}
                    onChange={() =>
                      onSelect(
                        new Set(chosen.length === selectable.length ? [] : selectable.map(({ key }) => key)),
                      )
                    }
                  />
                </Table.Th>
              )}
              <Table.Th role="columnheader" className={classes.link}>
                {t('columns.link')}
              </Table.Th>
              <Table.Th role="columnheader" data-wide>
                {t('columns.leadsTo')}
              </Table.Th>
              <Table.Th role="columnheader" className={classes.tracking}>
                {t('columns.tracking')}
              </Table.Th>
              <Table.Th role="columnheader" className={classes.where}>
                {t('columns.places')}
              </Table.Th>
              <Table.Th role="columnheader" className={classes.actions}>
                <VisuallyHidden>{t('columns.change')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody role="rowgroup">
            {groups.map((group) => (
              <LinkRow
                key={group.key}
                group={group}
                analytics={analytics}
                actions={actions}
                selection={
                  actions && {
                    checked: selected.has(group.key),
                    onToggle: () => onSelect(toggled(selected, group.key)),
                  }
                }
                opened={opened.has(group.key) !== (markedIn(group) !== undefined)}
                onToggle={() => setOpened(toggled(opened, group.key))}
                marked={markedIn(group)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
