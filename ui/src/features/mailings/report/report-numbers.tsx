import type { MailingReport, Verdict } from '@linkflow/contracts';
import { Anchor, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useFormat, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { clickersOf, machinesIn } from '../../../shared/verdict/click-numbers';
import { lazyDialog } from '../../../shared/lazy-parts';
import { reportTexts } from './report.texts';
import classes from './report.module.css';
import { usePercent } from './use-percent';

const UnsubscribedDialog = lazyDialog(
  async () => (await import('../sending/unsubscribed-dialog')).UnsubscribedDialog,
);

interface ReportNumbersProps {
  mailingId: string;
  report: MailingReport;
  /** Another mailing whose numbers are shown beside those of the report. */
  compared: { name: string; report: MailingReport } | null;
}

/** Six numbers in a row. Each is explained where the pointer or the focus rests on its name. */
export function ReportNumbers({ mailingId, report, compared }: ReportNumbersProps) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const percent = usePercent();
  const others = compared && numbersOf(compared.report);
  const [showsUnsubscribed, setShowsUnsubscribed] = useState(false);
  return (
    <section className={classes.numbers} aria-label={t('numbers.label')}>
      {NAMES.map((name) => {
        const { value, of } = numbersOf(report)[name];
        const clicked = CLICKED[name];
        const note = noteOf(name, report);
        const beside = others?.[name];
        return (
          <div key={name} className={classes.number}>
            <Tooltip label={t(`numbers.${name}Help`)} multiline maw={280} events={HOVER_AND_FOCUS}>
              <UnstyledButton className={classes.numberName}>{t(`numbers.${name}`)}</UnstyledButton>
            </Tooltip>
            <div className={classes.numberValue}>
              {clicked && value > 0 ? (
                <TextLink
                  className="lf-numbers"
                  inherit
                  to="/mailings/$mailingId"
                  params={{ mailingId }}
                  search={{ tab: 'recipients', clicked }}
                  aria-label={`${t(`numbers.${name}`)}: ${format.number(value)}`}
                >
                  {format.number(value)}
                </TextLink>
              ) : name === 'unsubscribed' && value > 0 ? (
                <Anchor
                  component="button"
                  type="button"
                  className="lf-numbers"
                  inherit
                  aria-label={t('numbers.whoUnsubscribed', { count: value })}
                  onClick={() => setShowsUnsubscribed(true)}
                >
                  {format.number(value)}
                </Anchor>
              ) : (
                <span className="lf-numbers">{format.number(value)}</span>
              )}
              {of !== null && (
                <Text span size="sm" c="dimmed" className="lf-numbers">
                  {percent(value, of)}
                </Text>
              )}
            </div>
            {note && (
              <Text size="xs" c="dimmed">
                {note.kind === 'clicks' ? (
                  t('numbers.clicks', { count: note.count })
                ) : note.bounced > 0 ? (
                  <TextLink
                    to="/mailings/$mailingId"
                    params={{ mailingId }}
                    search={{ tab: 'recipients', state: 'returned' }}
                    size="xs"
                  >
                    {t('numbers.bounced', note)}
                  </TextLink>
                ) : (
                  t('numbers.bounced', note)
                )}
              </Text>
            )}
            {compared && beside && (
              <Text size="xs" c="dimmed" lineClamp={1}>
                {t('other', {
                  value:
                    beside.of === null
                      ? format.number(beside.value)
                      : `${format.number(beside.value)} (${percent(beside.value, beside.of)})`,
                  name: compared.name,
                })}
              </Text>
            )}
          </div>
        );
      })}
      <UnsubscribedDialog
        mailingId={mailingId}
        withoutComplaints
        opened={showsUnsubscribed}
        onClose={() => setShowsUnsubscribed(false)}
      />
    </section>
  );
}

const HOVER_AND_FOCUS = { hover: true, focus: true, touch: true };
const NAMES = ['delivered', 'people', 'suspect', 'bot', 'unsubscribed', 'complained'] as const;

/** The recipients behind a number, by the verdict of their clicks. */
const CLICKED: Partial<Record<(typeof NAMES)[number], Verdict>> = {
  people: 'human',
  suspect: 'suspect',
  bot: 'bot',
};

/** Each number, and what its percentage is of; null without a percentage. */
function numbersOf({ messages, total, unsubscribed, complained }: MailingReport) {
  const delivered = messages.sent;
  const all = Object.values(messages).reduce((sum, count) => sum + count, 0) - messages.skipped;
  const people = clickersOf(total);
  return {
    delivered: { value: delivered, of: all },
    people: { value: people.human, of: delivered },
    suspect: { value: people.suspect, of: null },
    bot: { value: machinesIn(people), of: null },
    unsubscribed: { value: unsubscribed, of: delivered },
    complained: { value: complained, of: delivered },
  };
}

type Note = { kind: 'failed'; failed: number; bounced: number } | { kind: 'clicks'; count: number };

function noteOf(name: (typeof NAMES)[number], { messages, bounced, total }: MailingReport): Note | null {
  switch (name) {
    case 'delivered':
      return messages.failed > 0 ? { kind: 'failed', failed: messages.failed, bounced } : null;
    case 'people':
      return { kind: 'clicks', count: total.humanClicks };
    case 'suspect':
      return { kind: 'clicks', count: total.suspectClicks };
    case 'bot':
      return { kind: 'clicks', count: total.clicks - total.humanClicks - total.suspectClicks };
    default:
      return null;
  }
}
