import type { ClickView } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useTexts } from '../../i18n';
import { RowLink, TextLink } from '../../shared/anchors';
import type { ListColumn } from '../../shared/list/list-table';
import { RefName } from '../../shared/refs';
import { TimeAgo } from '../../shared/time-ago';
import { ClickVerdictCard } from '../../shared/verdict/verdict-card';
import { verdictTexts } from '../../shared/verdict/verdict.texts';
import { RunStatusBadge } from '../runs/run-labels';
import { clickTexts } from './clicks.texts';

/** The name of the contact or of the recipient; a dash for an erased one. */
export const clickerName = ({ contact, recipient }: Pick<ClickView, 'contact' | 'recipient'>): string =>
  contact?.name || recipient.name || '–';

/** The columns of a list of clicks: of a recipient (`of` is `recipient`), or of a link. */
export function useClickColumns(of: 'recipient' | 'link'): ListColumn<ClickView>[] {
  const t = useTexts(clickTexts);
  const v = useTexts(verdictTexts);
  return [
    {
      title: t('when'),
      width: 168,
      narrow: (click) => (
        <Text size="xs" c="dimmed" truncate>
          {of === 'link' ? clickerName(click) : click.link.name}
        </Text>
      ),
      render: (click) => (
        <RowLink to="/clicks/$clickId" params={{ clickId: click.id }}>
          <TimeAgo at={click.at} />
        </RowLink>
      ),
    },
    of === 'link'
      ? {
          title: t('who'),
          from: 'small',
          render: (click) =>
            click.contact && !click.contact.missing ? (
              <TextLink to="/contacts/$id" params={{ id: click.contact.id }} c="inherit">
                {clickerName(click)}
              </TextLink>
            ) : (
              clickerName(click)
            ),
        }
      : {
          title: t('link'),
          from: 'small',
          render: (click) => (
            <TextLink
              to="/links/$linkId"
              params={{ linkId: click.link.id }}
              search={{ tab: 'clicks', each: true }}
              c="inherit"
            >
              <RefName of={click.link} />
            </TextLink>
          ),
        },
    {
      title: v('label'),
      width: 116,
      render: (click) => <ClickVerdictCard clickId={click.id} verdict={click.verdict} />,
    },
    { title: t('mailing'), from: 'medium', render: (click) => <RefName of={click.mailing} /> },
    { title: t('browser'), width: 132, from: 'large', render: (click) => click.browser ?? '–' },
    {
      title: t('run'),
      width: 140,
      from: 'medium',
      render: ({ run }) =>
        run ? (
          <TextLink to="/runs/$runId" params={{ runId: run.id }} c="inherit" underline="never">
            <RunStatusBadge status={run.status} />
          </TextLink>
        ) : (
          '–'
        ),
    },
  ];
}
