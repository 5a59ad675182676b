import { Badge, Divider, Kbd, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SessionView } from '@linkflow/contracts';
import { keys } from '../api/keys';
import { useLiveEvents } from '../api/live';
import { useRunAttention } from '../api/runs';
import { useFormat, useTexts } from '../i18n';
import { useThrottledCallback } from '../shared/use-throttled-callback';
import { Brand } from './brand';
import { isFor, OPERATION, WORK, type NavItem } from './nav';
import { shellTexts } from './shell.texts';
import classes from './shell.module.css';
import { UserMenu } from './user-menu';

const SEARCH_KEYS = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';

interface SideColumnProps {
  session: SessionView;
  onFind: () => void;
}

export function SideColumn({ session, onFind }: SideColumnProps) {
  const t = useTexts(shellTexts);
  return (
    <div className={classes.columnInner}>
      <div className={classes.columnTop}>
        <Brand />
        <UnstyledButton className={classes.search} onClick={onFind}>
          <IconSearch size={16} aria-hidden />
          <span>{t('finder.button')}</span>
          <Kbd size="xs">{SEARCH_KEYS}</Kbd>
        </UnstyledButton>
      </div>
      <nav className={classes.nav} aria-label={t('mainMenu')}>
        {WORK.map((item) => (
          <NavEntry key={item.to} item={item} />
        ))}
        <Divider my="sm" />
        {OPERATION.filter(isFor(session.role)).map((item) => (
          <NavEntry key={item.to} item={item} badge={item.to === '/runs' ? <Attention /> : undefined} />
        ))}
      </nav>
      <UserMenu session={session} />
    </div>
  );
}

function NavEntry({ item, badge }: { item: NavItem; badge?: React.ReactNode }) {
  const t = useTexts(shellTexts);
  const Icon = item.icon;
  return (
    <Link
      to={item.to}
      className={classes.entry}
      activeProps={{ 'data-active': true }}
      activeOptions={{ includeSearch: false }}
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      <span className={classes.entryText}>{t(item.text)}</span>
      {badge}
    </Link>
  );
}

/** How many runs need a person, kept up to date while runs go on. */
function Attention() {
  const t = useTexts(shellTexts);
  const format = useFormat();
  const client = useQueryClient();
  const { data } = useRunAttention();
  const refresh = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: keys.runs.attention }),
    2_000,
  );
  useLiveEvents(['runs'], refresh, refresh);
  const count = data ? data.failed + data.needsReview : 0;
  if (count === 0) return null;
  return (
    <Badge size="sm" color="red" variant="light" title={t('attention', { count })}>
      <span aria-hidden>{format.number(count)}</span>
      <span className={classes.hidden}>{t('attention', { count })}</span>
    </Badge>
  );
}
