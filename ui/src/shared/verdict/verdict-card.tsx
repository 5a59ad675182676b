import { ROUTES, type Verdict, type VerdictView } from '@linkflow/contracts';
import { Popover, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useId, type AnchorHTMLAttributes, type ReactElement, type ReactNode } from 'react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { SignalList } from './signal-list';
import classes from './verdict.module.css';
import { VerdictBadge } from './verdict-badge';
import { verdictTexts } from './verdict.texts';

/** Number of signals that the card shows. */
const STRONGEST = 3;

type TargetProps = Pick<
  AnchorHTMLAttributes<HTMLAnchorElement>,
  | 'className'
  | 'children'
  | 'aria-describedby'
  | 'onMouseEnter'
  | 'onMouseLeave'
  | 'onFocus'
  | 'onBlur'
  | 'onKeyDown'
> & { 'data-keeps-click': true };

interface CardProps {
  verdict: Verdict;
  /** The link around the badge. */
  target: (props: TargetProps) => ReactElement;
  /** The content of the card; rendered only while it is open. */
  children: ReactNode;
}

/** A verdict as a link. While the pointer is over it or the keyboard's focus is on it, a card shows the reasons. Escape closes the card. */
function Card({ verdict, target, children }: CardProps) {
  const t = useTexts(verdictTexts);
  const [opened, { open, close }] = useDisclosure(false);
  const cardId = useId();
  return (
    <Popover
      opened={opened}
      onChange={(next) => !next && close()}
      position="bottom-start"
      width={320}
      withArrow
      withRoles={false}
    >
      <Popover.Target>
        {target({
          className: classes.target,
          children: <VerdictBadge verdict={verdict} />,
          'aria-describedby': opened ? cardId : undefined,
          onMouseEnter: open,
          onMouseLeave: close,
          onFocus: open,
          onBlur: close,
          onKeyDown: ({ key }) => key === 'Escape' && close(),
          'data-keeps-click': true,
        })}
      </Popover.Target>
      <Popover.Dropdown id={cardId} role="tooltip" data-testid="verdict-card">
        <Stack gap={8}>
          <Text size="sm" fw={600}>
            {t(`why.${verdict}`)}
          </Text>
          {opened && children}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The verdict on a click, with a card of its strongest reasons. Leads to the page of the click. */
export function ClickVerdictCard({ clickId, verdict }: { clickId: string; verdict: VerdictView }) {
  return (
    <Card
      verdict={verdict.verdict}
      target={(props) => <Link {...props} to="/clicks/$clickId" params={{ clickId }} />}
    >
      <Reasons verdict={verdict} />
    </Card>
  );
}

interface ClickerVerdictCardProps {
  verdict: Verdict;
  linkId: string;
  recipientId: string;
}

/** The best verdict of the clicks of a recipient on a link, with the reasons of the newest such click. Leads to the list of clicks. */
export function ClickerVerdictCard({ verdict, linkId, recipientId }: ClickerVerdictCardProps) {
  return (
    <Card
      verdict={verdict}
      target={(props) => <Link {...props} to="/clicks" search={{ linkId, recipientId }} />}
    >
      <NewestReasons verdict={verdict} linkId={linkId} recipientId={recipientId} />
    </Card>
  );
}

function NewestReasons(query: ClickerVerdictCardProps) {
  const t = useTexts(verdictTexts);
  const clicks = useRoute(ROUTES.clicks.list, { query: { ...query, page: 1, pageSize: 1 } });
  if (clicks.isPending) return <Skeleton height={48} />;
  const newest = clicks.data?.items[0];
  if (newest) return <Reasons verdict={newest.verdict} />;
  return (
    <Text size="sm" c="dimmed">
      {t('notKept')}
    </Text>
  );
}

function Reasons({ verdict: { judgement, correction } }: { verdict: VerdictView }) {
  const t = useTexts(verdictTexts);
  return (
    <>
      {correction && <Text size="sm">{t('correctedBy', { name: correction.by.name })}</Text>}
      <SignalList judgement={judgement} max={STRONGEST} />
      {judgement && (
        <Text size="xs" c="dimmed">
          {t('scoreText', { score: judgement.score })}
        </Text>
      )}
    </>
  );
}
